package dev.hayabashi.metrics;

import dev.hayabashi.bridgecore.PortSnapshot;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A port at one moment.
 *
 * @param port the port in the data plane
 * @param kind its kind
 * @param state its state
 * @param role its role
 * @param upToForwardingSeconds from link-up to forwarding, the last time that it did; NaN before
 * @param tree the port in the spanning tree; null when none runs
 */
public record PortSample(
        PortSnapshot port,
        String kind,
        String state,
        String role,
        double upToForwardingSeconds,
        @Nullable TreePortSample tree) {
    /**
     * A port in a spanning tree.
     *
     * @param guarded whether BPDU guard has shut it
     * @param inconsistencies what keeps it closed besides its role
     * @param guardHits by guard
     * @param bpdusIn by type
     * @param bpdusOut by type
     * @param bpdusRejected by reason
     */
    public record TreePortSample(
            boolean edge,
            boolean guarded,
            List<String> inconsistencies,
            long pathCost,
            double secondsInState,
            long forwardTransitions,
            long blockingTransitions,
            Map<String, Long> guardHits,
            Map<String, Long> bpdusIn,
            Map<String, Long> bpdusOut,
            Map<String, Long> bpdusRejected,
            long topologyChangesIn,
            long topologyChangesOut) {}
}
