package dev.hayabashi.daemon.trace;

import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.DropReason;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.FrameObserver;
import dev.hayabashi.bridgecore.MacTable;
import dev.hayabashi.bridgecore.PassedOver;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes down the ways of the next frames from or to one station. Allocates for those frames only, and for no more of them
 * than asked for. Owned by the event loop.
 */
public final class LiveTrace implements FrameObserver {
    private final long station;
    private final Supplier<TraceRecorder> recorders;
    private final Consumer<TraceRecorder> done;
    private int left;
    private @Nullable TraceRecorder current;

    /**
     * @param station MAC address, source or destination
     * @param frames how many frames to follow
     * @param recorders makes a recorder for a frame
     * @param done gets each recorder when its frame's fate is settled; on the event loop
     */
    public LiveTrace(long station, int frames, Supplier<TraceRecorder> recorders, Consumer<TraceRecorder> done) {
        this.station = station;
        this.left = frames;
        this.recorders = recorders;
        this.done = done;
    }

    @Override
    public void received(BridgePort in, Frame frame, long nowNanos) {
        current = null;
        if (left > 0
                && frame.length() >= Frame.ETHERNET_HEADER_BYTES
                && (frame.source() == station || frame.destination() == station)) {
            left--;
            current = recorders.get();
            current.received(in, frame, nowNanos);
        }
    }

    @Override
    public void learned(BridgePort in, long source, MacTable.Learned outcome) {
        if (current != null) {
            current.learned(in, source, outcome);
        }
    }

    @Override
    public void lookedUp(BridgePort in, long destination, int portNumber) {
        if (current != null) {
            current.lookedUp(in, destination, portNumber);
        }
    }

    @Override
    public void passedOver(BridgePort out, PassedOver why) {
        if (current != null) {
            current.passedOver(out, why);
        }
    }

    @Override
    public void sent(BridgePort out, Frame frame) {
        if (current != null) {
            current.sent(out, frame);
        }
    }

    @Override
    public void queued(BridgePort out, Frame frame) {
        if (current != null) {
            current.queued(out, frame);
        }
    }

    @Override
    public void dropped(BridgePort port, Frame frame, DropReason reason, long nowNanos) {
        if (current != null) {
            current.dropped(port, frame, reason, nowNanos);
            settle();
        }
    }

    @Override
    public void consumed(BridgePort in, Frame frame) {
        if (current != null) {
            current.consumed(in, frame);
            settle();
        }
    }

    @Override
    public void relayed(BridgePort in, Frame frame) {
        if (current != null) {
            current.relayed(in, frame);
            settle();
        }
    }

    private void settle() {
        TraceRecorder settled = current;
        if (settled != null && settled.isSettled()) {
            current = null;
            done.accept(settled);
        }
    }
}
