package dev.hayabashi.services.dhcp;

import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.services.wire.Ipv4;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Leases in the forms that other programs read. */
public final class LeaseExport {
    private LeaseExport() {}

    /**
     * dnsmasq's leases file: one line each of expiry time (seconds since 1970, 0 for never), MAC, address, host name and
     * client identifier, {@code *} for none.
     */
    public static String dnsmasq(List<Lease> leases) {
        StringBuilder text = new StringBuilder();
        for (Lease lease : leases) {
            text.append(expirySeconds(lease)).append(' ');
            text.append(MacAddress.format(lease.mac())).append(' ');
            text.append(Ipv4.format(lease.address())).append(' ');
            text.append(lease.hostName() == null ? "*" : lease.hostName()).append(' ');
            text.append(lease.clientId().isEmpty() ? "*" : colons(lease.clientId()));
            text.append('\n');
        }
        return text.toString();
    }

    /**
     * libvirt's {@code /var/lib/libvirt/dnsmasq/BRIDGE.status}: a list of objects with these keys, in this order. Absent
     * values have no key.
     */
    public static List<Map<String, Object>> libvirtStatus(List<Lease> leases) {
        List<Map<String, Object>> status = new ArrayList<>();
        for (Lease lease : leases) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("ip-address", Ipv4.format(lease.address()));
            entry.put("mac-address", MacAddress.format(lease.mac()));
            if (lease.hostName() != null) {
                entry.put("hostname", lease.hostName());
            }
            if (!lease.clientId().isEmpty()) {
                entry.put("client-id", colons(lease.clientId()));
            }
            entry.put("expiry-time", expirySeconds(lease));
            status.add(entry);
        }
        return status;
    }

    private static long expirySeconds(Lease lease) {
        return lease.isInfinite() ? 0 : lease.endsWallMillis() / 1000;
    }

    private static String colons(String hex) {
        StringBuilder text = new StringBuilder(hex.length() * 3 / 2);
        for (int i = 0; i < hex.length(); i += 2) {
            text.append(i == 0 ? "" : ":").append(hex, i, i + 2);
        }
        return text.toString();
    }
}
