package dev.hayabashi.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A map of the configuration file: which keys it may have.
 *
 * @param name what messages and {@link NotYet} call it: "bridge", "port", "stp"
 * @param keys keys with a plain value
 * @param sections keys whose value is a map or a list of maps, with their sentence; read by code of their own
 * @param synonyms words that people write for a key, and what to write instead
 * @param defaults the record of the same kind about which nothing is said; what equals it is not written
 */
record Section<R>(
        String name,
        List<Key<R, ?>> keys,
        Map<String, String> sections,
        Map<String, String> synonyms,
        UnaryOperator<R> defaults) {

    boolean knows(String key) {
        return sections.containsKey(key) || keys.stream().anyMatch(k -> k.name().equals(key));
    }

    /** What to write instead of an unknown key. */
    String hintFor(String unknown) {
        String normal = Suggest.normalise(unknown);
        Optional<String> synonym = Optional.ofNullable(synonyms.get(normal));
        if (synonym.isPresent()) {
            String s = synonym.get();
            return s.contains(" ") ? s : "did you mean '" + s + "'?";
        }
        List<String> known = java.util.stream.Stream.concat(keys.stream().map(Key::name), sections.keySet().stream())
                .filter(k -> NotYet.key(name, k).isEmpty())
                .toList();
        return Suggest.nearest(unknown, known)
                .map(k -> "did you mean '" + k + "'?")
                .orElseGet(() -> "known keys: " + String.join(", ", known));
    }
}
