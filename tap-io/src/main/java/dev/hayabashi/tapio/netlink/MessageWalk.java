package dev.hayabashi.tapio.netlink;

import java.nio.ByteBuffer;

/** A walk over the messages of one datagram. A length that does not fit ends the walk and is remembered. */
final class MessageWalk {
    private final ByteBuffer buffer;
    private final int end;
    private int next;
    private int start;
    private int length;
    private boolean malformed;

    /** @param bytes how much of {@code buffer} the datagram fills, from index 0 */
    MessageWalk(ByteBuffer buffer, int bytes) {
        this.buffer = buffer;
        this.end = Math.min(bytes, buffer.limit());
    }

    boolean next() {
        if (next >= end) {
            return false;
        }
        if (end - next < Rtnl.NLMSG_HEADER_BYTES) {
            malformed = true;
            return false;
        }
        int whole = buffer.getInt(next);
        if (whole < Rtnl.NLMSG_HEADER_BYTES || whole > end - next) {
            malformed = true;
            return false;
        }
        start = next;
        length = whole;
        next += (whole + 3) & ~3;
        return true;
    }

    /** True when the walk ended before the datagram did. */
    boolean malformed() {
        return malformed;
    }

    int type() {
        return buffer.getShort(start + 4) & 0xffff;
    }

    int flags() {
        return buffer.getShort(start + 6) & 0xffff;
    }

    int sequence() {
        return buffer.getInt(start + 8);
    }

    ByteBuffer buffer() {
        return buffer;
    }

    /** Index of the fixed part behind the message header. */
    int body() {
        return start + Rtnl.NLMSG_HEADER_BYTES;
    }

    int bodyLength() {
        return length - Rtnl.NLMSG_HEADER_BYTES;
    }

    /** The attributes behind a fixed part of {@code fixedBytes}. */
    Attributes attributes(int fixedBytes) {
        return new Attributes(buffer, body() + fixedBytes, start + length);
    }

    /** First int of the body of NLMSG_ERROR and NLMSG_DONE: 0 or a negative errno. */
    int error() {
        return bodyLength() >= Integer.BYTES ? buffer.getInt(body()) : 0;
    }

    /** The kernel's own words in an NLMSG_ERROR, or an empty string. */
    String errorText() {
        if ((flags() & Rtnl.NLM_F_ACK_TLVS) == 0 || bodyLength() < Integer.BYTES + Rtnl.NLMSG_HEADER_BYTES) {
            return "";
        }
        int skip = Integer.BYTES + Rtnl.NLMSG_HEADER_BYTES;
        if ((flags() & Rtnl.NLM_F_CAPPED) == 0) {
            // The whole request is repeated before the attributes; its length is its own first field.
            int repeated = buffer.getInt(body() + Integer.BYTES);
            skip = repeated < Rtnl.NLMSG_HEADER_BYTES || repeated > bodyLength()
                    ? bodyLength()
                    : Integer.BYTES + ((repeated + 3) & ~3);
        }
        Attributes attributes = attributes(skip);
        while (attributes.next()) {
            if (attributes.type() == Rtnl.NLMSGERR_ATTR_MSG) {
                return attributes.string();
            }
        }
        return "";
    }
}
