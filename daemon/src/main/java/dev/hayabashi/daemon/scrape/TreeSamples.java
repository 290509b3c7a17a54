package dev.hayabashi.daemon.scrape;

import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.daemon.runtime.Sight;
import dev.hayabashi.metrics.BridgeSample;
import dev.hayabashi.metrics.PortSample;
import dev.hayabashi.stp.BridgeStatus;
import dev.hayabashi.stp.ForceVersion;
import dev.hayabashi.stp.Inconsistency;
import dev.hayabashi.stp.PortRole;
import dev.hayabashi.stp.PortStatus;
import dev.hayabashi.stp.SpanningTree;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From the spanning tree's own snapshots to samples; on the event loop. */
final class TreeSamples {
    private static final double NANOS_PER_SECOND = 1e9;

    private TreeSamples() {}

    static BridgeSample.TreeSample tree(Sight sight, SpanningTree tree) {
        BridgeStatus status = tree.status(sight.nowNanos());
        BridgePort rootPort = status.isRoot() ? null : sight.bridge().port(status.rootPort());
        BridgeStatus.LastTopologyChange last = status.lastTopologyChange();
        return new BridgeSample.TreeSample(
                status.version() == ForceVersion.STP ? "stp" : "rstp",
                status.bridgeId().toString(),
                status.rootId().toString(),
                rootPort == null ? "" : rootPort.name(),
                status.isRoot(),
                status.rootPathCost(),
                status.rootChanges(),
                status.topologyChanges(),
                last == null ? 0 : System.currentTimeMillis() / 1e3 - seconds(last.agoNanos()),
                status.lateTicks(),
                named(sight.flushes(), TreeSamples::kebab));
    }

    static PortSample port(Sight sight, BridgePort port) {
        SpanningTree tree = sight.tree();
        PortStatus status = tree == null ? null : tree.portStatus(port.number(), sight.nowNanos());
        long upToForwarding = sight.watch().upToForwardingNanos(port.number());
        return new PortSample(
                sight.bridge().snapshot(port),
                sight.watch().kind(port.number()),
                port.state().jsonName(),
                role(port, status).jsonName(),
                upToForwarding < 0 ? Double.NaN : seconds(upToForwarding),
                status == null ? null : tree(status));
    }

    /** Without a spanning tree a port that is up serves its segment, which is what "designated" means. */
    private static PortRole role(BridgePort port, @Nullable PortStatus status) {
        if (status != null) {
            return status.role();
        }
        return port.isLinkUp() ? PortRole.DESIGNATED : PortRole.DISABLED;
    }

    private static PortSample.TreePortSample tree(PortStatus status) {
        return new PortSample.TreePortSample(
                status.operEdge(),
                status.errDisable() != null,
                status.inconsistencies().stream().map(Inconsistency::jsonName).toList(),
                status.pathCost(),
                seconds(status.stateSinceNanos()),
                status.forwardTransitions(),
                status.blockingTransitions(),
                named(status.guardHits(), guard -> guard.jsonName()),
                named(status.bpdus().received(), TreeSamples::kebab),
                named(status.bpdus().sent(), TreeSamples::kebab),
                named(status.bpdus().rejected(), TreeSamples::kebab),
                status.bpdus().tcReceived(),
                status.bpdus().tcSent());
    }

    private static <E extends Enum<E>> Map<String, Long> named(Map<E, Long> counts, Function<E, String> name) {
        Map<String, Long> named = new LinkedHashMap<>();
        counts.forEach((key, count) -> named.put(name.apply(key), count));
        return named;
    }

    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static double seconds(long nanos) {
        return nanos / NANOS_PER_SECOND;
    }
}
