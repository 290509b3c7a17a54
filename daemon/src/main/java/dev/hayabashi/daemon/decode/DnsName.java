package dev.hayabashi.daemon.decode;

/** The first question of a DNS message (RFC 1035 section 4.1). */
final class DnsName {
    private static final int HEADER_BYTES = 12;
    private static final int MAX_LABELS = 16;

    /** RFC 1035 section 2.3.4, length octets included; what is longer is no name and ends here. */
    private static final int MAX_NAME_BYTES = 255;

    private DnsName() {}

    /** {@code query AAAA example.org}, or as much of it as can be told. */
    static String of(Octets dns) {
        if (!dns.has(0, HEADER_BYTES)) {
            return "message";
        }
        String direction = (dns.u8(2) & 0x80) == 0 ? "query" : "answer";
        if (dns.u16(4) == 0) {
            return direction;
        }
        StringBuilder name = new StringBuilder();
        int at = HEADER_BYTES;
        for (int label = 0; label < MAX_LABELS; label++) {
            int length = dns.u8(at);
            boolean tooLong = at + 1 + length - HEADER_BYTES >= MAX_NAME_BYTES;
            if (length == 0 || length > 63 || tooLong || !dns.has(at + 1, length)) {
                break;
            }
            name.append(name.isEmpty() ? "" : ".")
                    .append(dns.from(at + 1).first(length).text());
            at += 1 + length;
        }
        String type = dns.u8(at) == 0 && dns.has(at, 3) ? type(dns.u16(at + 1)) + " " : "";
        return direction + " " + type + (name.isEmpty() ? "." : name);
    }

    private static String type(int type) {
        return switch (type) {
            case 1 -> "A";
            case 2 -> "NS";
            case 5 -> "CNAME";
            case 6 -> "SOA";
            case 12 -> "PTR";
            case 15 -> "MX";
            case 16 -> "TXT";
            case 28 -> "AAAA";
            case 33 -> "SRV";
            case 65 -> "HTTPS";
            default -> "TYPE" + type;
        };
    }
}
