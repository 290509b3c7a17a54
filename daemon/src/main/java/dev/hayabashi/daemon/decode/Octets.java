package dev.hayabashi.daemon.decode;

import dev.hayabashi.bridgecore.MacAddress;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** A part of a frame. Reads beyond its end give zero octets; who cares asks {@link #has} first. */
final class Octets {
    private static final int MAX_TEXT = 64;

    private final byte[] bytes;
    private final int start;
    private final int end;

    Octets(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private Octets(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
    }

    int length() {
        return end - start;
    }

    /** Whether {@code count} octets from {@code at} are there. */
    boolean has(int at, int count) {
        return at >= 0 && count >= 0 && count <= length() - at;
    }

    /** What follows after {@code at}; nothing when that is beyond the end. */
    Octets from(int at) {
        return new Octets(bytes, start + Math.min(Math.max(at, 0), length()), end);
    }

    /** At most the first {@code count} octets. */
    Octets first(int count) {
        return new Octets(bytes, start, start + Math.min(Math.max(count, 0), length()));
    }

    int u8(int at) {
        return has(at, 1) ? bytes[start + at] & 0xff : 0;
    }

    int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    long u32(int at) {
        return (long) u16(at) << 16 | u16(at + 2);
    }

    long u48(int at) {
        return (long) u16(at) << 32 | u32(at + 2);
    }

    String mac(int at) {
        return MacAddress.format(u48(at));
    }

    String ip4(int at) {
        return u8(at) + "." + u8(at + 1) + "." + u8(at + 2) + "." + u8(at + 3);
    }

    /** In the form of RFC 5952. */
    String ip6(int at) {
        byte[] address = new byte[16];
        for (int i = 0; i < address.length; i++) {
            address[i] = (byte) u8(at + i);
        }
        try {
            // An IPv4-mapped address would come back as an Inet4Address: then its own form is the right one.
            return NetUtil.toAddressString(InetAddress.getByAddress(address));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 octets are an address: " + Arrays.toString(address), e);
        }
    }

    /** Text out of the frame: printable ASCII, anything else as a question mark, cut after 64 characters. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length() && i < MAX_TEXT; i++) {
            int c = u8(i);
            text.append(c > ' ' && c < 0x7f && c != '\'' ? (char) c : '?');
        }
        return text.toString();
    }
}
