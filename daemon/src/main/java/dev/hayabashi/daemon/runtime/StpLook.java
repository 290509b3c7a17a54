package dev.hayabashi.daemon.runtime;

import dev.hayabashi.stp.BridgeStatus;
import dev.hayabashi.stp.FlushCause;
import dev.hayabashi.stp.PortStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A spanning tree at one moment.
 *
 * @param bridge the bridge
 * @param ports its ports by number
 * @param flushes how often addresses were forgotten, by cause
 * @param atNanos when
 */
public record StpLook(BridgeStatus bridge, List<PortStatus> ports, Map<FlushCause, Long> flushes, long atNanos) {
    static StpLook take(StpBinding binding, long nowNanos) {
        List<PortStatus> ports = new ArrayList<>();
        for (int number : binding.tree().portNumbers()) {
            ports.add(binding.status(number, nowNanos));
        }
        return new StpLook(binding.tree().status(nowNanos), ports, binding.flushes(), nowNanos);
    }
}
