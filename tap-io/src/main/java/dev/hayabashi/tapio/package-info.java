/**
 * Ports on file descriptors: set up, put onto an event loop, followed through the life of their netdevs, taken down again.
 *
 * <p><b>Theory of operation.</b> {@link dev.hayabashi.tapio.PortFactory#open} makes or adopts the netdevs that a
 * {@link dev.hayabashi.tapio.PortSpec} asks for, on the caller's thread: it blocks, and it either succeeds whole or leaves
 * nothing. {@link dev.hayabashi.tapio.OpenPort#attach} then gives the port to a
 * {@link dev.hayabashi.tapio.loop.FrameLoop}; from there on its descriptor, its link state and its counters belong to that
 * loop's thread. {@link dev.hayabashi.tapio.Leftovers} does away with what a daemon that was killed has left.
 *
 * <p>The three kinds differ in whose netdev it is and in how its end is noticed:
 *
 * <ul>
 *   <li>{@code tap}: we hold the descriptor, which notices its netdev's end by itself (EBADFD) and survives renaming and
 *       moving.
 *   <li>{@code vm}: a {@link dev.hayabashi.tapio.tap.VmPair}; the VMM's coming and going shows as the carrier of its TAP,
 *       in netlink only.
 *   <li>{@code netdev}: an AF_PACKET socket, which falls silent when its netdev goes; again netlink tells.
 * </ul>
 *
 * <p>So every port listens to the loop's {@link dev.hayabashi.tapio.netlink.LinkMonitor}. When a netdev comes back, setting
 * it up again blocks, and is therefore done on the loop's set-up thread; the loop only swaps descriptors behind the port's
 * {@link dev.hayabashi.tapio.loop.PortChannel}. The bridge keeps sending to the same object all the while and is answered
 * {@code GONE} or {@code LINK_DOWN}.
 *
 * <p><b>Rooms.</b> {@code sys}: libc, errno, namespaces. {@code netlink}: rtnetlink. {@code tap} and {@code packet}: the
 * descriptors. {@code loop}: reading and writing. Arrows point from here to {@code tap} and {@code packet}, from those to
 * {@code loop}, and from everywhere to {@code netlink} and {@code sys}.
 *
 * <p><b>Limits.</b> Linux on 64-bit machines. Kinds {@code vm} and {@code netdev} live in the daemon's own network
 * namespace. A TAP that existed in another namespace before us keeps that namespace alive while we hold it. A netdev takes
 * 802.1Q frames of four bytes above its MTU, but frames with an 802.1ad tag only within it.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.tapio;
