package dev.hayabashi.services.spi;

import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.services.wire.Ipv4;
import dev.hayabashi.services.wire.Ipv6Address;
import org.jspecify.annotations.Nullable;

/** Something that an operator may want to know. {@link #message()} says what happened and, where there is something, what to do. */
public sealed interface ServiceEvent {
    /** One or two sentences. */
    String message();

    /** True for what somebody should look at, false for the ordinary course of things. */
    default boolean isWarning() {
        return true;
    }

    private static String ip(int address) {
        return Ipv4.format(address);
    }

    private static String mac(long address) {
        return MacAddress.format(address);
    }

    private static String again(long suppressed) {
        return suppressed == 0 ? "" : " (" + suppressed + " more since the last time this was said)";
    }

    /** An ACK left for a lease that was not there before, or that moved to another address. */
    record LeaseGranted(
            int address, long mac, String port, @Nullable String hostName, long leaseSeconds) implements ServiceEvent {
        @Override
        public boolean isWarning() {
            return false;
        }

        @Override
        public String message() {
            String name = hostName == null ? "" : " (" + hostName + ")";
            return ip(address) + " leased to " + ServiceEvent.mac(mac) + name + " on " + port + " for " + leaseSeconds
                    + " s";
        }
    }

    /** A lease ended before or at its time. */
    record LeaseEnded(int address, long mac, String port, String cause) implements ServiceEvent {
        @Override
        public boolean isWarning() {
            return false;
        }

        @Override
        public String message() {
            return "lease of " + ip(address) + " by " + ServiceEvent.mac(mac) + " on " + port + " ended: " + cause;
        }
    }

    /** A client got no offer because no address is free. */
    record PoolExhausted(String network, long mac, String port, int activeLeases, long suppressed)
            implements ServiceEvent {
        @Override
        public String message() {
            return "no free address in " + network + " for " + ServiceEvent.mac(mac) + " on " + port + ": "
                    + activeLeases
                    + " leases are active. Widen `dhcp.range`, shorten `dhcp.lease`, or set `identity: port` if guests"
                    + " change their MAC at each start" + again(suppressed);
        }
    }

    /** A client found its address in use and declined it. */
    record AddressDeclined(int address, long mac, String port, long quarantineSeconds) implements ServiceEvent {
        @Override
        public String message() {
            return ServiceEvent.mac(mac) + " on " + port + " declined " + ip(address)
                    + " because somebody else answers for it; it is not leased for " + quarantineSeconds + " s";
        }
    }

    /** ARP shows that a leased address, or one about to be offered, is used by somebody else. */
    record AddressConflict(int address, @Nullable Long leasedTo, long usedBy, String port, long suppressed)
            implements ServiceEvent {
        @Override
        public String message() {
            String whose = leasedTo == null ? "not leased" : "leased to " + ServiceEvent.mac(leasedTo);
            return ip(address) + " is " + whose + ", but " + ServiceEvent.mac(usedBy) + " on " + port
                    + " uses it. Give that station another address, or keep this one out of `dhcp.range`"
                    + again(suppressed);
        }
    }

    /** A DHCP message that only a server sends came from a port, or a client named a server that is not us. */
    record OtherDhcpServer(int server, long mac, String port, boolean dropped, long suppressed)
            implements ServiceEvent {
        @Override
        public String message() {
            String fate = dropped ? "its messages are dropped" : "clients may get either answer";
            return "another DHCP server, " + ip(server) + " (" + ServiceEvent.mac(mac) + "), on " + port + ": " + fate
                    + ". Stop it, or turn `dhcp` off here" + again(suppressed);
        }
    }

    /** A router advertisement or DHCPv6 reply came from a port that no router should be behind. */
    record RogueRouter(@Nullable Ipv6Address router, long mac, String port, long suppressed) implements ServiceEvent {
        @Override
        public String message() {
            String who = router == null ? ServiceEvent.mac(mac) : router + " (" + ServiceEvent.mac(mac) + ")";
            return who + " on " + port + " acts as an IPv6 router; its messages are dropped. Mark the port as trusted"
                    + " if it is meant to" + again(suppressed);
        }
    }

    /** A port has as many leases as it may have. */
    record LeaseLimitReached(String port, int limit, long mac, long suppressed) implements ServiceEvent {
        @Override
        public String message() {
            return port + " has " + limit + " leases, which is its limit; " + ServiceEvent.mac(mac)
                    + " got none. Raise `dhcp.max-leases-per-port`, or set `identity: port` if the guest changes its MAC"
                    + " at each start" + again(suppressed);
        }
    }

    /** A port asks faster than it may. */
    record RateLimited(String service, String port, long suppressed) implements ServiceEvent {
        @Override
        public String message() {
            return port + " sends " + service + " requests faster than its limit; some are ignored" + again(suppressed);
        }
    }

    /** A lease could not be made durable, so no ACK left. */
    record LeaseNotPersisted(int address, long mac, String port, String reason) implements ServiceEvent {
        @Override
        public String message() {
            return "lease of " + ip(address) + " for " + ServiceEvent.mac(mac) + " on " + port
                    + " was not acknowledged: " + reason + ". The client will ask again; see to the disk";
        }
    }

    /** A client wanted a name that it may not have; it has its lease without a name. */
    record NameRefused(String name, long mac, String port, String reason, long suppressed) implements ServiceEvent {
        @Override
        public String message() {
            return ServiceEvent.mac(mac) + " on " + port + " may not call itself '" + name + "': " + reason
                    + again(suppressed);
        }
    }

    /** A relayed request from a network that has no configured subnet, or from a port that no relay should be behind. */
    record RelayRefused(int relay, String port, String reason, long suppressed) implements ServiceEvent {
        @Override
        public String message() {
            return "relay " + ip(relay) + " on " + port + " is not served: " + reason + again(suppressed);
        }
    }
}
