package dev.hayabashi.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where each value of a document was written: the answer to "who said so?". A value that has no place is a default.
 *
 * <p>Paths name things instead of counting them, so that they stay true when ports are added:
 * {@code bridge/haya0/stp/mode}, {@code bridge/haya0/port/vm0/edge}, {@code control/socket}.
 */
public final class Positions {
    /** Nothing was written. */
    public static final Positions EMPTY = new Positions("", Map.of());

    private final String source;
    private final Map<String, Position> byPath;

    Positions(String source, Map<String, Position> byPath) {
        this.source = source;
        this.byPath = Collections.unmodifiableMap(new LinkedHashMap<>(byPath));
    }

    /** Name of the document; empty when there is none. */
    public String source() {
        return source;
    }

    /** Where the value of a path was written; empty for a default. */
    public Optional<Position> find(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /** Where a key of a port was written; empty for a default. */
    public Optional<Position> port(String bridge, String port, String key) {
        return find(portPath(bridge, port) + "/" + key);
    }

    /** Where a key of a bridge was written; empty for a default. Keys of {@code stp} are {@code stp/mode} and so on. */
    public Optional<Position> bridge(String bridge, String key) {
        return find(bridgePath(bridge) + "/" + key);
    }

    /** {@code lab.yaml:14} for a value that was written; empty for a default. */
    public Optional<String> cite(String path) {
        return find(path).map(p -> source + ":" + p.line());
    }

    /** {@code lab.yaml:14} for a key of a port that was written; empty for a default. */
    public Optional<String> citePort(String bridge, String port, String key) {
        return cite(portPath(bridge, port) + "/" + key);
    }

    /** All paths with their places, in the order of the document. */
    public Map<String, Position> all() {
        return byPath;
    }

    static String bridgePath(String bridge) {
        return "bridge/" + bridge;
    }

    static String portPath(String bridge, String port) {
        return bridgePath(bridge) + "/port/" + port;
    }
}
