package dev.hayabashi.services.wire;

import java.nio.ByteBuffer;

/**
 * A view of a neighbour-discovery message (RFC 4861) in an untagged Ethernet frame: hop limit 255, code 0, intact
 * checksum. Reused; valid until the memory changes.
 */
public final class Icmpv6Packet {
    public static final int ROUTER_SOLICITATION = 133;
    public static final int ROUTER_ADVERTISEMENT = 134;

    /** Source link-layer address option. */
    public static final int OPTION_SOURCE_ADDRESS = 1;

    private static final int HOP_LIMIT = 255;

    private ByteBuffer memory = ByteBuffer.allocate(0);
    private int ethernet;
    private int ip;
    private int icmp;
    private int end;

    /**
     * Looks at the Ethernet frame of {@code length} octets at {@code offset}.
     *
     * @param partialChecksum the virtio-net header says that the checksum is still to be filled in, or was verified
     * @return false when it is not an intact neighbour-discovery message
     */
    public boolean wrap(ByteBuffer memory, int offset, int length, boolean partialChecksum) {
        this.memory = memory;
        this.ethernet = offset;
        this.ip = offset + Wire.ETHERNET_HEADER_BYTES;
        if (length < Wire.ETHERNET_HEADER_BYTES + Wire.IPV6_HEADER_BYTES + 8
                || (memory.getShort(offset + 12) & 0xffff) != Wire.ETHERTYPE_IPV6) {
            return false;
        }
        this.end = ip + Wire.IPV6_HEADER_BYTES + (memory.getShort(ip + 4) & 0xffff);
        if (end > offset + length || (memory.get(ip + 7) & 0xff) != HOP_LIMIT) {
            return false;
        }
        long found = Ipv6Headers.upperLayer(memory, ip, end);
        if (found < 0 || Ipv6Headers.protocol(found) != Wire.PROTOCOL_ICMPV6 || Ipv6Headers.isFragmented(found)) {
            return false;
        }
        this.icmp = Ipv6Headers.offset(found);
        if (icmp + 8 > end || memory.get(icmp + 1) != 0) {
            return false;
        }
        return partialChecksum || isIntact();
    }

    private boolean isIntact() {
        int length = end - icmp;
        int sum = Checksum.addPseudoHeader(0, source(), destination(), Wire.PROTOCOL_ICMPV6, length);
        return Checksum.isIntact(Checksum.add(sum, memory, icmp, length));
    }

    public int type() {
        return memory.get(icmp) & 0xff;
    }

    public long sourceMac() {
        return Octets.mac(memory, ethernet + 6);
    }

    /** Allocates. */
    public Ipv6Address source() {
        return Ipv6Address.read(memory, ip + 8);
    }

    /** Allocates. */
    public Ipv6Address destination() {
        return Ipv6Address.read(memory, ip + 24);
    }

    /** Where the ICMPv6 header starts in the memory. */
    public int offset() {
        return icmp;
    }

    /** Octets from the ICMPv6 header to the end of the packet. */
    public int length() {
        return end - icmp;
    }

    /**
     * Checks the options from {@code firstOption} octets after the ICMPv6 header on: none has length 0, none leaves the
     * packet (RFC 4861 section 6.1).
     */
    public boolean hasSoundOptions(int firstOption) {
        int at = icmp + firstOption;
        while (at < end) {
            int bytes = at + 2 <= end ? (memory.get(at + 1) & 0xff) * 8 : 0;
            if (bytes == 0) {
                return false;
            }
            at += bytes;
        }
        return at == end;
    }

    /** Offset in the memory of the first option of that type, or -1. Call after {@link #hasSoundOptions}. */
    public int option(int firstOption, int type) {
        for (int at = icmp + firstOption; at < end; at += (memory.get(at + 1) & 0xff) * 8) {
            if ((memory.get(at) & 0xff) == type) {
                return at;
            }
        }
        return -1;
    }
}
