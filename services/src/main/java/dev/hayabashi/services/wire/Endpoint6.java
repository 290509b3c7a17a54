package dev.hayabashi.services.wire;

/**
 * One end of an IPv6 datagram.
 *
 * @param mac low 48 bits
 * @param address IPv6 address
 * @param port UDP port, 0 where there is none
 */
public record Endpoint6(long mac, Ipv6Address address, int port) {}
