package dev.hayabashi.config;

/**
 * A place in a text, as editors count it.
 *
 * @param line line number, from 1; 0 when the place is the whole text (a file that cannot be read)
 * @param column column number in code points, from 1; 0 together with line 0
 */
public record Position(int line, int column) {
    /** The text as a whole. */
    public static final Position NONE = new Position(0, 0);

    /** First character of a text. */
    public static final Position START = new Position(1, 1);

    /** {@code line:column}. */
    @Override
    public String toString() {
        return line + ":" + column;
    }
}
