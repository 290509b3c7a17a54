package dev.hayabashi.bridgecore;

import java.util.List;

/**
 * What the data plane has to know of a port; what the spanning tree has to know is elsewhere.
 *
 * @param name unique in the bridge
 * @param number 1..4095, unique in the bridge and stable over restarts: spanning tree ties break by it
 * @param address the port's own MAC, source of the BPDUs that it sends
 * @param mtuBytes largest network-layer packet, as Linux counts it, 68..65535
 * @param isolated no frame passes between two isolated ports
 * @param learning whether sources are learned
 * @param sticky whether learned addresses refuse to move to other ports
 * @param locked whether only sources with a static entry on this port are admitted
 * @param floodUnicast whether frames to unknown addresses leave by this port
 * @param floodMulticast whether multicast frames leave by this port
 * @param floodBroadcast whether broadcast frames leave by this port
 * @param macLimit most learned addresses, 0 for no limit of its own
 * @param queueFrames frames that wait at most while the receiver is not ready, 1..{@value #MAX_QUEUE_FRAMES}
 * @param staticAddresses addresses pinned to this port
 * @param protection what protects the others from this port
 * @param vlan VLANs that it is in, while the bridge filters by VLAN
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
        List<Long> staticAddresses,
        PortProtection protection,
        VlanMembership vlan) {
    /** Frames that wait at most, unless configured otherwise. */
    public static final int DEFAULT_QUEUE_FRAMES = 256;

    /** Longest queue; its memory is 128 MiB. */
    public static final int MAX_QUEUE_FRAMES = 65_536;

    public PortSettings {
        require(number, 1, MacTable.MAX_PORT, name, "number");
        require(mtuBytes, 68, 65_535, name, "MTU");
        require(macLimit, 0, Integer.MAX_VALUE, name, "MAC limit");
        require(queueFrames, 1, MAX_QUEUE_FRAMES, name, "queue length");
        staticAddresses = List.copyOf(staticAddresses);
    }

    /** A port without protection. */
    public PortSettings(
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
        this(
                name,
                number,
                address,
                mtuBytes,
                isolated,
                learning,
                sticky,
                locked,
                floodUnicast,
                floodMulticast,
                floodBroadcast,
                macLimit,
                queueFrames,
                staticAddresses,
                PortProtection.NONE,
                VlanMembership.DEFAULT);
    }

    private static void require(int value, int min, int max, String port, String what) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "port " + port + ": " + what + " " + value + " is outside " + min + ".." + max);
        }
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
