package dev.hayabashi.config;

import dev.hayabashi.config.Node.Scalar;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value written as one word.
 *
 * @param describe what may be written
 * @param parse reads the word; empty when it is none of this type
 * @param hint what to write instead of a wrong word; may return an empty text
 * @param print writes the value
 */
record ScalarType<T>(
        String describe, Function<Scalar, Optional<T>> parse, Function<Scalar, String> hint, Function<T, Object> print)
        implements ValueType<T> {

    ScalarType(String describe, Function<Scalar, Optional<T>> parse, Function<T, Object> print) {
        this(describe, parse, s -> "", print);
    }

    @Override
    public Optional<T> read(Node node, String key, Problems problems) {
        if (node instanceof Scalar s) {
            Optional<T> value = parse.apply(s);
            if (value.isEmpty()) {
                problems.add(s.at(), "'" + key + "' must be " + describe + ", not " + s.describe(), hint.apply(s));
            }
            return value;
        }
        problems.add(node.at(), "'" + key + "' must be " + describe + ", not " + node.describe());
        return Optional.empty();
    }

    @Override
    public Optional<Object> write(T value) {
        return Optional.of(print.apply(value));
    }
}
