package dev.hayabashi.services.wire;

/** IPv4 addresses kept in an {@code int}, most significant octet first. */
public final class Ipv4 {
    /** 255.255.255.255. */
    public static final int BROADCAST = -1;

    /** 0.0.0.0, "no address yet". */
    public static final int UNSPECIFIED = 0;

    private static final int OCTETS = 4;

    private Ipv4() {}

    /** Dotted form. */
    public static String format(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }

    /**
     * Parses the dotted form of four decimal octets; no short forms, no octal.
     *
     * @throws IllegalArgumentException with the text when it is anything else
     */
    public static int parse(String text) {
        int address = 0;
        int octets = 0;
        int start = 0;
        while (octets < OCTETS) {
            int dot = octets == OCTETS - 1 ? text.length() : text.indexOf('.', start);
            int octet = dot < 0 ? -1 : octet(text, start, dot);
            if (octet < 0) {
                throw new IllegalArgumentException("'" + text + "' is not an IPv4 address such as 192.168.122.10");
            }
            address = address << 8 | octet;
            start = dot + 1;
            octets++;
        }
        return address;
    }

    private static int octet(String text, int from, int to) {
        if (to <= from || to - from > 3 || (to - from > 1 && text.charAt(from) == '0')) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            value = value * 10 + digit - '0';
        }
        return value <= 255 ? value : -1;
    }

    /** True for 127.0.0.0/8 and 0.0.0.0/8, which mean "this host" to whoever hears them. */
    public static boolean isLoopbackOrThisHost(int address) {
        int first = address >>> 24;
        return first == 127 || first == 0;
    }

    /** True for 224.0.0.0/4, 240.0.0.0/4 and the broadcast address: nobody's own address. */
    public static boolean isMulticastOrReserved(int address) {
        return address >>> 24 >= 224;
    }
}
