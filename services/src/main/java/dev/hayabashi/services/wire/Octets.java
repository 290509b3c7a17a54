package dev.hayabashi.services.wire;

import java.nio.ByteBuffer;

/** Fields that {@link ByteBuffer} has no method for. */
public final class Octets {
    private Octets() {}

    /** The MAC address in the six octets at {@code offset}. */
    public static long mac(ByteBuffer memory, int offset) {
        return (memory.getInt(offset) & 0xffff_ffffL) << 16 | (memory.getShort(offset + 4) & 0xffffL);
    }

    /** Writes the six octets of a MAC address at the buffer's position. */
    public static void putMac(ByteBuffer out, long mac) {
        out.putShort((short) (mac >>> 32)).putInt((int) mac);
    }

    /** Lower-case hexadecimal without separators. */
    public static String hex(byte[] octets) {
        StringBuilder text = new StringBuilder(octets.length * 2);
        for (byte octet : octets) {
            text.append(Character.forDigit(octet >>> 4 & 0xf, 16)).append(Character.forDigit(octet & 0xf, 16));
        }
        return text.toString();
    }

    /**
     * Reads hexadecimal octets, with or without colons.
     *
     * @throws IllegalArgumentException with the text when it is anything else
     */
    public static byte[] parseHex(String text) {
        String digits = text.replace(":", "");
        byte[] octets = new byte[digits.length() / 2];
        boolean bad = digits.length() % 2 != 0;
        for (int i = 0; i < octets.length && !bad; i++) {
            int high = Character.digit(digits.charAt(2 * i), 16);
            int low = Character.digit(digits.charAt(2 * i + 1), 16);
            bad = high < 0 || low < 0;
            octets[i] = (byte) (high << 4 | low);
        }
        if (bad) {
            throw new IllegalArgumentException("'" + text + "' is not hexadecimal such as 01:aa:fc:00:00:00:01");
        }
        return octets;
    }
}
