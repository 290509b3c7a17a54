package dev.hayabashi.daemon.takeover;

import dev.hayabashi.daemon.runtime.KeptBridge;
import java.util.List;
import java.util.Map;

/**
 * What a daemon leaves to the one that takes over.
 *
 * @param version of the program that leaves it
 * @param config all that runs, as a configuration file would say it, with the ports that were added by hand
 * @param autoAttached by bridge, the ports that came by {@code auto-attach}
 * @param bridges what the bridges know
 * @param atNanos {@link System#nanoTime} when this was written. On Linux that is CLOCK_MONOTONIC, which all processes share
 */
public record Estate(
        String version, String config, Map<String, List<String>> autoAttached, List<KeptBridge> bridges, long atNanos) {
    /** Counts versions of what is in an estate; both sides must have the same. */
    public static final int PROTOCOL = 3;

    /** How many descriptors go with it. */
    long descriptors() {
        return bridges.stream()
                .mapToLong(bridge -> bridge.templates().size()
                        + bridge.ports().stream()
                                .mapToLong(port -> (port.device().listens() ? 1 : 0)
                                        + (port.device().present() ? 1 : 0))
                                .sum())
                .sum();
    }
}
