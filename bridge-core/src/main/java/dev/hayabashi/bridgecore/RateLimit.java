package dev.hayabashi.bridgecore;

/**
 * How much may pass in one direction of a port; a frame passes when both buckets let it.
 *
 * @param bandwidth bytes of Ethernet frames without FCS
 * @param ops frames; a segmentation super-frame is one
 */
public record RateLimit(BucketLimit bandwidth, BucketLimit ops) {
    /** No limit. */
    public static final RateLimit NONE = new RateLimit(BucketLimit.NONE, BucketLimit.NONE);

    /** So many frames and bytes a second, 0 for no limit. */
    public static RateLimit perSecond(long frames, long bytes) {
        return new RateLimit(BucketLimit.perSecond(bytes), BucketLimit.perSecond(frames));
    }

    /** True when there is no limit. */
    public boolean isNone() {
        return bandwidth.isNone() && ops.isNone();
    }
}
