package dev.hayabashi.config;

import dev.hayabashi.config.Node.Scalar;
import dev.hayabashi.config.Node.Sequence;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the whole shape of a configuration file. */
final class FileReader {
    private final Problems problems;
    private final Map<String, Position> places = new LinkedHashMap<>();
    private final IdentityHashMap<Object, Fields<?>> origins = new IdentityHashMap<>();

    FileReader(Problems problems) {
        this.problems = problems;
    }

    HayabashiConfig read(Node root) {
        Fields<HayabashiConfig> in = new Fields<>(Keys.FILE, root, false, problems);
        List<BridgeConfig> bridges = new ArrayList<>();
        Optional<Node> list = in.child("bridges");
        for (Node n : items("bridges", list)) {
            bridges.add(bridge(n));
        }
        if (list.isPresent() && list.get() instanceof Sequence s && s.items().isEmpty()) {
            problems.add(s.at(), "'bridges' is an empty list", "remove it to get one bridge named haya0");
        }
        if (bridges.isEmpty()) {
            bridges.add(BridgeConfig.LOOK_ALIKE);
        }
        MetricsConfig metrics = in.child("metrics").map(this::metrics).orElse(MetricsConfig.DEFAULT);
        ControlConfig control = in.child("control").map(this::control).orElse(ControlConfig.DEFAULT);
        new CrossChecks(problems, origins).run(bridges);
        String stateDir = in.get(Keys.STATE_DIR, HayabashiConfig.DEFAULT);
        String io = in.get(Keys.IO, HayabashiConfig.DEFAULT);
        if (in.has(Keys.IO)) {
            places.put("io", in.at(Keys.IO));
        }
        int busyPoll = in.get(Keys.BUSY_POLL, HayabashiConfig.DEFAULT);
        int eventLoops = in.get(Keys.EVENT_LOOPS, HayabashiConfig.DEFAULT);
        if (eventLoops > 1 && io.equals("io_uring")) {
            problems.add(
                    in.at(Keys.EVENT_LOOPS),
                    "several event loops work with epoll only, and 'io' is io_uring",
                    "write 'io: auto', or 'event-loops: 1'");
        }
        return new HayabashiConfig(
                bridges, metrics, control, stateDir, io, busyPoll, eventLoops, new Positions(problems.file(), places));
    }

    private MetricsConfig metrics(Node node) {
        Fields<MetricsConfig> in = new Fields<>(Keys.METRICS, node, false, problems);
        in.locate("metrics", places);
        MetricsConfig base = MetricsConfig.DEFAULT;
        MetricsConfig metrics = new MetricsConfig(
                in.get(Keys.LISTEN, base),
                in.get(Keys.TOKEN_FILE, base),
                in.get(Keys.CERTIFICATE, base),
                in.get(Keys.PRIVATE_KEY, base));
        if (metrics.tokenFile().isEmpty()
                && !in.isBroken(Keys.LISTEN)
                && !in.isBroken(Keys.TOKEN_FILE)
                && !Names.isLoopback(metrics.listen())) {
            problems.add(
                    in.at(Keys.LISTEN),
                    "'listen' is not on loopback, and whoever reaches it could read everything",
                    "add 'token-file', or listen on 127.0.0.1 or [::1]");
        }
        if (metrics.certificate().isPresent() != metrics.key().isPresent()
                && !in.isBroken(Keys.CERTIFICATE)
                && !in.isBroken(Keys.PRIVATE_KEY)) {
            Key<MetricsConfig, ?> given = metrics.key().isPresent() ? Keys.PRIVATE_KEY : Keys.CERTIFICATE;
            problems.add(
                    in.at(given),
                    "'" + given.name() + "' stands alone",
                    "write both 'certificate' and 'key', or neither");
        }
        return metrics;
    }

    private ControlConfig control(Node node) {
        Fields<ControlConfig> in = new Fields<>(Keys.CONTROL, node, false, problems);
        in.locate("control", places);
        return new ControlConfig(
                in.get(Keys.SOCKET, ControlConfig.DEFAULT),
                in.get(Keys.GROUP, ControlConfig.DEFAULT),
                in.get(Keys.READ_GROUP, ControlConfig.DEFAULT));
    }

    private BridgeConfig bridge(Node node) {
        Fields<BridgeConfig> in = new Fields<>(Keys.BRIDGE, node, false, problems);
        BridgeConfig base = BridgeConfig.DEFAULT;
        String name = in.get(Keys.BRIDGE_NAME, base);
        String path = Positions.bridgePath(name);
        in.locate(path, places);
        int limit = base.macTableLimit();
        Optional<Node> table = in.child("mac-table");
        if (table.isPresent()) {
            Fields<BridgeConfig> t = new Fields<>(Keys.MAC_TABLE, table.get(), false, problems);
            t.locate(path + "/mac-table", places);
            limit = t.get(Keys.MAC_TABLE_LIMIT, base);
        }
        StpConfig stp = base.stp();
        Optional<Node> tree = in.child("stp");
        if (tree.isPresent()) {
            Fields<StpConfig> s = new Fields<>(Keys.STP, StpReader.expand(tree.get()), false, problems);
            s.locate(path + "/stp", places);
            stp = StpReader.read(s, stp, problems);
        }
        Optional<GatewayConfig> gateway =
                in.child("gateway").map(n -> new GatewayReader(problems, places, path + "/gateway").read(n));
        List<PortConfig> ports = new ArrayList<>();
        for (Node n : items("ports", in.child("ports"))) {
            ports.add(port(name, n));
        }
        BridgeConfig bridge = new BridgeConfig(
                name,
                in.get(Keys.BRIDGE_MTU, base),
                in.get(Keys.AGEING_TIME, base),
                in.get(Keys.BRIDGE_MAC, base),
                limit,
                stp,
                gateway,
                in.get(Keys.AUTO_ATTACH, base),
                ports,
                in.get(Keys.VLAN_FILTERING, base),
                snooping(in, path),
                in.get(Keys.VM_SHORTCUTS, base));
        origins.put(bridge, in);
        return bridge;
    }

    private SnoopingConfig snooping(Fields<BridgeConfig> in, String path) {
        Optional<Node> node = in.child("multicast-snooping");
        if (node.isEmpty()) {
            return SnoopingConfig.DEFAULT;
        }
        Fields<SnoopingConfig> s = new Fields<>(SnoopingKeys.SECTION, SnoopingKeys.expand(node.get()), false, problems);
        s.locate(path + "/multicast-snooping", places);
        return SnoopingKeys.read(s, SnoopingConfig.DEFAULT, problems);
    }

    private PortConfig port(String bridge, Node node) {
        Fields<PortConfig> in = new Fields<>(PortKeys.SECTION, node, false, problems);
        PortConfig port = PortReader.read(in, null, problems);
        String path = Positions.portPath(bridge, port.name());
        in.locate(path, places);
        origins.put(port, in);
        return port;
    }

    private List<Node> items(String key, Optional<Node> node) {
        if (node.isEmpty() || (node.get() instanceof Scalar s && s.isNull())) {
            return List.of();
        }
        if (node.get() instanceof Sequence s) {
            return s.items();
        }
        problems.add(
                node.get().at(),
                "'" + key + "' must be a list, not " + node.get().describe(),
                "start each item with '- '");
        return List.of();
    }
}
