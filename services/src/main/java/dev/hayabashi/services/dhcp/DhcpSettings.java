package dev.hayabashi.services.dhcp;

import dev.hayabashi.services.wire.Ipv4;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything the DHCP server is told. Immutable; made with a {@link Builder}, which checks it.
 *
 * @param serverMac source of the replies: the gateway's MAC
 * @param serverAddress server identifier and source of the replies: the gateway's address
 * @param subnets the bridge's own network first, then those behind relays
 * @param identity what makes a client
 * @param authoritative whether requests for addresses that we did not give are refused (NAK) rather than ignored
 * @param rapidCommit whether clients that ask for it get their lease in two messages (RFC 4039)
 * @param checkHardwareAddress whether {@code chaddr} must be the Ethernet source of a message that was not relayed
 * @param relayRequests whether broadcast requests that were answered here go on to the other ports, for other servers
 * @param reservations addresses and names kept for clients
 * @param domain option 15, null for none
 * @param domainSearch option 119, on request
 * @param dnsServers option 6
 * @param mtuBytes the bridge's MTU; option 26 when it is not 1500
 * @param options further options; one that the server would send too replaces the server's value
 * @param boot network boot, null for none
 * @param reservedNames host names that no client may take
 * @param times lease and other times
 * @param limits bounds
 */
public record DhcpSettings(
        long serverMac,
        int serverAddress,
        List<DhcpSubnet> subnets,
        Identity identity,
        boolean authoritative,
        boolean rapidCommit,
        boolean checkHardwareAddress,
        boolean relayRequests,
        List<Reservation> reservations,
        @Nullable String domain,
        List<String> domainSearch,
        List<Integer> dnsServers,
        int mtuBytes,
        List<ConfiguredOption> options,
        @Nullable BootFile boot,
        Set<String> reservedNames,
        DhcpTimes times,
        DhcpLimits limits) {

    /** Smallest MTU that carries the smallest DHCP message that every client takes (RFC 2131 section 2). */
    public static final int MIN_MTU_BYTES = 576;

    public DhcpSettings {
        subnets = List.copyOf(subnets);
        reservations = List.copyOf(reservations);
        domainSearch = List.copyOf(domainSearch);
        dnsServers = List.copyOf(dnsServers);
        options = List.copyOf(options);
        reservedNames = Set.copyOf(reservedNames);
        if (subnets.isEmpty() || !subnets.get(0).prefix().isHost(serverAddress)) {
            throw new IllegalArgumentException(
                    "the gateway address " + Ipv4.format(serverAddress) + " is not a host of the first subnet");
        }
        if (mtuBytes < MIN_MTU_BYTES || mtuBytes > 65_535) {
            throw new IllegalArgumentException("MTU " + mtuBytes + " is outside " + MIN_MTU_BYTES + "..65535");
        }
        checkReservations(subnets, serverAddress, reservations);
    }

    private static void checkReservations(List<DhcpSubnet> subnets, int serverAddress, List<Reservation> reservations) {
        Set<Object> seen = new HashSet<>();
        for (Reservation reservation : reservations) {
            int address = reservation.address();
            if (!seen.add(reservation.match())) {
                throw new IllegalArgumentException("two reservations for " + reservation.match());
            }
            if (reservation.hostName() != null && !seen.add(reservation.hostName())) {
                throw new IllegalArgumentException("two reservations with the name " + reservation.hostName());
            }
            if (address == 0) {
                continue;
            }
            if (!seen.add(address)) {
                throw new IllegalArgumentException("two reservations of " + Ipv4.format(address));
            }
            if (address == serverAddress || subnets.stream().noneMatch(subnet -> subnet.mayBeLeased(address))) {
                throw new IllegalArgumentException("reservation of " + Ipv4.format(address) + " for "
                        + reservation.match() + ": not an address that a client can have in "
                        + subnets.get(0).prefix());
            }
        }
    }

    /** Settings of a network with its gateway, all else by default. */
    public static Builder builder(long serverMac, int serverAddress, DhcpSubnet subnet) {
        return new Builder(serverMac, serverAddress, subnet);
    }

    /** Collects settings; {@link #build} checks them. */
    public static final class Builder {
        private final long serverMac;
        private final int serverAddress;
        private final List<DhcpSubnet> subnets = new ArrayList<>();
        private Identity identity = Identity.MAC;
        private boolean authoritative = true;
        private boolean rapidCommit = true;
        private boolean checkHardwareAddress = true;
        private boolean relayRequests;
        private List<Reservation> reservations = List.of();
        private @Nullable String domain;
        private List<String> domainSearch = List.of();
        private List<Integer> dnsServers;
        private int mtuBytes = 1500;
        private List<ConfiguredOption> options = List.of();
        private @Nullable BootFile boot;
        private Set<String> reservedNames = Set.of("localhost");
        private DhcpTimes times = DhcpTimes.DEFAULT;
        private DhcpLimits limits = DhcpLimits.DEFAULT;

        private Builder(long serverMac, int serverAddress, DhcpSubnet subnet) {
            this.serverMac = serverMac;
            this.serverAddress = serverAddress;
            this.subnets.add(subnet);
            this.dnsServers = List.of(serverAddress);
        }

        /** Adds a network behind a relay. */
        public Builder relaySubnet(DhcpSubnet subnet) {
            subnets.add(subnet);
            return this;
        }

        public Builder identity(Identity value) {
            identity = value;
            return this;
        }

        public Builder authoritative(boolean value) {
            authoritative = value;
            return this;
        }

        public Builder rapidCommit(boolean value) {
            rapidCommit = value;
            return this;
        }

        public Builder checkHardwareAddress(boolean value) {
            checkHardwareAddress = value;
            return this;
        }

        public Builder relayRequests(boolean value) {
            relayRequests = value;
            return this;
        }

        public Builder reservations(List<Reservation> value) {
            reservations = value;
            return this;
        }

        public Builder domain(@Nullable String value) {
            domain = value;
            return this;
        }

        public Builder domainSearch(List<String> value) {
            domainSearch = value;
            return this;
        }

        /** Default: the gateway itself. */
        public Builder dnsServers(List<Integer> value) {
            dnsServers = value;
            return this;
        }

        public Builder mtuBytes(int value) {
            mtuBytes = value;
            return this;
        }

        public Builder options(List<ConfiguredOption> value) {
            options = value;
            return this;
        }

        public Builder boot(@Nullable BootFile value) {
            boot = value;
            return this;
        }

        public Builder reservedNames(Set<String> value) {
            reservedNames = value;
            return this;
        }

        public Builder times(DhcpTimes value) {
            times = value;
            return this;
        }

        public Builder limits(DhcpLimits value) {
            limits = value;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException saying what does not fit together
         */
        public DhcpSettings build() {
            return new DhcpSettings(
                    serverMac,
                    serverAddress,
                    subnets,
                    identity,
                    authoritative,
                    rapidCommit,
                    checkHardwareAddress,
                    relayRequests,
                    reservations,
                    domain,
                    domainSearch,
                    dnsServers,
                    mtuBytes,
                    options,
                    boot,
                    reservedNames,
                    times,
                    limits);
        }
    }
}
