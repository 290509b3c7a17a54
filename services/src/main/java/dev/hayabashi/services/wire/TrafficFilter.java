package dev.hayabashi.services.wire;

import dev.hayabashi.bridgecore.Frame;
import java.nio.ByteBuffer;

/**
 * Tells frames for the services from all others. Called for every frame: it reads a few octets and allocates nothing.
 *
 * <p>This only sorts; the views check. A frame that lies about a length is sorted as what it claims to be, and the guards
 * hold it against the sender.
 */
public final class TrafficFilter {
    private static final int IPV4_AT = Wire.ETHERNET_HEADER_BYTES;
    private static final int FRAGMENT_OFFSET_MASK = 0x1fff;

    private TrafficFilter() {}

    /** Sorts the Ethernet frame in {@code frame}. */
    public static Traffic classify(Frame frame) {
        return classify(frame.memory(), frame.start() + Frame.VNET_HEADER_BYTES, frame.length());
    }

    /** Sorts the Ethernet frame of {@code length} octets at {@code offset}. */
    public static Traffic classify(ByteBuffer memory, int offset, int length) {
        if (length < Wire.ETHERNET_HEADER_BYTES + Wire.IPV4_HEADER_BYTES) {
            return Traffic.OTHER;
        }
        int etherType = memory.getShort(offset + 12) & 0xffff;
        if (etherType == Wire.ETHERTYPE_IPV4) {
            return ipv4(memory, offset, length);
        }
        if (etherType == Wire.ETHERTYPE_IPV6) {
            return ipv6(memory, offset, length);
        }
        return etherType == Wire.ETHERTYPE_ARP ? Traffic.ARP : Traffic.OTHER;
    }

    private static Traffic ipv4(ByteBuffer memory, int offset, int length) {
        int ip = offset + IPV4_AT;
        if (memory.get(ip + 9) != Wire.PROTOCOL_UDP || (memory.getShort(ip + 6) & FRAGMENT_OFFSET_MASK) != 0) {
            return Traffic.OTHER;
        }
        int headerBytes = (memory.get(ip) & 0xf) * 4;
        int udp = ip + headerBytes;
        if (headerBytes < Wire.IPV4_HEADER_BYTES || udp + 4 > offset + length) {
            return Traffic.OTHER;
        }
        int source = memory.getShort(udp) & 0xffff;
        int destination = memory.getShort(udp + 2) & 0xffff;
        return switch (destination) {
            case Wire.PORT_DNS -> Traffic.DNS_OVER_IPV4;
            case Wire.PORT_DHCP_SERVER -> Traffic.DHCP_TO_SERVER;
            case Wire.PORT_DHCP_CLIENT -> Traffic.DHCP_TO_CLIENT;
            default -> source == Wire.PORT_DHCP_SERVER ? Traffic.DHCP_TO_CLIENT : Traffic.OTHER;
        };
    }

    private static Traffic ipv6(ByteBuffer memory, int offset, int length) {
        int end = offset + length;
        long found = Ipv6Headers.upperLayer(memory, offset + Wire.ETHERNET_HEADER_BYTES, end);
        if (found == Ipv6Headers.HIDDEN) {
            return Traffic.ROUTER_ADVERTISEMENT;
        }
        if (found < 0) {
            return Traffic.OTHER;
        }
        int at = Ipv6Headers.offset(found);
        int protocol = Ipv6Headers.protocol(found);
        if (protocol == Wire.PROTOCOL_ICMPV6 && at < end) {
            return switch (memory.get(at) & 0xff) {
                case Icmpv6Packet.ROUTER_SOLICITATION -> Traffic.ROUTER_SOLICITATION;
                case Icmpv6Packet.ROUTER_ADVERTISEMENT -> Traffic.ROUTER_ADVERTISEMENT;
                default -> Traffic.OTHER;
            };
        }
        if (protocol == Wire.PROTOCOL_UDP && at + 4 <= end) {
            return switch (memory.getShort(at + 2) & 0xffff) {
                case Wire.PORT_DNS -> Traffic.DNS_OVER_IPV6;
                case Wire.PORT_DHCPV6_CLIENT -> Traffic.DHCPV6_TO_CLIENT;
                default -> Traffic.OTHER;
            };
        }
        return Traffic.OTHER;
    }
}
