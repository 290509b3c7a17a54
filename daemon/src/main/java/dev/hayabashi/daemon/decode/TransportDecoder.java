package dev.hayabashi.daemon.decode;

import dev.hayabashi.daemon.decode.FrameSummary.Said;

/** TCP (RFC 9293) and UDP (RFC 768), with the name of what is in a UDP datagram. */
final class TransportDecoder {
    private static final int TCP = 6;
    private static final int UDP_HEADER_BYTES = 8;
    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;

    private TransportDecoder() {}

    static Said decode(int protocol, Octets payload, String source, String destination, String from) {
        String name = protocol == TCP ? "TCP" : "UDP";
        if (!payload.has(0, 4)) {
            return Said.ip(name, " " + source + " > " + destination, source, destination);
        }
        int sourcePort = payload.u16(0);
        int destinationPort = payload.u16(2);
        String between = " " + endpoint(source, sourcePort) + " > " + endpoint(destination, destinationPort);
        if (protocol == TCP) {
            return Said.ip("TCP" + flags(payload.u8(13)), between, source, destination);
        }
        Octets data = payload.from(UDP_HEADER_BYTES);
        if (isBetween(sourcePort, destinationPort, 67, 68)) {
            DhcpDecoder.Message message = DhcpDecoder.decode(data, from);
            return Said.ip(message.kind(), message.rest(), source, destination);
        }
        if (isBetween(sourcePort, destinationPort, 546, 547)) {
            return Said.ip(DhcpDecoder.kind6(data), between, source, destination);
        }
        if (sourcePort == 53 || destinationPort == 53) {
            return Said.ip("DNS " + DnsName.of(data), between, source, destination);
        }
        return Said.ip(
                switch (destinationPort) {
                    case 69 -> "TFTP";
                    case 123 -> "NTP";
                    case 1900 -> "SSDP";
                    case 4789 -> "VXLAN";
                    case 5353 -> "mDNS";
                    case 5355 -> "LLMNR";
                    default -> "UDP";
                },
                between,
                source,
                destination);
    }

    private static boolean isBetween(int source, int destination, int one, int other) {
        return (source == one || source == other) && (destination == one || destination == other);
    }

    private static String endpoint(String address, int port) {
        return address.indexOf(':') >= 0 ? "[" + address + "]:" + port : address + ":" + port;
    }

    private static String flags(int flags) {
        if ((flags & RST) != 0) {
            return " RST";
        }
        if ((flags & SYN) != 0) {
            return (flags & ACK) != 0 ? " SYN-ACK" : " SYN";
        }
        return (flags & FIN) != 0 ? " FIN" : "";
    }
}
