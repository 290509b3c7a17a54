package dev.hayabashi.config;

import java.util.List;

/**
 * What the bridge lets in and out of a port.
 *
 * @param isolated no frames between this port and other isolated ports
 * @param learning source addresses are learned
 * @param flood unknown unicast is sent here
 * @param multicastFlood multicast is sent here
 * @param broadcastFlood broadcast is sent here
 * @param macLimit largest number of addresses learned here, 0 for the bridge's limit only
 * @param locked only frames from static addresses are let in
 * @param sticky addresses learned here do not move to another port
 * @param staticMacs addresses that are always here
 */
public record PortRelay(
        boolean isolated,
        boolean learning,
        boolean flood,
        boolean multicastFlood,
        boolean broadcastFlood,
        int macLimit,
        boolean locked,
        boolean sticky,
        List<MacAddress> staticMacs) {
    /** An open port. */
    public static final PortRelay DEFAULT = new PortRelay(false, true, true, true, true, 0, false, false, List.of());

    /** Learned addresses of a guest: its own, and those of what it runs inside. */
    private static final int GUEST_MAC_LIMIT = 64;

    /** What a profile stands for. */
    static PortRelay defaults(PortProfile profile) {
        return switch (profile) {
            case GUEST -> new PortRelay(false, true, true, true, true, GUEST_MAC_LIMIT, false, false, List.of());
            // Broadcast and multicast still reach it: without ARP and neighbour discovery the gateway could not.
            case LOCKED -> new PortRelay(true, true, false, true, true, 1, false, true, List.of());
            case NONE, UPLINK, LAB -> DEFAULT;
        };
    }

    public PortRelay {
        staticMacs = List.copyOf(staticMacs);
    }
}
