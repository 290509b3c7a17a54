package dev.hayabashi.bridgecore;

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
