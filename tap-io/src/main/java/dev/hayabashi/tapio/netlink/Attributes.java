package dev.hayabashi.tapio.netlink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A walk over the attributes in a part of a message. Lengths that do not fit end the walk; a value that is shorter than
 * asked for reads as the fallback.
 */
final class Attributes {
    private static final int HEADER_BYTES = 4;

    private final ByteBuffer buffer;
    private final int end;
    private int next;
    private int start;
    private int length;
    private int type;

    Attributes(ByteBuffer buffer, int start, int end) {
        this.buffer = buffer;
        this.next = start;
        this.end = Math.min(end, buffer.limit());
    }

    /** Moves to the next attribute; false when there is none. */
    boolean next() {
        if (next < 0 || end - next < HEADER_BYTES) {
            return false;
        }
        int whole = buffer.getShort(next) & 0xffff;
        if (whole < HEADER_BYTES || whole > end - next) {
            next = end;
            return false;
        }
        type = buffer.getShort(next + 2) & Rtnl.NLA_TYPE_MASK;
        start = next + HEADER_BYTES;
        length = whole - HEADER_BYTES;
        next += (whole + 3) & ~3;
        return true;
    }

    int type() {
        return type;
    }

    int length() {
        return length;
    }

    int intValue(int fallback) {
        return length >= Integer.BYTES ? buffer.getInt(start) : fallback;
    }

    int intAt(int offset, int fallback) {
        return length >= offset + Integer.BYTES ? buffer.getInt(start + offset) : fallback;
    }

    long longAt(int offset, long fallback) {
        return length >= offset + Long.BYTES ? buffer.getLong(start + offset) : fallback;
    }

    int byteValue(int fallback) {
        return length >= 1 ? buffer.get(start) & 0xff : fallback;
    }

    /** 48-bit address, or {@code fallback} for hardware addresses of another length. */
    long macAddress(long fallback) {
        if (length != 6) {
            return fallback;
        }
        long address = 0;
        for (int i = 0; i < 6; i++) {
            address = address << 8 | (buffer.get(start + i) & 0xff);
        }
        return address;
    }

    /** Text up to the first NUL or the end. */
    String string() {
        byte[] text = bytes();
        int size = 0;
        while (size < text.length && text[size] != 0) {
            size++;
        }
        return new String(text, 0, size, StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        byte[] value = new byte[length];
        buffer.get(start, value);
        return value;
    }

    /** The attributes inside this one. */
    Attributes nested() {
        return new Attributes(buffer, start, start + length);
    }
}
