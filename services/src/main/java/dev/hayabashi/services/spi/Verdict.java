package dev.hayabashi.services.spi;

/** What becomes of a frame that the services have looked at. */
public enum Verdict {
    /** Not for the services, or for others too: it goes on its way like any frame. */
    PASS,
    /** Dealt with here, answered or not; it goes no further. */
    CONSUMED,
    /** A DHCP server's message from a port that no server should be behind: to be dropped and counted as that. */
    DROP_DHCP_GUARD,
    /** A router advertisement or DHCPv6 reply from a port that no router should be behind: to be dropped. */
    DROP_RA_GUARD
}
