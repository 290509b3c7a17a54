package dev.hayabashi.daemon.observe;

import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.KernelDrops;
import dev.hayabashi.daemon.events.EventSource;
import dev.hayabashi.daemon.observe.TimelineEntry.What;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Puts into timelines and events when the kernel begins to lose frames at a port, and when it has lost none for a minute. Looks
 * come seconds apart, so that what lies between two of them is told once.
 */
final class KernelDropNotes {
    /** Nothing was lost for so long: it is over. */
    static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final double NANOS_PER_SECOND = 1e9;

    private final EventSource events;
    private final BridgeWatch watch;
    private final Map<Way, Spell> spells = new LinkedHashMap<>();

    private enum Direction {
        FROM("from", "that came from here were lost before Hayabashi could read them"),
        TO("to", "that were sent here were lost before the other end took them");

        private final String label;
        private final String clause;

        Direction(String label, String clause) {
            this.label = label;
            this.clause = clause;
        }
    }

    private record Way(int number, String port, Direction direction) {}

    private static final class Spell {
        private final long beganNanos;
        private long lastNanos;
        private long frames;

        Spell(long beganNanos) {
            this.beganNanos = beganNanos;
        }
    }

    KernelDropNotes(EventSource events, BridgeWatch watch) {
        this.events = events;
        this.watch = watch;
    }

    void lost(BridgePort port, KernelDrops frames, long nowNanos) {
        lost(new Way(port.number(), port.name(), Direction.FROM), frames.fromPort(), nowNanos);
        lost(new Way(port.number(), port.name(), Direction.TO), frames.toPort(), nowNanos);
    }

    private void lost(Way way, long frames, long nowNanos) {
        if (frames <= 0) {
            return;
        }
        Spell spell = spells.get(way);
        if (spell == null) {
            spell = new Spell(nowNanos);
            spells.put(way, spell);
            tell(
                    way,
                    "started",
                    frames + " frames " + way.direction().clause + "; `hayabashi why " + way.port()
                            + "` says what to do",
                    Map.of("direction", way.direction().label, "frames", frames),
                    nowNanos);
        }
        spell.frames += frames;
        spell.lastNanos = nowNanos;
    }

    /** Once a second. */
    void tick(long nowNanos) {
        if (spells.isEmpty()) {
            return;
        }
        List.copyOf(spells.entrySet()).forEach(entry -> {
            Spell spell = entry.getValue();
            if (nowNanos - spell.lastNanos >= QUIET_NANOS) {
                spells.remove(entry.getKey());
                double seconds = (spell.lastNanos - spell.beganNanos) / NANOS_PER_SECOND;
                String text = String.format(
                        Locale.ROOT,
                        "no more for a minute: %d frames %s, within %.1f s",
                        spell.frames,
                        entry.getKey().direction().clause,
                        seconds);
                tell(
                        entry.getKey(),
                        "ended",
                        text,
                        Map.of(
                                "direction",
                                entry.getKey().direction().label,
                                "frames",
                                spell.frames,
                                "seconds",
                                seconds),
                        nowNanos);
            }
        });
    }

    /** A port left. */
    void removed(BridgePort port) {
        spells.keySet().removeIf(way -> way.number() == port.number());
    }

    private void tell(Way way, String what, String text, Map<String, Object> fields, long nowNanos) {
        watch.note(way.number(), What.OTHER, text, nowNanos);
        events.emit("kernel.drops." + what, way.port(), text, fields, nowNanos);
    }
}
