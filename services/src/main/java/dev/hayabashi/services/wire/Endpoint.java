package dev.hayabashi.services.wire;

/**
 * One end of an IPv4 datagram.
 *
 * @param mac low 48 bits
 * @param address IPv4 address
 * @param port UDP port, 0 where there is none
 */
public record Endpoint(long mac, int address, int port) {}
