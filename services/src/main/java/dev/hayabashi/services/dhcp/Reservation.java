package dev.hayabashi.services.dhcp;

import dev.hayabashi.bridgecore.MacAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An address, a name, or both, kept for one client.
 *
 * @param match which client
 * @param address its address, 0 when only the name is reserved
 * @param hostName its name, null for none
 * @param leaseSeconds its lease time, 0 for the common one
 */
public record Reservation(
        Match match, int address, @Nullable String hostName, long leaseSeconds) {
    /** Which client a reservation is for. */
    public sealed interface Match {
        /** The hardware address. */
        record ByMac(long mac) implements Match {
            @Override
            public String toString() {
                return "mac " + MacAddress.format(mac);
            }
        }

        /** The name of the port that the client is behind. */
        record ByPort(String port) implements Match {
            @Override
            public String toString() {
                return "port " + port;
            }
        }

        /** The client identifier as lower-case hexadecimal octets. */
        record ByClientId(String clientId) implements Match {
            public ByClientId {
                clientId = clientId.replace(":", "").toLowerCase(Locale.ROOT);
            }

            @Override
            public String toString() {
                return "client-id " + clientId;
            }
        }
    }

    public Reservation {
        if (address == 0 && hostName == null) {
            throw new IllegalArgumentException("reservation for " + match + " has neither an address nor a name");
        }
        if (hostName != null && !HostName.isValid(hostName)) {
            throw new IllegalArgumentException("'" + hostName + "' is not a host name: letters, digits and hyphens, at"
                    + " most 63, neither first nor last a hyphen");
        }
    }

    public static Reservation ofMac(long mac, int address, @Nullable String hostName) {
        return new Reservation(new Match.ByMac(mac), address, hostName, 0);
    }

    public static Reservation ofPort(String port, int address, @Nullable String hostName) {
        return new Reservation(new Match.ByPort(port), address, hostName, 0);
    }

    public static Reservation ofClientId(String hex, int address, @Nullable String hostName) {
        return new Reservation(new Match.ByClientId(hex), address, hostName, 0);
    }
}
