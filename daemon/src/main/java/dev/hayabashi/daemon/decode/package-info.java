/**
 * Puts the first bytes of a frame into words, for a human who asks what was dropped.
 *
 * <p>The bytes come from guests that may be hostile and are cut where the drop log ends. Every decoder asks {@link
 * dev.hayabashi.daemon.decode.Octets#has} before it reads, says what it could tell so far when there is no more, and never
 * throws. Text out of a frame (host names, DNS names) is cleaned before it goes into a sentence.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.daemon.decode;
