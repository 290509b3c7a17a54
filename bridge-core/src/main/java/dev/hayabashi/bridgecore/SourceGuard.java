package dev.hayabashi.bridgecore;

import java.nio.ByteBuffer;

/**
 * The IP source guard: a guest speaks for its own addresses only. Works on what a frame says and on {@link SourceBindings}.
 *
 * <ul>
 *   <li>IPv4: the source is bound to the port. 0.0.0.0 passes for a DHCP client's requests only (RFC 2131 4.1).
 *   <li>ARP: the sender's IPv4 address is bound, or 0.0.0.0 as in a probe (RFC 5227 2.1.1); its hardware address is the source
 *       of the frame.
 *   <li>IPv6: first come, first served (RFC 6620). A link-local address is bound by its first packet, any other by the
 *       neighbour solicitation of duplicate address detection (RFC 4862 5.4.2), unless another port has it. The unspecified
 *       source passes for ICMPv6 only. The target of a neighbour advertisement is bound.
 * </ul>
 *
 * <p>VLAN tags are looked through, so that a tag hides nothing. Other protocols pass.
 */
final class SourceGuard {
    private static final int ARP = 0x0806;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int PROVIDER_TAG = 0x88a8;
    private static final int MAX_TAGS = 2;

    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int NEIGHBOUR_SOLICITATION = 135;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int TCP = 6;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int MAX_EXTENSION_HEADERS = 4;
    private static final int TOO_DEEP = -1;

    private SourceGuard() {}

    /** Whether what the frame says about its sender is true as far as is known. May bind an IPv6 address. */
    static boolean admits(Frame frame, SourceBindings bindings, BridgePort[] ports) {
        int at = Frame.ETHERNET_HEADER_BYTES;
        int type = frame.etherType();
        for (int tags = 0; isTag(type) && frame.length() >= at + 4; tags++) {
            if (tags == MAX_TAGS) {
                return false;
            }
            type = frame.unsignedShort(at + 2);
            at += 4;
        }
        return switch (type) {
            case IPV4 -> ipv4(frame, at, bindings);
            case ARP -> arp(frame, at, bindings);
            case IPV6 -> ipv6(frame, at, bindings, ports);
            default -> true;
        };
    }

    private static boolean isTag(int type) {
        return type == Frame.ETHERTYPE_VLAN || type == PROVIDER_TAG;
    }

    private static boolean ipv4(Frame frame, int at, SourceBindings bindings) {
        if (frame.length() < at + 20) {
            return false;
        }
        int source = intAt(frame, at + 12);
        return source == 0 ? isDhcpRequest(frame, at) : bindings.has(source);
    }

    private static boolean isDhcpRequest(Frame frame, int at) {
        int udp = at + (frame.unsignedByte(at) & 0xf) * 4;
        boolean fragment = (frame.unsignedShort(at + 6) & 0x3fff) != 0;
        return frame.unsignedByte(at + 9) == UDP
                && !fragment
                && frame.length() >= udp + 8
                && frame.unsignedShort(udp) == 68
                && frame.unsignedShort(udp + 2) == 67;
    }

    private static boolean arp(Frame frame, int at, SourceBindings bindings) {
        if (frame.length() < at + 28) {
            return false;
        }
        long sender = (long) frame.unsignedShort(at + 8) << 32 | (intAt(frame, at + 10) & 0xffff_ffffL);
        int address = intAt(frame, at + 14);
        return sender == frame.source() && (address == 0 || bindings.has(address));
    }

    private static boolean ipv6(Frame frame, int at, SourceBindings bindings, BridgePort[] ports) {
        if (frame.length() < at + IPV6_HEADER_BYTES) {
            return false;
        }
        long high = longAt(frame, at + 8);
        long low = longAt(frame, at + 16);
        int message = icmpv6At(frame, at);
        if (message == TOO_DEEP) {
            return false;
        }
        int type = message > 0 ? frame.unsignedByte(message) : -1;
        if (high == 0 && low == 0) {
            return unspecified(frame, message, type, bindings, ports);
        }
        if (!bindings.has(high, low) && (!isLinkLocal(high) || !bind(high, low, bindings, ports))) {
            return false;
        }
        return type != NEIGHBOUR_ADVERTISEMENT
                || (frame.length() >= message + 24
                        && bindings.has(longAt(frame, message + 8), longAt(frame, message + 16)));
    }

    /** Where the ICMPv6 message starts, behind extension headers; 0 when there is none, {@link #TOO_DEEP} when it may hide. */
    private static int icmpv6At(Frame frame, int at) {
        int next = frame.unsignedByte(at + 6);
        int offset = at + IPV6_HEADER_BYTES;
        for (int headers = 0; frame.length() >= offset + 8; headers++) {
            switch (next) {
                case ICMPV6 -> {
                    return offset;
                }
                case HOP_BY_HOP, ROUTING, DESTINATION_OPTIONS -> {
                    next = frame.unsignedByte(offset);
                    offset += 8 * (frame.unsignedByte(offset + 1) + 1);
                }
                case FRAGMENT -> {
                    // Neighbour discovery is never fragmented (RFC 6980); a fragment of it could hide its type.
                    return frame.unsignedByte(offset) == UDP || frame.unsignedByte(offset) == TCP ? 0 : TOO_DEEP;
                }
                default -> {
                    return 0;
                }
            }
            if (headers == MAX_EXTENSION_HEADERS) {
                return TOO_DEEP;
            }
        }
        return next == ICMPV6 || isExtension(next) ? TOO_DEEP : 0;
    }

    private static boolean isExtension(int next) {
        return next == HOP_BY_HOP || next == ROUTING || next == DESTINATION_OPTIONS || next == FRAGMENT;
    }

    /** Duplicate address detection, router solicitations and multicast listener reports come from nowhere; nothing else may. */
    private static boolean unspecified(
            Frame frame, int message, int type, SourceBindings bindings, BridgePort[] ports) {
        if (type == NEIGHBOUR_SOLICITATION && frame.length() >= message + 24) {
            // Passes also when another port has the address: its owner is to hear of it and defend it.
            bind(longAt(frame, message + 8), longAt(frame, message + 16), bindings, ports);
            return true;
        }
        return type >= 0 && type != NEIGHBOUR_SOLICITATION && type != NEIGHBOUR_ADVERTISEMENT;
    }

    private static boolean bind(long high, long low, SourceBindings bindings, BridgePort[] ports) {
        for (BridgePort port : ports) {
            if (port.bindings() != bindings && port.bindings().has(high, low)) {
                return false;
            }
        }
        return bindings.bind(high, low);
    }

    private static boolean isLinkLocal(long high) {
        return high >>> 54 == 0xfe80L >>> 6;
    }

    private static int intAt(Frame frame, int offset) {
        return memory(frame).getInt(index(frame, offset));
    }

    private static long longAt(Frame frame, int offset) {
        return memory(frame).getLong(index(frame, offset));
    }

    private static ByteBuffer memory(Frame frame) {
        return frame.memory();
    }

    private static int index(Frame frame, int offset) {
        return frame.start() + Frame.VNET_HEADER_BYTES + offset;
    }
}
