package dev.hayabashi.config;

import java.util.List;
import java.util.Optional;

/**
 * One bridge.
 *
 * @param name name of the bridge and of its gateway's netdev: a Linux interface name
 * @param mtu largest layer-3 packet in octets that the bridge relays, 68..65535; a port may have a smaller one
 * @param ageingTimeSeconds seconds without a frame after which a learned address is forgotten, 1..1000000
 * @param mac the bridge address (802.1D-2004 7.12.5), part of the bridge identifier; empty for one made from the name
 * @param macTableLimit largest number of learned addresses, 1..4194304
 * @param stp spanning tree
 * @param gateway the host's place on the segment, with DHCP, DNS and NAT; empty for an isolated segment
 * @param autoAttach pattern of names; a TAP that appears under such a name becomes a port of kind {@code vm}
 * @param ports the ports, names unique
 * @param vlanFiltering frames are held to the VLANs of their ports (802.1Q); else tags are payload
 * @param snooping IGMP and MLD snooping
 * @param vmShortcuts frames of busy pairs of stations on ports of kind {@code vm} may go from TAP to TAP in the kernel
 */
public record BridgeConfig(
        String name,
        int mtu,
        int ageingTimeSeconds,
        Optional<MacAddress> mac,
        int macTableLimit,
        StpConfig stp,
        Optional<GatewayConfig> gateway,
        Optional<String> autoAttach,
        List<PortConfig> ports,
        boolean vlanFiltering,
        SnoopingConfig snooping,
        boolean vmShortcuts) {
    /** A bridge about which nothing is said: an isolated segment. */
    public static final BridgeConfig DEFAULT = new BridgeConfig(
            "haya0",
            1500,
            300,
            Optional.empty(),
            8192,
            StpConfig.DEFAULT,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            false,
            SnoopingConfig.DEFAULT,
            false);

    /** The bridge of an empty file: what libvirt's default network is. */
    public static final BridgeConfig LOOK_ALIKE = DEFAULT.withGateway(Optional.of(GatewayConfig.LOOK_ALIKE));

    public BridgeConfig {
        ports = List.copyOf(ports);
    }

    /** The port of a name. */
    public Optional<PortConfig> port(String port) {
        return ports.stream().filter(p -> p.name().equals(port)).findFirst();
    }

    /** The same bridge with other ports. */
    public BridgeConfig withPorts(List<PortConfig> others) {
        return with(stp, gateway, autoAttach, others, snooping);
    }

    /** The same bridge with another spanning tree. */
    public BridgeConfig withStp(StpConfig other) {
        return with(other, gateway, autoAttach, ports, snooping);
    }

    /** The same bridge with another pattern of TAPs that become ports. */
    public BridgeConfig withAutoAttach(Optional<String> other) {
        return with(stp, gateway, other, ports, snooping);
    }

    /** The same bridge with another gateway. */
    public BridgeConfig withGateway(Optional<GatewayConfig> other) {
        return with(stp, other, autoAttach, ports, snooping);
    }

    /** The same bridge with other multicast snooping. */
    public BridgeConfig withSnooping(SnoopingConfig other) {
        return with(stp, gateway, autoAttach, ports, other);
    }

    /** All else is what a bridge cannot change while it runs. */
    private BridgeConfig with(
            StpConfig newStp,
            Optional<GatewayConfig> newGateway,
            Optional<String> newAutoAttach,
            List<PortConfig> newPorts,
            SnoopingConfig newSnooping) {
        return new BridgeConfig(
                name,
                mtu,
                ageingTimeSeconds,
                mac,
                macTableLimit,
                newStp,
                newGateway,
                newAutoAttach,
                newPorts,
                vlanFiltering,
                newSnooping,
                vmShortcuts);
    }
}
