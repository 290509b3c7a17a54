package dev.hayabashi.daemon.gateway;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.Cidr;
import dev.hayabashi.config.DhcpConfig;
import dev.hayabashi.config.DhcpHost;
import dev.hayabashi.config.DnsConfig;
import dev.hayabashi.config.GatewayConfig;
import dev.hayabashi.config.Ipv4Range;
import dev.hayabashi.services.dhcp.AddressRange;
import dev.hayabashi.services.dhcp.ConfiguredOption;
import dev.hayabashi.services.dhcp.DhcpLimits;
import dev.hayabashi.services.dhcp.DhcpSettings;
import dev.hayabashi.services.dhcp.DhcpSubnet;
import dev.hayabashi.services.dhcp.DhcpTimes;
import dev.hayabashi.services.dhcp.Identity;
import dev.hayabashi.services.dhcp.Reservation;
import dev.hayabashi.services.dns.DnsLimits;
import dev.hayabashi.services.dns.DnsSettings;
import dev.hayabashi.services.dns.Resolver;
import dev.hayabashi.services.ra.RaSettings;
import dev.hayabashi.services.wire.Ipv4Prefix;
import dev.hayabashi.services.wire.Ipv6Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From the records of the configuration file to the settings of the engines. */
public final class ServiceSettings {
    private static final String GATEWAY_NAME = "gateway";

    private final BridgeConfig bridge;
    private final GatewayConfig gateway;
    private final long mac;

    ServiceSettings(BridgeConfig bridge, GatewayConfig gateway, long mac) {
        this.bridge = bridge;
        this.gateway = gateway;
        this.mac = mac;
    }

    /**
     * Checks what the configuration file's own rules cannot know, such as the values of DHCP options.
     *
     * @throws GatewayException saying what is wrong
     */
    public static void check(BridgeConfig bridge) throws GatewayException {
        Optional<GatewayConfig> gateway = bridge.gateway();
        if (gateway.isPresent()) {
            ServiceSettings settings = new ServiceSettings(bridge, gateway.get(), 0x0200_0000_0001L);
            try {
                gateway.get().dhcp().ifPresent(settings::dhcp);
            } catch (IllegalArgumentException e) {
                throw new GatewayException(String.valueOf(e.getMessage()), "see `dhcp` of bridge " + bridge.name(), e);
            }
        }
    }

    int address() {
        return Ipv4Range.toInt(gateway.address().address());
    }

    private Ipv4Prefix prefix() {
        return new Ipv4Prefix(address(), gateway.address().prefixLength());
    }

    DhcpSubnet subnet(DhcpConfig dhcp) {
        List<AddressRange> ranges = dhcp.ranges()
                .map(list -> list.stream()
                        .map(range -> new AddressRange(range.first(), range.last()))
                        .toList())
                .orElseGet(() -> List.of(wholeSubnet()));
        AddressRange own = new AddressRange(address(), address());
        return new DhcpSubnet(prefix(), gateway.isolated() ? 0 : address(), ranges, List.of(own));
    }

    /** All hosts of the network; of a very large one as many as can be kept. */
    private AddressRange wholeSubnet() {
        int first = prefix().network() + 1;
        int last = prefix().broadcast() - 1;
        long size = Integer.toUnsignedLong(last) - Integer.toUnsignedLong(first) + 1;
        return new AddressRange(
                first, size > DhcpSubnet.MAX_POOL_ADDRESSES ? first + DhcpSubnet.MAX_POOL_ADDRESSES - 1 : last);
    }

    /** How many addresses clients without a reservation can have. */
    int poolSize(DhcpConfig dhcp) {
        int size = 0;
        for (AddressRange range : subnet(dhcp).ranges()) {
            size += (int) range.size();
            for (int other : List.of(address(), prefix().network(), prefix().broadcast())) {
                size -= range.contains(other) ? 1 : 0;
            }
            for (DhcpHost host : dhcp.hosts()) {
                size -= host.address().filter(a -> range.contains(a.first())).isPresent() ? 1 : 0;
            }
        }
        return size;
    }

    DhcpSettings dhcp(DhcpConfig dhcp) {
        String domain = gateway.dns().map(DnsConfig::domain).orElse(null);
        DhcpTimes times =
                DhcpTimes.DEFAULT.withLeaseSeconds(dhcp.leaseSeconds() == 0 ? DhcpTimes.INFINITE : dhcp.leaseSeconds());
        DhcpLimits limits = new DhcpLimits(
                DhcpLimits.DEFAULT.messagesPerSecond(),
                DhcpLimits.DEFAULT.burst(),
                dhcp.maxLeasesPerPort(),
                DhcpLimits.DEFAULT.maxPendingAcks());
        List<ConfiguredOption> options = new ArrayList<>();
        dhcp.options().forEach((code, values) -> options.add(ConfiguredOption.of(code, values, false)));
        return DhcpSettings.builder(mac, address(), subnet(dhcp))
                .identity(identity(dhcp))
                .authoritative(dhcp.authoritative())
                .rapidCommit(dhcp.rapidCommit())
                .reservations(
                        dhcp.hosts().stream().map(ServiceSettings::reservation).toList())
                .domain(domain)
                .domainSearch(domain == null ? List.of() : List.of(domain))
                .dnsServers(gateway.dns().isPresent() ? List.of(address()) : List.of())
                .mtuBytes(bridge.mtu())
                .options(options)
                .reservedNames(Set.of("localhost", GATEWAY_NAME))
                .times(times)
                .limits(limits)
                .build();
    }

    private static Identity identity(DhcpConfig dhcp) {
        return switch (dhcp.identity()) {
            case MAC -> Identity.MAC;
            case CLIENT_ID -> Identity.CLIENT_ID;
            case PORT -> Identity.PORT;
        };
    }

    private static Reservation reservation(DhcpHost host) {
        int address = host.address().map(Ipv4Range::first).orElse(0);
        String name = host.name().orElse(null);
        if (host.mac().isPresent()) {
            return Reservation.ofMac(host.mac().get().value(), address, name);
        }
        if (host.port().isPresent()) {
            return Reservation.ofPort(host.port().get(), address, name);
        }
        return Reservation.ofClientId(host.clientId().orElseThrow(), address, name);
    }

    DnsSettings dns(DnsConfig dns, List<Resolver> resolvers) {
        List<Ipv6Address> addresses6 = gateway.ipv6()
                .map(cidr -> List.of(address6(cidr), Ipv6Address.linkLocalOf(mac)))
                .orElseGet(List::of);
        return new DnsSettings(
                mac,
                address(),
                addresses6,
                GATEWAY_NAME,
                dns.domain(),
                List.of(prefix()),
                prefix6(),
                List.of(),
                resolvers,
                List.of(),
                false,
                DnsLimits.DEFAULT);
    }

    private @Nullable Ipv6Address prefix6() {
        return gateway.ipv6()
                .map(cidr -> new Ipv6Address(address6(cidr).high(), 0))
                .orElse(null);
    }

    private static Ipv6Address address6(Cidr cidr) {
        return Ipv6Address.read(ByteBuffer.wrap(cidr.address().getAddress()), 0);
    }

    /** Router advertisements, when there is an IPv6 address. */
    Optional<RaSettings> ra() {
        Ipv6Address prefix = prefix6();
        if (prefix == null) {
            return Optional.empty();
        }
        List<String> domains = gateway.dns().map(dns -> List.of(dns.domain())).orElseGet(List::of);
        RaSettings all = RaSettings.of(mac, prefix, bridge.mtu() < 1280 ? 0 : bridge.mtu(), domains);
        boolean dns = gateway.dns().isPresent();
        return Optional.of(new RaSettings(
                all.gatewayMac(),
                all.linkLocal(),
                all.prefix(),
                all.validLifetimeSeconds(),
                all.preferredLifetimeSeconds(),
                all.onLink(),
                all.autonomous(),
                gateway.isolated() ? 0 : all.routerLifetimeSeconds(),
                all.mtuBytes(),
                dns ? all.resolvers() : List.of(),
                dns ? all.searchDomains() : List.of(),
                all.minIntervalSeconds(),
                all.maxIntervalSeconds()));
    }
}
