package dev.hayabashi.config;

/**
 * IGMP and MLD snooping of a bridge.
 *
 * @param enabled frames to a group leave by ports only that have joined it; else they flood
 * @param querier the bridge asks for members itself while nobody else does
 * @param queryIntervalSeconds seconds between general queries, 2..31744
 * @param queryResponseSeconds seconds that hosts have to answer one, 1..12, less than the interval
 * @param fastLeave a leave counts at once on a port that one station is behind
 * @param groupLimit most groups of the bridge, 1..65536
 * @param portGroupLimit most groups of a port, 1..65536
 */
public record SnoopingConfig(
        boolean enabled,
        boolean querier,
        int queryIntervalSeconds,
        int queryResponseSeconds,
        boolean fastLeave,
        int groupLimit,
        int portGroupLimit) {
    /** Off; when on, the RFCs' times and a querier. */
    public static final SnoopingConfig DEFAULT = new SnoopingConfig(false, true, 125, 10, false, 1024, 128);
}
