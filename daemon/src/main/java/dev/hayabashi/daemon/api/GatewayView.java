package dev.hayabashi.daemon.api;

import org.jspecify.annotations.Nullable;

/**
 * The gateway of a bridge.
 *
 * @param address its IPv4 address with prefix length
 * @param ipv6 its IPv6 address with prefix length; null for none
 * @param mac its MAC address
 * @param nat whether guests hide behind the host's address
 * @param isolated whether guests are shut in with the host
 * @param dhcp the DHCP server; null when there is none
 * @param dns the name server; null when there is none
 */
public record GatewayView(
        String address,
        @Nullable String ipv6,
        String mac,
        boolean nat,
        boolean isolated,
        @Nullable DhcpView dhcp,
        @Nullable DnsView dns) {
    /**
     * A DHCP server.
     *
     * @param poolSize addresses for clients without a reservation
     * @param leases active leases, reserved ones included
     * @param offers OFFERs sent
     * @param acks ACKs sent
     * @param naks NAKs sent
     * @param pendingAcks ACKs that wait for the disk
     */
    public record DhcpView(int poolSize, int leases, long offers, long acks, long naks, int pendingAcks) {}

    /**
     * A name server.
     *
     * @param domain domain of the leases' names
     * @param queries queries so far
     * @param forwarded questions that went to resolvers
     * @param cacheHits questions that were answered from the cache
     * @param failures questions that no resolver had an answer to
     */
    public record DnsView(String domain, long queries, long forwarded, long cacheHits, long failures) {}
}
