package dev.hayabashi.config;

import java.util.List;

/**
 * The name server of a gateway.
 *
 * @param domain domain of the names of leases and reservations
 * @param forward where all other questions go, in this order: {@code system}, or an IP address, with {@code #port} if need be
 */
public record DnsConfig(String domain, List<String> forward) {
    /** A name server about which nothing is said. */
    public static final DnsConfig DEFAULT = new DnsConfig("lab", List.of("system"));

    public DnsConfig {
        forward = List.copyOf(forward);
    }
}
