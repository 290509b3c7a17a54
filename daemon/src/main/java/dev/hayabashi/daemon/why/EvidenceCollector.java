package dev.hayabashi.daemon.why;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.daemon.observe.BridgeWatch;
import dev.hayabashi.daemon.observe.PortTimeline;
import dev.hayabashi.stp.SpanningTree;
import org.jspecify.annotations.Nullable;

/** Takes the evidence that answers rest on. Called on the bridge's event loop. */
public final class EvidenceCollector {
    private EvidenceCollector() {}

    /**
     * Evidence of one port; null when there is none with that number. A port at a time, so that many of them do not keep the
     * loop from its frames.
     *
     * @param kind its kind as the configuration writes it
     */
    public static @Nullable PortEvidence take(
            Bridge bridge, @Nullable SpanningTree tree, BridgeWatch watch, int portNumber, String kind, long nowNanos) {
        BridgePort port = bridge.port(portNumber);
        PortTimeline.Copy timeline = watch.timeline(portNumber);
        if (port == null || timeline == null) {
            return null;
        }
        return new PortEvidence(
                bridge.settings().name(),
                kind,
                tree == null ? null : tree.parameters().forceVersion(),
                bridge.snapshot(port),
                tree == null ? null : tree.portStatus(portNumber, nowNanos),
                timeline,
                port.drops(),
                port.firstFrame());
    }
}
