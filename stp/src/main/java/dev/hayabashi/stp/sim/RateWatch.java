package dev.hayabashi.stp.sim;

import dev.hayabashi.stp.StpEvent;
import java.util.HashMap;
import java.util.Map;

/**
 * Checks that a port sends at most TxHoldCount + n BPDUs in any window of n seconds (802.1D-2004 17.19.44): a bucket that
 * holds TxHoldCount + 1 and loses one per second must not overflow.
 */
final class RateWatch implements SimNetwork.SimListener {
    private final Map<SimPort, Bucket> buckets = new HashMap<>();

    private static final class Bucket {
        double level;
        long atNanos;
    }

    @Override
    public void event(SimBridge bridge, StpEvent event) {
        // Machines that begin anew count anew.
        if (event instanceof StpEvent.StateChanged s && s.to() == dev.hayabashi.stp.PortState.DISABLED) {
            forget(bridge, s.port());
        }
    }

    void forget(SimBridge bridge, int port) {
        buckets.entrySet().removeIf(e -> e.getKey().bridge == bridge && (port == 0 || e.getKey().number == port));
    }

    @Override
    public void sent(SimPort port, long atNanos) {
        Bucket b = buckets.computeIfAbsent(port, p -> new Bucket());
        b.level = Math.max(0, b.level - (atNanos - b.atNanos) / (double) SimNetwork.SECOND) + 1;
        b.atNanos = atNanos;
        int hold = port.bridge.tree.parameters().txHoldCount();
        if (b.level > hold + 1.000001) {
            throw new SoakFailure(port + " sends too much: bucket at " + b.level + ", TxHoldCount " + hold);
        }
    }
}
