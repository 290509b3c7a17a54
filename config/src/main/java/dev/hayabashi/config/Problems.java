package dev.hayabashi.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects what is wrong with one document, so that a user mends a file in one round instead of one per mistake.
 * Bounded: a file of another kind altogether would otherwise be reported line by line.
 */
public final class Problems {
    /** Problems kept; a document with more is told so. */
    static final int LIMIT = 100;

    private final String file;
    private final List<Problem> found = new ArrayList<>();
    private int left;

    /**
     * @param file name of the document as the user gave it
     */
    public Problems(String file) {
        this.file = file;
    }

    /** Name of the document. */
    public String file() {
        return file;
    }

    /** Notes a problem. */
    public void add(Position at, String message, String hint) {
        if (found.size() < LIMIT) {
            found.add(new Problem(file, at.line(), at.column(), message, hint));
        } else {
            left++;
        }
    }

    /** Notes a problem whose message says what to do. */
    public void add(Position at, String message) {
        add(at, message, "");
    }

    /** Whether the document is good so far. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** How many problems were noted so far; a reader compares two values to know whether its part was good. */
    public int count() {
        return found.size() + left;
    }

    /**
     * Ends the reading.
     *
     * @throws ConfigException if any problem was noted
     */
    public void throwIfAny() throws ConfigException {
        if (!found.isEmpty()) {
            throw exception();
        }
    }

    /** The refusal, with what was noted in the order of the document; there must be something. */
    ConfigException exception() {
        List<Problem> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
        if (left > 0) {
            sorted.add(new Problem(file, 0, 0, left + " more problems", ""));
        }
        return new ConfigException(sorted);
    }
}
