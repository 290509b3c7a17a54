package dev.hayabashi.fuzz;

import static dev.hayabashi.fuzz.Octets.sum;
import static dev.hayabashi.fuzz.Octets.u16;
import static dev.hayabashi.fuzz.Octets.u8;

import java.util.Arrays;

/** Whether a finished frame is what it says, down to its checksums: read from RFC 791, 768, 9293, 8200 and 4443. */
public final class Sound {
    private static final int ICMPV6 = 58;
    private static final int UDP = 17;
    private static final int TCP = 6;

    private Sound() {}

    /** Checks a frame that the bridge's services have made. */
    public static void ours(byte[] frame) {
        Check.that(frame.length <= 1514, () -> "a frame of " + frame.length + " octets");
        Check.that(frame.length >= 42, () -> "a runt " + Octets.hex(frame));
        switch (u16(frame, 12)) {
            case 0x0806 -> Check.same(frame.length, 42, () -> "length of an ARP packet");
            case 0x0800, 0x86dd -> {
                String flaw = packet(frame, 14, frame.length);
                Check.that(flaw.isEmpty(), () -> flaw + " in " + Octets.hex(frame));
            }
            default -> Check.that(false, () -> "what is this? " + Octets.hex(frame));
        }
    }

    /**
     * What is wrong with an unfragmented IP packet that reaches exactly from {@code ip} to {@code end}; empty when nothing is.
     * Transport protocols that are not known are sound.
     */
    public static String packet(byte[] frame, int ip, int end) {
        return u8(frame, ip) >>> 4 == 4 ? ipv4(frame, ip, end) : ipv6(frame, ip, end);
    }

    private static String ipv4(byte[] frame, int ip, int end) {
        int header = (u8(frame, ip) & 15) * 4;
        if (header < 20 || ip + header > end) {
            return "IPv4 header of " + header;
        }
        if (u16(frame, ip + 2) != end - ip) {
            return "IPv4 total length " + u16(frame, ip + 2) + " of " + (end - ip);
        }
        if (sum(0, frame, ip, ip + header) != 0xffff) {
            return "IPv4 header checksum";
        }
        return transport(frame, ip + header, end, u8(frame, ip + 9), sum(0, frame, ip + 12, ip + 20));
    }

    private static String ipv6(byte[] frame, int ip, int end) {
        if (ip + 40 > end || u16(frame, ip + 4) != end - ip - 40) {
            return "IPv6 payload length of " + (end - ip - 40);
        }
        int next = u8(frame, ip + 6);
        int at = ip + 40;
        while ((next == 0 || next == 43 || next == 60) && at + 8 <= end) {
            next = u8(frame, at);
            at += 8 * (u8(frame, at + 1) + 1);
        }
        return at > end ? "IPv6 extension header" : transport(frame, at, end, next, sum(0, frame, ip + 8, ip + 40));
    }

    private static String transport(byte[] frame, int at, int end, int protocol, int addresses) {
        int length = end - at;
        byte[] rest = {(byte) (length >> 8), (byte) length, 0, (byte) protocol};
        int pseudo = sum(addresses, rest, 0, 4);
        return switch (protocol) {
            case UDP -> {
                if (length < 8 || u16(frame, at + 4) != length) {
                    yield "UDP length of " + length;
                }
                yield u16(frame, at + 6) == 0 || sum(pseudo, frame, at, end) != 0xffff ? "UDP checksum" : "";
            }
            case TCP -> length < 20 || sum(pseudo, frame, at, end) != 0xffff ? "TCP checksum" : "";
            case ICMPV6 -> length < 8 || sum(pseudo, frame, at, end) != 0xffff ? "ICMPv6 checksum" : "";
            default -> "";
        };
    }

    /** UDP over IPv4 with all its checksums, the IPv4 header without options. */
    public static byte[] udp4(
            long sourceMac,
            long destinationMac,
            int source,
            int destination,
            int fromPort,
            int toPort,
            byte[] payload) {
        byte[] frame = new byte[42 + payload.length];
        put48(frame, 0, destinationMac);
        put48(frame, 6, sourceMac);
        Octets.put16(frame, 12, 0x0800);
        frame[14] = 0x45;
        Octets.put16(frame, 16, 28 + payload.length);
        frame[22] = 64;
        frame[23] = UDP;
        put32(frame, 26, source);
        put32(frame, 30, destination);
        Octets.put16(frame, 34, fromPort);
        Octets.put16(frame, 36, toPort);
        Octets.put16(frame, 38, 8 + payload.length);
        System.arraycopy(payload, 0, frame, 42, payload.length);
        mend(frame);
        return frame;
    }

    /**
     * Gives a frame the lengths and checksums that it should have, where it has room for them: what a mutation has broken is
     * otherwise all that is ever tried.
     */
    public static void mend(byte[] frame) {
        if (frame.length >= 42 && u16(frame, 12) == 0x0800 && frame[14] == 0x45) {
            Octets.put16(frame, 16, frame.length - 14);
            Octets.put16(frame, 24, 0);
            Octets.put16(frame, 24, ~sum(0, frame, 14, 34));
            if (u8(frame, 23) == UDP) {
                Octets.put16(frame, 38, frame.length - 34);
                Octets.put16(frame, 40, 0);
                finish(frame, 34, 40, UDP, sum(0, frame, 26, 34));
            } else if (u8(frame, 23) == TCP && frame.length >= 54) {
                Octets.put16(frame, 50, 0);
                finish(frame, 34, 50, TCP, sum(0, frame, 26, 34));
            }
        } else if (frame.length >= 62 && u16(frame, 12) == 0x86dd) {
            Octets.put16(frame, 18, frame.length - 54);
            int next = u8(frame, 20);
            if (next == ICMPV6) {
                Octets.put16(frame, 56, 0);
                finish(frame, 54, 56, ICMPV6, sum(0, frame, 22, 54));
            } else if (next == UDP) {
                Octets.put16(frame, 58, frame.length - 54);
                Octets.put16(frame, 60, 0);
                finish(frame, 54, 60, UDP, sum(0, frame, 22, 54));
            }
        }
    }

    private static void finish(byte[] frame, int at, int field, int protocol, int addresses) {
        int length = frame.length - at;
        byte[] rest = {(byte) (length >> 8), (byte) length, 0, (byte) protocol};
        int checksum = ~sum(sum(addresses, rest, 0, 4), frame, at, frame.length) & 0xffff;
        Octets.put16(frame, field, checksum == 0 ? 0xffff : checksum);
    }

    static void put32(byte[] frame, int at, int value) {
        Octets.put16(frame, at, value >>> 16);
        Octets.put16(frame, at + 2, value);
    }

    static void put48(byte[] frame, int at, long value) {
        Octets.put16(frame, at, (int) (value >>> 32));
        put32(frame, at + 2, (int) value);
    }

    static byte[] cut(byte[] frame, int from) {
        return Arrays.copyOfRange(frame, Math.min(from, frame.length), frame.length);
    }
}
