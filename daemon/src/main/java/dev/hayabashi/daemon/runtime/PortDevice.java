package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.KernelDrops;
import dev.hayabashi.bridgecore.PortIo;
import dev.hayabashi.bridgecore.RelayIo;
import dev.hayabashi.bridgecore.RelayPath;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.tapio.KeptPort;
import dev.hayabashi.tapio.OpenPort.ShortcutEnd;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.jspecify.annotations.Nullable;

/** The opened device behind a port: what a bridge needs of a descriptor, whatever kind it is. */
public interface PortDevice {
    /** Hears what the device delivers; all calls come on the event loop. */
    interface Listener {
        /** A frame was read; it may be overwritten when this returns. */
        void frame(Frame frame, long nowNanos);

        /** The descriptor takes frames again after {@code WOULD_BLOCK}. Returns true when nothing is left to send. */
        boolean writable(long nowNanos);

        /**
         * A frame was announced with a length that no frame can have; the client that did so was cut off.
         *
         * @param frame without bytes
         */
        default void badLength(Frame frame, long nowNanos) {}

        /**
         * A client of a socket came, went or was turned away.
         *
         * @param what {@code connected}, {@code disconnected}, {@code refused} or {@code closed}
         * @param text one clause
         */
        default void client(String what, String text, long nowNanos) {}

        /** A frame that was answered with {@code SENT} did not leave after all. */
        void sendFailed(Frame frame, SendResult result, long nowNanos);

        /** The way that another event loop may take frames of the device; null when none may. */
        default @Nullable RelayPath relayPath(int relay) {
            return null;
        }

        /** Other event loops may write to the device, or may not any more; see {@link dev.hayabashi.bridgecore.Bridge#relayIo}. */
        default void relayIo(@Nullable RelayIo io) {}

        /** The kernel has lost these frames at the device since it was last told of any. */
        default void kernelLost(KernelDrops frames, long nowNanos) {}

        /** Carrier came or went. The first call after {@link #start} tells how it is. */
        void carrier(boolean up, long nowNanos);
    }

    /** Where frames leave. */
    PortIo io();

    /**
     * Begins to deliver to {@code listener}. Called on the control thread; waits until the device is on the event loop.
     */
    void start(Listener listener);

    /** As {@link #start}, called on the event loop, which nothing is waited for on. */
    default void startNow(Listener listener) {
        start(listener);
    }

    /**
     * Reads no more, until {@link #resume}. Called on the event loop.
     *
     * @return succeeds when the kernel is asked for nothing more
     */
    default Future<?> pause() {
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    /** Reads again. Called on the event loop. */
    default void resume() {}

    /**
     * What another process needs to go on with the device, besides {@link #descriptor}. Called on the event loop.
     *
     * @throws PortOpenException when it cannot go on, with the reason
     */
    default KeptPort keep() throws PortOpenException {
        throw new PortOpenException("it cannot be handed over", "", new UnsupportedOperationException(netdev()));
    }

    /** Number of the descriptor; -1 while there is none. Called on the event loop. */
    default int descriptor() {
        return -1;
    }

    /** Number of the listening socket that is the device's alone; -1 when there is none. Called on the event loop. */
    default int listener() {
        return -1;
    }

    /** The process that the device was taken over from will not go on with it, whatever happens. Called on the event loop. */
    default void begin() {}

    /**
     * Reads what waits in the descriptor, up to a bound, and delivers it; a tick that is late calls this first, so that
     * BPDUs that came in time are heard in time. Called on the event loop.
     */
    void drain();

    /** Where shortcuts in the kernel may begin and end; null when there can be none. Called on the event loop. */
    default @Nullable ShortcutEnd shortcutEnd() {
        return null;
    }

    /** Name of the netdev, or path of the socket. */
    String netdev();

    /** Network namespace of the netdev; null for the daemon's own. */
    @Nullable String netns();

    /** Last error of the descriptor in words; null when there was none. */
    @Nullable String lastError();

    /**
     * Stops delivering, closes the descriptor and removes what was made for the port. Called on the control thread. What
     * cannot be removed is logged and not thrown.
     *
     * @param keepPersistent leave devices that a virtual machine monitor may hold open or will look for again
     */
    void close(boolean keepPersistent);
}
