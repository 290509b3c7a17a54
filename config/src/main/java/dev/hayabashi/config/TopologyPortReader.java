package dev.hayabashi.config;

import dev.hayabashi.config.Node.Mapping;
import dev.hayabashi.config.Node.Scalar;
import dev.hayabashi.config.topology.Attachment;
import dev.hayabashi.config.topology.Port;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one port of a topology: {@code lan}, {@code lan:COST}, {@code lan^PRIORITY}, {@code 0}, {@code X}, {@code _} or a map. */
final class TopologyPortReader {
    private static final Pattern WORD = Pattern.compile("([^\\s:^]+)((?:[:^][^:^]*)*)");
    private static final Pattern SUFFIX = Pattern.compile("([:^])([^:^]*)");
    private static final String FORMS = "write a LAN name, 0, X, lan:COST, lan^PRIORITY or a map";
    private static final ValueType<Integer> COST = Types.integer(1, 200_000_000);
    private static final ValueType<Integer> PRIORITY = Types.step(0, 240, 16);
    private static final Port NOTHING = new Port(
            new Attachment.Unchanged(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Port.Settings.DEFAULT,
            true,
            Position.NONE);

    private static final Key<Port, String> LAN =
            new Key<>("lan", Types.text("a LAN name, 0, X or _", TopologyPortReader::wrongLan), p -> "_", "");
    private static final Key<Port, OptionalInt> PORT_COST = new Key<>("cost", Types.optionalInt(COST), Port::cost, "");
    private static final Key<Port, OptionalInt> PORT_PRIORITY =
            new Key<>("priority", Types.optionalInt(PRIORITY), Port::priority, "");
    private static final Key<Port, Tristate> EDGE =
            new Key<>("edge", Types.TRISTATE, p -> p.settings().edge(), "");
    private static final Key<Port, Tristate> POINT_TO_POINT =
            new Key<>("point-to-point", Types.TRISTATE, p -> p.settings().pointToPoint(), "");
    private static final Key<Port, Boolean> BPDU_GUARD = flag("bpdu-guard");
    private static final Key<Port, Boolean> BPDU_FILTER = flag("bpdu-filter");
    private static final Key<Port, Boolean> ROOT_GUARD = flag("root-guard");
    private static final Key<Port, Boolean> TCN_GUARD = flag("tcn-guard");
    private static final Key<Port, Boolean> LOOP_GUARD = flag("loop-guard");
    private static final Key<Port, Boolean> BRIDGE_ASSURANCE = flag("bridge-assurance");
    private static final Key<Port, Boolean> REFLECT = flag("reflect");

    private static final Section<Port> SECTION = new Section<>(
            "topology port",
            List.of(
                    LAN,
                    PORT_COST,
                    PORT_PRIORITY,
                    EDGE,
                    POINT_TO_POINT,
                    BPDU_GUARD,
                    BPDU_FILTER,
                    ROOT_GUARD,
                    TCN_GUARD,
                    LOOP_GUARD,
                    BRIDGE_ASSURANCE,
                    REFLECT),
            Map.of(),
            Map.of("pathcost", "cost", "portfast", "edge", "p2p", "point-to-point"),
            p -> NOTHING);

    private TopologyPortReader() {}

    private static Key<Port, Boolean> flag(String name) {
        return new Key<>(name, Types.BOOL, p -> false, "");
    }

    /**
     * Reads a port.
     *
     * @param set whether {@code _} may be written, because there is something that can stay as it is
     */
    static Port read(Node node, boolean set, Problems problems) {
        Port port = NOTHING;
        if (node instanceof Mapping m) {
            port = map(m, problems);
        } else if (node instanceof Scalar s && !s.isNull()) {
            port = word(s, problems);
        } else {
            problems.add(node.at(), "a port must be a word or a map, not " + node.describe(), FORMS);
        }
        if (!set && port.attachment() instanceof Attachment.Unchanged && !port.equals(NOTHING)) {
            problems.add(node.at(), "'_' has a meaning in 'set' only", "write a LAN name, 0 or X");
        }
        return port;
    }

    private static Port word(Scalar s, Problems problems) {
        Matcher m = WORD.matcher(s.text());
        if (!m.matches()) {
            problems.add(s.at(), s.describe() + " is not a port", FORMS);
            return NOTHING;
        }
        OptionalInt cost = OptionalInt.empty();
        OptionalInt priority = OptionalInt.empty();
        Matcher suffix = SUFFIX.matcher(m.group(2));
        while (suffix.find()) {
            boolean isCost = suffix.group(1).equals(":");
            if ((isCost ? cost : priority).isPresent()) {
                problems.add(s.at(), s.describe() + " names the " + (isCost ? "cost" : "priority") + " twice");
            }
            Scalar number = new Scalar(s.at(), suffix.group(2), false);
            Optional<Integer> value =
                    isCost ? COST.read(number, "cost", problems) : PRIORITY.read(number, "priority", problems);
            OptionalInt n = value.map(OptionalInt::of).orElse(OptionalInt.empty());
            cost = isCost ? n : cost;
            priority = isCost ? priority : n;
        }
        return new Port(attachment(m.group(1)), cost, priority, Port.Settings.DEFAULT, false, s.at());
    }

    private static Port map(Mapping m, Problems problems) {
        Fields<Port> in = new Fields<>(SECTION, m, false, problems);
        String lan = in.get(LAN, NOTHING);
        if (!in.has(LAN)) {
            problems.add(m.at(), "a port needs a lan", "write 'lan: a', 0 or X");
        }
        Port.Settings settings = new Port.Settings(
                in.get(EDGE, NOTHING),
                in.get(POINT_TO_POINT, NOTHING),
                in.get(BPDU_GUARD, NOTHING),
                in.get(BPDU_FILTER, NOTHING),
                in.get(ROOT_GUARD, NOTHING),
                in.get(TCN_GUARD, NOTHING),
                in.get(LOOP_GUARD, NOTHING),
                in.get(BRIDGE_ASSURANCE, NOTHING),
                in.get(REFLECT, NOTHING));
        exclude(in, settings.loopGuard(), LOOP_GUARD, settings.rootGuard(), "root-guard: true", problems);
        boolean edge = settings.edge() == Tristate.TRUE;
        exclude(in, settings.loopGuard(), LOOP_GUARD, edge, "edge: true", problems);
        exclude(in, settings.bridgeAssurance(), BRIDGE_ASSURANCE, edge, "edge: true", problems);
        exclude(in, settings.bridgeAssurance(), BRIDGE_ASSURANCE, settings.bpduFilter(), "bpdu-filter: true", problems);
        return new Port(
                attachment(lan), in.get(PORT_COST, NOTHING), in.get(PORT_PRIORITY, NOTHING), settings, true, m.at());
    }

    private static void exclude(
            Fields<Port> in, boolean a, Key<Port, ?> key, boolean b, String other, Problems problems) {
        if (a && b) {
            problems.add(in.at(key), "'" + key.name() + ": true' excludes '" + other + "'", "remove one of them");
        }
    }

    private static Attachment attachment(String lan) {
        return switch (lan) {
            case "0" -> new Attachment.Alone();
            case "X" -> new Attachment.Down();
            case "_" -> new Attachment.Unchanged();
            default -> new Attachment.Lan(lan);
        };
    }

    private static Optional<String> wrongLan(String lan) {
        Matcher m = WORD.matcher(lan);
        return m.matches() && m.group(2).isEmpty()
                ? Optional.empty()
                : Optional.of("write cost and priority as keys of their own");
    }
}
