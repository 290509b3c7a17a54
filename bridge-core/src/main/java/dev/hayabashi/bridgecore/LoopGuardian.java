package dev.hayabashi.bridgecore;

import dev.hayabashi.stp.PortState;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Sends the probes of {@link LoopDetector} through a bridge, and shuts and opens its ports. */
final class LoopGuardian {
    private final RelayState state;
    private final Egress egress;
    private final LoopDetector detector;

    LoopGuardian(RelayState state, Egress egress, DirectMemory.Allocator allocator) {
        this.state = state;
        this.egress = egress;
        this.detector = new LoopDetector(state.settings.address(), secret(state.settings.hashSeed()), allocator);
    }

    /** Every guest sees check values; the key of the MAC table's hash must not be found from them. */
    private static long secret(long hashSeed) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(ByteBuffer.allocate(8).putLong(hashSeed).array());
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * True when the frame was a probe of this bridge.
     *
     * @param rehearsal nothing but the answer is wanted
     */
    boolean takes(BridgePort heardOn, Frame frame, boolean rehearsal, long nowNanos) {
        int sender = detector.sender(frame);
        if (sender == 0 || rehearsal) {
            return sender != 0;
        }
        BridgePort sentBy = state.ports.get(sender);
        BridgePort shut = sentBy == null ? null : LoopDetector.toShut(sentBy, heardOn);
        if (sentBy == null || shut == null || !heardOn.isLinkUp() || heardOn.state() == PortState.DISCARDING) {
            // A spanning tree that discards there has broken the loop already.
            return true;
        }
        detector.hold(shut.number(), nowNanos);
        if (!shut.isHeld()) {
            shut.held(true);
            state.macTable.flushPort(shut.number());
            egress.closed(shut);
            state.listener.loopDetected(shut, sentBy, heardOn, nowNanos);
        }
        return true;
    }

    /** Once a second: probes when it is time, and opens ports whose loop is gone. */
    void tick(long nowNanos) {
        boolean due = detector.isDue(nowNanos);
        for (BridgePort port : state.ports.all()) {
            boolean wanted = port.settings().protection().loopDetection();
            if (due && wanted && port.isLinkUp() && probes(port)) {
                egress.sendControl(port, detector.probe(port));
            }
            if (port.isHeld() && detector.isOver(port.number(), nowNanos)) {
                release(port, nowNanos);
            }
        }
    }

    private static boolean probes(BridgePort port) {
        return port.state() == PortState.FORWARDING;
    }

    void linkDown(BridgePort port, long nowNanos) {
        if (port.isHeld()) {
            release(port, nowNanos);
        }
    }

    void release(BridgePort port, long nowNanos) {
        port.held(false);
        state.listener.loopCleared(port, nowNanos);
    }
}
