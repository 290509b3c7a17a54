package dev.hayabashi.daemon.decode;

import dev.hayabashi.daemon.decode.FrameSummary.Said;

/** IPv4 (RFC 791) and what is in it. */
final class Ip4Decoder {
    private static final int MIN_HEADER_BYTES = 20;
    private static final int FRAGMENT_OFFSET = 0x1fff;

    private Ip4Decoder() {}

    static Said decode(Octets ip, String from) {
        int headerBytes = (ip.u8(0) & 0xf) * 4;
        if (!ip.has(0, MIN_HEADER_BYTES) || ip.u8(0) >>> 4 != 4 || headerBytes < MIN_HEADER_BYTES) {
            return Said.of("IPv4", " malformed" + from);
        }
        String source = ip.ip4(12);
        String destination = ip.ip4(16);
        String between = " " + source + " > " + destination;
        int protocol = ip.u8(9);
        if ((ip.u16(6) & FRAGMENT_OFFSET) != 0) {
            return Said.ip("IPv4 fragment", between, source, destination);
        }
        Octets payload = ip.first(Math.max(ip.u16(2), headerBytes)).from(headerBytes);
        return switch (protocol) {
            case 1 -> Said.ip("ICMP" + icmp(payload), between, source, destination);
            case 2 -> Said.ip("IGMP" + igmp(payload), between, source, destination);
            case 6, 17 -> TransportDecoder.decode(protocol, payload, source, destination, from);
            default -> Said.ip("IPv4 protocol " + protocol, between, source, destination);
        };
    }

    private static String icmp(Octets icmp) {
        if (!icmp.has(0, 2)) {
            return "";
        }
        return switch (icmp.u8(0)) {
            case 0 -> " echo reply";
            case 3 -> " destination unreachable";
            case 5 -> " redirect";
            case 8 -> " echo request";
            case 11 -> " time exceeded";
            default -> " type " + icmp.u8(0);
        };
    }

    private static String igmp(Octets igmp) {
        return switch (igmp.u8(0)) {
            case 0x11 -> " query";
            case 0x12, 0x16, 0x22 -> " report";
            case 0x17 -> " leave";
            default -> "";
        };
    }
}
