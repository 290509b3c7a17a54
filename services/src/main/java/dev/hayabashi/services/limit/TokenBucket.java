package dev.hayabashi.services.limit;

/** A token bucket in integer arithmetic: starts full, one token per permitted request. Not thread-safe. */
public final class TokenBucket {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long nanosPerToken;
    private final long capacityNanos;
    private long creditNanos;
    private long lastNanos;

    /**
     * @param perSecond tokens that come back each second, 1 to 1,000,000
     * @param burst tokens in a full bucket, at least 1
     */
    public TokenBucket(int perSecond, int burst, long nowNanos) {
        if (perSecond < 1 || perSecond > 1_000_000 || burst < 1) {
            throw new IllegalArgumentException("rate " + perSecond + "/s with burst " + burst);
        }
        nanosPerToken = NANOS_PER_SECOND / perSecond;
        capacityNanos = nanosPerToken * burst;
        creditNanos = capacityNanos;
        lastNanos = nowNanos;
    }

    /** Takes a token if there is one. */
    public boolean tryTake(long nowNanos) {
        long elapsed = nowNanos - lastNanos;
        if (elapsed > 0) {
            creditNanos = elapsed >= capacityNanos ? capacityNanos : Math.min(capacityNanos, creditNanos + elapsed);
            lastNanos = nowNanos;
        }
        if (creditNanos < nanosPerToken) {
            return false;
        }
        creditNanos -= nanosPerToken;
        return true;
    }
}
