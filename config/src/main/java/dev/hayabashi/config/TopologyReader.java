package dev.hayabashi.config;

import dev.hayabashi.config.Node.Entry;
import dev.hayabashi.config.Node.Mapping;
import dev.hayabashi.config.Node.Scalar;
import dev.hayabashi.config.Node.Sequence;
import dev.hayabashi.config.topology.Bridge;
import dev.hayabashi.config.topology.Port;
import dev.hayabashi.config.topology.Step;
import dev.hayabashi.config.topology.Topology;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the topology files of {@code hayabashi stp simulate}. */
public final class TopologyReader {
    private static final Key<Topology, String> ID = text("id", Topology::id);
    private static final Key<Topology, String> TITLE = text("title", Topology::title);
    private static final Key<Topology, Integer> DEFAULT_COST =
            new Key<>("default_cost", Types.integer(1, 200_000_000), Topology::defaultCost, "");
    private static final Key<Topology, Optional<StpMode>> MODE = new Key<>(
            "mode",
            Types.optional(new ScalarType<>(
                    "rstp or stp",
                    s -> Optional.ofNullable(
                            Map.of("rstp", StpMode.RSTP, "stp", StpMode.STP).get(s.text())),
                    Types::word)),
            Topology::mode,
            "");
    private static final Section<Topology> FILE = new Section<>(
            "topology",
            List.of(ID, TITLE, DEFAULT_COST, MODE),
            Map.of("timers", "", "bridges", "", "steps", ""),
            Map.of("cost", "default_cost", "defaultpathcost", "default_cost", "version", "mode"),
            t -> t);

    private static final Key<StpConfig, Integer> HELLO_TIME = Keys.HELLO_TIME;
    private static final Section<StpConfig> TIMERS = new Section<>(
            "timers",
            List.of(HELLO_TIME, Keys.MAX_AGE, Keys.FORWARD_DELAY, Keys.TX_HOLD_COUNT),
            Map.of(),
            Keys.STP.synonyms(),
            t -> StpConfig.DEFAULT);

    private static final Key<Bridge, MacAddress> MAC = new Key<>(
            "mac",
            new ScalarType<>(
                    "a MAC address, as 0x number or 52:54:00:12:34:56",
                    s -> MacAddress.parse(s.text())
                            .or(() -> Types.bareNumber(s.text())
                                    .filter(n -> n > 0 && n >>> 48 == 0)
                                    .map(MacAddress::new))
                            .filter(m -> !m.isGroup() && m.value() != 0),
                    MacAddress::toString),
            Bridge::mac,
            "");
    private static final Key<Bridge, Integer> PRIORITY =
            new Key<>("priority", Types.step(0, 61440, 4096), Bridge::priority, "");
    private static final ValueType<Integer> VERSION_TYPE = new ScalarType<>(
            "0 (STP) or 2 (RSTP)",
            s -> Optional.ofNullable(Map.of("0", 0, "2", 2).get(s.text())),
            n -> n);
    private static final Key<Bridge, OptionalInt> VERSION =
            new Key<>("version", Types.optionalInt(VERSION_TYPE), Bridge::version, "");
    private static final Section<Bridge> BRIDGE = new Section<>(
            "topology bridge",
            List.of(MAC, PRIORITY, VERSION),
            Map.of("ports", ""),
            Map.of("address", "mac", "prio", "priority", "forceversion", "version"),
            b -> b);

    private final Problems problems;
    private final String source;

    private TopologyReader(Problems problems) {
        this.problems = problems;
        this.source = problems.file();
    }

    /**
     * Reads a file.
     *
     * @throws ConfigException if it cannot be read or anything in it is wrong
     */
    public static Topology read(Path file) throws ConfigException {
        return read(file.toString(), ConfigReader.text(file));
    }

    /**
     * Reads a document.
     *
     * @param name what messages call the document
     * @throws ConfigException if anything in it is wrong
     */
    public static Topology read(String name, String text) throws ConfigException {
        Problems problems = new Problems(name);
        Optional<Node> root = YamlTree.parse(text, problems);
        problems.throwIfAny();
        if (root.isEmpty()) {
            problems.add(Position.START, "the file is empty", "a topology needs 'bridges' and 'steps'");
            throw problems.exception();
        }
        Topology topology = new TopologyReader(problems).file(root.get());
        problems.throwIfAny();
        return topology;
    }

    private static Key<Topology, String> text(String name, java.util.function.Function<Topology, String> get) {
        return new Key<>(name, Types.text("text", t -> Optional.empty()), get, "");
    }

    private Topology file(Node root) {
        Topology none = new Topology(source, "", "", 20_000, Optional.empty(), StpConfig.DEFAULT, List.of(), List.of());
        Fields<Topology> in = new Fields<>(FILE, root, false, problems);
        Optional<StpMode> mode = in.get(MODE, none);
        List<Bridge> bridges = bridges(in);
        StpConfig timers = timers(in, mode.orElse(StpMode.RSTP));
        List<Step> steps = List.of();
        Optional<Node> script = in.child("steps");
        if (script.isPresent()
                && script.get() instanceof Sequence s
                && !s.items().isEmpty()) {
            steps = new TopologySteps(bridges, problems).read(s);
        } else {
            problems.add(
                    script.map(Node::at).orElse(in.at()), "a topology needs a list of steps", "write '- do: start'");
        }
        return new Topology(
                source,
                in.get(ID, none),
                in.get(TITLE, none),
                in.get(DEFAULT_COST, none),
                mode,
                timers,
                bridges,
                steps);
    }

    private StpConfig timers(Fields<Topology> file, StpMode mode) {
        Optional<Node> node = file.child("timers");
        StpConfig d = StpConfig.DEFAULT;
        StpConfig base = new StpConfig(
                mode,
                d.priority(),
                d.helloTimeSeconds(),
                d.maxAgeSeconds(),
                d.forwardDelaySeconds(),
                d.txHoldCount(),
                d.pathCostMethod(),
                d.errDisableRecoverySeconds(),
                d.reserved());
        return node.isEmpty()
                ? base
                : StpReader.readTimers(new Fields<>(TIMERS, node.get(), false, problems), base, problems);
    }

    private List<Bridge> bridges(Fields<Topology> file) {
        Optional<Node> node = file.child("bridges");
        List<Bridge> bridges = new ArrayList<>();
        if (node.isPresent() && node.get() instanceof Mapping m && !m.entries().isEmpty()) {
            m.entries().forEach(e -> bridges.add(bridge(e)));
        } else {
            problems.add(
                    node.map(Node::at).orElse(file.at()),
                    "a topology needs a map of bridges",
                    "write 'bridges:' and under it 'B0: {mac: 0x111, ports: [a]}'");
        }
        return bridges;
    }

    private Bridge bridge(Entry entry) {
        Bridge none = new Bridge(entry.key(), new MacAddress(1), 32768, OptionalInt.empty(), List.of(), entry.keyAt());
        Fields<Bridge> in = new Fields<>(BRIDGE, entry.value(), false, problems);
        if (!in.has(MAC)) {
            problems.add(in.at(), "bridge '" + entry.key() + "' needs a mac", "write 'mac: 0x111'");
        }
        if (entry.key().isEmpty() || entry.key().contains(".")) {
            problems.add(entry.keyAt(), "'" + entry.key() + "' is no name for a bridge", "leave out the '.'");
        }
        List<Port> ports = new ArrayList<>();
        Optional<Node> list = in.child("ports");
        if (list.isPresent() && list.get() instanceof Sequence s) {
            s.items().forEach(n -> ports.add(TopologyPortReader.read(n, false, problems)));
        } else if (!(list.isPresent() && list.get() instanceof Scalar s && s.isNull())) {
            problems.add(
                    list.map(Node::at).orElse(in.at()),
                    "bridge '" + entry.key() + "' needs a list of ports",
                    "write 'ports: [a, b]'");
        }
        return new Bridge(
                entry.key(), in.get(MAC, none), in.get(PRIORITY, none), in.get(VERSION, none), ports, entry.keyAt());
    }

    /** A map from bridges to something, as steps have them. */
    static <T> Map<String, T> byBridge(
            Node node,
            String what,
            Map<String, Bridge> bridges,
            Problems problems,
            java.util.function.BiFunction<String, Node, Optional<T>> read) {
        Map<String, T> map = new LinkedHashMap<>();
        if (!(node instanceof Mapping m) || m.entries().isEmpty()) {
            problems.add(node.at(), "'" + what + "' must be a map of bridges, not " + node.describe());
            return map;
        }
        for (Entry e : m.entries()) {
            if (bridges.containsKey(e.key())) {
                read.apply(e.key(), e.value()).ifPresent(v -> map.put(e.key(), v));
            } else {
                problems.add(
                        e.keyAt(),
                        "there is no bridge '" + e.key() + "'",
                        "bridges: " + String.join(", ", bridges.keySet()));
            }
        }
        return map;
    }

    static ValueType<Integer> versionType() {
        return VERSION_TYPE;
    }

    static ValueType<Integer> priorityType() {
        return PRIORITY.type();
    }
}
