package dev.hayabashi.tapio.netlink;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address with its prefix length, such as {@code 192.168.122.1/24}.
 *
 * @param address the address
 * @param prefixLength bits of the network part
 */
public record InterfaceAddress(InetAddress address, int prefixLength) {
    private static final Pattern NUMERIC = Pattern.compile("([0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)/([0-9]{1,3})");

    public InterfaceAddress {
        if (prefixLength < 0 || prefixLength > address.getAddress().length * 8) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " does not fit "
                    + address.getHostAddress() + "; it is 0 to " + address.getAddress().length * 8);
        }
    }

    /**
     * Parses the slash form; never asks DNS.
     *
     * @throws IllegalArgumentException with the text when it is no such address
     */
    public static InterfaceAddress parse(String text) {
        Matcher matcher = NUMERIC.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not an address with prefix such as 192.168.122.1/24");
        }
        try {
            return new InterfaceAddress(InetAddress.getByName(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an address with prefix such as 192.168.122.1/24", e);
        }
    }

    /** The IPv4 broadcast address of the network. */
    byte[] broadcast() {
        byte[] octets = address.getAddress();
        for (int bit = prefixLength; bit < octets.length * 8; bit++) {
            octets[bit / 8] |= (byte) (0x80 >>> (bit % 8));
        }
        return octets;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
