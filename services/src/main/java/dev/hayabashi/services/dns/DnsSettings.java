package dev.hayabashi.services.dns;

import dev.hayabashi.services.wire.Ipv4Prefix;
import dev.hayabashi.services.wire.Ipv6Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the DNS forwarder is told.
 *
 * @param gatewayMac source of the replies
 * @param gatewayAddress the address that is asked
 * @param gatewayAddresses6 IPv6 addresses that may be asked too
 * @param gatewayName the gateway's own name, one label
 * @param domain domain of leases and reservations, empty for none; never forwarded
 * @param networks networks whose reverse zones are answered here and never forwarded
 * @param prefix6 IPv6 prefix of 64 bits whose reverse zone is never forwarded, null for none
 * @param records further records
 * @param resolvers where all else goes, in the order of preference
 * @param zones domains with resolvers of their own; the longest match counts
 * @param allowLoopbackAnswers whether answers with loopback addresses pass from the resolvers to the guests
 * @param limits bounds and times
 */
public record DnsSettings(
        long gatewayMac,
        int gatewayAddress,
        List<Ipv6Address> gatewayAddresses6,
        String gatewayName,
        String domain,
        List<Ipv4Prefix> networks,
        @Nullable Ipv6Address prefix6,
        List<LocalRecord> records,
        List<Resolver> resolvers,
        List<ForwardZone> zones,
        boolean allowLoopbackAnswers,
        DnsLimits limits) {
    public DnsSettings {
        gatewayAddresses6 = List.copyOf(gatewayAddresses6);
        gatewayName = DnsName.normalise(gatewayName);
        domain = DnsName.normalise(domain);
        networks = List.copyOf(networks);
        records = List.copyOf(records);
        resolvers = List.copyOf(resolvers);
        zones = List.copyOf(zones);
        DnsName.encode(domain);
        DnsName.encode(gatewayName);
    }

    /** A gateway with a domain and resolvers, all else by default. */
    public static DnsSettings of(
            long gatewayMac, int gatewayAddress, Ipv4Prefix network, String domain, List<Resolver> resolvers) {
        return new DnsSettings(
                gatewayMac,
                gatewayAddress,
                List.of(),
                "gateway",
                domain,
                List.of(network),
                null,
                List.of(),
                resolvers,
                List.of(),
                false,
                DnsLimits.DEFAULT);
    }
}
