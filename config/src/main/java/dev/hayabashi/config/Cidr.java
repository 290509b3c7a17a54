package dev.hayabashi.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An interface address: an IP address with the length of its network's prefix (RFC 4632, RFC 4291).
 *
 * @param address the address of the host, not of the network
 * @param prefixLength bits of the network part, 0..32 or 0..128
 */
public record Cidr(InetAddress address, int prefixLength) {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");

    public Cidr {
        int bits = address instanceof Inet4Address ? 32 : 128;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " is not 0.." + bits);
        }
    }

    /** Reads {@code 192.168.122.1/24} or {@code fd00::1/64}. Never asks a name server. */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !LENGTH.matcher(text.substring(slash + 1)).matches()) {
            return Optional.empty();
        }
        int length = Integer.parseInt(text.substring(slash + 1));
        return parseAddress(text.substring(0, slash))
                .filter(a -> length <= (a instanceof Inet4Address ? 32 : 128))
                .map(a -> new Cidr(a, length));
    }

    /** Reads a literal IPv4 or IPv6 address. Never asks a name server. */
    static Optional<InetAddress> parseAddress(String text) {
        boolean v4 = V4.matcher(text).matches();
        if (!v4 && !V6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // The brackets make the JDK treat the text as a literal in any case.
            InetAddress a = InetAddress.getByName(v4 ? text : "[" + text + "]");
            return v4 == (a instanceof Inet4Address) ? Optional.of(a) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The form that people write: {@code 192.168.122.1/24}, {@code fd00::1/64} (RFC 5952). */
    @Override
    public String toString() {
        return format(address) + "/" + prefixLength;
    }

    /** An address in the form that people write; IPv6 with the longest run of zeros left out (RFC 5952 section 4). */
    static String format(InetAddress address) {
        if (address instanceof Inet4Address) {
            return address.getHostAddress();
        }
        byte[] b = address.getAddress();
        int[] words = new int[8];
        for (int i = 0; i < 8; i++) {
            words[i] = ((b[2 * i] & 0xFF) << 8) | (b[2 * i + 1] & 0xFF);
        }
        int from = -1;
        int run = 1;
        for (int i = 0; i < 8; i++) {
            int n = 0;
            while (i + n < 8 && words[i + n] == 0) {
                n++;
            }
            if (n > run) {
                from = i;
                run = n;
            }
        }
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == from) {
                s.append("::");
                i += run - 1;
            } else {
                s.append(s.isEmpty() || s.charAt(s.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(words[i]));
            }
        }
        return s.toString();
    }
}
