package dev.hayabashi.daemon.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spanning tree of one bridge. Bridge identifiers are written {@code 32768.aa:fc:00:00:00:01}, port identifiers
 * {@code 128.1}; times are seconds.
 *
 * @param bridge name of the bridge
 * @param mode {@code rstp} or {@code stp}; {@code off} with all else empty
 * @param bridgeId this bridge
 * @param rootId the root in force
 * @param isRoot whether this bridge is the root
 * @param rootPort port that leads to the root; null on the root
 * @param rootPathCost cost of the way to the root
 * @param times times in force, which are the root's except hello
 * @param ownTimes times of this bridge, in force when it is the root
 * @param txHoldCount BPDUs per port and second at most
 * @param topologyChanges how many there were
 * @param lastTopologyChange the last one; null when there was none
 * @param rootChanges how often the root changed
 * @param lateTicks ticks that were overdue when the process got to run
 * @param flushes how often addresses were forgotten, by cause
 * @param ports the ports by number
 */
public record StpView(
        String bridge,
        String mode,
        @Nullable String bridgeId,
        @Nullable String rootId,
        boolean isRoot,
        @Nullable String rootPort,
        long rootPathCost,
        @Nullable TimesView times,
        @Nullable TimesView ownTimes,
        int txHoldCount,
        long topologyChanges,
        @Nullable TopologyChangeView lastTopologyChange,
        long rootChanges,
        long lateTicks,
        Map<String, Long> flushes,
        List<StpPortView> ports) {

    /**
     * Times in seconds.
     *
     * @param helloTime between BPDUs
     * @param maxAge after which what a BPDU said is forgotten
     * @param forwardDelay in each of the states before forwarding
     */
    public record TimesView(int helloTime, int maxAge, int forwardDelay) {}

    /**
     * A topology change.
     *
     * @param port where it was detected or heard
     * @param local whether this bridge detected it
     * @param secondsAgo how long ago
     */
    public record TopologyChangeView(String port, boolean local, double secondsAgo) {}

    /**
     * A port of a spanning tree.
     *
     * @param name name of the port
     * @param number its number
     * @param id port identifier
     * @param role role
     * @param roleReason why it has that role
     * @param state state
     * @param stateReason why it is in that state
     * @param secondsInState since when
     * @param pathCost cost in force
     * @param designatedRoot root that the designated bridge of the segment announces
     * @param designatedCost cost that it announces
     * @param designatedBridge designated bridge of the segment
     * @param designatedPort its port
     * @param edge whether it is an edge port now
     * @param adminEdge {@code true}, {@code auto} or {@code false} as configured
     * @param pointToPoint whether two bridges at most are on the segment
     * @param protocol {@code rstp} or {@code stp}: what it speaks to its neighbour
     * @param guards guards that are switched on
     * @param inconsistencies what holds the port although its role would open it
     * @param errDisabled what shut the port; null when nothing did
     * @param forwardTransitions how often it began to forward
     * @param bpdus BPDUs
     */
    public record StpPortView(
            String name,
            int number,
            String id,
            String role,
            String roleReason,
            String state,
            String stateReason,
            double secondsInState,
            long pathCost,
            String designatedRoot,
            long designatedCost,
            String designatedBridge,
            String designatedPort,
            boolean edge,
            String adminEdge,
            boolean pointToPoint,
            String protocol,
            List<String> guards,
            List<String> inconsistencies,
            @Nullable ErrDisabledView errDisabled,
            long forwardTransitions,
            BpdusView bpdus) {}

    /**
     * Why BPDU guard shut a port.
     *
     * @param cause always {@code bpduguard}
     * @param offender the BPDU in words: bridge, port, root, source address
     * @param secondsAgo when
     * @param recoverySeconds when it is tried again; 0 for never
     */
    public record ErrDisabledView(String cause, String offender, double secondsAgo, int recoverySeconds) {}

    /**
     * BPDUs of a port.
     *
     * @param received by kind
     * @param sent by kind
     * @param rejected by reason
     * @param tcReceived received ones with the topology change flag
     * @param tcSent sent ones with it
     */
    public record BpdusView(
            Map<String, Long> received,
            Map<String, Long> sent,
            Map<String, Long> rejected,
            long tcReceived,
            long tcSent) {}
}
