package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.KernelDrops;
import dev.hayabashi.bridgecore.RelayIo;
import dev.hayabashi.bridgecore.RelayPath;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.tapio.sys.TapIoException;
import org.jspecify.annotations.Nullable;

/** The bridge's end of one port. Every method is called on the event loop that the port is attached to. */
public interface FrameSink {
    /**
     * A frame came in.
     *
     * @param frame overwritten when this returns
     * @param nowNanos when the burst that it belongs to began to be read
     */
    void receive(Frame frame, long nowNanos);

    /** The port takes frames again after it answered WOULD_BLOCK. */
    void writable(long nowNanos);

    /**
     * A frame that was answered with {@link SendResult#SENT} was refused after all; only where writes are asynchronous.
     *
     * @param frame overwritten when this returns
     * @param result why
     */
    default void sendFailed(Frame frame, SendResult result, long nowNanos) {}

    /**
     * The way that another loop may take frames of this port by itself; null when none may. Asked only where there are several
     * loops.
     *
     * @param relay that loop's place among {@link FrameLoop#passages}
     */
    default @Nullable RelayPath relayPath(int relay) {
        return null;
    }

    /** Other loops may write to the port's descriptor by {@code io}; with null, they must not when this returns. */
    default void relayIo(@Nullable RelayIo io) {}

    /** The link is now in another state. Called once soon after attaching, whatever the state. */
    void linkChanged(LinkState state, long nowNanos);

    /**
     * A frame was announced with a length that no frame can have; the client that did so is cut off.
     *
     * @param frame without bytes
     */
    default void badLength(Frame frame, long nowNanos) {}

    /**
     * A client of a stream port came, went or was turned away.
     *
     * @param what one word: {@code connected}, {@code disconnected}, {@code refused} or {@code closed}
     * @param text one clause for a person
     */
    default void client(String what, String text, long nowNanos) {}

    /** The kernel has lost these frames at the port since it was last told of any. */
    default void kernelLost(KernelDrops frames, long nowNanos) {}

    /** Setting the port up again, after its netdev had gone and come back, failed. The port stays, without a link. */
    default void setupFailed(TapIoException reason, long nowNanos) {}
}
