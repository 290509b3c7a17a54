package dev.hayabashi.daemon.observe;

import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.DropReason;
import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.daemon.events.EventSource;
import dev.hayabashi.daemon.observe.TimelineEntry.What;
import java.util.Locale;
import java.util.Map;

/** Puts what the protections of ports do into timelines and events. */
final class GuardNotes {
    private static final double NANOS_PER_SECOND = 1e9;

    private final EventSource events;
    private final BridgeWatch watch;

    GuardNotes(EventSource events, BridgeWatch watch) {
        this.events = events;
        this.watch = watch;
    }

    /** Stable first word of the events of a reason. */
    private static String family(DropReason reason) {
        return switch (reason) {
            case STORM_BROADCAST, STORM_MULTICAST, STORM_UNKNOWN_UNICAST -> "storm";
            case RATE_LIMIT, EGRESS_RATE_LIMIT -> "rate.limit";
            default -> "source.guard";
        };
    }

    private static String what(DropReason reason) {
        return switch (reason) {
            case STORM_BROADCAST -> "more broadcast than `storm-control` allows";
            case STORM_MULTICAST -> "more multicast than `storm-control` allows";
            case STORM_UNKNOWN_UNICAST -> "more to unknown addresses than `storm-control` allows";
            case RATE_LIMIT -> "more comes in than `rate-limit` allows";
            case EGRESS_RATE_LIMIT -> "more is sent here than `rate-limit` allows";
            default -> "an IP address that does not belong to this port";
        };
    }

    void started(BridgePort port, DropReason reason, long source, long nowNanos) {
        String type = family(reason) + ".started";
        if (events.admits(type, port.name(), nowNanos)) {
            String mac = MacAddress.format(source);
            String text = what(reason) + ", first by " + mac + "; such frames are dropped";
            watch.note(port.number(), What.GUARD, text, nowNanos);
            events.emit(type, port.name(), text, Map.of("reason", reason.label(), "mac", mac), nowNanos);
        }
    }

    void ended(BridgePort port, DropReason reason, long frames, long nanos, long nowNanos) {
        String type = family(reason) + ".ended";
        if (events.admits(type, port.name(), nowNanos)) {
            double seconds = nanos / NANOS_PER_SECOND;
            String text = String.format(
                    Locale.ROOT, "no more %s: %d frames were dropped in %.1f s", reason.label(), frames, seconds);
            watch.note(port.number(), What.GUARD, text, nowNanos);
            events.emit(
                    type,
                    port.name(),
                    text,
                    Map.of("reason", reason.label(), "frames", frames, "seconds", seconds),
                    nowNanos);
        }
    }

    void flapping(long address, BridgePort stays, BridgePort refused, long nowNanos) {
        if (events.admits("station.duplicate", stays.name(), nowNanos)) {
            String mac = MacAddress.format(address);
            String text = mac + " is heard here and on " + refused.name()
                    + " in turns: two stations have one address, or there is a loop. It stays here for 30 s";
            watch.note(stays.number(), What.GUARD, text, nowNanos);
            watch.note(refused.number(), What.GUARD, mac + " is refused here: it is on " + stays.name(), nowNanos);
            events.emit(
                    "station.duplicate",
                    stays.name(),
                    text,
                    Map.of("mac", mac, "stays", stays.name(), "refused", refused.name()),
                    nowNanos);
        }
    }

    void loop(BridgePort shut, BridgePort sentBy, BridgePort heardOn, long nowNanos) {
        String way = sentBy.number() == heardOn.number()
                ? "a probe came back by the port that sent it"
                : "a probe sent by " + sentBy.name() + " came back by " + heardOn.name();
        String text = "loop: " + way + ", and no BPDU did; the port is shut until 30 s after the last probe";
        watch.note(shut.number(), What.GUARD, text, nowNanos);
        events.emit(
                "loop.detected",
                shut.name(),
                text,
                Map.of("sentBy", sentBy.name(), "heardOn", heardOn.name()),
                nowNanos);
    }

    void loopCleared(BridgePort port, long nowNanos) {
        String text = "the loop is gone; the port is open again";
        watch.note(port.number(), What.GUARD, text, nowNanos);
        events.emit("loop.cleared", port.name(), text, Map.of(), nowNanos);
    }
}
