package dev.hayabashi.config;

import java.util.Optional;

/**
 * A reservation: an address, a name, or both, kept for the one client that has exactly one of the first three.
 *
 * @param mac hardware address of the client
 * @param clientId its client identifier (option 61), lower-case hexadecimal octets with colons
 * @param port name of the port that it is behind
 * @param address its IPv4 address
 * @param name its host name
 */
public record DhcpHost(
        Optional<MacAddress> mac,
        Optional<String> clientId,
        Optional<String> port,
        Optional<Ipv4Range> address,
        Optional<String> name) {
    /** A reservation about which nothing is said; not one that a file may have. */
    static final DhcpHost NOTHING =
            new DhcpHost(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
