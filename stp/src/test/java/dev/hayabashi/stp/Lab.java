package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Bridges and LANs in memory, in virtual time: frames take no time, arrive in the order in which they were sent, and all
 * bridges tick together. Ports are written as in {@code "a b:5 c^16 0 X"}: LAN, cost, priority; 0 = up and alone; X = down.
 */
final class Lab {
    static final long SECOND = 1_000_000_000L;

    final Map<String, Node> nodes = new LinkedHashMap<>();
    final List<Sent> sent = new ArrayList<>();
    final Set<String> dropped = new HashSet<>();
    long now;
    long lastChange;
    ForceVersion version = ForceVersion.RSTP;
    BridgeTimes times = BridgeTimes.DEFAULT;
    int defaultCost = 1;
    private final Deque<Sent> wire = new ArrayDeque<>();
    private int lonely;
    private boolean started;

    /** A frame on the wire. */
    static final class Sent {
        final long atNanos;
        final Node node;
        final int port;
        final String lan;
        final byte[] frame;

        Sent(long atNanos, Node node, int port, String lan, byte[] frame) {
            this.atNanos = atNanos;
            this.node = node;
            this.port = port;
            this.lan = lan;
            this.frame = frame;
        }

        int second() {
            return (int) (atNanos / SECOND);
        }

        int type() {
            return frame[20] & 0xFF;
        }

        int flags() {
            return type() == 0x80 ? -1 : frame[21] & 0xFF;
        }

        int u16(int bpduOffset) {
            return (frame[17 + bpduOffset] & 0xFF) << 8 | (frame[18 + bpduOffset] & 0xFF);
        }
    }

    Lab stp() {
        version = ForceVersion.STP;
        return this;
    }

    Lab times(int hello, int maxAge, int forwardDelay) {
        times = new BridgeTimes(hello, maxAge, forwardDelay);
        return this;
    }

    /** A bridge whose ports are up at once. */
    Node bridge(String name, long mac, String ports) {
        return bridge(name, mac, version, p -> p, ports);
    }

    Node bridge(
            String name,
            long mac,
            ForceVersion forceVersion,
            UnaryOperator<PortParameters> portSettings,
            String ports) {
        BridgeParameters parameters = BridgeParameters.of(mac).withTimes(times).withForceVersion(forceVersion);
        Node node = new Node(this, name, parameters);
        nodes.put(name, node);
        node.settings = portSettings;
        node.cable(ports);
        return node;
    }

    Node node(String name) {
        Node node = nodes.get(name);
        assertThat(node).as(name).isNotNull();
        return node;
    }

    String newLan() {
        return "lonely-" + lonely++;
    }

    long attached(String lan) {
        return nodes.values().stream()
                .flatMap(n -> n.lans.values().stream())
                .filter(lan::equals)
                .count();
    }

    /** Point-to-point follows from the number of attachments; called when cables have been moved. */
    void announceLinks() {
        if (!started) {
            return;
        }
        for (Node node : nodes.values()) {
            node.lans.forEach((port, lan) -> {
                boolean pointToPoint = attached(lan) <= 2;
                if (node.announced.get(port) == null || node.announced.get(port) != pointToPoint) {
                    node.announced.put(port, pointToPoint);
                    node.tree.linkUp(port, 0, pointToPoint, now);
                }
            });
        }
        drain();
    }

    /** Delivers until the wires are empty. */
    void drain() {
        int deliveries = 0;
        Sent frame;
        while ((frame = wire.poll()) != null) {
            assertThat(++deliveries).as("frames delivered in one instant").isLessThan(200_000);
            deliver(frame);
        }
    }

    private void deliver(Sent frame) {
        if (dropped.contains(frame.node.name + "." + frame.port)) {
            return;
        }
        for (Node node : List.copyOf(nodes.values())) {
            for (Map.Entry<Integer, String> at : List.copyOf(node.lans.entrySet())) {
                boolean self = node == frame.node && at.getKey() == frame.port;
                if (at.getValue().equals(frame.lan) && (!self || node.reflecting.contains(frame.port))) {
                    node.receive(at.getKey(), frame.frame);
                }
            }
        }
    }

    /** Brings up all links at once; done by the first run. Later bridges start when they are added. */
    Lab start() {
        if (!started) {
            started = true;
            announceLinks();
        }
        drain();
        return this;
    }

    /** Lets time pass, second by second. */
    Lab run(int seconds) {
        start();
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            for (Node node : List.copyOf(nodes.values())) {
                node.tree.tick(now);
            }
            drain();
            assertThat(nodes.values()).allMatch(n -> n.tree.atRest());
        }
        return this;
    }

    int second() {
        return (int) (now / SECOND);
    }

    List<Sent> sent(String name, int port) {
        return sent.stream()
                .filter(s -> s.node.name.equals(name) && s.port == port)
                .toList();
    }

    /** Second and flags of what a port sent: {@code 0:0e 0:3d 2:3d}; TCNs are {@code tcn}. */
    String flagLog(String name, int port) {
        StringBuilder s = new StringBuilder();
        for (Sent frame : sent(name, port)) {
            s.append(s.length() == 0 ? "" : " ").append(frame.second()).append(':');
            s.append(frame.flags() < 0 ? "tcn" : String.format("%02x", frame.flags()));
        }
        return s.toString();
    }

    void forgetSent() {
        sent.clear();
    }

    /** Expected roles in the notation of the topology vectors: {@code "D De R:10 A K X D!"}. */
    Lab expect(String name, String roles) {
        assertThat(node(name).roles(roles))
                .as("roles of %s at %d s", name, second())
                .isEqualTo(roles);
        return this;
    }

    /** Runs for 180 s and tells how many seconds after now the last change of role or state was. */
    int settle() {
        long start = now;
        lastChange = now;
        start();
        run(180);
        return (int) ((lastChange - start) / SECOND);
    }

    /** Whether forwarding ports form a cycle of LANs and bridges at this instant. */
    boolean loops() {
        Map<String, String> parent = new TreeMap<>();
        for (Node node : nodes.values()) {
            for (Map.Entry<Integer, String> at : node.lans.entrySet()) {
                if (node.gates.get(at.getKey()) == PortState.FORWARDING) {
                    String a = root(parent, "bridge " + node.name);
                    String b = root(parent, "lan " + at.getValue());
                    if (a.equals(b)) {
                        return true;
                    }
                    parent.put(a, b);
                }
            }
        }
        return false;
    }

    private static String root(Map<String, String> parent, String of) {
        String at = of;
        String up;
        while ((up = parent.get(at)) != null) {
            at = up;
        }
        return at;
    }

    /** One bridge of the lab. */
    static final class Node implements StpHost {
        final Lab lab;
        final String name;
        final SpanningTree tree;
        final Map<Integer, String> lans = new TreeMap<>();
        final Map<Integer, Boolean> announced = new TreeMap<>();
        final Set<Integer> reflecting = new HashSet<>();
        final Map<Integer, PortState> gates = new TreeMap<>();
        final List<StpEvent> events = new ArrayList<>();
        final List<String> flushes = new ArrayList<>();
        final List<String> moves = new ArrayList<>();
        final List<Integer> ageing = new ArrayList<>();
        final List<BpduDisposition> dispositions = new ArrayList<>();
        UnaryOperator<PortParameters> settings = p -> p;

        Node(Lab lab, String name, BridgeParameters parameters) {
            this.lab = lab;
            this.name = name;
            this.tree = new SpanningTree(parameters, this, lab.now);
        }

        /** Adds ports, or moves cables; {@code _} leaves a port alone. */
        void cable(String ports) {
            int number = 0;
            for (String text : ports.trim().split(" +", -1)) {
                number++;
                String lan = text.replaceAll("[:^].*", "");
                if (tree.portNumbers().length < number) {
                    tree.addPort(
                            number,
                            settings.apply(parameters(text, PortParameters.DEFAULT.withPathCost(lab.defaultCost))),
                            mac(number),
                            lab.now);
                } else {
                    tree.configurePort(number, parameters(text, tree.portParameters(number)), lab.now);
                }
                if (lan.equals("X")) {
                    unplug(number);
                } else if (!lan.equals("_")) {
                    lans.put(number, lan.equals("0") ? lab.newLan() : lan);
                } else if (!lans.containsKey(number) && lastLan.containsKey(number)) {
                    unplug(number);
                }
            }
            lab.announceLinks();
        }

        private final Map<Integer, String> lastLan = new TreeMap<>();

        void unplug(int port) {
            String lan = lans.remove(port);
            if (lan != null) {
                lastLan.put(port, lan);
            }
            announced.remove(port);
            tree.linkDown(port, lab.now);
            lab.announceLinks();
        }

        void plug(int port, String lan) {
            lans.put(port, lan);
            lab.announceLinks();
        }

        private static PortParameters parameters(String text, PortParameters base) {
            PortParameters result = base;
            int cost = text.indexOf(':');
            if (cost >= 0) {
                result = result.withPathCost(
                        Long.parseLong(text.substring(cost + 1).replaceAll("\\^.*", "")));
            }
            int priority = text.indexOf('^');
            return priority < 0
                    ? result
                    : result.withPriority(
                            Integer.parseInt(text.substring(priority + 1).replaceAll(":.*", "")));
        }

        long mac(int port) {
            return 0x02_00_00_00_00_00L | ((tree.parameters().address() << 12) & 0xFF_FFFF_FFFFL) | port;
        }

        void receive(int port, byte[] frame) {
            dispositions.add(tree.received(port, ByteBuffer.wrap(frame), 0, frame.length, lab.now));
        }

        void priority(int priority) {
            tree.configure(tree.parameters().withPriority(priority), lab.now);
            lab.drain();
        }

        void version(ForceVersion forceVersion) {
            tree.configure(tree.parameters().withForceVersion(forceVersion), lab.now);
            lab.drain();
        }

        void configure(int port, UnaryOperator<PortParameters> change) {
            tree.configurePort(port, change.apply(tree.portParameters(port)), lab.now);
            lab.drain();
        }

        PortStatus port(int number) {
            return tree.portStatus(number, lab.now);
        }

        boolean flag(int port, String variable) {
            Boolean value = port(port).variables().flags().get(variable);
            assertThat(value).as(variable).isNotNull();
            return value != null && value;
        }

        int timer(int port, String variable) {
            Integer value = port(port).variables().timers().get(variable);
            assertThat(value).as(variable).isNotNull();
            return value == null ? -1 : value;
        }

        <T extends StpEvent> List<T> events(Class<T> type) {
            return events.stream().filter(type::isInstance).map(type::cast).toList();
        }

        @Nullable StpEvent first(Predicate<StpEvent> what) {
            return events.stream().filter(what).findFirst().orElse(null);
        }

        /** Actual roles, as detailed as the expectation is. */
        String roles(String expected) {
            StringBuilder s = new StringBuilder();
            String[] wanted = expected.split(" ", -1);
            for (int port : tree.portNumbers()) {
                String want = port <= wanted.length ? wanted[port - 1] : "";
                s.append(s.length() == 0 ? "" : " ").append(role(port, want));
            }
            return s.toString();
        }

        private String role(int port, String want) {
            boolean forwarding = gates.get(port) == PortState.FORWARDING;
            return switch (tree.role(port)) {
                case DISABLED -> "X";
                case ROOT -> "R:" + tree.rootPathCost() + (forwarding ? "" : "!");
                case DESIGNATED -> {
                    boolean edge = want.startsWith("De")
                            && (tree.operEdge(port) || tree.parameters().forceVersion() == ForceVersion.STP);
                    yield (edge ? "De" : "D") + (forwarding ? "" : "!");
                }
                case ALTERNATE -> forwarding ? "A-forwarding" : "A";
                case BACKUP -> forwarding ? "K-forwarding" : "K";
            };
        }

        @Override
        public void transmit(int portNumber, byte[] frame, int length) {
            String lan = lans.get(portNumber);
            assertThat(lan)
                    .as("%s transmits on port %d, which is unplugged", name, portNumber)
                    .isNotNull();
            Sent copy =
                    new Sent(lab.now, this, portNumber, String.valueOf(lan), java.util.Arrays.copyOf(frame, length));
            lab.sent.add(copy);
            lab.wire.add(copy);
        }

        @Override
        public void setPortState(int portNumber, PortState state) {
            gates.put(portNumber, state);
        }

        @Override
        public void flush(int portNumber, FlushCause cause) {
            flushes.add(lab.second() + ":" + portNumber + ":" + cause.jsonName());
        }

        @Override
        public void moveAddresses(int fromPort, int toPort) {
            moves.add(fromPort + ">" + toPort);
        }

        @Override
        public void setShortAgeing(int seconds) {
            ageing.add(seconds);
        }

        @Override
        public void event(StpEvent event) {
            events.add(event);
            if (event instanceof StpEvent.RoleChanged || event instanceof StpEvent.StateChanged) {
                lab.lastChange = lab.now;
            }
        }
    }
}
