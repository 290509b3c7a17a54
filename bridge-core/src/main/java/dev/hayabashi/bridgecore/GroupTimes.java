package dev.hayabashi.bridgecore;

/** Codes of times in IGMPv3 and MLDv2: a number, or from half the range on a small floating point (RFC 3376 clause 4.1.1). */
final class GroupTimes {
    private static final long MILLI = 1_000_000L;
    private static final long TENTH = 100 * MILLI;
    private static final long SECOND = 1000 * MILLI;
    private static final int EIGHT_BITS = 0x80;

    private GroupTimes() {}

    /** Max Resp Code of IGMP; 0 is a query of version 1, which means ten seconds (RFC 2236 clause 4). */
    static long igmpResponseNanos(int code, boolean version3) {
        if (code == 0) {
            return version3 ? TENTH : 10 * SECOND;
        }
        return (version3 ? value(code) : code) * TENTH;
    }

    /** Maximum Response Code of MLD (RFC 3810 clause 5.1.3). */
    static long mldResponseNanos(int code) {
        long millis = code < 0x8000 ? code : (long) ((code & 0xfff) | 0x1000) << (((code >>> 12) & 0x7) + 3);
        return millis * MILLI;
    }

    /** Querier's Query Interval Code. */
    static long intervalNanos(int code) {
        return value(code) * SECOND;
    }

    /** The code of the longest interval that is not longer than {@code seconds}, 1..31744. */
    static int intervalCode(long seconds) {
        if (seconds < EIGHT_BITS) {
            return (int) seconds;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(seconds) - 4;
        return EIGHT_BITS | ((exponent - 3) << 4) | ((int) (seconds >>> exponent) & 0xf);
    }

    private static long value(int code) {
        return code < EIGHT_BITS ? code : (long) ((code & 0xf) | 0x10) << (((code >>> 4) & 0x7) + 3);
    }
}
