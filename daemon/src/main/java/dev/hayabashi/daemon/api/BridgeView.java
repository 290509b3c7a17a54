package dev.hayabashi.daemon.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One bridge.
 *
 * @param name its name
 * @param address its MAC address
 * @param mtu default MTU of its ports
 * @param stp spanning tree mode: {@code rstp}, {@code stp} or {@code off}
 * @param ageingSeconds ageing time in force
 * @param macTable fill of the MAC table
 * @param frames fate of all frames so far: received = relayed + consumed + dropped
 * @param gateway its gateway; null for an isolated segment
 * @param ports its ports
 */
public record BridgeView(
        String name,
        String address,
        int mtu,
        String stp,
        double ageingSeconds,
        MacTableView macTable,
        FatesView frames,
        @Nullable GatewayView gateway,
        List<PortView> ports) {
    /** Fill of a MAC table. */
    public record MacTableView(int learned, int limit, long moves, long evictions) {}

    /** Fate of all frames. */
    public record FatesView(long received, long relayed, long consumed, long dropped) {}
}
