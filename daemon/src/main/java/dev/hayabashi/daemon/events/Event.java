package dev.hayabashi.daemon.events;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event as it is recorded and shown.
 *
 * @param sequence number in the journal, from 1 without gaps as long as the daemon runs
 * @param time wall-clock time
 * @param atNanos monotonic time, comparable with other events of the same daemon
 * @param type stable name, {@code stp.port.state}: scripts filter on it
 * @param bridge name of the bridge; null for the daemon itself
 * @param port name of the port; null when the event concerns no single port
 * @param text one sentence, without time, bridge and port
 * @param fields details by stable name
 * @param suppressed events of the same type and port that came too fast before this one and were not recorded
 */
public record Event(
        long sequence,
        Instant time,
        long atNanos,
        String type,
        @Nullable String bridge,
        @Nullable String port,
        String text,
        Map<String, Object> fields,
        long suppressed) {
    public Event {
        fields = Map.copyOf(fields);
    }
}
