package dev.hayabashi.config;

/**
 * Limits of one direction, in the shape of Firecracker's rate limiter.
 *
 * @param bandwidth bytes
 * @param ops frames
 */
public record LimiterConfig(BucketConfig bandwidth, BucketConfig ops) {
    /** No limit. */
    public static final LimiterConfig NONE = new LimiterConfig(BucketConfig.NONE, BucketConfig.NONE);
}
