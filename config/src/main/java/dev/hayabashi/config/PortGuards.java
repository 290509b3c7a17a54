package dev.hayabashi.config;

import java.util.List;

/**
 * What protects the others from whoever is behind a port.
 *
 * @param stormControl limits of what floods
 * @param rateLimit limits of everything
 * @param dhcpGuard messages that only a DHCP server sends are dropped
 * @param raGuard router advertisements and DHCPv6 replies are dropped
 * @param ipSourceGuard only IP addresses that were leased or are listed may be used
 * @param sourceAddresses IPv4 addresses that may be used without a lease
 * @param loopDetection probes are sent, and the port is shut when one comes back
 * @param transparent frames to 01-80-C2-00-00-02..0F are exchanged with other such ports
 */
public record PortGuards(
        StormConfig stormControl,
        RateLimitConfig rateLimit,
        boolean dhcpGuard,
        boolean raGuard,
        boolean ipSourceGuard,
        List<Ipv4Range> sourceAddresses,
        boolean loopDetection,
        boolean transparent) {
    /** No protection. */
    public static final PortGuards NONE =
            new PortGuards(StormConfig.OFF, RateLimitConfig.NONE, false, false, false, List.of(), false, false);

    public PortGuards {
        sourceAddresses = List.copyOf(sourceAddresses);
    }

    /** What a profile stands for. */
    static PortGuards of(PortProfile profile) {
        return switch (profile) {
            case GUEST, LOCKED ->
                new PortGuards(
                        StormConfig.GUEST,
                        RateLimitConfig.NONE,
                        true,
                        true,
                        profile == PortProfile.LOCKED,
                        List.of(),
                        true,
                        false);
            case LAB ->
                new PortGuards(StormConfig.OFF, RateLimitConfig.NONE, false, false, false, List.of(), false, true);
            case NONE, UPLINK -> NONE;
        };
    }
}
