package dev.hayabashi.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a gateway and its services. */
final class GatewayKeys {
    static final Key<GatewayConfig, Cidr> ADDRESS = new Key<>(
            "address",
            Types.cidr(Inet4Address.class, "an IPv4 address with its prefix length like 192.168.122.1/24", "/24"),
            GatewayConfig::address,
            "IPv4 address of the gateway, and with it the network of the segment.");
    static final Key<GatewayConfig, Boolean> NAT = new Key<>(
            "nat",
            Types.BOOL,
            GatewayConfig::nat,
            "`true` hides the guests behind the host's address, with an nftables table of its own; `false` routes.");
    static final Key<GatewayConfig, Boolean> ISOLATED = new Key<>(
            "isolated",
            Types.BOOL,
            GatewayConfig::isolated,
            "`true` shuts the guests in: they reach the host and its services and nothing behind it, and DHCP gives them no"
                    + " router. Not together with `nat`.");
    static final Key<GatewayConfig, Optional<MacAddress>> MAC = new Key<>(
            "mac",
            Types.optional(Types.MAC),
            GatewayConfig::mac,
            "made from the bridge's",
            "MAC address of the gateway.");
    static final Key<GatewayConfig, Optional<Cidr>> IPV6 = new Key<>(
            "ipv6",
            Types.optional(Types.cidr(
                    Inet6Address.class, "an IPv6 address with its prefix length like fd00:122::1/64", "/64")),
            GatewayConfig::ipv6,
            "none",
            "IPv6 address of the gateway; its prefix of 64 bits is advertised to the guests. Routed, never translated.");
    static final Section<GatewayConfig> GATEWAY = new Section<>(
            "gateway",
            List.of(ADDRESS, NAT, ISOLATED, MAC, IPV6),
            Keys.sections(
                    "dhcp", "DHCP server; without the key there is none, `{}` is one with defaults.",
                    "dns",
                            "Name server on the gateway's address; without the key there is none, `{}` is one with defaults."),
            Map.ofEntries(
                    Map.entry("ip", "address"),
                    Map.entry("ipaddress", "address"),
                    Map.entry("subnet", "address"),
                    Map.entry("masquerade", "nat"),
                    Map.entry("ipmasquerade", "nat"),
                    Map.entry("macaddress", "mac"),
                    Map.entry("ra", "ipv6"),
                    Map.entry("prefix", "ipv6"),
                    Map.entry("range", "write it under 'dhcp'"),
                    Map.entry("lease", "write it under 'dhcp'"),
                    Map.entry("domain", "write it under 'dns'"),
                    Map.entry("forward", "write it under 'dns'")),
            g -> GatewayConfig.DEFAULT);

    static final Key<DhcpConfig, Optional<List<Ipv4Range>>> RANGE = new Key<>(
            "range",
            Types.optional(Types.IPV4_RANGES),
            DhcpConfig::ranges,
            "the whole subnet",
            "Addresses for clients without a reservation; `[]` serves reservations only. The gateway's own address and"
                    + " reserved ones are left out.");
    static final Key<DhcpConfig, Integer> LEASE =
            new Key<>("lease", Types.LEASE, DhcpConfig::leaseSeconds, "How long an address belongs to a client.");
    static final Key<DhcpConfig, DhcpIdentity> IDENTITY = new Key<>(
            "identity",
            Types.oneOf(DhcpIdentity.class, Map.of("chaddr", "mac", "duid", "client-id", "clientid", "client-id")),
            DhcpConfig::identity,
            "What makes a client: its MAC address, its client identifier (which clones of one disk image share), or"
                    + " the port that it is behind.");
    static final Key<DhcpConfig, Boolean> RAPID_COMMIT = new Key<>(
            "rapid-commit",
            Types.BOOL,
            DhcpConfig::rapidCommit,
            "Whether clients that ask for it get their lease in two messages instead of four (RFC 4039).");
    static final Key<DhcpConfig, Boolean> AUTHORITATIVE = new Key<>(
            "authoritative",
            Types.BOOL,
            DhcpConfig::authoritative,
            "Whether requests for addresses that are not ours are refused, so that a guest from another network starts"
                    + " over at once. `false` ignores them.");
    static final Key<DhcpConfig, Integer> MAX_LEASES = new Key<>(
            "max-leases-per-port",
            Types.integer(0, 65_536),
            DhcpConfig::maxLeasesPerPort,
            "Most leases of one port of kind `vm` or `stream`; 0 for no limit.");
    static final Key<DhcpConfig, Map<Integer, List<String>>> OPTIONS = new Key<>(
            "options",
            new OptionsType(),
            DhcpConfig::options,
            "none",
            "Further options by number, sent to clients that ask for them; they replace what the server would send.");
    static final Section<DhcpConfig> DHCP = new Section<>(
            "dhcp",
            List.of(RANGE, LEASE, IDENTITY, RAPID_COMMIT, AUTHORITATIVE, MAX_LEASES, OPTIONS),
            Map.of("hosts", "Reservations, a list."),
            Map.ofEntries(
                    Map.entry("ranges", "range"),
                    Map.entry("pool", "range"),
                    Map.entry("leasetime", "lease"),
                    Map.entry("leases", "lease"),
                    Map.entry("rapid", "rapid-commit"),
                    Map.entry("option", "options"),
                    Map.entry("host", "hosts"),
                    Map.entry("reservations", "hosts"),
                    Map.entry("static", "hosts")),
            d -> DhcpConfig.DEFAULT);

    static final Key<DhcpHost, Optional<MacAddress>> HOST_MAC =
            new Key<>("mac", Types.optional(Types.MAC), DhcpHost::mac, "none", "MAC address of the client.");
    static final Key<DhcpHost, Optional<String>> HOST_CLIENT_ID = new Key<>(
            "client-id",
            Types.optional(Types.text("octets like 01:52:54:00:12:34:56", Names::clientId)),
            DhcpHost::clientId,
            "none",
            "Client identifier (option 61) of the client, in hexadecimal.");
    static final Key<DhcpHost, Optional<String>> HOST_PORT = new Key<>(
            "port",
            Types.optional(Types.text("an interface name of 1..15 bytes", Names::interfaceName)),
            DhcpHost::port,
            "none",
            "Port that the client is behind, whatever its MAC address.");
    static final Key<DhcpHost, Optional<Ipv4Range>> HOST_ADDRESS = new Key<>(
            "address",
            Types.optional(Types.IPV4),
            DhcpHost::address,
            "from the range",
            "IPv4 address of the client, in the segment's network.");
    static final Key<DhcpHost, Optional<String>> HOST_NAME = new Key<>(
            "name",
            Types.optional(Types.text("a host name of letters, digits and hyphens", Names::hostName)),
            DhcpHost::name,
            "the client's own",
            "Name of the client under `dns.domain`.");
    static final Section<DhcpHost> HOST = new Section<>(
            "host",
            List.of(HOST_MAC, HOST_CLIENT_ID, HOST_PORT, HOST_ADDRESS, HOST_NAME),
            Map.of(),
            Map.ofEntries(
                    Map.entry("macaddress", "mac"),
                    Map.entry("hwaddr", "mac"),
                    Map.entry("id", "client-id"),
                    Map.entry("duid", "client-id"),
                    Map.entry("ip", "address"),
                    Map.entry("hostname", "name")),
            h -> DhcpHost.NOTHING);

    static final Key<DnsConfig, String> DOMAIN = new Key<>(
            "domain",
            Types.text("a domain name like lab", Names::domain),
            DnsConfig::domain,
            "Domain of the names of leases and reservations; never forwarded.");
    static final Key<DnsConfig, List<String>> FORWARD = new Key<>(
            "forward",
            Types.FORWARDERS,
            DnsConfig::forward,
            "Where all other questions go: `system` for the resolvers of /etc/resolv.conf, IP addresses, or both, in"
                    + " this order; `[]` for nowhere.");
    static final Section<DnsConfig> DNS = new Section<>(
            "dns",
            List.of(DOMAIN, FORWARD),
            Map.of(),
            Map.ofEntries(
                    Map.entry("forwarder", "forward"),
                    Map.entry("forwarders", "forward"),
                    Map.entry("servers", "forward"),
                    Map.entry("upstream", "forward"),
                    Map.entry("resolvers", "forward"),
                    Map.entry("zone", "domain")),
            d -> DnsConfig.DEFAULT);

    private GatewayKeys() {}
}
