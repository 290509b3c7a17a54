package dev.hayabashi.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Consecutive IPv4 addresses, most significant octet first.
 *
 * @param first the lowest
 * @param last the highest, included; the same for a single address
 */
public record Ipv4Range(int first, int last) {
    public Ipv4Range {
        if (Integer.compareUnsigned(first, last) > 0) {
            throw new IllegalArgumentException("range " + format(first) + "-" + format(last) + " is upside down");
        }
    }

    /** Reads {@code 192.168.122.2-192.168.122.254} or one address. */
    public static Optional<Ipv4Range> parse(String text) {
        int dash = text.indexOf('-');
        Optional<Integer> first =
                parseAddress(dash < 0 ? text : text.substring(0, dash).strip());
        Optional<Integer> last =
                dash < 0 ? first : parseAddress(text.substring(dash + 1).strip());
        return first.flatMap(
                f -> last.filter(l -> Integer.compareUnsigned(f, l) <= 0).map(l -> new Ipv4Range(f, l)));
    }

    /** The network of an interface address, from its first to its last address. */
    static Ipv4Range network(Cidr cidr) {
        int mask = cidr.prefixLength() == 0 ? 0 : -1 << (32 - cidr.prefixLength());
        int address = toInt(cidr.address());
        return new Ipv4Range(address & mask, address | ~mask);
    }

    /** An IPv4 address as a number. */
    public static int toInt(InetAddress address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }

    private static Optional<Integer> parseAddress(String text) {
        return Cidr.parseAddress(text).filter(Inet4Address.class::isInstance).map(Ipv4Range::toInt);
    }

    boolean contains(Ipv4Range other) {
        return Integer.compareUnsigned(first, other.first) <= 0 && Integer.compareUnsigned(other.last, last) <= 0;
    }

    boolean overlaps(Ipv4Range other) {
        return Integer.compareUnsigned(first, other.last) <= 0 && Integer.compareUnsigned(other.first, last) <= 0;
    }

    /** Number of addresses. */
    long size() {
        return Integer.toUnsignedLong(last) - Integer.toUnsignedLong(first) + 1;
    }

    boolean isSingle() {
        return first == last;
    }

    private static String format(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }

    @Override
    public String toString() {
        return isSingle() ? format(first) : format(first) + "-" + format(last);
    }
}
