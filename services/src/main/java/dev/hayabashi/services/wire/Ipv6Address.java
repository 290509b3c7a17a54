package dev.hayabashi.services.wire;

import io.netty.util.NetUtil;
import java.nio.ByteBuffer;

/**
 * An IPv6 address.
 *
 * @param high its first 64 bits, the prefix
 * @param low its last 64 bits, the interface identifier
 */
public record Ipv6Address(long high, long low) {
    public static final int BYTES = 16;

    /** {@code ::}. */
    public static final Ipv6Address UNSPECIFIED = new Ipv6Address(0, 0);

    /** {@code ff02::1}, all nodes on the link. */
    public static final Ipv6Address ALL_NODES = new Ipv6Address(0xff02_0000_0000_0000L, 1);

    /** {@code ff02::2}, all routers on the link. */
    public static final Ipv6Address ALL_ROUTERS = new Ipv6Address(0xff02_0000_0000_0000L, 2);

    private static final long LINK_LOCAL_PREFIX = 0xfe80_0000_0000_0000L;

    /** Reads the 16 octets at {@code offset}. */
    public static Ipv6Address read(ByteBuffer memory, int offset) {
        return new Ipv6Address(memory.getLong(offset), memory.getLong(offset + 8));
    }

    /**
     * Parses the text form of RFC 4291; no zone.
     *
     * @throws IllegalArgumentException with the text when it is anything else
     */
    public static Ipv6Address parse(String text) {
        byte[] octets = text.indexOf('%') >= 0 || text.indexOf(':') < 0
                ? null
                : NetUtil.createByteArrayFromIpAddressString(text);
        if (octets == null || octets.length != BYTES) {
            throw new IllegalArgumentException("'" + text + "' is not an IPv6 address such as fd00:122::1");
        }
        return read(ByteBuffer.wrap(octets), 0);
    }

    /** The link-local address that the modified EUI-64 of a MAC address gives (RFC 4291 appendix A). */
    public static Ipv6Address linkLocalOf(long mac) {
        long eui = (mac & 0xffff_ff00_0000L) << 16 | 0xff_fe00_0000L | (mac & 0xff_ffffL);
        return new Ipv6Address(LINK_LOCAL_PREFIX, eui ^ 0x0200_0000_0000_0000L);
    }

    public boolean isUnspecified() {
        return high == 0 && low == 0;
    }

    /** True in {@code fe80::/10}. */
    public boolean isLinkLocal() {
        return high >>> 54 == LINK_LOCAL_PREFIX >>> 54;
    }

    public boolean isMulticast() {
        return high >>> 56 == 0xff;
    }

    /** {@code ::1}, or a loopback address of IPv4 in mapped form. */
    public boolean isLoopback() {
        boolean mapped = high == 0 && low >>> 32 == 0xffff;
        return (high == 0 && low == 1) || (mapped && Ipv4.isLoopbackOrThisHost((int) low));
    }

    /** Writes the 16 octets at the buffer's position. */
    public void write(ByteBuffer out) {
        out.putLong(high).putLong(low);
    }

    /** Sum of the eight 16-bit words, for checksums. */
    int wordSum() {
        return words(high) + words(low);
    }

    private static int words(long half) {
        return (int) ((half >>> 48) + (half >>> 32 & 0xffff) + (half >>> 16 & 0xffff) + (half & 0xffff));
    }

    /** The form of RFC 5952. */
    @Override
    public String toString() {
        byte[] octets = ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
        return NetUtil.bytesToIpAddress(octets);
    }
}
