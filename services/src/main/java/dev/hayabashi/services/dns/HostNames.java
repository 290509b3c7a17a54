package dev.hayabashi.services.dns;

import java.util.Optional;

/** Names of hosts on the bridge: those of leases and reservations. */
public interface HostNames {
    /** The IPv4 address of a host by its name (one label, lower case), 0 for none. */
    int addressOf(String hostName);

    /** The name of a host, one label. */
    Optional<String> nameOf(int address);
}
