package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.SendResult;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One port's descriptor on an event loop, whichever way the loop talks to the kernel. All methods are for its thread. */
interface PortFd {
    /** Starts reading. */
    void start(IoEventLoop loop);

    /** Writes a frame; see {@link dev.hayabashi.bridgecore.PortIo#send}. */
    SendResult send(Frame frame);

    /** Reads what waits, up to {@code bursts} bursts, without waiting for the kernel to call. */
    void drain(int bursts);

    /** Writes what the source holds back, see {@link FrameSource#writeHeld}; nothing for sources that hold nothing. */
    default void flush() {}

    /** Sets who is told, once, ahead of the next frame; null for nobody. */
    void frameNotExpected(@Nullable Runnable told);

    /** Stops reading, for {@link #resume} to start again; succeeds when nothing is under way in the kernel any more. */
    Future<?> pause();

    /** Reads again. */
    void resume();

    /** Takes the descriptor off the loop for good; once or more often. Its owner closes it then. */
    void close();

    /** Java exceptions that errors have cost, 0 once closed. */
    long exceptions();
}
