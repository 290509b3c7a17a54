package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.daemon.gateway.GatewayServices;
import dev.hayabashi.daemon.observe.BridgeWatch;
import dev.hayabashi.daemon.observe.ObserverSeat;
import dev.hayabashi.stp.FlushCause;
import dev.hayabashi.stp.SpanningTree;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A running bridge as it is seen from its event loop, for questions that do not belong to its running. Valid only during the
 * call that it was handed to.
 *
 * @param bridge the data plane
 * @param tree the spanning tree; null when none runs
 * @param flushes how often the tree had addresses forgotten, by cause
 * @param watch what was noted
 * @param seat where frame observers sit
 * @param gateway the services of the gateway; null when there is none
 * @param nowNanos the time
 */
public record Sight(
        Bridge bridge,
        @Nullable SpanningTree tree,
        Map<FlushCause, Long> flushes,
        BridgeWatch watch,
        ObserverSeat seat,
        @Nullable GatewayServices gateway,
        long nowNanos) {}
