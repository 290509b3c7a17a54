package dev.hayabashi.services.dhcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Options of a received message, by number. What came in several pieces is one value here (RFC 3396). Accessors of a given
 * type answer "absent" for a value of the wrong length: a client's nonsense is as good as nothing.
 */
public final class DhcpOptions {
    private static final byte[] EMPTY = {};
    private static final int NUMBERS = 256;

    private final byte[] @Nullable [] values = new byte[NUMBERS][];

    /** Appends a piece of an option. */
    void append(int code, ByteBuffer memory, int offset, int length) {
        byte[] before = bytes(code);
        byte[] joined = new byte[before.length + length];
        System.arraycopy(before, 0, joined, 0, before.length);
        memory.get(offset, joined, before.length, length);
        values[code] = joined;
    }

    public boolean has(int code) {
        return values[code] != null;
    }

    /** The value, empty when absent. Not to be written to. */
    public byte[] bytes(int code) {
        byte[] value = values[code];
        return value == null ? EMPTY : value;
    }

    /** The IPv4 address in an option of four octets, or 0. */
    public int address(int code) {
        byte[] value = bytes(code);
        return value.length == Integer.BYTES ? ByteBuffer.wrap(value).getInt() : 0;
    }

    /** The number in an option of one, two or four octets, or {@code absent}. */
    public long unsigned(int code, long absent) {
        byte[] value = bytes(code);
        return switch (value.length) {
            case 1 -> value[0] & 0xff;
            case 2 -> ByteBuffer.wrap(value).getShort() & 0xffff;
            case 4 -> ByteBuffer.wrap(value).getInt() & 0xffff_ffffL;
            default -> absent;
        };
    }

    /** The text of an option, trailing NULs removed (some clients send them, RFC 2132 section 2). */
    public String text(int code) {
        byte[] value = bytes(code);
        int length = value.length;
        while (length > 0 && value[length - 1] == 0) {
            length--;
        }
        return new String(value, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** True when the client asks for that option in its parameter request list. */
    public boolean requests(int code) {
        for (byte requested : bytes(OptionCode.PARAMETER_REQUEST_LIST)) {
            if ((requested & 0xff) == code) {
                return true;
            }
        }
        return false;
    }
}
