package dev.hayabashi.services.wire;

import java.nio.ByteBuffer;

/**
 * The Internet checksum (RFC 1071): the one's complement of the one's complement sum of 16-bit words.
 *
 * <p>Partial sums are kept in an {@code int}; a 64 KiB packet adds up to less than 2^31.
 */
public final class Checksum {
    private Checksum() {}

    /** Adds {@code length} octets at {@code offset} to a partial sum; an odd last octet counts as the high half of a word. */
    public static int add(int sum, ByteBuffer memory, int offset, int length) {
        int total = sum;
        int end = offset + (length & ~1);
        for (int at = offset; at < end; at += 2) {
            total += memory.getShort(at) & 0xffff;
        }
        if ((length & 1) != 0) {
            total += (memory.get(end) & 0xff) << 8;
        }
        return (total & 0xffff) + (total >>> 16);
    }

    /** Adds the pseudo header of UDP over IPv4 (RFC 768). */
    public static int addPseudoHeader(int sum, int source, int destination, int protocol, int length) {
        return sum
                + (source >>> 16)
                + (source & 0xffff)
                + (destination >>> 16)
                + (destination & 0xffff)
                + protocol
                + length;
    }

    /** Adds the pseudo header of upper layers over IPv6 (RFC 8200 section 8.1). */
    public static int addPseudoHeader(int sum, Ipv6Address source, Ipv6Address destination, int protocol, int length) {
        return sum + source.wordSum() + destination.wordSum() + protocol + (length & 0xffff) + (length >>> 16);
    }

    /** Folds a partial sum and complements it: what goes into the checksum field. */
    public static int finish(int sum) {
        int folded = (sum & 0xffff) + (sum >>> 16);
        folded = (folded & 0xffff) + (folded >>> 16);
        return ~folded & 0xffff;
    }

    /** True when data summed together with its checksum field is intact. */
    public static boolean isIntact(int sum) {
        return finish(sum) == 0;
    }
}
