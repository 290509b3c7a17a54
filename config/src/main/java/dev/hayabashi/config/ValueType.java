package dev.hayabashi.config;

import java.util.Optional;

/** How one kind of value is read from a document, written back, and described. */
interface ValueType<T> {
    /**
     * Reads a value that is not nothing.
     *
     * @param node what was written
     * @param key its key, for the message
     * @param problems gets what is wrong
     * @return the value; empty when there was a problem
     */
    Optional<T> read(Node node, String key, Problems problems);

    /** The value as {@code String}, {@code Number}, {@code Boolean} or {@code List} of those; empty for "leave the key out". */
    Optional<Object> write(T value);

    /** What may be written, for messages and the documentation: "68..65535". */
    String describe();
}
