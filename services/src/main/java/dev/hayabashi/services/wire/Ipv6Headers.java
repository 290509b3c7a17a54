package dev.hayabashi.services.wire;

import java.nio.ByteBuffer;

/**
 * Walks the chain of IPv6 extension headers (RFC 8200 section 4) without allocating: the result is packed in a
 * {@code long}.
 */
final class Ipv6Headers {
    /** No IPv6 header, or the chain leaves the packet. */
    static final long NONE = -1;

    /** A first fragment that does not carry the whole chain: RFC 7113 section 3 has guards refuse it. */
    static final long HIDDEN = -2;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;

    /** Longer chains have no use on a link and cost time. */
    private static final int MAX_HEADERS = 8;

    private Ipv6Headers() {}

    /** Finds the upper layer of the IPv6 packet at {@code ip}; nothing at {@code end} or after is read. */
    static long upperLayer(ByteBuffer memory, int ip, int end) {
        if (ip + Wire.IPV6_HEADER_BYTES > end || (memory.get(ip) & 0xf0) != 0x60) {
            return NONE;
        }
        int next = memory.get(ip + 6) & 0xff;
        int at = ip + Wire.IPV6_HEADER_BYTES;
        boolean fragmented = false;
        for (int headers = 0; headers < MAX_HEADERS; headers++) {
            if (!isExtension(next)) {
                // An ICMPv6 or UDP header that was pushed into the next fragment is as hidden as the rest.
                return fragmented && at + 4 > end ? HIDDEN : pack(next, at, fragmented);
            }
            if (at + 8 > end) {
                return fragmented ? HIDDEN : NONE;
            }
            if (next == FRAGMENT) {
                if ((memory.getShort(at + 2) & 0xfff8) != 0) {
                    return NONE;
                }
                fragmented = true;
            }
            int bytes = lengthOf(next, memory.get(at + 1) & 0xff);
            next = memory.get(at) & 0xff;
            at += bytes;
        }
        return HIDDEN;
    }

    static int protocol(long found) {
        return (int) (found >>> 32) & 0xff;
    }

    static int offset(long found) {
        return (int) found;
    }

    /** True when a fragment header was on the way. */
    static boolean isFragmented(long found) {
        return (found >>> 40 & 1) != 0;
    }

    private static long pack(int protocol, int at, boolean fragmented) {
        return (fragmented ? 1L << 40 : 0) | (long) protocol << 32 | at;
    }

    private static boolean isExtension(int next) {
        return next == HOP_BY_HOP
                || next == ROUTING
                || next == FRAGMENT
                || next == AUTHENTICATION
                || next == DESTINATION_OPTIONS;
    }

    private static int lengthOf(int header, int field) {
        if (header == FRAGMENT) {
            return 8;
        }
        // The authentication header counts in words of four octets, less two (RFC 4302 section 2.2).
        return header == AUTHENTICATION ? (field + 2) * 4 : (field + 1) * 8;
    }
}
