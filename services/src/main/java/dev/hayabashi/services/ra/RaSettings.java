package dev.hayabashi.services.ra;

import dev.hayabashi.services.wire.Ipv6Address;
import java.util.List;

/**
 * What is advertised. Times in seconds.
 *
 * @param gatewayMac source link-layer address
 * @param linkLocal the gateway's link-local address, source of the advertisements
 * @param prefix prefix of 64 bits; the last 64 bits are zero
 * @param validLifetimeSeconds how long addresses made from it may be used
 * @param preferredLifetimeSeconds how long they are used for new connections
 * @param onLink flag L: the prefix is on this link
 * @param autonomous flag A: hosts make addresses from it
 * @param routerLifetimeSeconds how long we are a default router, 0 for not at all (an isolated network), at most 9000
 * @param mtuBytes MTU option, 0 for none
 * @param resolvers RDNSS option (RFC 8106)
 * @param searchDomains DNSSL option (RFC 8106), without trailing dots
 * @param minIntervalSeconds shortest time between advertisements to all
 * @param maxIntervalSeconds longest time between advertisements to all, 4..1800
 */
public record RaSettings(
        long gatewayMac,
        Ipv6Address linkLocal,
        Ipv6Address prefix,
        long validLifetimeSeconds,
        long preferredLifetimeSeconds,
        boolean onLink,
        boolean autonomous,
        int routerLifetimeSeconds,
        int mtuBytes,
        List<Ipv6Address> resolvers,
        List<String> searchDomains,
        int minIntervalSeconds,
        int maxIntervalSeconds) {
    private static final long INFINITE = 0xffff_ffffL;
    private static final int MAX_ROUTER_LIFETIME = 9000;
    private static final int MIN_MTU = 1280;
    private static final int MAX_LIST = 8;

    public RaSettings {
        resolvers = List.copyOf(resolvers);
        searchDomains = List.copyOf(searchDomains);
        require(linkLocal.isLinkLocal(), linkLocal + " is not a link-local address");
        require(prefix.low() == 0 && !prefix.isMulticast(), prefix + "/64 is not a unicast prefix of 64 bits");
        require(
                preferredLifetimeSeconds >= 0
                        && preferredLifetimeSeconds <= validLifetimeSeconds
                        && validLifetimeSeconds <= INFINITE,
                "0 <= preferred <= valid lifetime <= " + INFINITE + " is needed");
        require(
                minIntervalSeconds >= 3
                        && minIntervalSeconds <= maxIntervalSeconds * 3 / 4
                        && maxIntervalSeconds >= 4
                        && maxIntervalSeconds <= 1800,
                "intervals: 3 <= min <= 3/4 max, 4 <= max <= 1800 (RFC 4861 section 6.2.1)");
        require(
                routerLifetimeSeconds == 0
                        || (routerLifetimeSeconds >= maxIntervalSeconds
                                && routerLifetimeSeconds <= MAX_ROUTER_LIFETIME),
                "router lifetime is 0, or from the maximum interval to " + MAX_ROUTER_LIFETIME);
        require(mtuBytes == 0 || mtuBytes >= MIN_MTU, "IPv6 needs an MTU of at least " + MIN_MTU);
        require(
                resolvers.size() <= MAX_LIST && searchDomains.size() <= MAX_LIST,
                "at most " + MAX_LIST + " resolvers and search domains fit into an advertisement");
        searchDomains.forEach(RaMessage::encodeName);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** The defaults of RFC 4861 for a prefix, with the gateway as router and resolver. */
    public static RaSettings of(long gatewayMac, Ipv6Address prefix, int mtuBytes, List<String> searchDomains) {
        Ipv6Address linkLocal = Ipv6Address.linkLocalOf(gatewayMac);
        return new RaSettings(
                gatewayMac,
                linkLocal,
                prefix,
                86_400,
                14_400,
                true,
                true,
                1800,
                mtuBytes,
                List.of(linkLocal),
                searchDomains,
                200,
                600);
    }
}
