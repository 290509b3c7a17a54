package dev.hayabashi.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The DHCPv4 server of a gateway.
 *
 * @param ranges addresses for clients without a reservation; empty for the whole subnet, an empty list for reservations only
 * @param leaseSeconds length of a lease, 0 for one without an end
 * @param identity what makes a client
 * @param rapidCommit whether clients that ask for it get a lease in two messages (RFC 4039)
 * @param authoritative whether requests for foreign addresses are refused rather than ignored
 * @param maxLeasesPerPort leases that one guest port may have, 0 for no limit
 * @param options further options by number (RFC 2132), for clients that ask for them
 * @param hosts reservations
 */
public record DhcpConfig(
        Optional<List<Ipv4Range>> ranges,
        int leaseSeconds,
        DhcpIdentity identity,
        boolean rapidCommit,
        boolean authoritative,
        int maxLeasesPerPort,
        Map<Integer, List<String>> options,
        List<DhcpHost> hosts) {
    /** A server about which nothing is said. */
    public static final DhcpConfig DEFAULT =
            new DhcpConfig(Optional.empty(), 3600, DhcpIdentity.MAC, true, true, 64, Map.of(), List.of());

    public DhcpConfig {
        ranges = ranges.map(List::copyOf);
        options = Map.copyOf(options);
        hosts = List.copyOf(hosts);
    }
}
