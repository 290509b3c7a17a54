package dev.hayabashi.services.wire;

import java.nio.ByteBuffer;

/**
 * Writes frames into one reused buffer: first {@code begin…}, then the payload at the returned buffer's position, then
 * {@code finish…}, which fills in the headers with their lengths and checksums and returns the frame between position and
 * limit. The frame is overwritten by the next {@code begin}.
 */
public final class FrameWriter {
    /** The hop limit that neighbour discovery demands (RFC 4861). */
    private static final int NEIGHBOUR_DISCOVERY_HOP_LIMIT = 255;

    private static final int TTL = 64;

    private final ByteBuffer buffer;

    /** @param capacityBytes largest Ethernet frame, without FCS */
    public FrameWriter(int capacityBytes) {
        buffer = ByteBuffer.allocateDirect(capacityBytes);
    }

    /** Starts a UDP datagram over IPv4: room for its headers is left, the payload goes to the position. */
    public ByteBuffer beginUdp4() {
        return begin(Wire.UDP4_OVERHEAD_BYTES);
    }

    /** Starts a UDP datagram over IPv6. */
    public ByteBuffer beginUdp6() {
        return begin(Wire.UDP6_OVERHEAD_BYTES);
    }

    /** Starts an ICMPv6 message: type, code and checksum field go to the position. */
    public ByteBuffer beginIcmpv6() {
        return begin(Wire.ETHERNET_HEADER_BYTES + Wire.IPV6_HEADER_BYTES);
    }

    private ByteBuffer begin(int headerBytes) {
        buffer.clear().position(headerBytes);
        return buffer;
    }

    /** Writes the headers of the datagram whose payload ends at the position. */
    public ByteBuffer finishUdp4(Endpoint from, Endpoint to) {
        int end = buffer.position();
        int udpLength = end - Wire.ETHERNET_HEADER_BYTES - Wire.IPV4_HEADER_BYTES;
        ethernet(to.mac(), from.mac(), Wire.ETHERTYPE_IPV4);
        buffer.putShort((short) 0x4500).putShort((short) (udpLength + Wire.IPV4_HEADER_BYTES));
        buffer.putInt(0).put((byte) TTL).put((byte) Wire.PROTOCOL_UDP).putShort((short) 0);
        buffer.putInt(from.address()).putInt(to.address());
        int ip = Wire.ETHERNET_HEADER_BYTES;
        int headerSum = Checksum.finish(Checksum.add(0, buffer, ip, Wire.IPV4_HEADER_BYTES));
        buffer.putShort(ip + 10, (short) headerSum);
        int pseudo = Checksum.addPseudoHeader(0, from.address(), to.address(), Wire.PROTOCOL_UDP, udpLength);
        udp(from.port(), to.port(), udpLength, pseudo);
        return frame(end);
    }

    /** Writes the headers of the datagram whose payload ends at the position. */
    public ByteBuffer finishUdp6(Endpoint6 from, Endpoint6 to) {
        int end = buffer.position();
        int udpLength = end - Wire.ETHERNET_HEADER_BYTES - Wire.IPV6_HEADER_BYTES;
        ethernet(to.mac(), from.mac(), Wire.ETHERTYPE_IPV6);
        ipv6(from.address(), to.address(), Wire.PROTOCOL_UDP, TTL, udpLength);
        int pseudo = Checksum.addPseudoHeader(0, from.address(), to.address(), Wire.PROTOCOL_UDP, udpLength);
        udp(from.port(), to.port(), udpLength, pseudo);
        return frame(end);
    }

    /** Writes the headers of the ICMPv6 message that ends at the position, and its checksum. */
    public ByteBuffer finishIcmpv6(Endpoint6 from, Endpoint6 to) {
        int end = buffer.position();
        int icmp = Wire.ETHERNET_HEADER_BYTES + Wire.IPV6_HEADER_BYTES;
        int length = end - icmp;
        ethernet(to.mac(), from.mac(), Wire.ETHERTYPE_IPV6);
        ipv6(from.address(), to.address(), Wire.PROTOCOL_ICMPV6, NEIGHBOUR_DISCOVERY_HOP_LIMIT, length);
        buffer.putShort(icmp + 2, (short) 0);
        int pseudo = Checksum.addPseudoHeader(0, from.address(), to.address(), Wire.PROTOCOL_ICMPV6, length);
        buffer.putShort(icmp + 2, (short) Checksum.finish(Checksum.add(pseudo, buffer, icmp, length)));
        return frame(end);
    }

    /** A whole ARP packet. */
    public ByteBuffer arp(int operation, long destinationMac, Endpoint sender, Endpoint target) {
        buffer.clear();
        ethernet(destinationMac, sender.mac(), Wire.ETHERTYPE_ARP);
        buffer.putInt(0x0001_0800).putShort((short) 0x0604).putShort((short) operation);
        Octets.putMac(buffer, sender.mac());
        buffer.putInt(sender.address());
        Octets.putMac(buffer, target.mac());
        buffer.putInt(target.address());
        return frame(buffer.position());
    }

    private void ethernet(long destination, long source, int etherType) {
        buffer.position(0);
        Octets.putMac(buffer, destination);
        Octets.putMac(buffer, source);
        buffer.putShort((short) etherType);
    }

    private void ipv6(Ipv6Address from, Ipv6Address to, int protocol, int hopLimit, int payloadLength) {
        buffer.putInt(0x6000_0000).putShort((short) payloadLength);
        buffer.put((byte) protocol).put((byte) hopLimit);
        from.write(buffer);
        to.write(buffer);
    }

    private void udp(int sourcePort, int destinationPort, int udpLength, int pseudoHeaderSum) {
        int udp = buffer.position();
        buffer.putShort((short) sourcePort).putShort((short) destinationPort);
        buffer.putShort((short) udpLength).putShort((short) 0);
        int checksum = Checksum.finish(Checksum.add(pseudoHeaderSum, buffer, udp, udpLength));
        // A computed zero goes out as all ones, because zero says that there is no checksum (RFC 768).
        buffer.putShort(udp + 6, (short) (checksum == 0 ? 0xffff : checksum));
    }

    private ByteBuffer frame(int end) {
        return buffer.position(0).limit(end);
    }
}
