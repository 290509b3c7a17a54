package dev.hayabashi.bridgecore;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads group management messages out of frames: IGMPv1 to v3 (RFC 2236, RFC 3376), MLDv1 and v2 (RFC 2710, RFC 3810) and the
 * Hello of PIM (RFC 7761 clause 4.9.2). One object is used for all frames, and reading allocates nothing.
 *
 * <p>An address is two {@code long}s; that of an IPv4 group is {@code (0, address)}. Nothing is believed of a message whose
 * checksum or length is wrong: it is data then.
 */
final class MulticastMessage {
    /** What a frame is. */
    enum Kind {
        /** To an IP group, and no message. */
        DATA,
        /** Not to an IP group, or not to be understood. */
        OTHER,
        QUERY,
        /** One or more records for {@link #nextRecord}; a leave is one of them. */
        REPORT,
        /** A multicast router says that it is there. */
        ROUTER_HELLO
    }

    /** What a record says of its group. */
    enum Change {
        JOIN,
        LEAVE,
        /** Nothing that changes who is a member. */
        NEITHER
    }

    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int L3 = Frame.ETHERNET_HEADER_BYTES;
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    private static final int IGMP = 2;
    private static final int PIM = 103;
    private static final int HOP_BY_HOP = 0;
    private static final int ICMPV6 = 58;
    private static final int ALL_PIM_ROUTERS = 0xe000_000d;
    private static final int IGMP_BYTES = 8;
    private static final int MLD_BYTES = 24;
    private static final int V3_QUERY_BYTES = 12;
    private static final int V2_QUERY_BYTES = 28;
    private static final long ALL_PIM_ROUTERS_V6 = 0xff02_0000_0000_0000L;

    private Frame frame = new Frame(ByteBuffer.allocateDirect(0), 0);
    private boolean ipv6;
    private long groupHigh;
    private long groupLow;
    private long sourceHigh;
    private long sourceLow;
    // The message within the frame.
    private int at;
    private int end;
    // Of reports with records.
    private int recordsLeft;
    private int recordAt;
    private boolean single;
    private Change singleChange = Change.NEITHER;
    private int sourceCount;
    private boolean suppress;
    private long maxResponseNanos;
    private long queryIntervalNanos;

    boolean isIpv6() {
        return ipv6;
    }

    /** Destination of data, group of a query (zero in a general one) or of the record at hand. */
    long groupHigh() {
        return groupHigh;
    }

    long groupLow() {
        return groupLow;
    }

    /** Network-layer source. */
    long sourceHigh() {
        return sourceHigh;
    }

    long sourceLow() {
        return sourceLow;
    }

    boolean isSourceUnspecified() {
        return (sourceHigh | sourceLow) == 0;
    }

    boolean isGeneralQuery() {
        return (groupHigh | groupLow) == 0;
    }

    /** A query that tells nobody to give members less time: one for single sources, or with the S flag (RFC 3376 clause 4.1.5). */
    boolean leavesTimersAlone() {
        return sourceCount > 0 || suppress;
    }

    long maxResponseNanos() {
        return maxResponseNanos;
    }

    /** What the querier says of its interval (RFC 3376 clause 4.1.7); 0 when it says nothing. */
    long queryIntervalNanos() {
        return queryIntervalNanos;
    }

    /** Looks at a frame to a group address, which has at least an Ethernet header and no tag. */
    Kind read(Frame read) {
        frame = read;
        recordsLeft = 0;
        single = false;
        return switch (read.etherType()) {
            case IPV4 -> ipv4();
            case IPV6 -> ipv6();
            default -> Kind.OTHER;
        };
    }

    private Kind ipv4() {
        ipv6 = false;
        if (frame.length() < L3 + IPV4_BYTES) {
            return Kind.OTHER;
        }
        int header = (frame.unsignedByte(L3) & 0xf) * 4;
        int destination = (int) word(L3 + 16);
        if (frame.unsignedByte(L3) >>> 4 != 4 || header < IPV4_BYTES || destination >>> 28 != 0xe) {
            return Kind.OTHER;
        }
        groupHigh = 0;
        groupLow = destination & 0xffff_ffffL;
        int protocol = frame.unsignedByte(L3 + 9);
        if (protocol != IGMP && protocol != PIM) {
            return Kind.DATA;
        }
        at = L3 + header;
        end = L3 + frame.unsignedShort(L3 + 2);
        boolean isWhole = (frame.unsignedShort(L3 + 6) & 0x3fff) == 0 && end <= frame.length();
        if (!isWhole || end - at < 4) {
            return Kind.DATA;
        }
        sourceHigh = 0;
        sourceLow = word(L3 + 12) & 0xffff_ffffL;
        if (protocol == PIM) {
            return isHello() && destination == ALL_PIM_ROUTERS ? Kind.ROUTER_HELLO : Kind.DATA;
        }
        return end - at >= IGMP_BYTES && isChecksumRight(0) ? igmp() : Kind.DATA;
    }

    private Kind igmp() {
        switch (frame.unsignedByte(at)) {
            case 0x11 -> {
                return query(at + 4, false, end - at >= V3_QUERY_BYTES ? at + 8 : 0);
            }
            case 0x12, 0x16 -> {
                return singleRecord(Change.JOIN, false);
            }
            case 0x17 -> {
                return singleRecord(Change.LEAVE, false);
            }
            case 0x22 -> {
                return records();
            }
            default -> {
                return Kind.DATA;
            }
        }
    }

    private Kind ipv6() {
        ipv6 = true;
        if (frame.length() < L3 + IPV6_BYTES
                || frame.unsignedByte(L3) >>> 4 != 6
                || frame.unsignedByte(L3 + 24) != 0xff) {
            return Kind.OTHER;
        }
        groupHigh = doubleWord(L3 + 24);
        groupLow = doubleWord(L3 + 32);
        int next = frame.unsignedByte(L3 + 6);
        if (next != HOP_BY_HOP && next != PIM) {
            return Kind.DATA;
        }
        at = L3 + IPV6_BYTES;
        end = at + frame.unsignedShort(L3 + 4);
        if (end > frame.length() || end - at < 4) {
            return Kind.DATA;
        }
        sourceHigh = doubleWord(L3 + 8);
        sourceLow = doubleWord(L3 + 16);
        if (next == PIM) {
            boolean toRouters = groupHigh == ALL_PIM_ROUTERS_V6 && groupLow == 0xd;
            return isHello() && toRouters ? Kind.ROUTER_HELLO : Kind.DATA;
        }
        int inner = frame.unsignedByte(at);
        at += 8 + 8 * frame.unsignedByte(at + 1);
        // Sent over one hop from a link-local address, or none (RFC 3810 clause 5, RFC 3590).
        boolean isOfTheLink =
                frame.unsignedByte(L3 + 7) == 1 && (sourceHigh >>> 54 == 0xfe80 >>> 6 || isSourceUnspecified());
        boolean isMld = inner == ICMPV6 && isOfTheLink && end - at >= 8;
        return isMld && isChecksumRight(pseudoHeader()) ? mld() : Kind.DATA;
    }

    private Kind mld() {
        int type = frame.unsignedByte(at);
        if (type == 143) {
            return records();
        }
        if (end - at < MLD_BYTES) {
            return Kind.DATA;
        }
        switch (type) {
            case 130 -> {
                // RFC 3810 clause 5.1.14: a query without a link-local source is none.
                return isSourceUnspecified()
                        ? Kind.DATA
                        : query(at + 8, true, end - at >= V2_QUERY_BYTES ? at + 24 : 0);
            }
            case 131 -> {
                return singleRecord(Change.JOIN, true);
            }
            case 132 -> {
                return singleRecord(Change.LEAVE, true);
            }
            default -> {
                return Kind.DATA;
            }
        }
    }

    /** PIM version 2, type 0. */
    private boolean isHello() {
        return frame.unsignedByte(at) == 0x20;
    }

    private Kind query(int groupAt, boolean isMld, int newerAt) {
        group(groupAt);
        suppress = false;
        sourceCount = 0;
        queryIntervalNanos = 0;
        maxResponseNanos = isMld
                ? GroupTimes.mldResponseNanos(frame.unsignedShort(at + 4))
                : GroupTimes.igmpResponseNanos(frame.unsignedByte(at + 1), newerAt != 0);
        if (newerAt != 0) {
            suppress = (frame.unsignedByte(newerAt) & 0x8) != 0;
            queryIntervalNanos = GroupTimes.intervalNanos(frame.unsignedByte(newerAt + 1));
            sourceCount = frame.unsignedShort(newerAt + 2);
        }
        return Kind.QUERY;
    }

    private Kind singleRecord(Change change, boolean isMld) {
        group(isMld ? at + 8 : at + 4);
        single = true;
        singleChange = change;
        return Kind.REPORT;
    }

    private Kind records() {
        recordsLeft = frame.unsignedShort(at + 6);
        recordAt = at + 8;
        return Kind.REPORT;
    }

    /** Goes to the next record of a report; null behind the last one that is there as a whole. */
    @Nullable Change nextRecord() {
        if (single) {
            single = false;
            return singleChange;
        }
        int groupBytes = ipv6 ? 16 : 4;
        if (recordsLeft == 0 || recordAt + 4 + groupBytes > end) {
            return null;
        }
        recordsLeft--;
        int type = frame.unsignedByte(recordAt);
        int sources = frame.unsignedShort(recordAt + 2);
        int bytes = 4 + groupBytes + sources * groupBytes + 4 * frame.unsignedByte(recordAt + 1);
        if (recordAt + bytes > end) {
            recordsLeft = 0;
            return null;
        }
        group(recordAt + 4);
        recordAt += bytes;
        return switch (type) {
            // MODE_IS_INCLUDE and CHANGE_TO_INCLUDE of nothing: not a member.
            case 1, 3 -> sources == 0 ? Change.LEAVE : Change.JOIN;
            case 2, 4 -> Change.JOIN;
            case 5 -> sources == 0 ? Change.NEITHER : Change.JOIN;
            default -> Change.NEITHER;
        };
    }

    private void group(int offset) {
        groupHigh = ipv6 ? doubleWord(offset) : 0;
        groupLow = ipv6 ? doubleWord(offset + 8) : word(offset) & 0xffff_ffffL;
    }

    private long pseudoHeader() {
        int ipAt = frame.start() + Frame.VNET_HEADER_BYTES + L3;
        return InternetChecksum.sum(frame.memory(), ipAt + 8, 32) + (end - at) + ICMPV6;
    }

    /** A checksum that was left to hardware is not there yet, and the message comes from this host. */
    private boolean isChecksumRight(long pseudoHeader) {
        int from = frame.start() + Frame.VNET_HEADER_BYTES + at;
        return frame.needsChecksum()
                || InternetChecksum.of(InternetChecksum.sum(frame.memory(), from, end - at) + pseudoHeader) == 0;
    }

    private long word(int offset) {
        return frame.memory().getInt(frame.start() + Frame.VNET_HEADER_BYTES + offset);
    }

    private long doubleWord(int offset) {
        return frame.memory().getLong(frame.start() + Frame.VNET_HEADER_BYTES + offset);
    }
}
