package dev.hayabashi.fuzz;

import java.nio.charset.StandardCharsets;

/** Takes values out of an input from its start. Beyond its end everything is zero, so that each input means something. */
public final class Input {
    private final byte[] bytes;
    private int at;

    public Input(byte[] bytes) {
        this.bytes = bytes;
    }

    public int remaining() {
        return bytes.length - at;
    }

    /** Octet, 0..255. */
    public int u8() {
        return at < bytes.length ? bytes[at++] & 0xff : 0;
    }

    /** Two octets, big-endian. */
    public int u16() {
        return u8() << 8 | u8();
    }

    /** Four octets, big-endian. */
    public int i32() {
        return u16() << 16 | u16();
    }

    /** A number from 0 up to but not including {@code bound}, at most 256. */
    public int below(int bound) {
        return u8() % bound;
    }

    /** So many octets, fewer at the end. */
    public byte[] take(int count) {
        byte[] taken = new byte[Math.min(count, remaining())];
        System.arraycopy(bytes, at, taken, 0, taken.length);
        at += taken.length;
        return taken;
    }

    /** A length in two octets, then so many octets. */
    public byte[] block() {
        return take(u16());
    }

    public byte[] rest() {
        return take(remaining());
    }

    /** What is left as UTF-8; what is none becomes U+FFFD, as it does where the product reads text. */
    public String text() {
        return new String(rest(), StandardCharsets.UTF_8);
    }
}
