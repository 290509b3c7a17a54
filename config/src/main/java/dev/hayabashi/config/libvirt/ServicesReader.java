package dev.hayabashi.config.libvirt;

import dev.hayabashi.config.Cidr;
import dev.hayabashi.config.DhcpConfig;
import dev.hayabashi.config.DnsConfig;
import dev.hayabashi.config.GatewayConfig;
import dev.hayabashi.config.Ipv4Range;
import dev.hayabashi.config.MacAddress;
import dev.hayabashi.config.Names;
import dev.hayabashi.config.Problems;
import dev.hayabashi.config.libvirt.Remarks.Place;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code <ip>}, {@code <dns>} and {@code <domain>}: what has an address, and what answers there. */
final class ServicesReader {
    private static final int RA_PREFIX_BITS = 64;

    private final XmlElement network;
    private final boolean isolated;
    private final Remarks remarks;
    private final Problems problems;

    ServicesReader(XmlElement network, boolean isolated, Remarks remarks, Problems problems) {
        this.network = network;
        this.isolated = isolated;
        this.remarks = remarks;
        this.problems = problems;
    }

    /** The gateway; empty when the host has no IPv4 address in the network. */
    Optional<GatewayConfig> gateway(boolean nat, Optional<MacAddress> mac) {
        Optional<Cidr> address = Optional.empty();
        Optional<Cidr> ipv6 = Optional.empty();
        Optional<DhcpConfig> dhcp = Optional.empty();
        for (XmlElement ip : network.all("ip")) {
            boolean six = ip.get("family").filter("ipv6"::equals).isPresent();
            Optional<Cidr> read = address(ip, six);
            if (six) {
                if (ipv6.isPresent()) {
                    remarks.add(Place.GATEWAY, ip, "one IPv6 prefix is advertised, the first one.");
                } else {
                    ipv6 = read.flatMap(a -> prefix64(ip, a));
                }
                ip.child("dhcp")
                        .ifPresent(d -> remarks.add(
                                Place.GATEWAY,
                                d,
                                "there is no DHCPv6 server; guests make their own addresses from the advertised prefix"
                                        + " (SLAAC) and get the name server with it."));
            } else if (address.isPresent()) {
                remarks.add(
                        Place.GATEWAY,
                        ip,
                        "a gateway has one IPv4 address; `ip addr add` gives the device another one once it is up.");
            } else {
                address = read;
                dhcp = ip.child("dhcp").map(d -> new DhcpReader(remarks, problems).read(d, dnsmasqOptions()));
                ip.child("tftp")
                        .ifPresent(t -> remarks.add(
                                Place.DHCP, t, "there is no TFTP server; name one with options 66 and 67 of `dhcp`."));
            }
        }
        if (address.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new GatewayConfig(address.get(), nat, isolated, mac, ipv6, dhcp, dns()));
    }

    private List<XmlElement> dnsmasqOptions() {
        return network.child("dnsmasq:options")
                .map(o -> o.all("dnsmasq:option"))
                .orElseGet(List::of);
    }

    private Optional<Cidr> address(XmlElement ip, boolean six) {
        String address = ip.get("address").orElse("");
        int bits = six ? 128 : 32;
        Optional<Cidr> bare =
                Cidr.parse(address + "/" + bits).filter(c -> (c.address() instanceof Inet6Address) == six);
        if (bare.isEmpty()) {
            problems.add(ip.at("address"), "'" + address + "' is no IPv" + (six ? 6 : 4) + " address");
            return Optional.empty();
        }
        Optional<Integer> length = length(ip, bare.get(), six);
        return length.map(l -> new Cidr(bare.get().address(), l));
    }

    private Optional<Integer> length(XmlElement ip, Cidr address, boolean six) {
        Optional<String> prefix = ip.get("prefix");
        Optional<String> mask = ip.get("netmask");
        if (prefix.isPresent()) {
            Optional<Cidr> good = Cidr.parse(ip.get("address").orElse("") + "/" + prefix.get());
            if (good.isEmpty()) {
                problems.add(ip.at("prefix"), "'" + prefix.get() + "' is no prefix length");
            }
            return good.map(Cidr::prefixLength);
        }
        if (mask.isPresent()) {
            int ones = Ipv4Range.parse(mask.get())
                    .filter(m -> m.first() == m.last())
                    .map(Ipv4Range::first)
                    .filter(m -> m == 0 || Integer.numberOfTrailingZeros(m) + Integer.bitCount(m) == 32)
                    .map(Integer::bitCount)
                    .orElse(-1);
            if (ones < 0) {
                problems.add(ip.at("netmask"), "'" + mask.get() + "' is no netmask", "write one like 255.255.255.0");
                return Optional.empty();
            }
            return Optional.of(ones);
        }
        if (six) {
            return Optional.of(RA_PREFIX_BITS);
        }
        // As libvirt does it, by the classes of RFC 791.
        int first = address.address().getAddress()[0] & 0xff;
        return Optional.of(first < 128 ? 8 : first < 192 ? 16 : 24);
    }

    private Optional<Cidr> prefix64(XmlElement ip, Cidr address) {
        if (address.prefixLength() == RA_PREFIX_BITS) {
            return Optional.of(address);
        }
        remarks.add(
                Place.GATEWAY,
                ip,
                "hosts make their addresses from a prefix of 64 bits; give the network one to have IPv6.");
        return Optional.empty();
    }

    private Optional<DnsConfig> dns() {
        Optional<XmlElement> domain = network.child("domain");
        Optional<XmlElement> dns = network.child("dns");
        if (dns.flatMap(d -> d.get("enable")).filter("no"::equals).isPresent()) {
            return Optional.empty();
        }
        String name = domain.flatMap(this::domain).orElseGet(() -> {
            remarks.add(
                    Place.DNS,
                    "libvirt had no domain here; guests' names are under '" + DnsConfig.DEFAULT.domain() + "', `domain`"
                            + " is another one.");
            return DnsConfig.DEFAULT.domain();
        });
        List<String> forward = new ArrayList<>();
        dns.ifPresent(d -> d.children().forEach(child -> record(child, forward)));
        dns.flatMap(d -> d.get("forwardPlainNames"))
                .filter("no"::equals)
                .ifPresent(no ->
                        remarks.add(Place.DNS, dns.orElseThrow(), "names without a dot are never forwarded here."));
        if (forward.isEmpty() && isolated) {
            remarks.add(Place.DNS, "Questions of an isolated network are not forwarded, as libvirt does it.");
            return Optional.of(new DnsConfig(name, List.of()));
        }
        return Optional.of(new DnsConfig(name, forward.isEmpty() ? DnsConfig.DEFAULT.forward() : forward));
    }

    private Optional<String> domain(XmlElement domain) {
        String name = domain.get("name").orElse("").toLowerCase(Locale.ROOT);
        Optional<String> wrong = Names.domain(name);
        wrong.ifPresent(w -> problems.add(domain.at("name"), "'" + name + "' is no domain name", w));
        if (domain.get("localOnly").filter("yes"::equals).isEmpty()) {
            remarks.add(
                    Place.DNS,
                    domain,
                    "names under it are answered here and never forwarded, as libvirt does it with localOnly='yes'.");
        }
        if (domain.get("register").filter("yes"::equals).isPresent()) {
            remarks.add(
                    Place.DNS,
                    domain,
                    "names are not registered with the host's resolver; `resolvectl dns BRIDGE ADDRESS; resolvectl domain"
                            + " BRIDGE '~" + name + "'` does it.");
        }
        return wrong.isEmpty() ? Optional.of(name) : Optional.empty();
    }

    private void record(XmlElement child, List<String> forward) {
        switch (child.name()) {
            case "forwarder" -> {
                Optional<String> address = child.get("addr");
                if (address.isPresent() && child.get("domain").isEmpty()) {
                    boolean good = Cidr.parse(address.get() + "/0").isPresent();
                    if (good) {
                        forward.add(address.get());
                    } else {
                        problems.add(child.at("addr"), "'" + address.get() + "' is no IP address");
                    }
                } else {
                    remarks.add(
                            Place.DNS,
                            child,
                            "there are no forwarders for one domain; those of `forward` get all questions.");
                }
            }
            case "host" ->
                remarks.add(
                        Place.DNS,
                        child,
                        "names come from leases and reservations; write a reservation with `name` and `address` ("
                                + String.join(
                                        ", ",
                                        child.all("hostname").stream()
                                                .map(XmlElement::text)
                                                .toList())
                                + ").");
            default -> remarks.add(Place.DNS, child, "such records are not served.");
        }
    }
}
