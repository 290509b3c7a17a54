package dev.hayabashi.daemon.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event.
 *
 * @param sequence its number, from 1 without gaps as long as the daemon runs
 * @param time when, ISO 8601
 * @param type stable name, {@code stp.port.state}
 * @param bridge name of the bridge; null for the daemon itself
 * @param port name of the port; null when the event concerns no single one
 * @param text one sentence
 * @param fields details by stable name
 * @param suppressed events of the same type and port before it that came too fast to be recorded
 */
public record EventView(
        long sequence,
        String time,
        String type,
        @Nullable String bridge,
        @Nullable String port,
        String text,
        Map<String, Object> fields,
        long suppressed) {}
