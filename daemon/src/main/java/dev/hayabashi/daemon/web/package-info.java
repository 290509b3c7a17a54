/**
 * The read-only listener: metrics for Prometheus, the web page, and the part of the API that shows and changes nothing.
 *
 * <p>Whoever can reach its address may read it; nothing on it changes anything or shows the contents of frames. By default that
 * is this host only, and then a web site that a browser here has open must not read it by a name of its own: requests by a
 * name other than {@code localhost} are refused (DNS rebinding).
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.daemon.web;
