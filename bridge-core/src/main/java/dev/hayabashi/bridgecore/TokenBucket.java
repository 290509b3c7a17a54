package dev.hayabashi.bridgecore;

/**
 * A token bucket in integer arithmetic. What is in it is counted in nanoseconds of refilling, so that any rate is met without
 * drift and nothing is left over by rounding in favour of the sender.
 *
 * <p>A request for more than a full bucket holds is granted when the bucket is full and leaves a debt: a segmentation
 * super-frame gets through a small bucket, and what follows waits longer.
 */
final class TokenBucket {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final long size;
    private final long capacityNanos;
    private long burst;
    private long creditNanos;
    private long refilledNanos;

    /** A full bucket. */
    TokenBucket(BucketLimit limit, long nowNanos) {
        size = limit.size();
        capacityNanos = limit.refillMillis() * NANOS_PER_MILLI;
        burst = limit.oneTimeBurst();
        creditNanos = capacityNanos;
        refilledNanos = nowNanos;
    }

    TokenBucket(TokenBucket other) {
        size = other.size;
        capacityNanos = other.capacityNanos;
        burst = other.burst;
        creditNanos = other.creditNanos;
        refilledNanos = other.refilledNanos;
    }

    /** Whether {@link #take} may follow; {@code tokens} is at most {@link Frame#MEMORY_BYTES}. */
    boolean has(int tokens, long nowNanos) {
        refill(nowNanos);
        return creditNanos >= Math.min(capacityNanos, cost(tokens));
    }

    /** Takes what {@link #has} has found. */
    void take(int tokens) {
        creditNanos -= cost(tokens);
        burst -= Math.min(burst, tokens);
    }

    private long cost(int tokens) {
        long fromBucket = tokens - Math.min(burst, tokens);
        // At most 69,632 tokens by a day: fits.
        return (fromBucket * capacityNanos + size - 1) / size;
    }

    private void refill(long nowNanos) {
        long elapsed = nowNanos - refilledNanos;
        if (elapsed > 0) {
            creditNanos = Math.min(capacityNanos, creditNanos + elapsed);
            refilledNanos = nowNanos;
        }
    }
}
