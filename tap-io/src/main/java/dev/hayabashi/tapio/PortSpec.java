package dev.hayabashi.tapio;

import dev.hayabashi.tapio.netlink.InterfaceAddress;
import dev.hayabashi.tapio.tap.Owner;
import java.net.Inet6Address;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a port is to be made of; one record per kind. */
public sealed interface PortSpec {
    /** Name of the bridge; together with the port's name it marks what is made for the port. */
    String bridge();

    /** Name of the port within the bridge. */
    String name();

    /** Name of the netdev, at most 15 bytes; of a socket its path. */
    String device();

    /** Kind in configuration and JSON. */
    String kind();

    /**
     * A TAP that we hold; its netdev belongs to the host or to a network namespace.
     *
     * @param owner who may attach to it once we have left; matters for a persistent one
     * @param persistent whether it outlives the daemon
     * @param mtuBytes MTU of the netdev
     * @param address MAC address of the netdev; empty leaves one that exists as it is
     * @param newAddress MAC address of a netdev that is made while {@code address} is empty
     * @param netns name of the network namespace it is moved to, or empty for the daemon's own
     * @param addresses IP addresses of the netdev
     * @param ipv6 false turns IPv6 off on the netdev; no address may be an IPv6 one then
     */
    record TapSpec(
            String bridge,
            String name,
            String device,
            Owner owner,
            boolean persistent,
            int mtuBytes,
            OptionalLong address,
            long newAddress,
            Optional<String> netns,
            List<InterfaceAddress> addresses,
            boolean ipv6)
            implements PortSpec {
        public TapSpec {
            addresses = List.copyOf(addresses);
            if (!ipv6) {
                for (InterfaceAddress given : addresses) {
                    if (given.address() instanceof Inet6Address) {
                        throw new IllegalArgumentException(
                                "port " + name + " has IPv6 turned off and the IPv6 address " + given);
                    }
                }
            }
        }

        @Override
        public String kind() {
            return "tap";
        }
    }

    /**
     * A persistent TAP that a VMM opens by name, joined to one of our own by tc redirects.
     *
     * @param device the TAP that the VMM opens
     * @param owner who may open it
     * @param mtuBytes MTU of both TAPs
     */
    record VmSpec(String bridge, String name, String device, Owner owner, int mtuBytes) implements PortSpec {
        @Override
        public String kind() {
            return "vm";
        }
    }

    /**
     * A unix socket with QEMU's stream framing.
     *
     * @param path of the socket
     * @param owner who may connect; empty for the user of this process alone
     */
    record StreamSpec(String bridge, String name, String path, Optional<Owner> owner) implements PortSpec {
        /** There is no netdev: the path, which is no name of one. */
        @Override
        public String device() {
            return path;
        }

        @Override
        public String kind() {
            return "stream";
        }
    }

    /** An existing netdev (veth, physical, vxlan), tapped with AF_PACKET. It is never changed but for promiscuity. */
    record NetdevSpec(String bridge, String name, String device) implements PortSpec {
        @Override
        public String kind() {
            return "netdev";
        }
    }
}
