package dev.hayabashi.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * One key of the configuration file: its name, what may be written, where the value lives in the record, and its
 * sentence in the documentation. Reader, writer, diff and documentation all work from this one table.
 *
 * @param name the key
 * @param type what may be written
 * @param get takes the value out of the record
 * @param defaultText what the documentation says the default is; empty to print the default itself
 * @param doc one sentence
 */
record Key<R, T>(String name, ValueType<T> type, Function<R, T> get, String defaultText, String doc) {
    Key(String name, ValueType<T> type, Function<R, T> get, String doc) {
        this(name, type, get, "", doc);
    }

    Optional<Object> write(R record) {
        return type.write(get.apply(record));
    }

    @SuppressWarnings("ReferenceEquality") // equality follows; this only saves it
    boolean same(R a, R b) {
        T one = get.apply(a);
        T other = get.apply(b);
        // Defaults are mostly the same object, and the first comparison of a kind of record is dear: its code is made
        // then.
        return one == other || one.equals(other);
    }
}
