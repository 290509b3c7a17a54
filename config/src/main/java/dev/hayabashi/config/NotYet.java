package dev.hayabashi.config;

import java.util.Map;
import java.util.Optional;

/**
 * Keys and values of the plan that this version does not act on. They are refused rather than ignored: a file that is
 * accepted is a file that is obeyed. To build a feature is to delete its row.
 */
final class NotYet {
    private static final Map<String, String> ROWS = Map.ofEntries(
            Map.entry("bridge/snooping", "IGMP and MLD snooping"),
            Map.entry("bridge/io", "the choice of the I/O engine"),
            Map.entry("port/offload", "the choice of offloads"));

    private NotYet() {}

    /** What a key is for, if this version does not have it. */
    static Optional<String> key(String section, String key) {
        return Optional.ofNullable(ROWS.get(section + "/" + key));
    }

    /** What a value of a key is for, if this version does not have it. */
    static Optional<String> value(String section, String key, String value) {
        return Optional.ofNullable(ROWS.get(section + "/" + key + "=" + value));
    }

    static void refuseKey(Position at, String key, Problems problems) {
        problems.add(at, "'" + key + "' is not built yet in this version", "remove it");
    }

    static void refuseValue(Position at, String key, String value, Problems problems) {
        problems.add(at, "'" + key + ": " + value + "' is not built yet in this version", "use another " + key);
    }
}
