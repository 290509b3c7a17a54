package dev.hayabashi.services.dhcp;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configured reservations, by client, by address and by name. */
final class Reservations {
    private final Map<Reservation.Match, Reservation> byMatch = new HashMap<>();
    private final Map<Integer, Reservation> byAddress = new HashMap<>();
    private final Map<String, Reservation> byName = new HashMap<>();

    Reservations(List<Reservation> reservations) {
        for (Reservation reservation : reservations) {
            byMatch.put(reservation.match(), reservation);
            if (reservation.address() != 0) {
                byAddress.put(reservation.address(), reservation);
            }
            if (reservation.hostName() != null) {
                byName.put(reservation.hostName().toLowerCase(Locale.ROOT), reservation);
            }
        }
    }

    /** The client's reservation: by client identifier, then by MAC, then by the port that it is behind. */
    @Nullable Reservation find(String clientId, long mac, String port) {
        Reservation found = clientId.isEmpty() ? null : byMatch.get(new Reservation.Match.ByClientId(clientId));
        if (found == null) {
            found = byMatch.get(new Reservation.Match.ByMac(mac));
        }
        return found != null ? found : byMatch.get(new Reservation.Match.ByPort(port));
    }

    @Nullable Reservation at(int address) {
        return byAddress.get(address);
    }

    @Nullable Reservation named(String hostName) {
        return byName.get(hostName);
    }
}
