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

    private static final int PROTOCOL_TCP = 6;
    private static final int PROTOCOL_UDP = 17;

    private static final int IPV4_LENGTH = 2;
    private static final int IPV4_IDENTIFICATION = 4;
    private static final int IPV4_CHECKSUM = 10;
    private static final int IPV4_ADDRESSES = 12;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int IPV6_LENGTH = 4;
    private static final int IPV6_ADDRESSES = 8;

    private static final int TCP_SEQUENCE = 4;
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
        tcp = isTcp(type);
        if (!(tcp || type == GSO_UDP_L4) || !findHeaders(frame)) {
            return 0;
        }
        if (tcp && ipv4 != (type == GSO_TCPV4)) {
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

    private static boolean isTcp(int type) {
        return type == GSO_TCPV4 || type == GSO_TCPV6;
    }

    /**
     * Bytes that each segment of a super-frame has before its part of the payload. Where the headers are not those of what it claims to be,
     * only those of Ethernet: whether it can be cut is for the kernel to say then.
     */
    static int headerBytes(Frame frame) {
        boolean tcp = isTcp(frame.gsoType() & ~GSO_ECN);
        int network = PacketHeaders.network(frame);
        int transport = network == 0 ? 0 : PacketHeaders.transport(frame, network, tcp);
        int payload = transport == 0 ? 0 : PacketHeaders.payload(frame, transport, tcp);
        return payload == 0 ? Frame.ETHERNET_HEADER_BYTES : payload;
    }

    private boolean findHeaders(Frame frame) {
        network = PacketHeaders.network(frame);
        transport = network == 0 ? 0 : PacketHeaders.transport(frame, network, tcp);
        payload = transport == 0 ? 0 : PacketHeaders.payload(frame, transport, tcp);
        payloadBytes = frame.length() - payload;
        if (payload == 0 || payloadBytes == 0) {
            return false;
        }
        ipv4 = PacketHeaders.isIpv4(frame, network);
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
