package dev.hayabashi.services.wire;

import java.nio.ByteBuffer;

/**
 * A view of an unfragmented UDP datagram over IPv4 or IPv6 in an untagged Ethernet frame. Reused; valid until the memory
 * changes. {@link #wrap} has checked every length and checksum when it answers true.
 */
public final class UdpPacket {
    private static final int MORE_FRAGMENTS_OR_OFFSET = 0x3fff;

    private ByteBuffer memory = ByteBuffer.allocate(0);
    private int ethernet;
    private int ip;
    private int udp;
    private int payloadLength;
    private boolean ipv6;

    /**
     * Looks at the Ethernet frame of {@code length} octets at {@code offset}.
     *
     * @param partialChecksum the virtio-net header says that the UDP checksum is still to be filled in, or was verified
     * @return false when it is not an intact UDP datagram
     */
    public boolean wrap(ByteBuffer memory, int offset, int length, boolean partialChecksum) {
        if (length < Wire.ETHERNET_HEADER_BYTES + Wire.IPV4_HEADER_BYTES + Wire.UDP_HEADER_BYTES) {
            return false;
        }
        this.memory = memory;
        this.ethernet = offset;
        this.ip = offset + Wire.ETHERNET_HEADER_BYTES;
        int end = offset + length;
        return switch (memory.getShort(offset + 12) & 0xffff) {
            case Wire.ETHERTYPE_IPV4 -> wrapIpv4(end, partialChecksum);
            case Wire.ETHERTYPE_IPV6 -> wrapIpv6(end, partialChecksum);
            default -> false;
        };
    }

    private boolean wrapIpv4(int end, boolean partialChecksum) {
        ipv6 = false;
        int versionAndLength = memory.get(ip) & 0xff;
        int headerBytes = (versionAndLength & 0xf) * 4;
        int totalLength = memory.getShort(ip + 2) & 0xffff;
        if (versionAndLength >>> 4 != 4
                || headerBytes < Wire.IPV4_HEADER_BYTES
                || totalLength < headerBytes + Wire.UDP_HEADER_BYTES
                || ip + totalLength > end
                || (memory.getShort(ip + 6) & MORE_FRAGMENTS_OR_OFFSET) != 0
                || memory.get(ip + 9) != Wire.PROTOCOL_UDP
                || !Checksum.isIntact(Checksum.add(0, memory, ip, headerBytes))) {
            return false;
        }
        udp = ip + headerBytes;
        return wrapUdp(ip + totalLength, partialChecksum);
    }

    private boolean wrapIpv6(int end, boolean partialChecksum) {
        ipv6 = true;
        if (ip + Wire.IPV6_HEADER_BYTES > end) {
            return false;
        }
        int packetEnd = ip + Wire.IPV6_HEADER_BYTES + (memory.getShort(ip + 4) & 0xffff);
        if (packetEnd > end) {
            return false;
        }
        long found = Ipv6Headers.upperLayer(memory, ip, packetEnd);
        if (found < 0 || Ipv6Headers.protocol(found) != Wire.PROTOCOL_UDP || Ipv6Headers.isFragmented(found)) {
            return false;
        }
        udp = Ipv6Headers.offset(found);
        return wrapUdp(packetEnd, partialChecksum);
    }

    private boolean wrapUdp(int packetEnd, boolean partialChecksum) {
        if (udp + Wire.UDP_HEADER_BYTES > packetEnd) {
            return false;
        }
        int udpLength = memory.getShort(udp + 4) & 0xffff;
        if (udpLength < Wire.UDP_HEADER_BYTES || udp + udpLength > packetEnd) {
            return false;
        }
        payloadLength = udpLength - Wire.UDP_HEADER_BYTES;
        boolean none = memory.getShort(udp + 6) == 0;
        // Zero means "not computed" over IPv4 (RFC 768); over IPv6 it is an error (RFC 8200 section 8.1).
        if (partialChecksum || (none && !ipv6)) {
            return true;
        }
        return !none && Checksum.isIntact(Checksum.add(pseudoHeader(udpLength), memory, udp, udpLength));
    }

    private int pseudoHeader(int udpLength) {
        return ipv6
                ? Checksum.addPseudoHeader(0, source6(), destination6(), Wire.PROTOCOL_UDP, udpLength)
                : Checksum.addPseudoHeader(0, source(), destination(), Wire.PROTOCOL_UDP, udpLength);
    }

    /** True over IPv6. */
    public boolean isIpv6() {
        return ipv6;
    }

    public long destinationMac() {
        return Octets.mac(memory, ethernet);
    }

    public long sourceMac() {
        return Octets.mac(memory, ethernet + 6);
    }

    /** IPv4 source. */
    public int source() {
        return memory.getInt(ip + 12);
    }

    /** IPv4 destination. */
    public int destination() {
        return memory.getInt(ip + 16);
    }

    /** IPv6 source; allocates. */
    public Ipv6Address source6() {
        return Ipv6Address.read(memory, ip + 8);
    }

    /** IPv6 destination; allocates. */
    public Ipv6Address destination6() {
        return Ipv6Address.read(memory, ip + 24);
    }

    public int sourcePort() {
        return memory.getShort(udp) & 0xffff;
    }

    public int destinationPort() {
        return memory.getShort(udp + 2) & 0xffff;
    }

    /** The memory that the view lies on. */
    public ByteBuffer memory() {
        return memory;
    }

    /** Where the payload starts in {@link #memory()}. */
    public int payloadOffset() {
        return udp + Wire.UDP_HEADER_BYTES;
    }

    /** Octets of payload. */
    public int payloadLength() {
        return payloadLength;
    }
}
