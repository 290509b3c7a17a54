package dev.hayabashi.daemon.decode;

import dev.hayabashi.daemon.decode.FrameSummary.Said;

/** IPv6 (RFC 8200) and what is in it, neighbour discovery (RFC 4861) above all. */
final class Ip6Decoder {
    private static final int HEADER_BYTES = 40;
    private static final int MAX_EXTENSIONS = 8;

    private Ip6Decoder() {}

    static Said decode(Octets ip, String from) {
        if (!ip.has(0, HEADER_BYTES) || ip.u8(0) >>> 4 != 6) {
            return Said.of("IPv6", " malformed" + from);
        }
        String source = ip.ip6(8);
        String destination = ip.ip6(24);
        String between = " " + source + " > " + destination;
        int next = ip.u8(6);
        Octets payload = ip.from(HEADER_BYTES);
        for (int i = 0; i < MAX_EXTENSIONS && isExtension(next) && payload.has(0, 8); i++) {
            if (next == 44 && (payload.u16(2) & 0xfff8) != 0) {
                return Said.ip("IPv6 fragment", between, source, destination);
            }
            int bytes = next == 44 ? 8 : (payload.u8(1) + 1) * 8;
            next = payload.u8(0);
            payload = payload.from(bytes);
        }
        return switch (next) {
            case 6, 17 -> TransportDecoder.decode(next, payload, source, destination, from);
            case 58 -> icmp(payload, source, destination);
            default -> Said.ip("IPv6 protocol " + next, between, source, destination);
        };
    }

    /** Hop-by-hop, routing, fragment and destination options. */
    private static boolean isExtension(int next) {
        return next == 0 || next == 43 || next == 44 || next == 60;
    }

    private static Said icmp(Octets icmp, String source, String destination) {
        String between = " " + source + " > " + destination;
        boolean hasTarget = icmp.has(8, 16);
        String target = hasTarget ? icmp.ip6(8) : "";
        return switch (icmp.u8(0)) {
            case 1 -> Said.ip("ICMPv6 destination unreachable", between, source, destination);
            case 2 -> Said.ip("ICMPv6 packet too big", between, source, destination);
            case 3 -> Said.ip("ICMPv6 time exceeded", between, source, destination);
            case 128 -> Said.ip("ICMPv6 echo request", between, source, destination);
            case 129 -> Said.ip("ICMPv6 echo reply", between, source, destination);
            case 130 -> Said.ip("MLD query", between, source, destination);
            case 131, 143 -> Said.ip("MLD report", between, source, destination);
            case 132 -> Said.ip("MLD done", between, source, destination);
            case 133 -> Said.ip("ICMPv6 router solicitation", " from " + source, source, destination);
            case 134 -> Said.ip("ICMPv6 router advertisement", " from " + source, source, destination);
            case 135 -> solicitation(target, hasTarget, source, destination);
            case 136 ->
                Said.ip(
                        "ICMPv6 neighbour advertisement",
                        (hasTarget ? " of " + target : "") + " from " + source,
                        source,
                        hasTarget ? target : destination);
            case 137 -> Said.ip("ICMPv6 redirect", between, source, destination);
            default -> Said.ip("ICMPv6 type " + icmp.u8(0), between, source, destination);
        };
    }

    private static Said solicitation(String target, boolean hasTarget, String source, String destination) {
        if (!hasTarget) {
            return Said.ip("ICMPv6 neighbour solicitation", " from " + source, source, destination);
        }
        return source.equals("::")
                ? Said.ip("ICMPv6 neighbour solicitation", " to see whether " + target + " is free", source, target)
                : Said.ip("ICMPv6 neighbour solicitation", " who-has " + target + " tell " + source, source, target);
    }
}
