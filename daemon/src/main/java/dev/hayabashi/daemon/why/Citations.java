package dev.hayabashi.daemon.why;

import java.util.Optional;

/** Where the configuration says what it says. */
@FunctionalInterface
public interface Citations {
    /** Nothing was configured: all values are defaults. */
    Citations NONE = (bridge, port, key) -> Optional.empty();

    /** {@code lab.yaml:14} for a key of a port that was written down; empty for a default. */
    Optional<String> cite(String bridge, String port, String key);
}
