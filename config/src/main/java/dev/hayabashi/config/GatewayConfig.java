package dev.hayabashi.config;

import java.util.Optional;

/**
 * The gateway of a bridge: a network device of the host on the segment, and the services that answer there. A service that
 * is empty is off.
 *
 * @param address IPv4 address of the gateway with the segment's prefix length
 * @param nat whether guests reach other networks under the host's address; without it they are routed
 * @param isolated whether guests reach the host and its services and nothing behind it
 * @param mac MAC address of the gateway; empty for one made from the bridge's
 * @param ipv6 IPv6 address of the gateway with a prefix of 64 bits, which is advertised; empty for no IPv6
 * @param dhcp the DHCPv4 server
 * @param dns the name server
 */
public record GatewayConfig(
        Cidr address,
        boolean nat,
        boolean isolated,
        Optional<MacAddress> mac,
        Optional<Cidr> ipv6,
        Optional<DhcpConfig> dhcp,
        Optional<DnsConfig> dns) {
    /** A gateway about which nothing is said: an address, and no services. */
    public static final GatewayConfig DEFAULT = new GatewayConfig(
            Cidr.parse("192.168.122.1/24").orElseThrow(),
            false,
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** The gateway of an empty file: what libvirt's default network has. */
    public static final GatewayConfig LOOK_ALIKE = new GatewayConfig(
            DEFAULT.address,
            true,
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.of(DhcpConfig.DEFAULT),
            Optional.of(DnsConfig.DEFAULT));
}
