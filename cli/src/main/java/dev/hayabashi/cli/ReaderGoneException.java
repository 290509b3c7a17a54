package dev.hayabashi.cli;

import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;

/** Whoever read what a command prints has gone, as {@code head} does: no failure of the command. */
final class ReaderGoneException extends UncheckedIOException {
    @Serial
    private static final long serialVersionUID = 1L;

    ReaderGoneException() {
        super(new IOException("the reader has gone"));
    }
}
