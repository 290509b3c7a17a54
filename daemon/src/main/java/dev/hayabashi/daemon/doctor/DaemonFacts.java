package dev.hayabashi.daemon.doctor;

import dev.hayabashi.daemon.api.EventView;
import dev.hayabashi.daemon.api.FdbView;
import dev.hayabashi.daemon.api.StatusView;
import java.util.List;

/**
 * What a running daemon says.
 *
 * @param status the daemon
 * @param fdb its MAC tables
 * @param events its latest events
 */
public record DaemonFacts(StatusView status, List<FdbView> fdb, List<EventView> events) {
    public DaemonFacts {
        fdb = List.copyOf(fdb);
        events = List.copyOf(events);
    }
}
