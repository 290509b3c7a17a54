package dev.hayabashi.services.dhcp;

/**
 * Times of the server, in seconds.
 *
 * @param leaseSeconds length of a lease; {@link #INFINITE} never ends
 * @param renewalSeconds T1, 0 for half the lease
 * @param rebindingSeconds T2, 0 for seven eighths of the lease
 * @param offerSeconds how long an offered address is kept for its client
 * @param quarantineSeconds how long a declined address is not leased
 * @param portGraceSeconds how long the leases of a removed port are kept
 */
public record DhcpTimes(
        long leaseSeconds,
        long renewalSeconds,
        long rebindingSeconds,
        long offerSeconds,
        long quarantineSeconds,
        long portGraceSeconds) {
    /** A lease without an end, as option 51 says it. */
    public static final long INFINITE = 0xffff_ffffL;

    public static final DhcpTimes DEFAULT = new DhcpTimes(3600, 0, 0, 60, 600, 60);

    public DhcpTimes {
        if (leaseSeconds < 1 || leaseSeconds > INFINITE) {
            throw new IllegalArgumentException("lease time " + leaseSeconds + " s is outside 1.." + INFINITE);
        }
        boolean ordered = (renewalSeconds == 0 || rebindingSeconds == 0 || renewalSeconds < rebindingSeconds)
                && renewalSeconds < leaseSeconds
                && rebindingSeconds < leaseSeconds;
        if (renewalSeconds < 0 || rebindingSeconds < 0 || !ordered) {
            throw new IllegalArgumentException("T1 < T2 < lease time is needed, not " + renewalSeconds + ", "
                    + rebindingSeconds + ", " + leaseSeconds);
        }
        if (offerSeconds < 1 || quarantineSeconds < 0 || portGraceSeconds < 0) {
            throw new IllegalArgumentException("offer, quarantine and grace times cannot be negative");
        }
    }

    /** The same with another lease time. */
    public DhcpTimes withLeaseSeconds(long seconds) {
        return new DhcpTimes(
                seconds, renewalSeconds, rebindingSeconds, offerSeconds, quarantineSeconds, portGraceSeconds);
    }

    /** T1 of a lease of that length (RFC 2131 section 4.4.5). */
    long renewal(long lease) {
        return renewalSeconds != 0 && renewalSeconds < lease ? renewalSeconds : lease / 2;
    }

    /** T2 of a lease of that length. */
    long rebinding(long lease) {
        return rebindingSeconds != 0 && rebindingSeconds < lease ? rebindingSeconds : lease / 8 * 7 + lease % 8 * 7 / 8;
    }
}
