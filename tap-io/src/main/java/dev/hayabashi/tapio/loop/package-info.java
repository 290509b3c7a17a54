/**
 * The event loop: frames in, frames out, link changes, on one thread.
 *
 * <p><b>Theory of operation.</b> A {@link dev.hayabashi.tapio.loop.FrameLoop} is one Netty event loop, on epoll or on io_uring
 * ({@link dev.hayabashi.tapio.loop.IoEngine}).
 *
 * <p><i>epoll.</i> There is one buffer for frames. Each port's descriptor is a {@code FrameFd}: when it is readable, up to
 * {@code BURST_FRAMES} frames are read one by one into that buffer, and each is handed to
 * the port's {@link dev.hayabashi.tapio.loop.FrameSink}, which writes it to other ports before the next one is read. epoll
 * is level-triggered, so what a burst leaves is taken up after the other ports had their turn.
 *
 * <p><i>io_uring.</i> A TAP or packet socket is a {@code UringFd}: one read that stays puts each frame into one of the loop's
 * {@code UringBuffers}, and writes from there are handed to the kernel together, in the order of the calls. A stream is a
 * {@code FrameFd} here too, beside the ring: its frames come and leave in pieces, by system calls, and only its BPDUs wait
 * for what the ring was handed before.
 *
 * <p><b>Errors are values.</b> Netty's descriptor reports errors as exceptions, which cost an allocation each. One that
 * fails is therefore read and written through {@link dev.hayabashi.tapio.sys.Libc} until it has worked for a while
 * ({@link dev.hayabashi.tapio.loop.QuietFd}): a storm of EIO costs one exception, not one per frame. A descriptor that
 * keeps failing without delivering a frame is taken off epoll for a second, so that the loop never spins on it.
 *
 * <p><b>Several loops.</b> {@link dev.hayabashi.tapio.loop.FrameLoops} starts them; a port of a bridge that one owns may be read by
 * another ({@code RelayedFd}). The right to read a descriptor goes back and forth between the two with the buffer of a frame, and
 * the owner can call it back; nobody waits for anything longer than a system call of the other. What a relay loop does with a
 * descriptor it does within a {@link dev.hayabashi.bridgecore.Passage}, which is why its owner may close it after having waited.
 *
 * <p>Nothing here locks; everything but {@link dev.hayabashi.tapio.loop.FrameLoop#start} and closing runs on the loop's
 * thread.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.tapio.loop;
