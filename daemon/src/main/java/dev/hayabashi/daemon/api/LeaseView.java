package dev.hayabashi.daemon.api;

import org.jspecify.annotations.Nullable;

/**
 * One active DHCP lease.
 *
 * @param bridge name of its bridge
 * @param address the leased address
 * @param mac the client's MAC address
 * @param name its name under the DNS domain; null for none
 * @param clientId its client identifier, hexadecimal octets with colons; null when it sent none
 * @param port the port that it is behind
 * @param startedSeconds when the lease was given or last extended, seconds since 1970
 * @param leaseSeconds its length; 4294967295 for one without an end
 * @param expirySeconds when it ends, seconds since 1970; 0 for never
 */
public record LeaseView(
        String bridge,
        String address,
        String mac,
        @Nullable String name,
        @Nullable String clientId,
        String port,
        long startedSeconds,
        long leaseSeconds,
        long expirySeconds) {}
