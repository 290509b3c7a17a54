package dev.hayabashi.services.dns;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Domain names as text: lower case, labels joined by dots, no trailing dot; the root is empty. */
final class DnsName {
    static final int MAX_BYTES = 255;
    private static final int MAX_LABEL_BYTES = 63;

    private DnsName() {}

    /** Lower case, without trailing dot. */
    static String normalise(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** True when {@code name} is {@code domain} or below it. */
    static boolean isIn(String name, String domain) {
        return domain.isEmpty()
                || name.equals(domain)
                || (name.endsWith(domain) && name.charAt(name.length() - domain.length() - 1) == '.');
    }

    /**
     * Wire form, uncompressed.
     *
     * @throws IllegalArgumentException when a label is empty or too long
     */
    static byte[] encode(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!name.isEmpty()) {
            for (String label : name.split("\\.", -1)) {
                byte[] octets = label.getBytes(StandardCharsets.ISO_8859_1);
                if (octets.length == 0 || octets.length > MAX_LABEL_BYTES) {
                    throw new IllegalArgumentException("'" + name + "' is not a domain name");
                }
                out.write(octets.length);
                out.writeBytes(octets);
            }
        }
        out.write(0);
        if (out.size() > MAX_BYTES) {
            throw new IllegalArgumentException("'" + name + "' is longer than a domain name may be");
        }
        return out.toByteArray();
    }
}
