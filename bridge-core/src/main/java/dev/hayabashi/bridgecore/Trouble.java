package dev.hayabashi.bridgecore;

/**
 * The times in which a protection of a port drops frames. A trouble begins with the first drop and ends when there was none for
 * {@link #QUIET_NANOS}, so that a storm of any length is two pieces of news.
 */
final class Trouble {
    static final long QUIET_NANOS = 5_000_000_000L;

    private static final DropReason[] REASONS = {
        DropReason.IP_SOURCE_GUARD,
        DropReason.STORM_BROADCAST,
        DropReason.STORM_MULTICAST,
        DropReason.STORM_UNKNOWN_UNICAST,
        DropReason.RATE_LIMIT,
        DropReason.EGRESS_RATE_LIMIT
    };
    private static final long MASK = mask();

    private final long[] firstNanos = new long[DropReason.count()];
    private final long[] lastNanos = new long[DropReason.count()];
    private final long[] frames = new long[DropReason.count()];

    private static long mask() {
        long mask = 0;
        for (DropReason reason : REASONS) {
            mask |= 1L << reason.ordinal();
        }
        return mask;
    }

    /** True when drops for this reason are a protection at work. */
    static boolean is(DropReason reason) {
        return (MASK >>> reason.ordinal() & 1) != 0;
    }

    /** Notes a drop; true when it is the first of its trouble. */
    boolean begins(DropReason reason, long nowNanos) {
        int at = reason.ordinal();
        lastNanos[at] = nowNanos;
        if (frames[at]++ > 0) {
            return false;
        }
        firstNanos[at] = nowNanos;
        return true;
    }

    /** Tells {@code listener} of every trouble of {@code port} that is over. */
    void tick(BridgePort port, BridgeListener listener, long nowNanos) {
        for (DropReason reason : REASONS) {
            int at = reason.ordinal();
            if (frames[at] > 0 && nowNanos - lastNanos[at] >= QUIET_NANOS) {
                long dropped = frames[at];
                frames[at] = 0;
                listener.protectionEnded(port, reason, dropped, lastNanos[at] - firstNanos[at], nowNanos);
            }
        }
    }
}
