package dev.hayabashi.bridgecore;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counters of one port. Plain fields with one writer, the event loop; others read them through a snapshot taken there.
 *
 * <p>Bytes count Ethernet frames without FCS; a segmentation super-frame counts as one frame.
 */
final class PortCounters {
    long rxFrames;
    long rxBytes;
    long rxMulticast;
    long rxBroadcast;
    /** Copies of relayed frames and frames of the bridge's own that were to leave here, whatever became of them. */
    long copies;

    long txFrames;
    long txBytes;
    long txMulticast;
    long txBroadcast;
    long firstFramesDelivered;
    long firstFramesLost;
    final long[] drops = new long[DropReason.count()];

    void received(Frame frame) {
        rxFrames++;
        rxBytes += Math.max(0, frame.length());
    }

    void receivedGroup(long destination) {
        if (destination == MacAddress.BROADCAST) {
            rxBroadcast++;
        } else {
            rxMulticast++;
        }
    }

    void sent(Frame frame) {
        txFrames++;
        txBytes += frame.length();
        long destination = frame.destination();
        if (MacAddress.isGroup(destination)) {
            if (destination == MacAddress.BROADCAST) {
                txBroadcast++;
            } else {
                txMulticast++;
            }
        }
    }

    /** Takes {@link #sent} back. */
    void unsent(Frame frame) {
        txFrames--;
        txBytes -= frame.length();
        long destination = frame.destination();
        if (MacAddress.isGroup(destination)) {
            if (destination == MacAddress.BROADCAST) {
                txBroadcast--;
            } else {
                txMulticast--;
            }
        }
    }

    void firstFrame(boolean delivered) {
        if (delivered) {
            firstFramesDelivered++;
        } else {
            firstFramesLost++;
        }
    }

    /** The sum of these and what relay loops have counted. */
    PortCounters with(RelayCounters[] relays) {
        PortCounters sum = new PortCounters();
        sum.rxFrames = rxFrames;
        sum.rxBytes = rxBytes;
        sum.rxMulticast = rxMulticast;
        sum.rxBroadcast = rxBroadcast;
        sum.copies = copies;
        sum.txFrames = txFrames;
        sum.txBytes = txBytes;
        sum.txMulticast = txMulticast;
        sum.txBroadcast = txBroadcast;
        sum.firstFramesDelivered = firstFramesDelivered;
        sum.firstFramesLost = firstFramesLost;
        System.arraycopy(drops, 0, sum.drops, 0, drops.length);
        for (RelayCounters relay : relays) {
            relay.addTo(sum);
        }
        return sum;
    }

    /** All counters by name, for the process that goes on with the port. */
    Map<String, Long> keep() {
        Map<String, Long> kept = new LinkedHashMap<>();
        kept.put("rxFrames", rxFrames);
        kept.put("rxBytes", rxBytes);
        kept.put("rxMulticast", rxMulticast);
        kept.put("rxBroadcast", rxBroadcast);
        kept.put("copies", copies);
        kept.put("txFrames", txFrames);
        kept.put("txBytes", txBytes);
        kept.put("txMulticast", txMulticast);
        kept.put("txBroadcast", txBroadcast);
        kept.put("firstFramesDelivered", firstFramesDelivered);
        kept.put("firstFramesLost", firstFramesLost);
        KeptDrops.keep(drops, kept);
        return kept;
    }

    /** Goes on where the counters of another process were; what that one did not count begins at zero. */
    void takeOver(Map<String, Long> kept) {
        rxFrames = kept.getOrDefault("rxFrames", 0L);
        rxBytes = kept.getOrDefault("rxBytes", 0L);
        rxMulticast = kept.getOrDefault("rxMulticast", 0L);
        rxBroadcast = kept.getOrDefault("rxBroadcast", 0L);
        copies = kept.getOrDefault("copies", 0L);
        txFrames = kept.getOrDefault("txFrames", 0L);
        txBytes = kept.getOrDefault("txBytes", 0L);
        txMulticast = kept.getOrDefault("txMulticast", 0L);
        txBroadcast = kept.getOrDefault("txBroadcast", 0L);
        firstFramesDelivered = kept.getOrDefault("firstFramesDelivered", 0L);
        firstFramesLost = kept.getOrDefault("firstFramesLost", 0L);
        KeptDrops.into(drops, kept);
    }

    PortStatistics snapshot() {
        return new PortStatistics(
                rxFrames,
                rxBytes,
                rxFrames - rxMulticast - rxBroadcast,
                rxMulticast,
                rxBroadcast,
                txFrames,
                txBytes,
                txFrames - txMulticast - txBroadcast,
                txMulticast,
                txBroadcast,
                drops.clone(),
                firstFramesDelivered,
                firstFramesLost);
    }
}
