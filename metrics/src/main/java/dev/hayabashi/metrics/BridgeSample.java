package dev.hayabashi.metrics;

import dev.hayabashi.bridgecore.BridgeSnapshot;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bridge at one moment.
 *
 * @param bridge the data plane; its ports are not looked at
 * @param ports the ports
 * @param tree the spanning tree; null when none runs
 * @param loopLagSeconds how late the event loop ran its last tick
 * @param upToForwarding times from link-up to forwarding
 * @param dhcp the DHCP server; null when none runs
 */
public record BridgeSample(
        BridgeSnapshot bridge,
        List<PortSample> ports,
        @Nullable TreeSample tree,
        double loopLagSeconds,
        HistogramSample upToForwarding,
        @Nullable DhcpSample dhcp) {
    public BridgeSample {
        ports = List.copyOf(ports);
    }

    /**
     * A spanning tree.
     *
     * @param mode {@code rstp} or {@code stp}
     * @param lastTopologyChangeEpochSeconds 0 when there was none
     * @param flushes by cause
     */
    public record TreeSample(
            String mode,
            String bridgeId,
            String rootId,
            String rootPort,
            boolean isRoot,
            long rootPathCost,
            long rootChanges,
            long topologyChanges,
            double lastTopologyChangeEpochSeconds,
            long lateTicks,
            Map<String, Long> flushes) {
        public TreeSample {
            flushes = Map.copyOf(flushes);
        }
    }

    /**
     * A DHCP server.
     *
     * @param leases by state
     * @param poolFree addresses that a new client can get
     * @param discoverToAck times from DISCOVER to ACK
     */
    public record DhcpSample(Map<String, Long> leases, long poolFree, HistogramSample discoverToAck) {
        public DhcpSample {
            leases = Map.copyOf(leases);
        }
    }

    /**
     * A histogram.
     *
     * @param boundsSeconds upper bounds of the buckets but the last, which has none
     * @param counts in each bucket, not cumulated
     * @param sumSeconds all together
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    public record HistogramSample(double[] boundsSeconds, long[] counts, double sumSeconds) {}
}
