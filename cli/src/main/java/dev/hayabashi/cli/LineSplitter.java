package dev.hayabashi.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Puts lines together from parts that are cut anywhere, inside a character too. */
final class LineSplitter {
    private final Consumer<String> line;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    LineSplitter(Consumer<String> line) {
        this.line = line;
    }

    void add(byte[] part) {
        for (byte octet : part) {
            if (octet == '\n') {
                line.accept(begun.toString(StandardCharsets.UTF_8));
                begun.reset();
            } else {
                begun.write(octet);
            }
        }
    }
}
