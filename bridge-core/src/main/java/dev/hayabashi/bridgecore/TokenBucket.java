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
    private long remainder;
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
        remainder = other.remainder;
        refilledNanos = other.refilledNanos;
    }

    /** Whether {@link #take} may follow; {@code tokens} is at most {@link Frame#MEMORY_BYTES}. */
    boolean has(int tokens, long nowNanos) {
        refill(nowNanos);
        return creditNanos >= Math.min(capacityNanos, cost(tokens));
    }

    /** Takes what {@link #has} has found. */
    void take(int tokens) {
        long product = product(tokens);
        creditNanos -= product / size;
        remainder = product % size;
        burst -= Math.min(burst, tokens);
    }

    /** Nanoseconds of refilling that the tokens are worth. */
    private long cost(int tokens) {
        return product(tokens) / size;
    }

    /** Their worth by {@link #size}, with what earlier divisions left over. At most 69,632 tokens by a day: fits. */
    private long product(int tokens) {
        return (tokens - Math.min(burst, tokens)) * capacityNanos + remainder;
    }

    private void refill(long nowNanos) {
        long elapsed = nowNanos - refilledNanos;
        if (elapsed > 0) {
            creditNanos = Math.min(capacityNanos, creditNanos + elapsed);
            refilledNanos = nowNanos;
        }
    }
}
