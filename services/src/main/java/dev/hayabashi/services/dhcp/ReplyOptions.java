package dev.hayabashi.services.dhcp;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Options of a reply, in the order in which they go out: the most needed first, because what does not fit is left out.
 * The first value set for a number stays.
 */
final class ReplyOptions {
    private static final int MAX_PIECE_BYTES = 255;

    private final Map<Integer, byte[]> values = new LinkedHashMap<>();

    ReplyOptions put(int code, byte[] value) {
        values.putIfAbsent(code, value);
        return this;
    }

    ReplyOptions putByte(int code, int value) {
        return put(code, new byte[] {(byte) value});
    }

    ReplyOptions putShort(int code, int value) {
        return put(code, new byte[] {(byte) (value >>> 8), (byte) value});
    }

    ReplyOptions putInt(int code, long value) {
        return put(code, ByteBuffer.allocate(Integer.BYTES).putInt((int) value).array());
    }

    boolean has(int code) {
        return values.containsKey(code);
    }

    /**
     * Writes the options and END at the buffer's position. Values over 255 octets go out in pieces (RFC 3396).
     *
     * @param maxBytes most octets to write, END included
     * @param last option that must be the last one before END (RFC 3046 section 2.1), empty for none
     * @return how many options did not fit
     */
    int write(ByteBuffer out, int maxBytes, byte[] last) {
        int end = out.position() + maxBytes - 1 - (last.length == 0 ? 0 : encodedBytes(last));
        int leftOut = 0;
        for (Map.Entry<Integer, byte[]> option : values.entrySet()) {
            byte[] value = option.getValue();
            if (out.position() + encodedBytes(value) > end) {
                leftOut++;
            } else {
                writeOne(out, option.getKey(), value);
            }
        }
        if (last.length != 0) {
            writeOne(out, OptionCode.RELAY_AGENT_INFORMATION, last);
        }
        out.put((byte) OptionCode.END);
        return leftOut;
    }

    private static int encodedBytes(byte[] value) {
        int pieces = Math.max(1, (value.length + MAX_PIECE_BYTES - 1) / MAX_PIECE_BYTES);
        return value.length + 2 * pieces;
    }

    private static void writeOne(ByteBuffer out, int code, byte[] value) {
        int at = 0;
        do {
            int piece = Math.min(MAX_PIECE_BYTES, value.length - at);
            out.put((byte) code).put((byte) piece).put(value, at, piece);
            at += piece;
        } while (at < value.length);
    }
}
