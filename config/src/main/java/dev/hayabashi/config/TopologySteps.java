package dev.hayabashi.config;

import dev.hayabashi.config.Node.Entry;
import dev.hayabashi.config.Node.Mapping;
import dev.hayabashi.config.Node.Scalar;
import dev.hayabashi.config.Node.Sequence;
import dev.hayabashi.config.topology.Action;
import dev.hayabashi.config.topology.Bridge;
import dev.hayabashi.config.topology.Expectation;
import dev.hayabashi.config.topology.Port;
import dev.hayabashi.config.topology.PortRef;
import dev.hayabashi.config.topology.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the steps of a topology, keeping count of each bridge's ports so that every expectation fits. */
final class TopologySteps {
    private static final Pattern EXPECTATION = Pattern.compile("(R|De|D|A|K|X)(?::([0-9]+))?(!?)");
    private static final Pattern PORT_REF = Pattern.compile("(.+)\\.([1-9][0-9]{0,3})");
    private static final ValueType<Integer> SECONDS = Types.seconds(0, 1_000_000);
    private static final List<String> ACTIONS =
            List.of("start", "set", "priority", "version", "drop", "heal", "mcheck", "wait");
    private static final Section<Step> STEP = new Section<>(
            "step",
            List.of(),
            sections(),
            Map.of("action", "do", "roles", "expect", "settle", "settle_s", "loop", "loop_s"),
            s -> s);

    private final Map<String, Bridge> bridges = new LinkedHashMap<>();
    private final Map<String, Integer> portCounts = new LinkedHashMap<>();
    private final Problems problems;

    TopologySteps(List<Bridge> bridges, Problems problems) {
        this.problems = problems;
        for (Bridge b : bridges) {
            this.bridges.put(b.name(), b);
            portCounts.put(b.name(), b.ports().size());
        }
    }

    private static Map<String, String> sections() {
        Map<String, String> map = new LinkedHashMap<>();
        List.of("do", "expect", "settle_s", "loop_s").forEach(k -> map.put(k, ""));
        return map;
    }

    List<Step> read(Sequence script) {
        List<Step> steps = new ArrayList<>();
        for (Node n : script.items()) {
            Step step = step(n);
            boolean start = step.action() instanceof Action.Start;
            if (steps.isEmpty() && !start) {
                problems.add(step.at(), "the first step must be 'start'", "write '- do: start' before it");
            } else if (!steps.isEmpty() && start) {
                problems.add(step.at(), "'start' is the first step only");
            }
            steps.add(step);
        }
        return steps;
    }

    private Step step(Node node) {
        Fields<Step> in = new Fields<>(STEP, node, false, problems);
        Optional<Node> what = in.child("do");
        Action action = new Action.Heal();
        String title = "";
        if (what.isEmpty()) {
            problems.add(in.at(), "a step needs a 'do'", "actions: " + String.join(", ", ACTIONS));
        } else {
            action = action(what.get());
            title = title(what.get());
        }
        Map<String, List<Expectation>> expect = in.child("expect")
                .map(e -> TopologyReader.byBridge(e, "expect", bridges, problems, this::expectations))
                .orElse(Map.of());
        return new Step(
                action,
                title,
                expect,
                perMode("settle_s", in.child("settle_s")),
                perMode("loop_s", in.child("loop_s")),
                what.map(Node::at).orElse(in.at()));
    }

    private Action action(Node node) {
        if (node instanceof Scalar s && s.text().equals("start")) {
            return new Action.Start();
        }
        if (node instanceof Scalar s && s.text().equals("heal")) {
            return new Action.Heal();
        }
        if (node instanceof Mapping m && m.entries().size() == 1) {
            return action(m.entries().get(0));
        }
        String name = node instanceof Scalar s ? s.text() : "";
        problems.add(
                node.at(),
                node instanceof Mapping ? "a step does one thing" : "unknown action " + node.describe(),
                ACTIONS.contains(name)
                        ? "write '{" + name + ": …}'"
                        : Suggest.nearest(name, ACTIONS)
                                .map(a -> "did you mean '" + a + "'?")
                                .orElse("actions: " + String.join(", ", ACTIONS)));
        return new Action.Heal();
    }

    private Action action(Entry e) {
        Node v = e.value();
        return switch (e.key()) {
            case "set" -> new Action.SetPorts(TopologyReader.byBridge(v, "set", bridges, problems, this::ports));
            case "priority" ->
                new Action.SetPriority(TopologyReader.byBridge(
                        v,
                        "priority",
                        bridges,
                        problems,
                        (b, n) -> TopologyReader.priorityType().read(n, "priority", problems)));
            case "version" ->
                new Action.SetVersion(TopologyReader.byBridge(
                        v,
                        "version",
                        bridges,
                        problems,
                        (b, n) -> TopologyReader.versionType().read(n, "version", problems)));
            case "drop" -> new Action.Drop(refs("drop", v));
            case "mcheck" -> new Action.Mcheck(refs("mcheck", v));
            case "wait" -> new Action.Wait(SECONDS.read(v, "wait", problems).orElse(0));
            default -> {
                problems.add(
                        e.keyAt(),
                        "unknown action '" + e.key() + "'",
                        e.key().equals("start") || e.key().equals("heal")
                                ? "write '" + e.key() + "' alone"
                                : Suggest.nearest(e.key(), ACTIONS)
                                        .map(a -> "did you mean '" + a + "'?")
                                        .orElse("actions: " + String.join(", ", ACTIONS)));
                yield new Action.Heal();
            }
        };
    }

    private Optional<List<Port>> ports(String bridge, Node node) {
        if (!(node instanceof Sequence s)) {
            problems.add(node.at(), "the ports of '" + bridge + "' must be a list, not " + node.describe());
            return Optional.empty();
        }
        List<Port> ports = new ArrayList<>();
        int before = portCounts.getOrDefault(bridge, 0);
        for (Node n : s.items()) {
            ports.add(TopologyPortReader.read(n, ports.size() < before, problems));
        }
        portCounts.put(bridge, ports.size());
        return Optional.of(ports);
    }

    private List<PortRef> refs(String what, Node node) {
        List<PortRef> refs = new ArrayList<>();
        List<Node> nodes = node instanceof Sequence s ? s.items() : List.of(node);
        for (Node n : nodes) {
            Matcher m = PORT_REF.matcher(n instanceof Scalar s ? s.text() : "");
            if (!m.matches()) {
                problems.add(n.at(), "'" + what + "' names ports like B.2, not " + n.describe());
                continue;
            }
            int count = portCounts.getOrDefault(m.group(1), -1);
            int number = Integer.parseInt(m.group(2));
            if (count < 0) {
                problems.add(
                        n.at(),
                        "there is no bridge '" + m.group(1) + "'",
                        "bridges: " + String.join(", ", bridges.keySet()));
            } else if (number > count) {
                problems.add(n.at(), "bridge '" + m.group(1) + "' has " + count + " ports, not " + number);
            } else {
                refs.add(new PortRef(m.group(1), number));
            }
        }
        return refs;
    }

    private Optional<List<Expectation>> expectations(String bridge, Node node) {
        if (!(node instanceof Sequence s)) {
            problems.add(node.at(), "the roles of '" + bridge + "' must be a list, not " + node.describe());
            return Optional.empty();
        }
        int count = portCounts.getOrDefault(bridge, 0);
        if (s.items().size() != count) {
            problems.add(
                    node.at(),
                    "bridge '" + bridge + "' has " + count + " ports, but "
                            + s.items().size() + " roles are expected",
                    "write one role for each port");
        }
        List<Expectation> roles = new ArrayList<>();
        s.items().forEach(n -> expectation(n).ifPresent(roles::add));
        return Optional.of(roles);
    }

    private Optional<Expectation> expectation(Node node) {
        String text = node instanceof Scalar s ? s.text() : "";
        Matcher m = EXPECTATION.matcher(text);
        boolean fits = m.matches()
                && (m.group(2) == null || (m.group(1).equals("R") && m.group(2).length() < 12));
        if (!fits) {
            problems.add(
                    node.at(),
                    node.describe() + " is not a role",
                    "write R:COST, D, De, A, K or X, with '!' behind it for a port that does not forward");
            return Optional.empty();
        }
        return Optional.of(new Expectation(
                switch (m.group(1)) {
                    case "R" -> Expectation.Role.ROOT;
                    case "A" -> Expectation.Role.ALTERNATE;
                    case "K" -> Expectation.Role.BACKUP;
                    case "X" -> Expectation.Role.DISABLED;
                    default -> Expectation.Role.DESIGNATED;
                },
                m.group(2) == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(m.group(2))),
                m.group(1).equals("De"),
                !m.group(3).isEmpty(),
                text,
                node.at()));
    }

    /** Seconds by mode; a number alone is for both. */
    private Map<StpMode, Integer> perMode(String key, Optional<Node> node) {
        Map<StpMode, Integer> map = new EnumMap<>(StpMode.class);
        if (node.isEmpty()) {
            return map;
        }
        if (node.get() instanceof Mapping m) {
            for (Entry e : m.entries()) {
                Optional<StpMode> mode = switch (e.key()) {
                    case "rstp" -> Optional.of(StpMode.RSTP);
                    case "stp" -> Optional.of(StpMode.STP);
                    default -> Optional.empty();
                };
                if (mode.isEmpty()) {
                    problems.add(e.keyAt(), "unknown mode '" + e.key() + "'", "write rstp or stp");
                } else {
                    SECONDS.read(e.value(), key, problems).ifPresent(v -> map.put(mode.get(), v));
                }
            }
        } else {
            SECONDS.read(node.get(), key, problems).ifPresent(v -> {
                map.put(StpMode.RSTP, v);
                map.put(StpMode.STP, v);
            });
        }
        return map;
    }

    /** The action as it would be written in one line. */
    private static String title(Node node) {
        if (node instanceof Scalar s) {
            return s.text();
        }
        if (node instanceof Sequence s) {
            return "["
                    + String.join(
                            ", ", s.items().stream().map(TopologySteps::title).toList()) + "]";
        }
        Mapping m = (Mapping) node;
        return String.join(
                ", ",
                m.entries().stream().map(e -> e.key() + ": " + title(e.value())).toList());
    }
}
