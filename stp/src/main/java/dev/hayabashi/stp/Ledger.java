package dev.hayabashi.stp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a tree as plain values, for a process that goes on where this one stops. One walk over the variables
 * serves both ways: each call is given the value that a variable has and answers with the value that it is to have, which is
 * the same while writing and the noted one while reading. So what is written and what is read cannot differ.
 */
final class Ledger {
    private final Map<String, @Nullable Object> values;
    private final boolean reading;

    private Ledger(Map<String, @Nullable Object> values, boolean reading) {
        this.values = values;
        this.reading = reading;
    }

    static Ledger writing() {
        return new Ledger(new LinkedHashMap<>(), false);
    }

    /** @param values what {@link #values} gave, also after a way through JSON, where numbers change their types */
    static Ledger reading(Map<String, @Nullable Object> values) {
        return new Ledger(values, true);
    }

    /** Numbers, booleans, strings, null, and lists and maps of these. */
    Map<String, @Nullable Object> values() {
        return values;
    }

    boolean isReading() {
        return reading;
    }

    long number(String name, long now) {
        return exchange(name, now, Number.class).longValue();
    }

    int whole(String name, int now) {
        return Math.toIntExact(number(name, now));
    }

    boolean flag(String name, boolean now) {
        return exchange(name, now, Boolean.class);
    }

    String text(String name, String now) {
        return exchange(name, now, String.class);
    }

    <E extends Enum<E>> E choice(String name, E now) {
        return Enum.valueOf(now.getDeclaringClass(), text(name, now.name()));
    }

    <E extends Enum<E>> @Nullable E choiceOrNull(String name, Class<E> type, @Nullable E now) {
        String chosen = text(name, now == null ? "" : now.name());
        return chosen.isEmpty() ? null : Enum.valueOf(type, chosen);
    }

    /** A counter; one that the writer did not know begins at zero. */
    long count(String name, long now) {
        return reading && !values.containsKey(name) ? 0 : number(name, now);
    }

    PriorityVector vector(String name, PriorityVector now) {
        List<Long> n = numbers(name, List.of(now.root(), now.cost(), now.bridge(), (long) now.port()));
        return new PriorityVector(n.get(0), n.get(1), n.get(2), Math.toIntExact(n.get(3)));
    }

    Times times(String name, Times now) {
        List<Long> n =
                numbers(name, List.of((long) now.messageAge(), (long) now.maxAge(), (long) now.helloTime(), (long)
                        now.forwardDelay()));
        return new Times(
                Math.toIntExact(n.get(0)),
                Math.toIntExact(n.get(1)),
                Math.toIntExact(n.get(2)),
                Math.toIntExact(n.get(3)));
    }

    Bpdu bpdu(String name, Bpdu now) {
        Ledger of = part(name);
        return new Bpdu(
                of.choice("kind", now.kind()),
                of.flag("rapid", now.rapid()),
                of.choice("role", now.role()),
                of.flag("topologyChange", now.topologyChange()),
                of.flag("topologyChangeAck", now.topologyChangeAck()),
                of.flag("proposal", now.proposal()),
                of.flag("agreement", now.agreement()),
                of.flag("learning", now.learning()),
                of.vector("vector", now.vector()),
                of.times("times", now.times()),
                of.number("sourceAddress", now.sourceAddress()));
    }

    @Nullable BpduOrigin originOrNull(String name, @Nullable BpduOrigin now) {
        if (!flag(name + "Known", now != null)) {
            return null;
        }
        BpduOrigin present = now == null ? new BpduOrigin(null, 0, null, null, null, 0) : now;
        Ledger of = part(name);
        BpduKind kind = of.choiceOrNull("kind", BpduKind.class, present.kind());
        long source = of.number("sourceAddress", present.sourceAddress());
        // A malformed BPDU, and a TCN, name nobody.
        boolean named = of.flag("named", present.bridge() != null);
        BridgeId root = present.root();
        BridgeId bridge = present.bridge();
        PortId port = present.port();
        if (named) {
            root = new BridgeId(of.number("root", root == null ? 0 : root.value()));
            bridge = new BridgeId(of.number("bridge", bridge == null ? 0 : bridge.value()));
            port = new PortId(of.whole("port", port == null ? 0 : port.value()));
        }
        return new BpduOrigin(kind, source, root, bridge, port, of.number("atNanos", present.atNanos()));
    }

    List<Long> numbers(String name, List<Long> now) {
        List<Long> numbers = new ArrayList<>();
        for (Object each : exchange(name, now, List.class)) {
            numbers.add(((Number) each).longValue());
        }
        return numbers;
    }

    /** A ledger within this one. */
    @SuppressWarnings("unchecked") // what is no map of strings fails at its first look-up
    Ledger part(String name) {
        return new Ledger(exchange(name, new LinkedHashMap<String, @Nullable Object>(), Map.class), reading);
    }

    private <T> T exchange(String name, T now, Class<? extends T> type) {
        if (!reading) {
            values.put(name, now);
            return now;
        }
        Object noted = values.get(name);
        if (!type.isInstance(noted)) {
            throw new IllegalArgumentException("the state of a spanning tree has no good '" + name + "': " + noted);
        }
        return type.cast(noted);
    }
}
