package dev.hayabashi.bridgecore;

import java.util.EnumMap;
import java.util.Map;

/**
 * Counters of a port at one moment. Received frames include those that were dropped; {@code rxUnicast} includes runts.
 *
 * @param drops drops by {@link DropReason#ordinal()}
 * @param firstFramesDelivered how often the first frame after the link came up was relayed or consumed
 * @param firstFramesLost how often it was dropped
 */
@SuppressWarnings("ArrayRecordComponent") // handed from the loop to the control plane once, never compared
public record PortStatistics(
        long rxFrames,
        long rxBytes,
        long rxUnicast,
        long rxMulticast,
        long rxBroadcast,
        long txFrames,
        long txBytes,
        long txUnicast,
        long txMulticast,
        long txBroadcast,
        long[] drops,
        long firstFramesDelivered,
        long firstFramesLost) {
    /** Reasons that occurred, with their counts. */
    public Map<DropReason, Long> dropsByReason() {
        Map<DropReason, Long> byReason = new EnumMap<>(DropReason.class);
        for (int i = 0; i < drops.length; i++) {
            if (drops[i] != 0) {
                byReason.put(DropReason.of(i), drops[i]);
            }
        }
        return byReason;
    }

    /** All drops together. */
    public long dropsTotal() {
        long total = 0;
        for (long count : drops) {
            total += count;
        }
        return total;
    }
}
