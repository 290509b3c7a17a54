package dev.hayabashi.bridgecore;

/**
 * How a bridge snoops on IGMP and MLD. Times that follow from these do so by RFC 3376 clause 8 and RFC 3810 clause 9, with a
 * robustness variable of 2.
 *
 * @param querier whether the bridge asks for members itself while nobody with a lower address does
 * @param queryIntervalNanos time between two general queries
 * @param responseNanos time that hosts have to answer one, less than the interval and at most 12 s
 * @param fastLeave whether a leave counts at once on a port that one station is behind
 * @param groupLimit most groups of the bridge
 * @param portGroupLimit most groups of a port
 */
public record MulticastSettings(
        boolean querier,
        long queryIntervalNanos,
        long responseNanos,
        boolean fastLeave,
        int groupLimit,
        int portGroupLimit) {
    private static final long SECOND = 1_000_000_000L;

    /** The RFCs' times; the bridge asks. */
    public static final MulticastSettings DEFAULT =
            new MulticastSettings(true, 125 * SECOND, 10 * SECOND, false, 1024, 128);

    /** Group membership interval for a query interval: how long an answer is good for. */
    long membershipNanos(long queryInterval) {
        return 2 * queryInterval + responseNanos;
    }

    /** Other querier present interval. */
    long otherQuerierNanos(long queryInterval) {
        return 2 * queryInterval + responseNanos / 2;
    }
}
