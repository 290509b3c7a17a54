package dev.hayabashi.services.dhcp;

import dev.hayabashi.services.wire.Ipv4;
import dev.hayabashi.services.wire.Ipv4Prefix;
import dev.hayabashi.services.wire.Octets;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How the configured values of an option become octets. */
public enum OptionType {
    /** One or more IPv4 addresses. */
    ADDRESSES,
    /** One text, not terminated. */
    TEXT,
    /** One number of 0..255. */
    UINT8,
    /** One number of 0..65535. */
    UINT16,
    /** One number of 0..4294967295. */
    UINT32,
    /** {@code true} or {@code false}, one octet. */
    FLAG,
    /** Domain names in DNS form (RFC 3397), uncompressed. */
    NAMES,
    /** Routes {@code 10.0.0.0/8 via 192.168.122.5} (RFC 3442). */
    ROUTES,
    /** Hexadecimal octets, colons allowed. */
    BYTES;

    private static final int MAX_LABEL = 63;

    /**
     * Encodes the values.
     *
     * @throws IllegalArgumentException saying which value is wrong and what would be right
     */
    public byte[] encode(List<String> values) {
        boolean many = this == ADDRESSES || this == NAMES || this == ROUTES;
        if (values.isEmpty() || (!many && values.size() > 1)) {
            throw new IllegalArgumentException((many ? "at least one" : "exactly one") + " value is needed");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String value : values) {
            encodeOne(value, out);
        }
        return out.toByteArray();
    }

    private void encodeOne(String value, ByteArrayOutputStream out) {
        switch (this) {
            case ADDRESSES -> putNumber(out, Ipv4.parse(value) & 0xffff_ffffL, 4);
            case TEXT -> out.writeBytes(value.getBytes(StandardCharsets.UTF_8));
            case UINT8 -> putNumber(out, number(value, 0xff), 1);
            case UINT16 -> putNumber(out, number(value, 0xffff), 2);
            case UINT32 -> putNumber(out, number(value, 0xffff_ffffL), 4);
            case FLAG -> out.write(flag(value));
            case NAMES -> putName(out, value);
            case ROUTES -> putRoute(out, value);
            case BYTES -> out.writeBytes(Octets.parseHex(value));
        }
    }

    private static long number(String text, long max) {
        try {
            long value = Long.parseLong(text);
            if (value >= 0 && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported below, together with what is out of range.
        }
        throw new IllegalArgumentException("'" + text + "' is not a number from 0 to " + max);
    }

    private static int flag(String text) {
        return switch (text) {
            case "true" -> 1;
            case "false" -> 0;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }

    private static void putNumber(ByteArrayOutputStream out, long value, int octets) {
        for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
    }

    private static void putName(ByteArrayOutputStream out, String name) {
        String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (relative.length() > 253) {
            throw new IllegalArgumentException("'" + name + "' is longer than a domain name may be");
        }
        for (String label : relative.split("\\.", -1)) {
            byte[] octets = label.getBytes(StandardCharsets.US_ASCII);
            if (octets.length == 0 || octets.length > MAX_LABEL) {
                throw new IllegalArgumentException("'" + name + "' is not a domain name such as lab.example.org");
            }
            out.write(octets.length);
            out.writeBytes(octets);
        }
        out.write(0);
    }

    private static void putRoute(ByteArrayOutputStream out, String route) {
        String[] parts = route.trim().split("\\s+via\\s+", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("'" + route + "' is not a route such as 10.0.0.0/8 via 192.168.122.5");
        }
        if (parts[0].equals("default") || parts[0].equals("0.0.0.0/0")) {
            out.write(0);
        } else {
            Ipv4Prefix prefix = Ipv4Prefix.parse(parts[0]);
            out.write(prefix.length());
            // Only the significant octets of the destination (RFC 3442).
            for (int i = 0; i < (prefix.length() + 7) / 8; i++) {
                out.write(prefix.network() >>> (24 - 8 * i));
            }
        }
        putNumber(out, Ipv4.parse(parts[1]) & 0xffff_ffffL, 4);
    }
}
