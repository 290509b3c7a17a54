package dev.hayabashi.tapio.stream;

import java.nio.ByteBuffer;

/** The checksum of RFC 1071 over big-endian buffers. */
final class InternetChecksum {
    private InternetChecksum() {}

    /**
     * Adds 16-bit words.
     *
     * @param sum what was added before, not folded
     * @param from index of the first byte; words are counted from here
     * @param to index after the last byte; an odd one at the end counts as the upper half of a word
     */
    static long add(long sum, ByteBuffer bytes, int from, int to) {
        long total = sum;
        int at = from;
        // The sum of 32-bit halves is congruent to the sum of 16-bit words modulo 2^16 - 1 (RFC 1071 section 2).
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long eight = bytes.getLong(at);
            total += (eight >>> 32) + (eight & 0xffff_ffffL);
        }
        for (; at + Short.BYTES <= to; at += Short.BYTES) {
            total += bytes.getShort(at) & 0xffff;
        }
        if (at < to) {
            total += (bytes.get(at) & 0xff) << 8;
        }
        return total;
    }

    /** The sum folded to 16 bits and complemented. */
    static int finish(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) ~folded & 0xffff;
    }

    /** As {@link #finish}, but never 0, which UDP sends for "none"; 0 and 0xffff are the same number in this arithmetic. */
    static int finishNonZero(long sum) {
        int checksum = finish(sum);
        return checksum == 0 ? 0xffff : checksum;
    }
}
