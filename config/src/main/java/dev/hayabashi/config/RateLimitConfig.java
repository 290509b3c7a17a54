package dev.hayabashi.config;

/**
 * Limits of a port. The directions are the port's, as in {@code hayabashi ports}: {@code rx} is what comes in from the guest,
 * which Firecracker calls {@code tx_rate_limiter}.
 *
 * @param rx what comes in
 * @param tx what goes out
 */
public record RateLimitConfig(LimiterConfig rx, LimiterConfig tx) {
    /** No limit. */
    public static final RateLimitConfig NONE = new RateLimitConfig(LimiterConfig.NONE, LimiterConfig.NONE);
}
