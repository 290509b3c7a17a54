package dev.hayabashi.config;

/**
 * How much of what floods a port may send.
 *
 * @param broadcast frames to everybody
 * @param multicast frames to other groups
 * @param unknownUnicast frames to addresses that nobody has learned
 */
public record StormConfig(Threshold broadcast, Threshold multicast, Threshold unknownUnicast) {
    /**
     * A limit.
     *
     * @param frames frames a second, 0..100000000; 0 for no limit
     * @param bytes bytes a second, 0..2^40; 0 for no limit
     */
    public record Threshold(int frames, long bytes) {
        /** No limit. */
        public static final Threshold NONE = new Threshold(0, 0);
    }

    /** No limit. */
    public static final StormConfig OFF = new StormConfig(Threshold.NONE, Threshold.NONE, Threshold.NONE);

    /**
     * What a guest needs at the most: start-up, name resolution and a scan of its network are far below, a loop or an attack
     * far above.
     */
    public static final StormConfig GUEST =
            new StormConfig(new Threshold(2000, 0), new Threshold(10_000, 0), new Threshold(10_000, 0));
}
