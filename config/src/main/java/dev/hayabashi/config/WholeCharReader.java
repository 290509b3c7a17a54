package dev.hayabashi.config;

import java.io.Reader;

/**
 * Hands out a string in pieces that never end between the two halves of a character outside the basic plane.
 * snakeyaml-engine 3.0.1 fills a buffer of 1024 and fails with IndexOutOfBoundsException when such a character lies
 * across its end.
 */
final class WholeCharReader extends Reader {
    private static final int PIECE = 512;

    private final String text;
    private int next;

    WholeCharReader(String text) {
        this.text = text;
    }

    @Override
    public int read(char[] buffer, int offset, int length) {
        if (next >= text.length()) {
            return -1;
        }
        int end = Math.min(text.length(), next + Math.min(PIECE, length));
        if (end - next > 1 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        text.getChars(next, end, buffer, offset);
        int n = end - next;
        next = end;
        return n;
    }

    @Override
    public void close() {
        // Nothing to release.
    }
}
