package dev.hayabashi.stp;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot of the bridge: what the head of {@code show spanning-tree detail} shows. Immutable, safe to hand to another thread.
 *
 * @param version the protocol version of the bridge
 * @param bridgeId this bridge
 * @param rootId the root bridge in force
 * @param rootPathCost the cost of the way to it, 0 on the root
 * @param rootPort the port that leads to it, 0 on the root
 * @param rootPortId its identifier, null on the root
 * @param messageAge seconds (in effect: hops) from the root; above half of max age the network is too deep
 * @param times the times in force: max age and forward delay of the root, hello time of this bridge
 * @param own the times of this bridge
 * @param parameters all settings
 * @param rootChanges how often the root changed
 * @param topologyChanges how many {@link StpEvent.TopologyChange}s there were
 * @param lastTopologyChange the last one, null when there was none
 * @param topologyChangeActive whether some port is still announcing one
 * @param shortAgeing whether STP mode has shortened the ageing time at the moment
 * @param lateTicks ticks that were overdue and have been skipped
 * @param maxTransitionsPerEvent the largest number of machine transitions a single event took
 */
public record BridgeStatus(
        ForceVersion version,
        BridgeId bridgeId,
        BridgeId rootId,
        long rootPathCost,
        int rootPort,
        @Nullable PortId rootPortId,
        int messageAge,
        TimesInForce times,
        BridgeTimes own,
        BridgeParameters parameters,
        long rootChanges,
        long topologyChanges,
        @Nullable LastTopologyChange lastTopologyChange,
        boolean topologyChangeActive,
        boolean shortAgeing,
        long lateTicks,
        int maxTransitionsPerEvent) {

    /** Whether this bridge is the root. */
    public boolean isRoot() {
        return rootPort == 0;
    }

    /**
     * Times as they apply; unlike {@link BridgeTimes} they come from the wire and are not checked.
     *
     * @param helloTime seconds
     * @param maxAge seconds
     * @param forwardDelay seconds
     */
    public record TimesInForce(int helloTime, int maxAge, int forwardDelay) {}

    /**
     * Where the last topology change came from.
     *
     * @param port the port that started forwarding, or through which it was heard
     * @param local whether this bridge detected it
     * @param atNanos when
     * @param agoNanos how long before the snapshot
     */
    public record LastTopologyChange(int port, boolean local, long atNanos, long agoNanos) {}
}
