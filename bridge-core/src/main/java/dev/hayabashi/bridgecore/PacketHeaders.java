package dev.hayabashi.bridgecore;

/**
 * Where the headers of a TCP segment or a UDP datagram lie in a frame: behind any number of VLAN tags, in IPv4 (RFC 791) or behind the
 * extension headers of IPv6 (RFC 8200). Offsets count from the destination address; 0 is for what is not there. Nothing outside the frame
 * is read, whatever it claims.
 *
 * <p>The virtio-net header has a length of the headers, too. It is a hint (virtio 1.2, 5.1.6.2): Linux puts there what happens to lie in
 * the first piece of its buffer, which may be half a packet.
 */
final class PacketHeaders {
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final int ETHERTYPE_SERVICE_VLAN = 0x88a8;

    private static final int PROTOCOL_TCP = 6;
    private static final int PROTOCOL_UDP = 17;
    private static final int IPV6_HOP_BY_HOP = 0;
    private static final int IPV6_ROUTING = 43;
    private static final int IPV6_DESTINATION_OPTIONS = 60;

    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV4_FRAGMENT = 6;
    private static final int IPV4_PROTOCOL = 9;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int IPV6_NEXT_HEADER = 6;

    private static final int TCP_HEADER_BYTES = 20;
    private static final int TCP_DATA_OFFSET = 12;
    private static final int UDP_HEADER_BYTES = 8;

    private PacketHeaders() {}

    /** The IP header. */
    static int network(Frame frame) {
        int length = frame.length();
        int at = Frame.ETHERNET_HEADER_BYTES;
        if (length < at) {
            return 0;
        }
        int etherType = frame.etherType();
        while (etherType == Frame.ETHERTYPE_VLAN || etherType == ETHERTYPE_SERVICE_VLAN) {
            at += Frame.TAG_BYTES;
            if (at > length) {
                return 0;
            }
            etherType = frame.unsignedShort(at - 2);
        }
        int version = etherType == ETHERTYPE_IPV4 ? 4 : etherType == ETHERTYPE_IPV6 ? 6 : 0;
        int minimum = version == 4 ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES;
        return version != 0 && at + minimum <= length && frame.unsignedByte(at) >>> 4 == version ? at : 0;
    }

    /** Whether the IP header at {@code network} is of version 4, and not 6. */
    static boolean isIpv4(Frame frame, int network) {
        return frame.unsignedByte(network) >>> 4 == 4;
    }

    /** The TCP header, or that of UDP, behind the IP header at {@code network}; a fragment has none. */
    static int transport(Frame frame, int network, boolean tcp) {
        int protocol = tcp ? PROTOCOL_TCP : PROTOCOL_UDP;
        return isIpv4(frame, network) ? behindIpv4(frame, network, protocol) : behindIpv6(frame, network, protocol);
    }

    private static int behindIpv4(Frame frame, int network, int protocol) {
        int headerBytes = (frame.unsignedByte(network) & 0x0f) * 4;
        int transport = network + headerBytes;
        // A fragment has no complete transport packet in it that could be cut.
        return headerBytes >= IPV4_HEADER_BYTES
                        && transport <= frame.length()
                        && (frame.unsignedShort(network + IPV4_FRAGMENT) & 0x3fff) == 0
                        && frame.unsignedByte(network + IPV4_PROTOCOL) == protocol
                ? transport
                : 0;
    }

    private static int behindIpv6(Frame frame, int network, int protocol) {
        int length = frame.length();
        int at = network + IPV6_HEADER_BYTES;
        int next = frame.unsignedByte(network + IPV6_NEXT_HEADER);
        while (next == IPV6_HOP_BY_HOP || next == IPV6_ROUTING || next == IPV6_DESTINATION_OPTIONS) {
            if (at + 8 > length) {
                return 0;
            }
            next = frame.unsignedByte(at);
            at += (frame.unsignedByte(at + 1) + 1) * 8;
        }
        return at <= length && next == protocol ? at : 0;
    }

    /** What follows the header at {@code transport}; at the end of the frame at most. */
    static int payload(Frame frame, int transport, boolean tcp) {
        int minimum = tcp ? TCP_HEADER_BYTES : UDP_HEADER_BYTES;
        if (transport + minimum > frame.length()) {
            return 0;
        }
        int headerBytes = tcp ? (frame.unsignedByte(transport + TCP_DATA_OFFSET) >>> 4) * 4 : minimum;
        return headerBytes >= minimum && transport + headerBytes <= frame.length() ? transport + headerBytes : 0;
    }
}
