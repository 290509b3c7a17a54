package dev.hayabashi.tapio.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** A netlink message under construction: header, fixed part, attributes, each padded to four bytes. */
final class Request {
    private static final int CAPACITY = 1024;

    private final ByteBuffer buffer = ByteBuffer.allocate(CAPACITY).order(ByteOrder.nativeOrder());
    private final Deque<Integer> open = new ArrayDeque<>();
    private final int type;

    /**
     * @param type such as {@link Rtnl#RTM_NEWLINK}
     * @param flags NLM_F_ bits; NLM_F_REQUEST is added
     */
    Request(int type, int flags) {
        this.type = type;
        buffer.position(Integer.BYTES);
        buffer.putShort((short) type).putShort((short) (flags | Rtnl.NLM_F_REQUEST));
        buffer.putInt(0).putInt(0);
    }

    /** struct ifinfomsg. */
    Request link(int family, int ifindex, int flags, int change) {
        buffer.put((byte) family).put((byte) 0).putShort((short) 0);
        buffer.putInt(ifindex).putInt(flags).putInt(change);
        return this;
    }

    /** Sets flags and mask of a struct ifinfomsg that was put before. */
    Request linkFlags(int flags, int change) {
        buffer.putInt(Rtnl.NLMSG_HEADER_BYTES + 8, flags).putInt(Rtnl.NLMSG_HEADER_BYTES + 12, change);
        return this;
    }

    /** struct ifaddrmsg. */
    Request address(int family, int prefixLength, int flags, int ifindex) {
        buffer.put((byte) family).put((byte) prefixLength).put((byte) flags).put((byte) 0);
        buffer.putInt(ifindex);
        return this;
    }

    /** struct if_stats_msg. */
    Request statistics(int ifindex, int filterMask) {
        buffer.putInt(0).putInt(ifindex).putInt(filterMask);
        return this;
    }

    /** struct tcmsg. */
    Request trafficControl(int ifindex, int handle, int parent, int info) {
        buffer.putInt(0).putInt(ifindex).putInt(handle).putInt(parent).putInt(info);
        return this;
    }

    /** struct rtgenmsg, padded. */
    Request generic() {
        buffer.putInt(0);
        return this;
    }

    Request putByte(int attribute, int value) {
        return put(attribute, new byte[] {(byte) value});
    }

    Request putInt(int attribute, int value) {
        header(attribute, Integer.BYTES);
        buffer.putInt(value);
        return this;
    }

    /** Four octets of a fixed part that has no method of its own. */
    Request octets(int first, int second, int third, int fourth) {
        buffer.put((byte) first).put((byte) second).put((byte) third).put((byte) fourth);
        return this;
    }

    /** As {@link #octets}, for a number. */
    Request putRaw(int value) {
        buffer.putInt(value);
        return this;
    }

    /** A NUL-terminated string. */
    Request putString(int attribute, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        header(attribute, text.length + 1);
        buffer.put(text).put((byte) 0);
        return pad();
    }

    Request put(int attribute, byte[] value) {
        header(attribute, value.length);
        buffer.put(value);
        return pad();
    }

    Request put(int attribute, ByteBuffer value) {
        header(attribute, value.remaining());
        buffer.put(value);
        return pad();
    }

    /** Opens an attribute that holds attributes; {@link #end()} closes it. */
    Request begin(int attribute) {
        open.push(buffer.position());
        buffer.putShort((short) 0).putShort((short) (attribute | Rtnl.NLA_F_NESTED));
        return this;
    }

    /** As {@link #begin}, without the nested flag, which traffic control of older kernels does not mask. */
    Request beginPlain(int attribute) {
        open.push(buffer.position());
        buffer.putShort((short) 0).putShort((short) attribute);
        return this;
    }

    Request end() {
        int start = open.pop();
        buffer.putShort(start, (short) (buffer.position() - start));
        return this;
    }

    private void header(int attribute, int payload) {
        buffer.putShort((short) (4 + payload)).putShort((short) attribute);
    }

    private Request pad() {
        while (buffer.position() % 4 != 0) {
            buffer.put((byte) 0);
        }
        return this;
    }

    int type() {
        return type;
    }

    /** The finished message with this sequence number, position at its start. */
    ByteBuffer finish(int sequence, int extraFlags) {
        if (!open.isEmpty()) {
            throw new IllegalStateException("an attribute was not closed");
        }
        ByteBuffer message = buffer.duplicate().order(ByteOrder.nativeOrder()).flip();
        message.putInt(0, message.limit());
        message.putShort(6, (short) (message.getShort(6) | extraFlags));
        message.putInt(8, sequence);
        return message;
    }
}
