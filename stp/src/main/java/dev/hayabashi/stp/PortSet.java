package dev.hayabashi.stp;

import java.util.Arrays;

/** A set of port indices that is walked in ascending order while it changes, without allocating. */
final class PortSet {
    private static final int WORD = 64;

    private long[] words = new long[1];

    void add(int index) {
        int word = index / WORD;
        if (word >= words.length) {
            words = Arrays.copyOf(words, word + 1);
        }
        words[word] |= 1L << index;
    }

    void remove(int index) {
        words[index / WORD] &= ~(1L << index);
    }

    void addAll(int count) {
        for (int index = 0; index < count; index++) {
            add(index);
        }
    }

    void clear() {
        Arrays.fill(words, 0);
    }

    boolean isEmpty() {
        return next(0) < 0;
    }

    /** The first member at or after {@code from}, or -1. */
    int next(int from) {
        int word = from / WORD;
        if (word >= words.length) {
            return -1;
        }
        long bits = words[word] & (-1L << from);
        while (bits == 0) {
            if (++word == words.length) {
                return -1;
            }
            bits = words[word];
        }
        return word * WORD + Long.numberOfTrailingZeros(bits);
    }
}
