package dev.hayabashi.services.dhcp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Host names that clients choose for themselves: letters, digits and hyphens (RFC 1123 section 2.1), at most 63. */
final class HostName {
    static final int MAX_LENGTH = 63;

    private HostName() {}

    static boolean isValid(String name) {
        return !name.isEmpty() && name.toLowerCase(Locale.ROOT).equals(sanitise(name));
    }

    /**
     * Makes a host name out of what a client sent: its first label in lower case, spaces and underscores as hyphens,
     * anything else left out.
     *
     * @return null when nothing is left
     */
    static @Nullable String sanitise(String sent) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < sent.length() && name.length() < MAX_LENGTH; i++) {
            char c = sent.charAt(i);
            if (c == '.') {
                break;
            }
            if (c >= 'A' && c <= 'Z') {
                name.append((char) (c + 'a' - 'A'));
            } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                name.append(c);
            } else if ((c == '-' || c == '_' || c == ' ') && !name.isEmpty()) {
                name.append('-');
            }
        }
        while (!name.isEmpty() && name.charAt(name.length() - 1) == '-') {
            name.setLength(name.length() - 1);
        }
        return name.isEmpty() ? null : name.toString();
    }
}
