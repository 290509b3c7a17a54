package dev.hayabashi.config;

/**
 * A token bucket, in the shape of Firecracker's rate limiter.
 *
 * @param size tokens of a full bucket: bytes, or frames; 1..2^40; 0 for no limit
 * @param oneTimeBurst tokens that may be spent once on top of it, 0..2^40
 * @param refillTimeMillis time in which an empty bucket becomes full, 1..86400000
 */
public record BucketConfig(long size, long oneTimeBurst, int refillTimeMillis) {
    /** No limit. */
    public static final BucketConfig NONE = new BucketConfig(0, 0, 1000);
}
