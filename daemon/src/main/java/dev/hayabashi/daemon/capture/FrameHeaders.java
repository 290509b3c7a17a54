package dev.hayabashi.daemon.capture;

import dev.hayabashi.bridgecore.Frame;

/** Finds fields of a frame without allocating; a frame that is too short has none of them. */
final class FrameHeaders {
    static final int IP4 = 0x0800;
    static final int ARP = 0x0806;
    static final int IP6 = 0x86dd;

    private static final int NONE = -1;
    private static final int MAX_TAGS = 2;
    private static final int VLAN_MASK = 0xfff;

    private FrameHeaders() {}

    /** EtherType behind VLAN tags; -1 when there is none. */
    static int etherType(Frame frame) {
        int at = typeAt(frame);
        return at == NONE ? NONE : frame.unsignedShort(at);
    }

    /** Outermost VLAN identifier; -1 without tag. */
    static int vlan(Frame frame) {
        return frame.length() >= 18 && isTag(frame.etherType()) ? frame.unsignedShort(14) & VLAN_MASK : NONE;
    }

    /** Protocol above IPv4 or IPv6; -1 when there is none. */
    static int protocol(Frame frame) {
        int at = typeAt(frame);
        if (at == NONE) {
            return NONE;
        }
        int type = frame.unsignedShort(at);
        if (type == IP4 && frame.length() >= at + 2 + 20) {
            return frame.unsignedByte(at + 2 + 9);
        }
        return type == IP6 && frame.length() >= at + 2 + 40 ? frame.unsignedByte(at + 2 + 6) : NONE;
    }

    static boolean hasPort(Frame frame, int port, boolean source, boolean destination) {
        int protocol = protocol(frame);
        if (protocol != 6 && protocol != 17) {
            return false;
        }
        int ip = typeAt(frame) + 2;
        boolean four = frame.unsignedShort(ip - 2) == IP4;
        if (four && (frame.unsignedShort(ip + 6) & 0x1fff) != 0) {
            return false; // not the first fragment: no ports here
        }
        int at = ip + (four ? (frame.unsignedByte(ip) & 0xf) * 4 : 40);
        return frame.length() >= at + 4
                && ((source && frame.unsignedShort(at) == port)
                        || (destination && frame.unsignedShort(at + 2) == port));
    }

    /** Whether IPv4 header or ARP packet names the address. */
    static boolean hasIp4(Frame frame, int address, boolean source, boolean destination) {
        int at = typeAt(frame);
        if (at == NONE) {
            return false;
        }
        int type = frame.unsignedShort(at);
        int sourceAt;
        int destinationAt;
        if (type == IP4) {
            sourceAt = at + 2 + 12;
            destinationAt = at + 2 + 16;
        } else if (type == ARP) {
            sourceAt = at + 2 + 14;
            destinationAt = at + 2 + 24;
        } else {
            return false;
        }
        return frame.length() >= destinationAt + 4
                && ((source && word(frame, sourceAt) == address)
                        || (destination && word(frame, destinationAt) == address));
    }

    static boolean hasIp6(Frame frame, long high, long low, boolean source, boolean destination) {
        int at = typeAt(frame);
        if (at == NONE || frame.unsignedShort(at) != IP6 || frame.length() < at + 2 + 40) {
            return false;
        }
        return (source && wide(frame, at + 10) == high && wide(frame, at + 18) == low)
                || (destination && wide(frame, at + 26) == high && wide(frame, at + 34) == low);
    }

    private static int typeAt(Frame frame) {
        int at = 12;
        for (int tag = 0; tag <= MAX_TAGS; tag++) {
            if (frame.length() < at + 2) {
                return NONE;
            }
            if (!isTag(frame.unsignedShort(at))) {
                return at;
            }
            at += 4;
        }
        return NONE;
    }

    private static boolean isTag(int etherType) {
        return etherType == Frame.ETHERTYPE_VLAN || etherType == 0x88a8;
    }

    private static int word(Frame frame, int at) {
        return frame.unsignedShort(at) << 16 | frame.unsignedShort(at + 2);
    }

    private static long wide(Frame frame, int at) {
        return (long) word(frame, at) << 32 | (word(frame, at + 4) & 0xffff_ffffL);
    }
}
