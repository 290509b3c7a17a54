package dev.hayabashi.tapio.tap;

import dev.hayabashi.tapio.netlink.InterfaceAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a TAP is to be like.
 *
 * @param name interface name in its final namespace, at most 15 bytes
 * @param bridge name of the bridge, for the ifalias and the hidden name
 * @param port name of the port, for the ifalias and the hidden name
 * @param owner who may attach to it
 * @param persistent whether it stays when its descriptor is closed
 * @param mtuBytes MTU, or empty for the kernel's 1500
 * @param address MAC address of the netdev; empty leaves one that exists as it is
 * @param newAddress MAC address of one that is made while {@code address} is empty, or empty for a random one
 * @param txQueueLength frames that may wait for the reader, or empty for the kernel's 500
 * @param namespace name of the network namespace it is moved to, or empty for ours
 * @param addresses IP addresses of the netdev
 * @param ipv6 false turns IPv6 off on it before it comes up
 * @param arp false turns ARP off on it
 */
public record TapSettings(
        String name,
        String bridge,
        String port,
        Owner owner,
        boolean persistent,
        OptionalInt mtuBytes,
        OptionalLong address,
        OptionalLong newAddress,
        OptionalInt txQueueLength,
        Optional<String> namespace,
        List<InterfaceAddress> addresses,
        boolean ipv6,
        boolean arp) {
    public TapSettings {
        addresses = List.copyOf(addresses);
    }

    String alias() {
        return Names.alias(bridge, port);
    }
}
