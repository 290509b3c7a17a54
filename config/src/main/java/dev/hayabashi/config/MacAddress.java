package dev.hayabashi.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A 48-bit MAC address.
 *
 * @param value the address as a number, first octet most significant, 0..2^48-1
 */
public record MacAddress(long value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{2}([:-][0-9a-f]{2}){5}");

    public MacAddress {
        if (value >>> 48 != 0) {
            throw new IllegalArgumentException("not a 48-bit address: " + Long.toHexString(value));
        }
    }

    /** Reads {@code 52:54:00:12:34:56}; dashes and upper case are taken too. */
    public static Optional<MacAddress> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!FORM.matcher(lower).matches()) {
            return Optional.empty();
        }
        return Optional.of(new MacAddress(Long.parseLong(lower.replaceAll("[:-]", ""), 16)));
    }

    /** Whether this is a group address (multicast or broadcast), which no station can have. */
    public boolean isGroup() {
        return ((value >>> 40) & 1) != 0;
    }

    /** Six octets in hexadecimal with colons, lower case. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            s.append(s.isEmpty() ? "" : ":").append(String.format("%02x", (value >>> shift) & 0xFF));
        }
        return s.toString();
    }
}
