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
