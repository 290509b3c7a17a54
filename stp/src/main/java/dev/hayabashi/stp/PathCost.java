package dev.hayabashi.stp;

/** Recommended path costs (802.1D-2004 17.14, table 17-3, and the table of 1998). */
public final class PathCost {
    /** Smallest settable cost. */
    public static final long MIN = 1;
    /** Largest settable cost. */
    public static final long MAX = 200_000_000;
    /** A root path cost saturates here and never wraps: the largest value of the field on the wire. */
    public static final long SATURATED = 0xFFFF_FFFFL;
    /** The rate assumed for a link that has none (a TAP, a socket): 1 Gb/s. */
    public static final long DEFAULT_KILOBITS_PER_SECOND = 1_000_000;

    private static final long LONG_DIVIDEND = 20_000_000_000L;

    private PathCost() {}

    /**
     * The automatic cost of a link.
     *
     * @param method long or short table
     * @param kilobitsPerSecond the rate; 0 or less means unknown and counts as 1 Gb/s
     */
    public static long recommended(PathCostMethod method, long kilobitsPerSecond) {
        long rate = kilobitsPerSecond > 0 ? kilobitsPerSecond : DEFAULT_KILOBITS_PER_SECOND;
        return method == PathCostMethod.LONG ? longCost(rate) : shortCost(rate);
    }

    private static long longCost(long kilobitsPerSecond) {
        return Math.max(MIN, Math.min(MAX, LONG_DIVIDEND / kilobitsPerSecond));
    }

    private static long shortCost(long kilobitsPerSecond) {
        if (kilobitsPerSecond >= 10_000_000) {
            return 2;
        } else if (kilobitsPerSecond >= 1_000_000) {
            return 4;
        } else if (kilobitsPerSecond >= 100_000) {
            return 19;
        } else if (kilobitsPerSecond >= 16_000) {
            return 62;
        } else if (kilobitsPerSecond >= 10_000) {
            return 100;
        }
        return 250;
    }

    /** Adds two costs without wrapping. */
    static long add(long rootPathCost, long portPathCost) {
        return Math.min(SATURATED, rootPathCost + portPathCost);
    }
}
