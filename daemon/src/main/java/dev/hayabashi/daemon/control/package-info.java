/**
 * The control API: HTTP with JSON on a unix socket.
 *
 * <p>{@link dev.hayabashi.daemon.control.ControlServer} owns the socket and turns requests into calls of {@link
 * dev.hayabashi.daemon.control.Controller}, one at a time on the daemon's control thread, which may block on system calls
 * without a frame being late. What must see or change the state of a bridge hops from there to the bridge's event loop.
 *
 * <p>A client can neither hold the daemon up nor fill its memory: bodies, headers, time and idle connections are bounded.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.daemon.control;
