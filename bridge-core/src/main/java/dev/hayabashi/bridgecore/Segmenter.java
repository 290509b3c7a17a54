package dev.hayabashi.bridgecore;

import java.nio.ByteBuffer;

/**
 * Cuts a segmentation super-frame into the frames that its sender would have put onto a wire itself: TCP over IPv4 and IPv6
 * (RFC 9293), UDP datagrams of one size ({@code VIRTIO_NET_HDR_GSO_UDP_L4}), behind any number of VLAN tags.
 *
 * <p>What differs between the segments of one super-frame:
 *
 * <ul>
 *   <li>IPv4: total length, identification (counts up), header checksum. IPv6: payload length.
 *   <li>TCP: sequence number; CWR on the first only (RFC 3168 section 6.1.2), FIN and PSH on the last only; checksum.
 *   <li>UDP: length, checksum (0xffff for 0).
 * </ul>
 *
 * <p>Bytes are those that Linux makes of the same super-frame. One segment at a time is put into the memory of the caller;
 * nothing is allocated. Not thread-safe.
 */
final class Segmenter {
    /**
     * The most segments that one super-frame may have: 64 KiB in segments of 48 bytes, the smallest that Linux sends
     * ({@code tcp_min_snd_mss}). Without a bound a guest could ask for 65,000 of one byte, and hold up everybody else.
     */
    static final int MAX_SEGMENTS = 1_366;

    private static final int GSO_TCPV4 = 1;
    private static final int GSO_TCPV6 = 4;
    private static final int GSO_UDP_L4 = 5;
    private static final int GSO_ECN = 0x80;

    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final int ETHERTYPE_SERVICE_VLAN = 0x88a8;
    private static final int VLAN_TAG_BYTES = 4;

    private static final int PROTOCOL_TCP = 6;
    private static final int PROTOCOL_UDP = 17;
    private static final int IPV6_HOP_BY_HOP = 0;
    private static final int IPV6_ROUTING = 43;
    private static final int IPV6_DESTINATION_OPTIONS = 60;

    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV4_LENGTH = 2;
    private static final int IPV4_IDENTIFICATION = 4;
    private static final int IPV4_FRAGMENT = 6;
    private static final int IPV4_PROTOCOL = 9;
    private static final int IPV4_CHECKSUM = 10;
    private static final int IPV4_ADDRESSES = 12;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int IPV6_LENGTH = 4;
    private static final int IPV6_NEXT_HEADER = 6;
    private static final int IPV6_ADDRESSES = 8;

    private static final int TCP_HEADER_BYTES = 20;
    private static final int TCP_SEQUENCE = 4;
    private static final int TCP_DATA_OFFSET = 12;
    private static final int TCP_FLAGS = 13;
    private static final int TCP_CHECKSUM = 16;
    private static final int TCP_FIN = 0x01;
    private static final int TCP_PSH = 0x08;
    private static final int TCP_CWR = 0x80;
    private static final int UDP_HEADER_BYTES = 8;
    private static final int UDP_LENGTH = 4;
    private static final int UDP_CHECKSUM = 6;

    // Offsets below count from the destination address.
    private int network;
    private int transport;
    private int payload;
    private boolean ipv4;
    private boolean tcp;
    private int payloadBytes;
    private int segmentBytes;
    private int segments;

    private int identification;
    private int sequence;
    private int flags;
    /** Sum of the pseudo-header without the length, which differs between segments. */
    private long pseudoSum;

    /**
     * Looks at a super-frame.
     *
     * @return how many segments it has, or 0 when its headers are not those of what it claims to be
     */
    int prepare(Frame frame) {
        segments = 0;
        int type = frame.gsoType() & ~GSO_ECN;
        tcp = type == GSO_TCPV4 || type == GSO_TCPV6;
        if (!(tcp || type == GSO_UDP_L4) || !findNetwork(frame)) {
            return 0;
        }
        if (tcp && ipv4 != (type == GSO_TCPV4)) {
            return 0;
        }
        if (!(ipv4 ? findTransportBehindIpv4(frame) : findTransportBehindIpv6(frame)) || !findPayload(frame)) {
            return 0;
        }
        segmentBytes = frame.gsoSize();
        if (segmentBytes == 0) {
            return 0;
        }
        int count = (payloadBytes + segmentBytes - 1) / segmentBytes;
        if (count > MAX_SEGMENTS) {
            return 0;
        }
        remember(frame);
        segments = count;
        return count;
    }

    private boolean findNetwork(Frame frame) {
        int length = frame.length();
        int at = Frame.ETHERNET_HEADER_BYTES;
        if (length < at) {
            return false;
        }
        int etherType = frame.etherType();
        while (etherType == Frame.ETHERTYPE_VLAN || etherType == ETHERTYPE_SERVICE_VLAN) {
            at += VLAN_TAG_BYTES;
            if (at > length) {
                return false;
            }
            etherType = frame.unsignedShort(at - 2);
        }
        network = at;
        ipv4 = etherType == ETHERTYPE_IPV4;
        return ipv4 || etherType == ETHERTYPE_IPV6;
    }

    private boolean findTransportBehindIpv4(Frame frame) {
        if (network + IPV4_HEADER_BYTES > frame.length()) {
            return false;
        }
        int first = frame.unsignedByte(network);
        int headerBytes = (first & 0x0f) * 4;
        transport = network + headerBytes;
        // A fragment has no complete transport packet in it that could be cut.
        return first >>> 4 == 4
                && headerBytes >= IPV4_HEADER_BYTES
                && transport <= frame.length()
                && (frame.unsignedShort(network + IPV4_FRAGMENT) & 0x3fff) == 0
                && frame.unsignedByte(network + IPV4_PROTOCOL) == (tcp ? PROTOCOL_TCP : PROTOCOL_UDP);
    }

    private boolean findTransportBehindIpv6(Frame frame) {
        int length = frame.length();
        int at = network + IPV6_HEADER_BYTES;
        if (at > length || frame.unsignedByte(network) >>> 4 != 6) {
            return false;
        }
        int next = frame.unsignedByte(network + IPV6_NEXT_HEADER);
        while (next == IPV6_HOP_BY_HOP || next == IPV6_ROUTING || next == IPV6_DESTINATION_OPTIONS) {
            if (at + 8 > length) {
                return false;
            }
            next = frame.unsignedByte(at);
            at += (frame.unsignedByte(at + 1) + 1) * 8;
        }
        transport = at;
        return at <= length && next == (tcp ? PROTOCOL_TCP : PROTOCOL_UDP);
    }

    private boolean findPayload(Frame frame) {
        int length = frame.length();
        int minimum = tcp ? TCP_HEADER_BYTES : UDP_HEADER_BYTES;
        if (transport + minimum > length) {
            return false;
        }
        int headerBytes = tcp ? (frame.unsignedByte(transport + TCP_DATA_OFFSET) >>> 4) * 4 : UDP_HEADER_BYTES;
        payload = transport + headerBytes;
        payloadBytes = length - payload;
        if (headerBytes < minimum || payloadBytes <= 0) {
            return false;
        }
        // Where the sender says that its checksum is has to be where the headers say.
        return !frame.needsChecksum()
                || (frame.checksumStart() == transport
                        && frame.checksumOffset() == (tcp ? TCP_CHECKSUM : UDP_CHECKSUM));
    }

    private void remember(Frame frame) {
        ByteBuffer memory = frame.memory();
        int ethernet = frame.start() + Frame.VNET_HEADER_BYTES;
        identification = ipv4 ? frame.unsignedShort(network + IPV4_IDENTIFICATION) : 0;
        sequence = tcp ? memory.getInt(ethernet + transport + TCP_SEQUENCE) : 0;
        flags = tcp ? frame.unsignedByte(transport + TCP_FLAGS) : 0;
        if (frame.needsChecksum()) {
            // The field has the whole pseudo-header, which a routing header may have made another than the addresses
            // say.
            int transportBytes = payload - transport + payloadBytes;
            int field = frame.unsignedShort(transport + (tcp ? TCP_CHECKSUM : UDP_CHECKSUM));
            pseudoSum = (long) field + (~InternetChecksum.fold(transportBytes) & 0xffff);
        } else {
            int addresses = ethernet + network + (ipv4 ? IPV4_ADDRESSES : IPV6_ADDRESSES);
            pseudoSum = InternetChecksum.sum(memory, addresses, ipv4 ? 8 : 32) + (tcp ? PROTOCOL_TCP : PROTOCOL_UDP);
        }
    }

    /**
     * Puts one segment of the super-frame that was last prepared into other memory, with an empty virtio-net header.
     * Segments are to be taken in order from 0: the headers are copied with the first.
     *
     * @param wire a view of memory that holds {@link Frame#MEMORY_BYTES}, seen from its start
     */
    void segment(Frame frame, int number, Frame wire) {
        ByteBuffer from = frame.memory();
        ByteBuffer to = wire.memory();
        int source = frame.start() + Frame.VNET_HEADER_BYTES;
        int ethernet = wire.start() + Frame.VNET_HEADER_BYTES;
        if (number == 0) {
            OffloadCompletion.clearHeader(wire);
            to.put(ethernet, from, source, payload);
        }
        int offset = number * segmentBytes;
        int bytes = Math.min(segmentBytes, payloadBytes - offset);
        to.put(ethernet + payload, from, source + payload + offset, bytes);
        wire.received(Frame.VNET_HEADER_BYTES + payload + bytes);
        networkHeader(to, ethernet + network, payload + bytes - network, number);
        if (tcp) {
            tcpHeader(to, ethernet + transport, offset, number);
            checksum(to, ethernet + transport, payload - transport + bytes, TCP_CHECKSUM);
        } else {
            to.putShort(ethernet + transport + UDP_LENGTH, (short) (UDP_HEADER_BYTES + bytes));
            checksum(to, ethernet + transport, UDP_HEADER_BYTES + bytes, UDP_CHECKSUM);
        }
    }

    private void networkHeader(ByteBuffer to, int ip, int bytes, int number) {
        if (!ipv4) {
            to.putShort(ip + IPV6_LENGTH, (short) (bytes - IPV6_HEADER_BYTES));
            return;
        }
        to.putShort(ip + IPV4_LENGTH, (short) bytes);
        to.putShort(ip + IPV4_IDENTIFICATION, (short) (identification + number));
        to.putShort(ip + IPV4_CHECKSUM, (short) 0);
        to.putShort(ip + IPV4_CHECKSUM, (short) InternetChecksum.of(InternetChecksum.sum(to, ip, transport - network)));
    }

    private void tcpHeader(ByteBuffer to, int at, int offset, int number) {
        int mine = flags;
        if (number > 0) {
            mine &= ~TCP_CWR;
        }
        if (number < segments - 1) {
            mine &= ~(TCP_FIN | TCP_PSH);
        }
        to.putInt(at + TCP_SEQUENCE, sequence + offset);
        to.put(at + TCP_FLAGS, (byte) mine);
    }

    private void checksum(ByteBuffer to, int at, int bytes, int field) {
        to.putShort(at + field, (short) 0);
        long sum = pseudoSum + bytes + InternetChecksum.sum(to, at, bytes);
        to.putShort(at + field, (short) (tcp ? InternetChecksum.of(sum) : InternetChecksum.nonZero(sum)));
    }
}
