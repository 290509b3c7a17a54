package dev.hayabashi.bridgecore;

/**
 * Size and speed of a token bucket, in the shape of Firecracker's rate limiter.
 *
 * @param size tokens of a full bucket, 1..{@value #MAX_SIZE}; 0 for no limit
 * @param oneTimeBurst tokens on top of a full bucket that are spent first and never come back, 0..{@value #MAX_SIZE}
 * @param refillMillis time in which an empty bucket becomes full, 1..{@value #MAX_REFILL_MILLIS}
 */
public record BucketLimit(long size, long oneTimeBurst, long refillMillis) {
    /** A tebibyte. */
    public static final long MAX_SIZE = 1L << 40;

    /** A day. */
    public static final long MAX_REFILL_MILLIS = 86_400_000;

    /** No limit. */
    public static final BucketLimit NONE = new BucketLimit(0, 0, 1000);

    public BucketLimit {
        require(size, 0, MAX_SIZE, "size");
        require(oneTimeBurst, 0, MAX_SIZE, "one-time burst");
        require(refillMillis, 1, MAX_REFILL_MILLIS, "refill time");
    }

    private static void require(long value, long min, long max, String what) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "token bucket: " + what + " " + value + " is outside " + min + ".." + max);
        }
    }

    /** So many a second, and a second's worth at once; 0 for no limit. */
    public static BucketLimit perSecond(long tokens) {
        return tokens == 0 ? NONE : new BucketLimit(tokens, 0, 1000);
    }

    /** True when there is no limit. */
    public boolean isNone() {
        return size == 0;
    }
}
