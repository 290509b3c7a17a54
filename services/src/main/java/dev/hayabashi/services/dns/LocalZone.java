package dev.hayabashi.services.dns;

import dev.hayabashi.services.wire.Ipv4;
import dev.hayabashi.services.wire.Ipv4Prefix;
import dev.hayabashi.services.wire.Ipv6Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers what is known here: hosts of the domain, by their whole name or their first label alone; addresses of our
 * networks; configured records. What belongs to us and does not exist is denied here and never forwarded, so that guests'
 * names do not leak to the outside.
 */
final class LocalZone {
    private static final String REVERSE4 = "in-addr.arpa";
    private static final String REVERSE6 = "ip6.arpa";
    private static final String LOCALHOST = "localhost";
    private static final int LOOPBACK = 0x7f00_0001;
    private static final int NO_ADDRESS = 0;

    private final DnsSettings settings;
    private final HostNames hosts;
    private final Map<String, List<LocalRecord>> records = new HashMap<>();
    private final @Nullable String reverse6Zone;

    LocalZone(DnsSettings settings, HostNames hosts) {
        this.settings = settings;
        this.hosts = hosts;
        for (LocalRecord record : settings.records()) {
            records.computeIfAbsent(record.name(), name -> new ArrayList<>()).add(record);
        }
        this.reverse6Zone = settings.prefix6() == null ? null : reverseZone(settings.prefix6());
    }

    /** The answer, null when the question is to be forwarded. */
    @Nullable LocalAnswer answer(String name, int type) {
        if (name.indexOf(DnsName.DOT_IN_LABEL) >= 0) {
            // Nobody here has such a name, and it is no host name anywhere.
            boolean ours = name.indexOf('.') < 0 || isInOurDomain(name) || DnsName.isIn(name, LOCALHOST);
            return ours ? LocalAnswer.nameError("") : null;
        }
        if (DnsName.isIn(name, LOCALHOST)) {
            return localhost(name, type);
        }
        List<LocalRecord> configured = records.get(name);
        if (configured != null) {
            return LocalAnswer.of(
                    configured.stream().filter(r -> matches(type, r.type())).toList(), soaOwner(name));
        }
        if (DnsName.isIn(name, REVERSE4)) {
            return reverse4(name, type);
        }
        if (reverse6Zone != null && DnsName.isIn(name, reverse6Zone)) {
            return denied(name, reverse6Zone);
        }
        if (isInOurDomain(name)) {
            return inDomain(name, type);
        }
        return !name.isEmpty() && name.indexOf('.') < 0 ? singleLabel(name, type) : null;
    }

    private boolean isInOurDomain(String name) {
        return !settings.domain().isEmpty() && DnsName.isIn(name, settings.domain());
    }

    /** RFC 6761 section 6.3: the guest's own loopback, whatever any hosts file says. */
    private LocalAnswer localhost(String name, int type) {
        List<LocalRecord> both = List.of(LocalRecord.a(name, LOOPBACK), LocalRecord.aaaa(name, new Ipv6Address(0, 1)));
        return LocalAnswer.of(both.stream().filter(r -> matches(type, r.type())).toList(), LOCALHOST);
    }

    private LocalAnswer inDomain(String name, int type) {
        String domain = settings.domain();
        if (name.equals(domain)) {
            return type == DnsType.SOA ? LocalAnswer.soa(domain) : LocalAnswer.noData(domain);
        }
        String label = name.substring(0, name.length() - domain.length() - 1);
        return host(name, label, type, domain);
    }

    private @Nullable LocalAnswer singleLabel(String name, int type) {
        if (DnsType.isAboutDelegation(type) && addressOf(name) == NO_ADDRESS) {
            return null;
        }
        return host(name, name, type, "");
    }

    private LocalAnswer host(String name, String label, int type, String zone) {
        int address = addressOf(label);
        if (address == NO_ADDRESS) {
            boolean isParent = records.keySet().stream().anyMatch(other -> DnsName.isIn(other, name));
            // RFC 8020: a name with something below it exists, though it has no records.
            return isParent ? LocalAnswer.noData(zone) : LocalAnswer.nameError(zone);
        }
        List<LocalRecord> all = new ArrayList<>();
        if (matches(type, DnsType.A)) {
            all.add(LocalRecord.a(name, address));
        }
        if (matches(type, DnsType.AAAA) && label.equals(settings.gatewayName())) {
            for (Ipv6Address address6 : settings.gatewayAddresses6()) {
                // Without a zone a link-local address is of no use to whoever resolves it.
                if (!address6.isLinkLocal()) {
                    all.add(LocalRecord.aaaa(name, address6));
                }
            }
        }
        return LocalAnswer.of(all, zone);
    }

    private int addressOf(String label) {
        return label.equals(settings.gatewayName()) ? settings.gatewayAddress() : hosts.addressOf(label);
    }

    private @Nullable LocalAnswer reverse4(String name, int type) {
        String[] labels = name.equals(REVERSE4)
                ? new String[0]
                : name.substring(0, name.length() - REVERSE4.length() - 1).split("\\.", -1);
        int address = 0;
        int octets = Math.min(labels.length, 4);
        for (int i = 0; i < octets; i++) {
            int octet = octet(labels[labels.length - 1 - i]);
            if (octet < 0) {
                return null;
            }
            address |= octet << (24 - 8 * i);
        }
        if (octets == 4 && Ipv4.isLoopbackOrThisHost(address)) {
            return address == LOOPBACK && matches(type, DnsType.PTR)
                    ? LocalAnswer.of(List.of(ptr(name, LOCALHOST)), "")
                    : LocalAnswer.nameError("");
        }
        for (Ipv4Prefix network : settings.networks()) {
            if (octets * 8 >= network.length() && network.contains(address)) {
                String zone = reverseZone(network, address);
                return labels.length == 4 ? pointer(name, address, type, zone) : denied(name, zone);
            }
        }
        return null;
    }

    private LocalAnswer pointer(String name, int address, int type, String zone) {
        Optional<String> host =
                address == settings.gatewayAddress() ? Optional.of(settings.gatewayName()) : hosts.nameOf(address);
        if (host.isEmpty()) {
            return LocalAnswer.nameError(zone);
        }
        String full = settings.domain().isEmpty() ? host.get() : host.get() + "." + settings.domain();
        return LocalAnswer.of(matches(type, DnsType.PTR) ? List.of(ptr(name, full)) : List.of(), zone);
    }

    private static LocalAnswer denied(String name, String zone) {
        return name.length() <= zone.length() ? LocalAnswer.noData(zone) : LocalAnswer.nameError(zone);
    }

    private String soaOwner(String name) {
        return DnsName.isIn(name, settings.domain()) ? settings.domain() : "";
    }

    private static LocalRecord ptr(String name, String target) {
        return new LocalRecord(name, DnsType.PTR, DnsName.encode(target));
    }

    private static boolean matches(int type, int recordType) {
        return type == recordType || type == DnsType.ANY;
    }

    private static int octet(String label) {
        if (label.isEmpty() || label.length() > 3 || !label.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int value = Integer.parseInt(label);
        return value <= 255 ? value : -1;
    }

    /** The zone that is cut at the octet boundary within the network. */
    private static String reverseZone(Ipv4Prefix network, int address) {
        int octets = Math.min(3, (network.length() + 7) / 8);
        StringBuilder zone = new StringBuilder();
        for (int i = octets - 1; i >= 0; i--) {
            zone.append(address >>> (24 - 8 * i) & 0xff).append('.');
        }
        return zone.append(REVERSE4).toString();
    }

    private static String reverseZone(Ipv6Address prefix) {
        StringBuilder zone = new StringBuilder();
        for (int shift = 0; shift < 64; shift += 4) {
            zone.append(Character.forDigit((int) (prefix.high() >>> shift) & 0xf, 16))
                    .append('.');
        }
        return zone.append(REVERSE6).toString();
    }
}
