/**
 * From libvirt's network XML to our YAML.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>{@link dev.hayabashi.config.libvirt.LibvirtImport} is the door. {@code XmlReader} turns the text into elements that know
 * where they stand; document types and entities are refused, so nothing outside the text is ever read. {@code NetworkReader}
 * and, for what is under {@code <ip>} and {@code <dns>}, {@code ServicesReader} go through the elements once. Each one
 * either becomes a value, or a remark, or a problem: what has no counterpart is not dropped in silence. The values are
 * written by the same writer as every other file, the remarks are put in front of the key that they belong to, and the result
 * is read back by the same reader that {@code hayabashi check} uses before anybody sees it.
 *
 * <p>A problem is something that would make another network than the one described: a mode that hands a physical device to
 * guests, or a value that means nothing. A remark is something that this version does not have, with what to do instead.
 */
@NullMarked
package dev.hayabashi.config.libvirt;

import org.jspecify.annotations.NullMarked;
