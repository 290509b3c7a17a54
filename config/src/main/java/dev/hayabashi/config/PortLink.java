package dev.hayabashi.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a port is attached.
 *
 * @param owner who may open the TAP of kinds {@code tap} and {@code vm}; empty for root alone
 * @param netns name or absolute path of the network namespace that gets the netdev of kind {@code tap}
 * @param addresses addresses of the netdev of kind {@code tap}
 * @param mac MAC address of the netdev of kind {@code tap}; empty for one made from where the port is and its name
 * @param mtu MTU of the netdev in octets, 68..65535; empty for the bridge's
 * @param path unix socket of kind {@code stream}
 * @param queueFrames frames that wait for a slow reader before more are dropped, 1..65536
 */
public record PortLink(
        Optional<Owner> owner,
        Optional<String> netns,
        List<Cidr> addresses,
        Optional<MacAddress> mac,
        OptionalInt mtu,
        Optional<String> path,
        int queueFrames) {
    /** Nothing said. */
    public static final PortLink DEFAULT = new PortLink(
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            256);

    public PortLink {
        addresses = List.copyOf(addresses);
    }
}
