package dev.hayabashi.bridgecore;

import org.jspecify.annotations.Nullable;

/** The buckets of one {@link RateLimit}. */
final class RateLimiter {
    private final @Nullable TokenBucket bandwidth;
    private final @Nullable TokenBucket ops;

    private RateLimiter(@Nullable TokenBucket bandwidth, @Nullable TokenBucket ops) {
        this.bandwidth = bandwidth;
        this.ops = ops;
    }

    /** Full buckets; null where there is no limit. */
    static @Nullable RateLimiter of(RateLimit limit, long nowNanos) {
        return limit.isNone()
                ? null
                : new RateLimiter(bucket(limit.bandwidth(), nowNanos), bucket(limit.ops(), nowNanos));
    }

    static @Nullable RateLimiter copy(@Nullable RateLimiter other) {
        return other == null
                ? null
                : new RateLimiter(
                        other.bandwidth == null ? null : new TokenBucket(other.bandwidth),
                        other.ops == null ? null : new TokenBucket(other.ops));
    }

    private static @Nullable TokenBucket bucket(BucketLimit limit, long nowNanos) {
        return limit.isNone() ? null : new TokenBucket(limit, nowNanos);
    }

    /** Takes a frame of {@code bytes} bytes from both buckets, or from none. */
    boolean admits(int bytes, long nowNanos) {
        if ((bandwidth != null && !bandwidth.has(bytes, nowNanos)) || (ops != null && !ops.has(1, nowNanos))) {
            return false;
        }
        if (bandwidth != null) {
            bandwidth.take(bytes);
        }
        if (ops != null) {
            ops.take(1);
        }
        return true;
    }
}
