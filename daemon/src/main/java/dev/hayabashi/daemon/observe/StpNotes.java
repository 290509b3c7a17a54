package dev.hayabashi.daemon.observe;

import dev.hayabashi.daemon.events.EventSource;
import dev.hayabashi.daemon.observe.TimelineEntry.What;
import dev.hayabashi.stp.BpduOrigin;
import dev.hayabashi.stp.StpEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts what the spanning tree tells into timelines and events, with names of ports instead of numbers. */
final class StpNotes {
    private final EventSource events;
    private final BridgeWatch watch;

    StpNotes(EventSource events, BridgeWatch watch) {
        this.events = events;
        this.watch = watch;
    }

    void note(StpEvent event) {
        long at = event.atNanos();
        if (event instanceof StpEvent.RootChanged e) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("from", e.from().toString());
            fields.put("to", e.to().toString());
            fields.put("rootPathCost", e.rootPathCost());
            String port = watch.portName(e.rootPort());
            if (port != null) {
                fields.put("rootPort", port);
            }
            events.emit(e.name(), null, e.text(), fields, at);
        } else if (event instanceof StpEvent.RoleChanged e) {
            String text = "role " + e.from().jsonName() + " -> " + e.to().jsonName() + ": " + e.reason();
            watch.note(e.port(), What.ROLE, e.to().jsonName() + ": " + e.reason(), at);
            emit(e, e.port(), text, change(e.from().jsonName(), e.to().jsonName(), e.reason()));
        } else if (event instanceof StpEvent.StateChanged e) {
            String text = "state " + e.from().jsonName() + " -> " + e.to().jsonName() + ": " + e.reason();
            watch.state(e.port(), e.to(), e.to().jsonName() + ": " + e.reason(), at);
            emit(e, e.port(), text, change(e.from().jsonName(), e.to().jsonName(), e.reason()));
        } else if (event instanceof StpEvent.TopologyChange e) {
            String where = e.local() ? "topology change detected: " : "topology change heard: ";
            emit(e, e.port(), where + e.reason(), Map.of("local", e.local()));
        } else if (event instanceof StpEvent.GuardTriggered e) {
            String text = e.guard().jsonName() + " guard: " + e.reason() + by(e.origin(), e.reason());
            watch.note(e.port(), What.GUARD, text, at);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("guard", e.guard().jsonName());
            if (e.origin() != null) {
                fields.put("origin", e.origin().text());
            }
            emit(e, e.port(), text, fields);
        } else if (event instanceof StpEvent.GuardCleared e) {
            String text = e.guard().jsonName() + " guard cleared: " + e.reason();
            watch.note(e.port(), What.GUARD, text, at);
            emit(e, e.port(), text, Map.of("guard", e.guard().jsonName()));
        } else {
            rare(event);
        }
    }

    private void rare(StpEvent event) {
        long at = event.atNanos();
        if (event instanceof StpEvent.EdgeLost e) {
            noteAndEmit(e, e.port(), What.EDGE, tail(e));
        } else if (event instanceof StpEvent.EdgeGained e) {
            noteAndEmit(e, e.port(), What.EDGE, tail(e));
        } else if (event instanceof StpEvent.Migration e) {
            noteAndEmit(e, e.port(), What.OTHER, tail(e));
        } else if (event instanceof StpEvent.Loopback e) {
            noteAndEmit(e, e.port(), What.GUARD, tail(e));
        } else if (event instanceof StpEvent.ErrDisableRecovered e) {
            noteAndEmit(e, e.port(), What.GUARD, tail(e));
        } else if (event instanceof StpEvent.DuplicateBridgeId e) {
            noteAndEmit(e, e.port(), What.OTHER, tail(e));
        } else if (event instanceof StpEvent.TimerRelationViolated e) {
            emit(e, e.port(), e.text(), Map.of());
        } else {
            events.emit(event.name(), null, event.text(), Map.of(), at);
        }
    }

    private void noteAndEmit(StpEvent event, int port, What what, String text) {
        watch.note(port, what, text, event.atNanos());
        emit(event, port, text, Map.of());
    }

    private void emit(StpEvent event, int port, String text, Map<String, Object> fields) {
        events.emit(event.name(), watch.portName(port), text, fields, event.atNanos());
    }

    /** The engine's sentence begins with the number of the port; ours stand beside its name. */
    private static String tail(StpEvent event) {
        return event.text().replaceFirst("^port \\d+ ", "");
    }

    private static String by(@Nullable BpduOrigin origin, String reason) {
        return origin == null || reason.contains(origin.text()) ? "" : " (" + origin.text() + ")";
    }

    private static Map<String, Object> change(String from, String to, String reason) {
        return Map.of("from", from, "to", to, "reason", reason);
    }
}
