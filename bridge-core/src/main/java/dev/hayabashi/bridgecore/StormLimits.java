package dev.hayabashi.bridgecore;

/**
 * How much of what floods a port may send into the bridge.
 *
 * @param broadcast frames to ff-ff-ff-ff-ff-ff
 * @param multicast frames to other group addresses; BPDUs and other reserved addresses are no part of it
 * @param unknownUnicast frames to addresses that nobody has learned
 */
public record StormLimits(RateLimit broadcast, RateLimit multicast, RateLimit unknownUnicast) {
    /** No limit. */
    public static final StormLimits NONE = new StormLimits(RateLimit.NONE, RateLimit.NONE, RateLimit.NONE);

    /** True when there is no limit. */
    public boolean isNone() {
        return broadcast.isNone() && multicast.isNone() && unknownUnicast.isNone();
    }
}
