package dev.hayabashi.tapio.drops;

import java.util.List;

/**
 * What a process that takes a port over must know to go on counting. Plain values, fit for JSON.
 *
 * @param fromPort frames from the port that were lost so far
 * @param toPort frames to the port that were lost so far
 * @param counted what the port's {@link DropSource}s had counted at that, in their order
 */
public record KeptDrops(long fromPort, long toPort, List<Long> counted) {
    public KeptDrops {
        counted = List.copyOf(counted);
    }
}
