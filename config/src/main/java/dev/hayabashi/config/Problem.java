package dev.hayabashi.config;

import java.util.Objects;

/**
 * One thing that is wrong with a document: where, what, and what to write instead.
 *
 * @param file name of the document as the user gave it
 * @param line line from 1, or 0 for the document as a whole
 * @param column column from 1, or 0 for the document as a whole
 * @param message what is wrong
 * @param hint what to do about it; empty when the message already says so
 */
public record Problem(String file, int line, int column, String message, String hint) {
    public Problem {
        Objects.requireNonNull(file);
        message = Printable.of(message);
        hint = Printable.of(hint);
    }

    /** The place within the document. */
    public Position position() {
        return new Position(line, column);
    }

    /** One line for people, {@code haya.yaml:7:9: unknown key 'portfast'; did you mean 'edge'?}. */
    @Override
    public String toString() {
        String place = line == 0 ? file : file + ":" + line + ":" + column;
        return place + ": " + message + (hint.isEmpty() ? "" : "; " + hint);
    }
}
