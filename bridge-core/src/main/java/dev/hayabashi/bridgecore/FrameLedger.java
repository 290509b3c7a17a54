package dev.hayabashi.bridgecore;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The book of fates: each received frame is entered as relayed, consumed or dropped, once. Whoever watches the bridge is told
 * from here, so that an observer hears of exactly what is counted.
 */
final class FrameLedger {
    private final BridgeListener listener;
    private final long[] drops = new long[DropReason.count()];
    private long received;
    private long relayed;
    private long consumed;
    private long dropped;
    // Of ports that were removed; of those that are there their own counters say it.
    private long copiesOfGonePorts;
    private long sentByGonePorts;

    /** Watches the frames; null for nobody. */
    @Nullable FrameObserver observer;

    /** The latest time that was told, for drops in calls that have none of their own. */
    long latestNanos;

    FrameLedger(BridgeListener listener) {
        this.listener = listener;
    }

    void received(BridgePort in, Frame frame, long nowNanos) {
        received++;
        if (observer != null) {
            observer.received(in, frame, nowNanos);
        }
        in.counters.received(frame);
    }

    void relayed(BridgePort in, Frame frame) {
        relayed++;
        if (observer != null) {
            observer.relayed(in, frame);
        }
    }

    void consumed(BridgePort in, Frame frame) {
        consumed++;
        if (observer != null) {
            observer.consumed(in, frame);
        }
    }

    /** Frames went from a port to another beside the bridge, in the kernel. */
    void byShortcut(BridgePort in, BridgePort out, PortRegistry ports, long frames, long bytes) {
        received += frames;
        relayed += frames;
        in.counters.rxFrames += frames;
        in.counters.rxBytes += bytes;
        out.counters.copies += frames;
        out.counters.txFrames += frames;
        out.counters.txBytes += bytes;
        if (!ports.has(out)) {
            copiesOfGonePorts += frames;
            sentByGonePorts += frames;
        }
    }

    /** The only way out for a frame that goes no further. */
    void drop(BridgePort port, Frame frame, DropReason reason) {
        port.counters.drops[reason.ordinal()]++;
        drops[reason.ordinal()]++;
        if (reason.stage() != DropReason.Stage.EGRESS) {
            dropped++;
        }
        port.dropLog.add(reason, port.state(), frame, latestNanos);
        if (Trouble.is(reason) && port.trouble.begins(reason, latestNanos)) {
            listener.protectionStarted(port, reason, frame.source(), latestNanos);
        }
        if (observer != null) {
            observer.dropped(port, frame, reason, latestNanos);
        }
    }

    /** A port is removed: what its counters say is kept here. */
    void portGone(BridgePort port) {
        copiesOfGonePorts += port.counters.copies;
        sentByGonePorts += port.counters.txFrames;
    }

    /** A frame that a removed port seemed to have sent has not left. */
    void unsentByGonePort() {
        sentByGonePorts--;
        drops[DropReason.EGRESS_GONE.ordinal()]++;
    }

    /** True while the fate of the frame at hand is open. */
    boolean isFateOpen() {
        return relayed + consumed + dropped < received;
    }

    /** Frames dropped before any egress. */
    long dropped() {
        return dropped;
    }

    /** @param byRelays frames that relay loops have received and relayed */
    BridgeSnapshot.Fates fates(long byRelays) {
        return new BridgeSnapshot.Fates(received + byRelays, relayed + byRelays, consumed, dropped);
    }

    /** @param byRelays copies that relay loops have made and sent: each frame makes one */
    BridgeSnapshot.Copies copies(BridgePort[] ports, long byRelays) {
        long made = copiesOfGonePorts + byRelays;
        long sent = sentByGonePorts + byRelays;
        long queued = 0;
        for (BridgePort port : ports) {
            made += port.counters.copies;
            sent += port.counters.txFrames;
            queued += port.queue().size() + port.controlQueue().size();
        }
        long lost = 0;
        for (int i = 0; i < drops.length; i++) {
            lost += DropReason.of(i).stage() == DropReason.Stage.EGRESS ? drops[i] : 0;
        }
        return new BridgeSnapshot.Copies(made, sent, lost, queued);
    }

    /**
     * All counters by name, for the process that goes on with the bridge. There, what relay loops have sent is in the counters of the
     * ports that are still present.
     *
     * @param byRelays frames that relay loops have received and relayed
     */
    Map<String, Long> keep(BridgePort[] ports, long byRelays) {
        long byGonePorts = byRelays;
        for (BridgePort port : ports) {
            byGonePorts -= port.allCounters().txFrames - port.counters.txFrames;
        }
        Map<String, Long> kept = new LinkedHashMap<>();
        kept.put("received", received + byRelays);
        kept.put("relayed", relayed + byRelays);
        kept.put("consumed", consumed);
        kept.put("dropped", dropped);
        kept.put("copiesOfGonePorts", copiesOfGonePorts + byGonePorts);
        kept.put("sentByGonePorts", sentByGonePorts + byGonePorts);
        KeptDrops.keep(drops, kept);
        return kept;
    }

    /** Goes on where the book of another process ended. */
    void takeOver(Map<String, Long> kept) {
        received = kept.getOrDefault("received", 0L);
        relayed = kept.getOrDefault("relayed", 0L);
        consumed = kept.getOrDefault("consumed", 0L);
        dropped = kept.getOrDefault("dropped", 0L);
        copiesOfGonePorts = kept.getOrDefault("copiesOfGonePorts", 0L);
        sentByGonePorts = kept.getOrDefault("sentByGonePorts", 0L);
        KeptDrops.into(drops, kept);
    }

    /** Copies that waited for a port in another process, and stayed behind there. */
    void leftBehind(BridgePort port, long frames) {
        port.counters.drops[DropReason.EGRESS_GONE.ordinal()] += frames;
        drops[DropReason.EGRESS_GONE.ordinal()] += frames;
    }

    /** A copy of the drops of all ports by {@link DropReason#ordinal()}. */
    long[] drops() {
        return drops.clone();
    }
}
