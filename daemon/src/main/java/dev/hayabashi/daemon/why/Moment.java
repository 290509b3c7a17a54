package dev.hayabashi.daemon.why;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One moment on both clocks, to turn times of the bridge into times of day.
 *
 * @param nowNanos on the bridge's clock
 * @param now on the wall clock
 */
public record Moment(long nowNanos, Instant now) {
    /** Time of day of a time of the bridge, ISO 8601 with milliseconds. */
    String time(long atNanos) {
        return now.minusNanos(nowNanos - atNanos).truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
