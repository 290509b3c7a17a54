package dev.hayabashi.bridgecore;

import java.util.List;

/**
 * What protects the rest of the bridge from whoever is behind a port.
 *
 * @param storm limits of what floods
 * @param ingress limit of everything that comes in by the port; BPDUs are exempt
 * @param egress limit of everything that leaves by the port; BPDUs are exempt
 * @param sourceGuard whether IP, ARP and neighbour discovery are admitted from bound addresses only
 * @param sourceAddresses IPv4 addresses that are always bound, as big-endian numbers; leases come on top
 * @param loopDetection whether probes are sent and the port is shut when one comes back
 * @param transparent whether 01-80-C2-00-00-02 to 0F pass to and from other such ports: the one thing here that opens a door
 */
public record PortProtection(
        StormLimits storm,
        RateLimit ingress,
        RateLimit egress,
        boolean sourceGuard,
        List<Integer> sourceAddresses,
        boolean loopDetection,
        boolean transparent) {
    /** No protection. */
    public static final PortProtection NONE =
            new PortProtection(StormLimits.NONE, RateLimit.NONE, RateLimit.NONE, false, List.of(), false, false);

    public PortProtection {
        sourceAddresses = List.copyOf(sourceAddresses);
    }
}
