package dev.hayabashi.stp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of one port: what {@code show spanning-tree detail} shows. Immutable, safe to hand to another thread.
 *
 * @param number 1 to 4095
 * @param id priority and number
 * @param macAddress the source address of this port's BPDUs
 * @param linkUp whether the link is up
 * @param role the role
 * @param state the gate
 * @param roleReason why it has this role
 * @param stateReason why the gate is as it is
 * @param stateSinceNanos how long it has been so
 * @param pathCost the cost in force
 * @param pathCostAutomatic whether it follows from the link's rate
 * @param designated the best information on this LAN
 * @param operEdge whether it is an edge port now
 * @param operPointToPoint whether it counts as point-to-point now
 * @param spoken the protocol this port sends
 * @param parameters all settings of the port
 * @param inconsistencies what keeps it closed besides its role
 * @param errDisable why BPDU guard shut it, null when it is not shut
 * @param forwardTransitions how often it started forwarding
 * @param blockingTransitions how often it stopped learning or forwarding
 * @param bpdus BPDU counters
 * @param guardHits how often each guard acted
 * @param flushes how often its filtering entries were flushed, by cause
 * @param variables the variables of the state machines, for debugging
 */
public record PortStatus(
        int number,
        PortId id,
        long macAddress,
        boolean linkUp,
        PortRole role,
        PortState state,
        String roleReason,
        String stateReason,
        long stateSinceNanos,
        long pathCost,
        boolean pathCostAutomatic,
        Designated designated,
        boolean operEdge,
        boolean operPointToPoint,
        ForceVersion spoken,
        PortParameters parameters,
        Set<Inconsistency> inconsistencies,
        @Nullable ErrDisable errDisable,
        long forwardTransitions,
        long blockingTransitions,
        BpduCounters bpdus,
        Map<Guard, Long> guardHits,
        Map<FlushCause, Long> flushes,
        Variables variables) {

    /**
     * The priority vector the port currently believes to be the best on its LAN.
     *
     * @param root the root bridge
     * @param cost the designated bridge's cost to it
     * @param bridge the designated bridge
     * @param port the designated port
     */
    public record Designated(BridgeId root, long cost, BridgeId bridge, PortId port) {}

    /**
     * Why BPDU guard shut the port.
     *
     * @param origin the BPDU that did it
     * @param recoverySeconds seconds until the port is tried again, 0 = by hand only
     */
    public record ErrDisable(BpduOrigin origin, int recoverySeconds) {}

    /**
     * BPDU counters since the port was added.
     *
     * @param received well-formed BPDUs by kind
     * @param sent BPDUs by kind
     * @param rejected frames refused by reason; reasons that never occurred are absent
     * @param tcReceived BPDUs with the topology change flag, and TCNs
     * @param tcSent BPDUs with the topology change flag, and TCNs
     */
    public record BpduCounters(
            Map<BpduKind, Long> received,
            Map<BpduKind, Long> sent,
            Map<BpduDisposition, Long> rejected,
            long tcReceived,
            long tcSent) {
        private BpduCounters since(BpduCounters earlier) {
            return new BpduCounters(
                    difference(received, earlier.received),
                    difference(sent, earlier.sent),
                    difference(rejected, earlier.rejected),
                    tcReceived - earlier.tcReceived,
                    tcSent - earlier.tcSent);
        }
    }

    /**
     * The same with everything counted since {@code earlier}: counters that an operator may clear for himself without
     * clearing them for those who collect them.
     *
     * @param earlier an earlier snapshot of this port
     */
    public PortStatus countedSince(PortStatus earlier) {
        return new PortStatus(
                number,
                id,
                macAddress,
                linkUp,
                role,
                state,
                roleReason,
                stateReason,
                stateSinceNanos,
                pathCost,
                pathCostAutomatic,
                designated,
                operEdge,
                operPointToPoint,
                spoken,
                parameters,
                inconsistencies,
                errDisable,
                forwardTransitions - earlier.forwardTransitions,
                blockingTransitions - earlier.blockingTransitions,
                bpdus.since(earlier.bpdus),
                difference(guardHits, earlier.guardHits),
                difference(flushes, earlier.flushes),
                variables);
    }

    private static <K> Map<K, Long> difference(Map<K, Long> now, Map<K, Long> earlier) {
        Map<K, Long> result = new LinkedHashMap<>();
        now.forEach((key, count) -> result.put(key, count - earlier.getOrDefault(key, 0L)));
        return Collections.unmodifiableMap(result);
    }

    /**
     * The variables of 802.1D-2004 17.19 and the timers of 17.17 (seconds), under the standard's names, and the state of every
     * machine as {@code PRT: DESIGNATED_PORT}.
     */
    public record Variables(Map<String, Integer> timers, Map<String, Boolean> flags, Map<String, String> machines) {}
}
