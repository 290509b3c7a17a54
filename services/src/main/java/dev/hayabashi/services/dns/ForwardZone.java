package dev.hayabashi.services.dns;

import java.util.List;

/**
 * Resolvers for one domain and what is below it.
 *
 * @param domain without trailing dot
 * @param resolvers where its questions go; none means that they are answered here or not at all
 */
public record ForwardZone(String domain, List<Resolver> resolvers) {
    public ForwardZone {
        domain = DnsName.normalise(domain);
        resolvers = List.copyOf(resolvers);
    }
}
