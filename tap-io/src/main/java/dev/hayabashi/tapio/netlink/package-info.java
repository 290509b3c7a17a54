/**
 * rtnetlink without the {@code ip} and {@code tc} programs: links, addresses, redirects, and a monitor of link changes.
 *
 * <p><b>Theory of operation.</b> {@link dev.hayabashi.tapio.netlink.Rtnetlink} is a short-lived, blocking client: one
 * socket, one request, one acknowledgement, used by one thread and closed. The kernel answers within the request's own
 * system call, so that blocking means microseconds (or the time that the kernel's RTNL lock is held by others); it is for
 * set-up threads, never for an event loop. A socket belongs to the network namespace of the thread that opened it; for
 * another namespace it is opened and used inside {@link dev.hayabashi.tapio.sys.NetNamespace#call}.
 *
 * <p>{@link dev.hayabashi.tapio.netlink.LinkMonitor} is the opposite: one non-blocking socket for the life of an event
 * loop, which hears of every link in this namespace and, by way of namespace ids, in those that our TAPs were moved into.
 * It never holds another namespace open, so that {@code ip netns del} ends one as ever.
 *
 * <p><b>Trust.</b> Messages come from the kernel, yet every length in them is checked before use; a message that does not
 * add up is counted and skipped.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.tapio.netlink;
