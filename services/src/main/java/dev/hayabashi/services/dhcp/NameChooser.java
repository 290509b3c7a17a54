package dev.hayabashi.services.dhcp;

import dev.hayabashi.services.spi.ServiceEvent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Decides under which name a client is known: its reservation's, else the one that it sends (option 81, then 12). The
 * first owner of a name keeps it while its lease lasts; reserved names are only for their reservations.
 */
final class NameChooser {
    /** Flag E of option 81: the name is in DNS form (RFC 4702 section 2.1). */
    static final int FQDN_ENCODED = 0x04;

    /** Octets of option 81 in front of the name: flags and two return codes. */
    static final int FQDN_HEADER_BYTES = 3;

    private final ServerState state;

    NameChooser(ServerState state) {
        this.state = state;
    }

    /** The client's name, null for none. */
    @Nullable String choose(Exchange exchange, long nowNanos) {
        Reservation reservation = exchange.reservation();
        String reserved = reservation == null ? null : reservation.hostName();
        String name = reserved != null ? HostName.sanitise(reserved) : HostName.sanitise(sentName(exchange.options()));
        if (name == null) {
            return null;
        }
        String reason = reasonAgainst(exchange, name, reserved != null);
        if (reason == null) {
            return name;
        }
        state.gated(
                "name " + name + exchange.mac(),
                nowNanos,
                suppressed -> new ServiceEvent.NameRefused(
                        name, exchange.mac(), exchange.port().name(), reason, suppressed));
        return null;
    }

    private @Nullable String reasonAgainst(Exchange exchange, String name, boolean reserved) {
        if (!reserved && state.settings().reservedNames().contains(name)) {
            return "the name is reserved";
        }
        Reservation owner = state.reservations().named(name);
        if (owner != null && !owner.equals(exchange.reservation())) {
            return "the name is reserved for " + owner.match();
        }
        Binding holder = state.table.named(name);
        if (holder != null && !holder.key.equals(exchange.key())) {
            return "the name is in use by the lease of " + dev.hayabashi.services.wire.Ipv4.format(holder.address);
        }
        return null;
    }

    private static String sentName(DhcpOptions options) {
        byte[] fqdn = options.bytes(OptionCode.CLIENT_FQDN);
        if (fqdn.length > FQDN_HEADER_BYTES) {
            int start = FQDN_HEADER_BYTES;
            int length = fqdn.length - start;
            if ((fqdn[0] & FQDN_ENCODED) != 0) {
                // The first label is all that we use of it.
                length = Math.min(fqdn[start] & 0xff, fqdn.length - start - 1);
                start++;
            }
            return new String(fqdn, start, length, StandardCharsets.ISO_8859_1);
        }
        return options.text(OptionCode.HOST_NAME);
    }
}
