package dev.hayabashi.stp;

/** Text of 48-bit addresses kept in a long. */
final class MacText {
    static final long MASK = 0xFFFF_FFFF_FFFFL;
    private static final long GROUP_BIT = 1L << 40;
    private static final String HEX = "0123456789abcdef";

    private MacText() {}

    /** {@code aa:fc:00:00:00:01}. */
    static String colons(long mac) {
        StringBuilder s = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            s.append(HEX.charAt((int) (mac >> (shift + 4)) & 15)).append(HEX.charAt((int) (mac >> shift) & 15));
            if (shift > 0) {
                s.append(':');
            }
        }
        return s.toString();
    }

    /** The lowest {@code digits} hexadecimal digits of {@code value}. */
    static String hex(long value, int digits) {
        StringBuilder s = new StringBuilder(digits);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            s.append(HEX.charAt((int) (value >> shift) & 15));
        }
        return s.toString();
    }

    static boolean isGroup(long mac) {
        return (mac & GROUP_BIT) != 0;
    }
}
