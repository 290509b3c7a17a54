package dev.hayabashi.config.topology;

import dev.hayabashi.config.StpConfig;
import dev.hayabashi.config.StpMode;
import java.util.List;
import java.util.Optional;

/**
 * A network to simulate and what should come of it.
 *
 * @param source name of the file
 * @param id short name
 * @param title one line
 * @param defaultCost path cost of a port that names none
 * @param mode protocol of bridges that name no version; {@code RSTP} or {@code STP}, empty for the default, RSTP
 * @param timers times and transmit hold count of all bridges; mode and priority in it mean nothing
 * @param bridges the bridges in order
 * @param steps what happens, the first one is {@link Action.Start}
 */
public record Topology(
        String source,
        String id,
        String title,
        int defaultCost,
        Optional<StpMode> mode,
        StpConfig timers,
        List<Bridge> bridges,
        List<Step> steps) {
    public Topology {
        bridges = List.copyOf(bridges);
        steps = List.copyOf(steps);
    }
}
