package dev.hayabashi.bridgecore;

import java.nio.ByteBuffer;

/** The Internet checksum (RFC 1071): ones' complement sums of 16-bit words, over big-endian memory. */
final class InternetChecksum {
    private static final long LOW_32 = 0xffff_ffffL;

    private InternetChecksum() {}

    /**
     * Sum of {@code bytes} bytes from {@code at}, which counts as an even place; an odd last byte is padded with a zero.
     *
     * @param bytes at most 64 KiB or so: the sum of 2^31 bytes would still fit
     * @return an unfolded sum, which may be added to others before {@link #fold}
     */
    static long sum(ByteBuffer memory, int at, int bytes) {
        long sum = 0;
        int end = at + bytes;
        int i = at;
        // Adding halves of a long: a carry out of 16 bits is kept in the upper bits and folded once at the end.
        for (; i <= end - 32; i += 32) {
            long a = memory.getLong(i);
            long b = memory.getLong(i + 8);
            long c = memory.getLong(i + 16);
            long d = memory.getLong(i + 24);
            sum += (a >>> 32) + (a & LOW_32) + (b >>> 32) + (b & LOW_32);
            sum += (c >>> 32) + (c & LOW_32) + (d >>> 32) + (d & LOW_32);
        }
        for (; i <= end - 4; i += 4) {
            sum += memory.getInt(i) & LOW_32;
        }
        if (i <= end - 2) {
            sum += memory.getShort(i) & 0xffff;
            i += 2;
        }
        if (i < end) {
            sum += (memory.get(i) & 0xff) << 8;
        }
        return sum;
    }

    /** Folds a sum into 16 bits with end-around carry; not complemented. */
    static int fold(long sum) {
        long folded = (sum >>> 32) + (sum & LOW_32);
        folded = (folded >>> 32) + (folded & LOW_32);
        int halves = (int) ((folded >>> 16) + (folded & 0xffff));
        return (halves >>> 16) + (halves & 0xffff);
    }

    /** The checksum field that belongs to a sum: its complement. */
    static int of(long sum) {
        return ~fold(sum) & 0xffff;
    }

    /** As {@link #of}, with 0xffff for 0, which means "no checksum" to UDP (RFC 768) and the same number to all. */
    static int nonZero(long sum) {
        int checksum = of(sum);
        return checksum == 0 ? 0xffff : checksum;
    }
}
