package dev.hayabashi.config;

import dev.hayabashi.config.Node.Entry;
import dev.hayabashi.config.Node.Mapping;
import dev.hayabashi.config.Node.Scalar;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one map of a document by its {@link Section}: reports unknown and not yet built keys at once, then hands out
 * values one by one. A wrong value is reported and replaced by the fallback, so that reading goes on.
 */
final class Fields<R> {
    private final Section<R> section;
    private final Mapping map;
    private final boolean patch;
    private final Problems problems;
    private final Set<String> broken = new HashSet<>();

    /**
     * @param patch whether {@code null} is an order to return to the default, as in JSON merge patch (RFC 7386)
     */
    Fields(Section<R> section, Node node, boolean patch, Problems problems) {
        this.section = section;
        this.patch = patch;
        this.problems = problems;
        if (node instanceof Mapping m) {
            this.map = m;
        } else {
            this.map = new Mapping(node.at(), List.of());
            if (!(node instanceof Scalar s && s.isNull())) {
                problems.add(
                        node.at(),
                        "a " + section.name() + " must be a map of keys and values, not " + node.describe(),
                        "");
            }
        }
        for (Entry e : map.entries()) {
            if (NotYet.key(section.name(), e.key()).isPresent()) {
                NotYet.refuseKey(e.keyAt(), e.key(), problems);
                broken.add(e.key());
            } else if (!section.knows(e.key())) {
                problems.add(e.keyAt(), "unknown key '" + e.key() + "'", section.hintFor(e.key()));
            }
        }
    }

    /** Where the map starts. */
    Position at() {
        return map.at();
    }

    /** Where the value of a key is written, or the map's own place for a default. */
    Position at(Key<R, ?> key) {
        return map.entry(key.name()).map(e -> e.value().at()).orElse(map.at());
    }

    /** Whether the document has the key, with whatever value. */
    boolean has(Key<R, ?> key) {
        return map.entry(key.name()).isPresent();
    }

    /** Whether the document orders the key back to its default; only in a patch. */
    boolean isNull(Key<R, ?> key) {
        return patch
                && map.entry(key.name())
                        .filter(e -> e.value() instanceof Scalar s && s.isNull())
                        .isPresent();
    }

    /** Whether the value was reported as wrong: checks against other values would only repeat that. */
    boolean isBroken(Key<R, ?> key) {
        return broken.contains(key.name());
    }

    /** The map or list of a key that is read by code of its own. */
    Optional<Node> child(String key) {
        return broken.contains(key) ? Optional.empty() : map.entry(key).map(Entry::value);
    }

    /** A value; that of {@code base} when the key is not there or wrong. */
    <T> T get(Key<R, T> key, R base) {
        Optional<Node> node = child(key.name());
        if (node.isEmpty()) {
            return key.get().apply(base);
        }
        if (node.get() instanceof Scalar s) {
            if (s.isNull() && patch) {
                return key.get().apply(section.defaults().apply(base));
            }
            if (s.isNull()) {
                problems.add(s.at(), "'" + key.name() + "' has no value", "write one, or remove the key");
                broken.add(key.name());
                return key.get().apply(base);
            }
            if (NotYet.value(section.name(), key.name(), s.text()).isPresent()) {
                NotYet.refuseValue(s.at(), key.name(), s.text(), problems);
                broken.add(key.name());
                return key.get().apply(base);
            }
        }
        Optional<T> value = key.type().read(node.get(), key.name(), problems);
        if (value.isEmpty()) {
            broken.add(key.name());
        }
        return value.orElseGet(() -> key.get().apply(base));
    }

    /** Notes where every key was written. */
    void locate(String path, Map<String, Position> positions) {
        positions.put(path, map.at());
        map.entries().forEach(e -> positions.put(path + "/" + e.key(), e.keyAt()));
    }
}
