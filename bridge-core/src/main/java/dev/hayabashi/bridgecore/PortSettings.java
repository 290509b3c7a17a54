package dev.hayabashi.bridgecore;

import java.util.List;

/**
 * What the data plane has to know of a port; what the spanning tree has to know is elsewhere.
 *
 * @param name unique in the bridge
 * @param number 1..4095, unique in the bridge and stable over restarts: spanning tree ties break by it
 * @param address the port's own MAC, source of the BPDUs that it sends
 * @param mtuBytes largest network-layer packet, as Linux counts it
 * @param isolated no frame passes between two isolated ports
 * @param learning whether sources are learned
 * @param sticky whether learned addresses refuse to move to other ports
 * @param locked whether only sources with a static entry on this port are admitted
 * @param floodUnicast whether frames to unknown addresses leave by this port
 * @param floodMulticast whether multicast frames leave by this port
 * @param floodBroadcast whether broadcast frames leave by this port
 * @param macLimit most learned addresses, 0 for no limit of its own
 * @param queueFrames frames that wait at most while the receiver is not ready
 * @param staticAddresses addresses pinned to this port
 */
public record PortSettings(
        String name,
        int number,
        long address,
        int mtuBytes,
        boolean isolated,
        boolean learning,
        boolean sticky,
        boolean locked,
        boolean floodUnicast,
        boolean floodMulticast,
        boolean floodBroadcast,
        int macLimit,
        int queueFrames,
        List<Long> staticAddresses) {
    /** Frames that wait at most, unless configured otherwise. */
    public static final int DEFAULT_QUEUE_FRAMES = 256;

    public PortSettings {
        if (number < 1 || number > MacTable.MAX_PORT) {
            throw new IllegalArgumentException("port number " + number + " is outside 1.." + MacTable.MAX_PORT);
        }
        staticAddresses = List.copyOf(staticAddresses);
    }

    /** A port with the defaults of an unremarkable switch port. */
    public static PortSettings of(String name, int number, long address, int mtuBytes) {
        return new PortSettings(
                name,
                number,
                address,
                mtuBytes,
                false,
                true,
                false,
                false,
                true,
                true,
                true,
                0,
                DEFAULT_QUEUE_FRAMES,
                List.of());
    }
}
