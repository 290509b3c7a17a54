package dev.hayabashi.config;

import dev.hayabashi.config.Node.Scalar;
import dev.hayabashi.config.Node.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code gateway} with what is under it, and checks what must fit together. */
final class GatewayReader {
    private static final int RA_PREFIX_LENGTH = 64;
    private static final int LONGEST_PREFIX = 30;
    private static final int SHORTEST_PREFIX = 8;
    private static final long MOST_ADDRESSES = 65_536;

    private final Problems problems;
    private final Map<String, Position> places;
    private final String path;

    GatewayReader(Problems problems, Map<String, Position> places, String path) {
        this.problems = problems;
        this.places = places;
        this.path = path;
    }

    GatewayConfig read(Node node) {
        Fields<GatewayConfig> in = new Fields<>(GatewayKeys.GATEWAY, node, false, problems);
        in.locate(path, places);
        Cidr address = in.get(GatewayKeys.ADDRESS, GatewayConfig.DEFAULT);
        boolean sound = !in.isBroken(GatewayKeys.ADDRESS) && checkAddress(in.at(GatewayKeys.ADDRESS), address);
        Optional<Cidr> ipv6 = in.get(GatewayKeys.IPV6, GatewayConfig.DEFAULT);
        ipv6.filter(c -> c.prefixLength() != RA_PREFIX_LENGTH)
                .ifPresent(c -> problems.add(
                        in.at(GatewayKeys.IPV6),
                        "hosts make their addresses from a prefix of 64 bits, not " + c.prefixLength(),
                        "write " + Cidr.format(c.address()) + "/64"));
        if (in.get(GatewayKeys.ISOLATED, GatewayConfig.DEFAULT) && in.get(GatewayKeys.NAT, GatewayConfig.DEFAULT)) {
            problems.add(
                    in.at(GatewayKeys.ISOLATED),
                    "guests that reach nothing behind the host need no NAT",
                    "remove 'nat' or 'isolated'");
        }
        return new GatewayConfig(
                address,
                in.get(GatewayKeys.NAT, GatewayConfig.DEFAULT),
                in.get(GatewayKeys.ISOLATED, GatewayConfig.DEFAULT),
                in.get(GatewayKeys.MAC, GatewayConfig.DEFAULT),
                ipv6,
                in.child("dhcp").map(n -> dhcp(n, sound ? Optional.of(address) : Optional.empty())),
                in.child("dns").map(this::dns));
    }

    private boolean checkAddress(Position at, Cidr address) {
        int length = address.prefixLength();
        if (length < SHORTEST_PREFIX || length > LONGEST_PREFIX) {
            problems.add(
                    at,
                    "a segment with a prefix of " + length + " bits has no room for guests or is too large",
                    "write a prefix length of " + SHORTEST_PREFIX + ".." + LONGEST_PREFIX);
            return false;
        }
        Ipv4Range network = Ipv4Range.network(address);
        int host = Ipv4Range.toInt(address.address());
        if (host == network.first() || host == network.last()) {
            boolean first = host == network.first();
            problems.add(
                    at,
                    Cidr.format(address.address()) + " is the " + (first ? "network" : "broadcast") + " address of its"
                            + " network",
                    "write " + new Ipv4Range(network.first() + 1, network.first() + 1) + "/" + length);
            return false;
        }
        return true;
    }

    private DnsConfig dns(Node node) {
        Fields<DnsConfig> in = new Fields<>(GatewayKeys.DNS, node, false, problems);
        in.locate(path + "/dns", places);
        return new DnsConfig(
                in.get(GatewayKeys.DOMAIN, DnsConfig.DEFAULT), in.get(GatewayKeys.FORWARD, DnsConfig.DEFAULT));
    }

    private DhcpConfig dhcp(Node node, Optional<Cidr> gateway) {
        Fields<DhcpConfig> in = new Fields<>(GatewayKeys.DHCP, node, false, problems);
        in.locate(path + "/dhcp", places);
        DhcpConfig base = DhcpConfig.DEFAULT;
        Optional<List<Ipv4Range>> ranges = in.get(GatewayKeys.RANGE, base);
        gateway.ifPresent(g -> ranges.ifPresent(list -> checkRanges(in.at(GatewayKeys.RANGE), list, g)));
        List<DhcpHost> hosts = new ArrayList<>();
        Map<Object, Position> seen = new HashMap<>();
        for (Node item : items(in.child("hosts"))) {
            hosts.add(host(item, gateway, seen));
        }
        return new DhcpConfig(
                ranges,
                in.get(GatewayKeys.LEASE, base),
                in.get(GatewayKeys.IDENTITY, base),
                in.get(GatewayKeys.RAPID_COMMIT, base),
                in.get(GatewayKeys.AUTHORITATIVE, base),
                in.get(GatewayKeys.MAX_LEASES, base),
                in.get(GatewayKeys.OPTIONS, base),
                hosts);
    }

    private void checkRanges(Position at, List<Ipv4Range> ranges, Cidr gateway) {
        Ipv4Range network = Ipv4Range.network(gateway);
        long addresses = 0;
        for (int i = 0; i < ranges.size(); i++) {
            Ipv4Range range = ranges.get(i);
            addresses += range.size();
            if (!network.contains(range)) {
                problems.add(
                        at,
                        "range " + range + " is not inside the gateway's network " + network,
                        "the network comes from the gateway's address " + gateway);
            }
            for (Ipv4Range other : ranges.subList(0, i)) {
                if (other.overlaps(range)) {
                    problems.add(at, "ranges " + other + " and " + range + " overlap", "make them one");
                }
            }
        }
        if (addresses > MOST_ADDRESSES) {
            problems.add(at, "the range has " + addresses + " addresses", "at most " + MOST_ADDRESSES + " can be kept");
        }
    }

    private DhcpHost host(Node node, Optional<Cidr> gateway, Map<Object, Position> seen) {
        Fields<DhcpHost> in = new Fields<>(GatewayKeys.HOST, node, false, problems);
        DhcpHost base = DhcpHost.NOTHING;
        DhcpHost host = new DhcpHost(
                in.get(GatewayKeys.HOST_MAC, base),
                in.get(GatewayKeys.HOST_CLIENT_ID, base),
                in.get(GatewayKeys.HOST_PORT, base),
                in.get(GatewayKeys.HOST_ADDRESS, base),
                in.get(GatewayKeys.HOST_NAME, base));
        int matches = count(in, GatewayKeys.HOST_MAC)
                + count(in, GatewayKeys.HOST_CLIENT_ID)
                + count(in, GatewayKeys.HOST_PORT);
        if (matches != 1) {
            problems.add(
                    in.at(),
                    "a reservation is for one client, and this one has " + matches
                            + " of 'mac', 'client-id' and 'port'",
                    "write exactly one of them");
        }
        if (!in.has(GatewayKeys.HOST_ADDRESS) && !in.has(GatewayKeys.HOST_NAME)) {
            problems.add(in.at(), "a reservation needs an 'address' or a 'name'", "");
        }
        gateway.ifPresent(g -> host.address().ifPresent(a -> checkHostAddress(in.at(GatewayKeys.HOST_ADDRESS), a, g)));
        unique(seen, host.mac(), "mac", in.at(GatewayKeys.HOST_MAC));
        unique(seen, host.clientId(), "client-id", in.at(GatewayKeys.HOST_CLIENT_ID));
        unique(seen, host.port(), "port", in.at(GatewayKeys.HOST_PORT));
        unique(seen, host.address(), "address", in.at(GatewayKeys.HOST_ADDRESS));
        unique(seen, host.name(), "name", in.at(GatewayKeys.HOST_NAME));
        return host;
    }

    private static int count(Fields<DhcpHost> in, Key<DhcpHost, ?> key) {
        return in.has(key) ? 1 : 0;
    }

    private void checkHostAddress(Position at, Ipv4Range address, Cidr gateway) {
        Ipv4Range network = Ipv4Range.network(gateway);
        int own = Ipv4Range.toInt(gateway.address());
        if (!network.contains(address)) {
            problems.add(at, address + " is not in the gateway's network " + network, "");
        } else if (address.first() == own) {
            problems.add(at, address + " is the gateway's own address", "choose another one");
        } else if (address.first() == network.first() || address.first() == network.last()) {
            problems.add(at, "no host can have " + address + ", the first and the last of a network", "");
        }
    }

    private void unique(Map<Object, Position> seen, Optional<?> value, String key, Position at) {
        value.ifPresent(v -> {
            Position first = seen.putIfAbsent(key + " " + v, at);
            if (first != null) {
                problems.add(at, key + " " + v + " has a reservation already", "the first one is at " + first);
            }
        });
    }

    private List<Node> items(Optional<Node> node) {
        if (node.isEmpty() || (node.get() instanceof Scalar s && s.isNull())) {
            return List.of();
        }
        if (node.get() instanceof Sequence s) {
            return s.items();
        }
        problems.add(
                node.get().at(), "'hosts' must be a list, not " + node.get().describe(), "start each item with '- '");
        return List.of();
    }
}
