package dev.hayabashi.tapio.stream;

import dev.hayabashi.bridgecore.Frame;
import java.nio.ByteBuffer;

/**
 * Cuts a segmentation super-frame into frames as they go over a wire, with all checksums: what the kernel or a network card
 * does for descriptors that take super-frames. TCP over IPv4 and IPv6, and UDP (USO), behind any number of VLAN tags.
 *
 * <p>Made once; {@link #begin} and {@link #next} allocate nothing. Not thread-safe.
 */
final class Segmenter {
    private static final int ETHERTYPE_OFFSET = 12;
    private static final int VLAN_TAG_BYTES = 4;
    private static final int ETHERTYPE_VLAN = 0x8100;
    private static final int ETHERTYPE_SERVICE_VLAN = 0x88a8;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int TCP_HEADER_BYTES = 20;
    private static final int UDP_HEADER_BYTES = 8;
    private static final int PROTOCOL_TCP = 6;
    private static final int PROTOCOL_UDP = 17;
    private static final int TCP_FIN = 0x01;
    private static final int TCP_PSH = 0x08;
    private static final int TCP_CWR = 0x80;

    private ByteBuffer source = ByteBuffer.allocate(0);
    private int sourceAt;
    private int totalLength;
    private int ipAt;
    private boolean ipv4;
    private int transportAt;
    private boolean tcp;
    private int headerBytes;
    private int segmentBytes;
    private int nextPayload;
    private int index;

    /**
     * Looks at a super-frame.
     *
     * @return false when it is none that can be cut: the headers do not say what the virtio-net header says
     */
    boolean begin(Frame frame) {
        source = frame.memory();
        sourceAt = frame.start() + Frame.VNET_HEADER_BYTES;
        totalLength = frame.length();
        segmentBytes = VnetHeader.gsoSize(frame);
        nextPayload = 0;
        index = 0;
        int type = VnetHeader.gsoType(frame);
        tcp = type != VnetHeader.GSO_UDP_L4;
        int etherType = skipTags();
        ipv4 = etherType == ETHERTYPE_IPV4;
        boolean known = switch (type) {
            case VnetHeader.GSO_TCPV4 -> ipv4;
            case VnetHeader.GSO_TCPV6 -> etherType == ETHERTYPE_IPV6;
            case VnetHeader.GSO_UDP_L4 -> ipv4 || etherType == ETHERTYPE_IPV6;
            default -> false;
        };
        transportAt = VnetHeader.needsChecksum(frame) ? VnetHeader.checksumStart(frame) : behindIpHeader();
        int ipHeaderBytes = ipv4 ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES;
        int transportHeader = tcp ? TCP_HEADER_BYTES : UDP_HEADER_BYTES;
        if (!known
                || segmentBytes == 0
                || transportAt < ipAt + ipHeaderBytes
                || transportAt + transportHeader > totalLength) {
            return false;
        }
        if (tcp) {
            transportHeader = (at(transportAt + 12) >> 4) * 4;
        }
        headerBytes = transportAt + transportHeader;
        return transportHeader >= UDP_HEADER_BYTES
                && (!tcp || transportHeader >= TCP_HEADER_BYTES)
                && headerBytes < totalLength;
    }

    /** For a sender that completed the checksum of the whole, which says nothing about where it is. */
    private int behindIpHeader() {
        return ipAt + (ipv4 && ipAt < totalLength ? (at(ipAt) & 0xf) * 4 : IPV6_HEADER_BYTES);
    }

    private int skipTags() {
        int offset = ETHERTYPE_OFFSET;
        int etherType = word(offset);
        while ((etherType == ETHERTYPE_VLAN || etherType == ETHERTYPE_SERVICE_VLAN)
                && offset + VLAN_TAG_BYTES + 2 <= totalLength) {
            offset += VLAN_TAG_BYTES;
            etherType = word(offset);
        }
        ipAt = offset + 2;
        return etherType;
    }

    /** Segments there are in all. */
    int count() {
        int payload = totalLength - headerBytes;
        return (payload + segmentBytes - 1) / segmentBytes;
    }

    /** Octets of all segments together, without anything in front of them. */
    int totalBytes() {
        return totalLength - headerBytes + count() * headerBytes;
    }

    /** Length of the next segment, 0 when there are no more. */
    int nextLength() {
        int left = totalLength - headerBytes - nextPayload;
        return left <= 0 ? 0 : headerBytes + Math.min(left, segmentBytes);
    }

    /** Writes the next segment, {@link #nextLength} octets, at index {@code at}. */
    void next(ByteBuffer target, int at) {
        int length = nextLength();
        int payload = length - headerBytes;
        target.put(at, source, sourceAt, headerBytes);
        target.put(at + headerBytes, source, sourceAt + headerBytes + nextPayload, payload);
        boolean last = nextPayload + payload == totalLength - headerBytes;
        network(target, at + ipAt, at + length);
        if (tcp) {
            int flagsAt = at + transportAt + 13;
            int flags = target.get(flagsAt) & 0xff;
            flags = last ? flags : flags & ~(TCP_FIN | TCP_PSH);
            flags = index == 0 ? flags : flags & ~TCP_CWR;
            target.put(flagsAt, (byte) flags);
            target.putInt(at + transportAt + 4, target.getInt(at + transportAt + 4) + nextPayload);
        } else {
            target.putShort(at + transportAt + 4, (short) (UDP_HEADER_BYTES + payload));
        }
        checksum(target, at, at + length);
        nextPayload += payload;
        index++;
    }

    private void network(ByteBuffer target, int ip, int end) {
        if (!ipv4) {
            target.putShort(ip + 4, (short) (end - ip - IPV6_HEADER_BYTES));
            return;
        }
        target.putShort(ip + 2, (short) (end - ip));
        target.putShort(ip + 4, (short) (target.getShort(ip + 4) + index));
        target.putShort(ip + 10, (short) 0);
        int headerEnd = ip + Math.min((target.get(ip) & 0xf) * 4, end - ip);
        target.putShort(ip + 10, (short) InternetChecksum.finish(InternetChecksum.add(0, target, ip, headerEnd)));
    }

    /** Over the pseudo-header (RFC 9293 section 3.1, RFC 8200 section 8.1) and the segment. */
    private void checksum(ByteBuffer target, int at, int end) {
        int transport = at + transportAt;
        int checksumAt = transport + (tcp ? 16 : 6);
        target.putShort(checksumAt, (short) 0);
        int addresses = at + ipAt + (ipv4 ? 12 : 8);
        long sum = InternetChecksum.add(0, target, addresses, addresses + (ipv4 ? 8 : 32));
        sum += tcp ? PROTOCOL_TCP : PROTOCOL_UDP;
        sum += end - transport;
        sum = InternetChecksum.add(sum, target, transport, end);
        target.putShort(checksumAt, (short) (tcp ? InternetChecksum.finish(sum) : InternetChecksum.finishNonZero(sum)));
    }

    private int at(int offset) {
        return source.get(sourceAt + offset) & 0xff;
    }

    private int word(int offset) {
        return source.getShort(sourceAt + offset) & 0xffff;
    }
}
