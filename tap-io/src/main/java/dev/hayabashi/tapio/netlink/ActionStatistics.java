package dev.hayabashi.tapio.netlink;

/**
 * What the kernel has counted at an action (TCA_ACT_STATS).
 *
 * @param frames frames that the action has seen; a segmentation super-frame of a TAP counts as none
 * @param bytes bytes of those frames
 * @param drops frames that it could not pass on; a redirect counts what its target refuses as over a limit
 */
record ActionStatistics(long frames, long bytes, long drops) {
    /** Of an action that has none. */
    static final ActionStatistics NONE = new ActionStatistics(0, 0, 0);

    private static final int DROPS_OFFSET = 8;
    private static final int OVERLIMITS_OFFSET = 16;

    static ActionStatistics parse(Attributes statistics) {
        long frames = 0;
        long bytes = 0;
        long drops = 0;
        while (statistics.next()) {
            switch (statistics.type()) {
                case Rtnl.TCA_STATS_BASIC -> {
                    bytes = statistics.longAt(0, 0);
                    frames = statistics.intAt(Long.BYTES, 0) & 0xffff_ffffL;
                }
                case Rtnl.TCA_STATS_PKT64 -> frames = statistics.longAt(0, frames);
                case Rtnl.TCA_STATS_QUEUE ->
                    drops = (statistics.intAt(DROPS_OFFSET, 0) & 0xffff_ffffL)
                            + (statistics.intAt(OVERLIMITS_OFFSET, 0) & 0xffff_ffffL);
                default -> {
                    // Hardware counters.
                }
            }
        }
        return new ActionStatistics(frames, bytes, drops);
    }
}
