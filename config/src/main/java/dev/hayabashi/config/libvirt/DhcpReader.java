package dev.hayabashi.config.libvirt;

import dev.hayabashi.config.DhcpConfig;
import dev.hayabashi.config.DhcpHost;
import dev.hayabashi.config.Ipv4Range;
import dev.hayabashi.config.MacAddress;
import dev.hayabashi.config.Names;
import dev.hayabashi.config.Problems;
import dev.hayabashi.config.libvirt.Remarks.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code <dhcp>} of IPv4. */
final class DhcpReader {
    private static final int BOOT_SERVER = 66;
    private static final int BOOT_FILE = 67;
    private static final Pattern OPTION = Pattern.compile("dhcp-option=(?:option:)?([0-9]{1,3}),(.+)");
    private static final long MIN_LEASE_SECONDS = 10;
    private static final long MAX_LEASE_SECONDS = 31_536_000;

    private final Remarks remarks;
    private final Problems problems;

    DhcpReader(Remarks remarks, Problems problems) {
        this.remarks = remarks;
        this.problems = problems;
    }

    DhcpConfig read(XmlElement dhcp, List<XmlElement> dnsmasq) {
        List<Ipv4Range> ranges = new ArrayList<>();
        for (XmlElement range : dhcp.all("range")) {
            range(range).ifPresent(ranges::add);
        }
        List<DhcpHost> hosts = new ArrayList<>();
        for (XmlElement host : dhcp.all("host")) {
            host(host).ifPresent(hosts::add);
        }
        Map<Integer, List<String>> options = new LinkedHashMap<>();
        dhcp.child("bootp").ifPresent(boot -> boot(boot, options));
        dnsmasq.forEach(option -> dnsmasq(option, options));
        if (ranges.isEmpty()) {
            remarks.add(Place.DHCP, "Without a range libvirt serves reservations only; so does `range: []`.");
        }
        DhcpConfig d = DhcpConfig.DEFAULT;
        return new DhcpConfig(
                Optional.of(ranges),
                lease(dhcp),
                d.identity(),
                d.rapidCommit(),
                d.authoritative(),
                d.maxLeasesPerPort(),
                options,
                hosts);
    }

    private Optional<Ipv4Range> range(XmlElement range) {
        String first = range.get("start").orElse("");
        String last = range.get("end").orElse("");
        Optional<Ipv4Range> read = Ipv4Range.parse(first + "-" + last);
        if (read.isEmpty()) {
            problems.add(range.at(), "'" + first + "' to '" + last + "' is no range of IPv4 addresses");
        }
        return read;
    }

    private int lease(XmlElement dhcp) {
        Set<Integer> lengths = new LinkedHashSet<>();
        for (XmlElement range : dhcp.all("range")) {
            range.child("lease").flatMap(this::seconds).ifPresent(lengths::add);
        }
        if (lengths.size() > 1) {
            remarks.add(Place.DHCP, "The ranges had leases of " + lengths + " s; here all have the first length.");
        }
        for (XmlElement host : dhcp.all("host")) {
            host.child("lease")
                    .ifPresent(lease -> remarks.add(
                            Place.HOSTS, lease, "a reservation has no length of its own; `lease` is for all."));
        }
        return lengths.isEmpty()
                ? DhcpConfig.DEFAULT.leaseSeconds()
                : lengths.iterator().next();
    }

    private Optional<Integer> seconds(XmlElement lease) {
        Optional<Long> expiry =
                lease.get("expiry").filter(e -> e.matches("[0-9]{1,9}")).map(Long::valueOf);
        long unit = switch (lease.get("unit").orElse("minutes")) {
            case "seconds" -> 1;
            case "minutes" -> 60;
            case "hours" -> 3600;
            default -> -1;
        };
        if (expiry.isEmpty() || unit < 0) {
            problems.add(lease.at(), "a lease has an expiry and a unit of seconds, minutes or hours");
            return Optional.empty();
        }
        long seconds = expiry.get() * unit;
        if (seconds != 0 && (seconds < MIN_LEASE_SECONDS || seconds > MAX_LEASE_SECONDS)) {
            long bound = Math.max(MIN_LEASE_SECONDS, Math.min(MAX_LEASE_SECONDS, seconds));
            remarks.add(Place.DHCP, lease, "taken for " + bound + " s, the nearest that there is.");
            seconds = bound;
        }
        return Optional.of((int) seconds);
    }

    private Optional<DhcpHost> host(XmlElement host) {
        Optional<String> macText = host.get("mac");
        Optional<MacAddress> mac = macText.flatMap(MacAddress::parse);
        if (macText.isPresent() && mac.isEmpty()) {
            problems.add(host.at("mac"), "'" + macText.get() + "' is no MAC address");
            return Optional.empty();
        }
        Optional<String> clientId = mac.isPresent()
                ? Optional.empty()
                : host.get("id")
                        .map(id -> id.toLowerCase(Locale.ROOT))
                        .filter(id -> Names.clientId(id).isEmpty());
        Optional<Ipv4Range> address = host.get("ip").flatMap(Ipv4Range::parse);
        if (host.get("ip").isPresent() && address.isEmpty()) {
            problems.add(host.at("ip"), "'" + host.get("ip").get() + "' is no IPv4 address");
            return Optional.empty();
        }
        if (mac.isEmpty() && clientId.isEmpty()) {
            remarks.add(
                    Place.HOSTS,
                    host,
                    "a reservation is for a MAC address, a client identifier in hexadecimal, or a port; a name that the"
                            + " client gives is not believed.");
            return Optional.empty();
        }
        Optional<String> name = host.get("name").flatMap(n -> name(host, n));
        if (address.isEmpty() && name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new DhcpHost(mac, clientId, Optional.empty(), address, name));
    }

    private Optional<String> name(XmlElement host, String given) {
        String label = given.toLowerCase(Locale.ROOT).split("\\.", 2)[0];
        if (Names.hostName(label).isPresent()) {
            remarks.add(Place.HOSTS, host, "'" + given + "' is no host name of letters, digits and hyphens; left out.");
            return Optional.empty();
        }
        if (!label.equals(given)) {
            remarks.add(Place.HOSTS, host, "the name is '" + label + "' under the domain.");
        }
        return Optional.of(label);
    }

    private void boot(XmlElement boot, Map<Integer, List<String>> options) {
        boot.get("file").ifPresent(file -> options.put(BOOT_FILE, List.of(file)));
        boot.get("server").ifPresent(server -> options.put(BOOT_SERVER, List.of(server)));
        remarks.add(
                Place.DHCP,
                boot,
                "sent as options 67 and 66 to clients that ask for them; the fields `file` and `siaddr` stay the server's.");
    }

    private void dnsmasq(XmlElement option, Map<Integer, List<String>> options) {
        String value = option.get("value").orElse("");
        Matcher simple = OPTION.matcher(value);
        int number = simple.matches() ? Integer.parseInt(simple.group(1)) : 0;
        boolean ours = number < 1 || number > 254 || (number >= 50 && number <= 59) || number == 61;
        if (ours || (number >= 80 && number <= 82)) {
            remarks.add(Place.DHCP, option, "a setting of dnsmasq, which does not run here.");
        } else {
            options.put(number, List.of(simple.group(2).split(",", -1)));
        }
    }
}
