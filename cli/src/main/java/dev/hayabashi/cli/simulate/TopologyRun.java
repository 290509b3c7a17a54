package dev.hayabashi.cli.simulate;

import dev.hayabashi.cli.simulate.StepResult.Failure;
import dev.hayabashi.config.StpConfig;
import dev.hayabashi.config.StpMode;
import dev.hayabashi.config.Tristate;
import dev.hayabashi.config.topology.Action;
import dev.hayabashi.config.topology.Attachment;
import dev.hayabashi.config.topology.Bridge;
import dev.hayabashi.config.topology.Expectation;
import dev.hayabashi.config.topology.Port;
import dev.hayabashi.config.topology.PortRef;
import dev.hayabashi.config.topology.Step;
import dev.hayabashi.config.topology.Topology;
import dev.hayabashi.stp.BridgeParameters;
import dev.hayabashi.stp.BridgeTimes;
import dev.hayabashi.stp.EdgeMode;
import dev.hayabashi.stp.ForceVersion;
import dev.hayabashi.stp.PointToPoint;
import dev.hayabashi.stp.PortParameters;
import dev.hayabashi.stp.sim.Delivery;
import dev.hayabashi.stp.sim.SimBridge;
import dev.hayabashi.stp.sim.SimLan;
import dev.hayabashi.stp.sim.SimNetwork;
import dev.hayabashi.stp.sim.SimPort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Plays a topology: wires the bridges, acts step by step, lets the network settle, and compares. */
final class TopologyRun {
    /**
     * Seconds that a step other than {@code wait} lasts with default timers. The slowest change known, information that ages
     * out before two forward delays in STP mode, takes a third of it.
     */
    static final long STEP_SECONDS = 180;

    private static final String LAN_OF_ITS_OWN = "0";

    private final Topology topology;
    private final StpMode mode;
    private final SimNetwork network;
    private final Map<SimPort, Port.Settings> settings = new HashMap<>();
    private final long stepSeconds;
    private int ownLans;

    /**
     * Prepares a run.
     *
     * @param override protocol instead of the file's
     * @param delivery order in which BPDUs arrive
     */
    TopologyRun(Topology topology, Optional<StpMode> override, Delivery delivery) {
        this.topology = topology;
        this.mode = override.or(topology::mode).orElse(StpMode.RSTP);
        this.network = new SimNetwork(delivery);
        StpConfig t = topology.timers();
        StpConfig d = StpConfig.DEFAULT;
        long slow = t.maxAgeSeconds() + 2L * t.forwardDelaySeconds();
        long usual = d.maxAgeSeconds() + 2L * d.forwardDelaySeconds();
        this.stepSeconds = slow <= usual ? STEP_SECONDS : STEP_SECONDS * slow / usual;
    }

    /** The protocol of bridges that name no version. */
    StpMode mode() {
        return mode;
    }

    /** The network, for a look at it after the run. */
    SimNetwork network() {
        return network;
    }

    /** Plays all steps. */
    List<StepResult> run() {
        List<StepResult> results = new ArrayList<>();
        for (Step step : topology.steps()) {
            long before = network.now();
            long loopBefore = network.cycleNanos();
            act(step.action());
            network.announce();
            network.deliver();
            network.runFor(duration(step.action()) * SimNetwork.SECOND);
            results.add(result(results.size() + 1, step, before, loopBefore));
        }
        return results;
    }

    private long duration(Action action) {
        return action instanceof Action.Wait w ? w.seconds() : stepSeconds;
    }

    // ---- acting ----

    private void act(Action action) {
        if (action instanceof Action.Start) {
            topology.bridges().forEach(this::start);
        } else if (action instanceof Action.SetPorts set) {
            set.ports().forEach((name, ports) -> setPorts(network.bridge(name), ports));
        } else if (action instanceof Action.SetPriority set) {
            set.priorities().forEach((name, n) -> {
                SimBridge b = network.bridge(name);
                b.tree().configure(b.tree().parameters().withPriority(n), network.now());
            });
        } else if (action instanceof Action.SetVersion set) {
            set.versions().forEach((name, n) -> restart(network.bridge(name), version(n)));
        } else if (action instanceof Action.Drop drop) {
            drop.ports().forEach(p -> port(p).setDropping(true));
        } else if (action instanceof Action.Heal) {
            network.bridges().forEach(b -> b.ports().forEach(p -> p.setDropping(false)));
        } else if (action instanceof Action.Mcheck mcheck) {
            mcheck.ports().forEach(p -> network.bridge(p.bridge()).tree().mcheck(p.port(), network.now()));
        }
    }

    private SimPort port(PortRef ref) {
        return network.bridge(ref.bridge()).port(ref.port());
    }

    private void restart(SimBridge bridge, ForceVersion version) {
        BridgeParameters now = bridge.tree().parameters();
        if (now.forceVersion() == version) {
            bridge.tree().restart(network.now());
        } else {
            bridge.tree().configure(now.withForceVersion(version), network.now());
        }
    }

    private static ForceVersion version(int number) {
        return number == 0 ? ForceVersion.STP : ForceVersion.RSTP;
    }

    private void start(Bridge b) {
        StpConfig t = topology.timers();
        ForceVersion version = b.version().isPresent()
                ? version(b.version().getAsInt())
                : mode == StpMode.STP ? ForceVersion.STP : ForceVersion.RSTP;
        BridgeTimes times = new BridgeTimes(t.helloTimeSeconds(), t.maxAgeSeconds(), t.forwardDelaySeconds());
        // The version first: STP allows a longer hello time than RSTP.
        BridgeParameters parameters = BridgeParameters.of(b.mac().value())
                .withForceVersion(version)
                .withPriority(b.priority())
                .withTimes(times)
                .withTxHoldCount(t.txHoldCount());
        SimBridge bridge = network.addBridge(b.name(), parameters);
        setPorts(bridge, b.ports());
    }

    private void setPorts(SimBridge bridge, List<Port> ports) {
        for (int n = bridge.ports().size(); n > ports.size(); n--) {
            settings.remove(bridge.port(n));
            bridge.removePort(n);
        }
        for (int i = 0; i < ports.size(); i++) {
            Port spec = ports.get(i);
            boolean added = i >= bridge.ports().size();
            SimPort port = added ? bridge.addPort(i + 1, PortParameters.DEFAULT) : bridge.port(i + 1);
            configure(port, spec);
            attach(port, spec.attachment());
        }
    }

    /** A port that stays plugged in keeps what the file does not name; one that is plugged in anew is described anew. */
    private void configure(SimPort port, Port spec) {
        boolean same = spec.attachment() instanceof Attachment.Unchanged;
        PortParameters now = port.bridge().tree().portParameters(port.number());
        long cost = spec.cost().isPresent() ? spec.cost().getAsInt() : same ? now.pathCost() : topology.defaultCost();
        int priority = spec.priority().orElse(same ? now.priority() : PortParameters.DEFAULT.priority());
        Port.Settings s = same && !spec.map() ? settings.getOrDefault(port, Port.Settings.DEFAULT) : spec.settings();
        settings.put(port, s);
        PortParameters parameters = new PortParameters(
                priority,
                cost,
                edge(s.edge()),
                pointToPoint(s.pointToPoint()),
                s.bpduGuard(),
                s.bpduFilter(),
                s.rootGuard(),
                s.tcnGuard(),
                s.loopGuard(),
                s.bridgeAssurance(),
                true);
        port.bridge().tree().configurePort(port.number(), parameters, network.now());
        port.setReflecting(s.reflect());
    }

    private void attach(SimPort port, Attachment attachment) {
        SimLan lan = port.lan();
        if (attachment instanceof Attachment.Down) {
            network.unplug(port);
        } else if (attachment instanceof Attachment.Lan named) {
            network.plug(port, network.lan(named.name()));
        } else if (attachment instanceof Attachment.Alone && (lan == null || !isOwn(lan))) {
            network.plug(port, network.lan(LAN_OF_ITS_OWN + "/" + ++ownLans));
        }
    }

    private static boolean isOwn(SimLan lan) {
        return lan.name().startsWith(LAN_OF_ITS_OWN + "/");
    }

    private static EdgeMode edge(Tristate t) {
        return switch (t) {
            case TRUE -> EdgeMode.TRUE;
            case FALSE -> EdgeMode.FALSE;
            case AUTO -> EdgeMode.AUTO;
        };
    }

    private static PointToPoint pointToPoint(Tristate t) {
        return switch (t) {
            case TRUE -> PointToPoint.YES;
            case FALSE -> PointToPoint.NO;
            case AUTO -> PointToPoint.AUTO;
        };
    }

    // ---- looking ----

    private StepResult result(int number, Step step, long before, long loopBefore) {
        long settle = Math.max(0, network.lastChangeNanos() - before) / SimNetwork.SECOND;
        long loop = (network.cycleNanos() - loopBefore + SimNetwork.SECOND - 1) / SimNetwork.SECOND;
        List<Failure> failures = new ArrayList<>();
        List<BridgeView> bridges = new ArrayList<>();
        for (SimBridge b : network.bridges()) {
            bridges.add(view(b, step.expect().getOrDefault(b.name(), List.of()), failures));
        }
        int tolerance = mode == StpMode.STP ? 2 : 1;
        OptionalInt expectedSettle = perMode(step.settleSeconds());
        if (expectedSettle.isPresent() && Math.abs(settle - expectedSettle.getAsInt()) > tolerance) {
            failures.add(new Failure(
                    "",
                    0,
                    "settle_s",
                    expectedSettle.getAsInt() + " s",
                    settle + " s",
                    step.at().toString()));
        }
        OptionalInt allowedLoop = perMode(step.loopSeconds());
        if (allowedLoop.isPresent() && loop > allowedLoop.getAsInt() + (allowedLoop.getAsInt() == 0 ? 0 : tolerance)) {
            failures.add(new Failure(
                    "",
                    0,
                    "loop_s",
                    "at most " + allowedLoop.getAsInt() + " s",
                    loop + " s",
                    step.at().toString()));
        }
        return new StepResult(
                number,
                step.title(),
                before / SimNetwork.SECOND,
                settle,
                expectedSettle,
                loop,
                allowedLoop,
                List.copyOf(bridges),
                List.copyOf(failures));
    }

    private OptionalInt perMode(Map<StpMode, Integer> seconds) {
        Integer n = seconds.get(mode);
        return n == null ? OptionalInt.empty() : OptionalInt.of(n);
    }

    private BridgeView view(SimBridge b, List<Expectation> expected, List<Failure> failures) {
        List<PortView> ports = new ArrayList<>();
        for (SimPort p : b.ports()) {
            Optional<Expectation> e =
                    p.number() <= expected.size() ? Optional.of(expected.get(p.number() - 1)) : Optional.empty();
            PortView view = view(p, e);
            if (!view.fits()) {
                failures.add(new Failure(
                        b.name(),
                        p.number(),
                        "role",
                        e.map(Expectation::text).orElse(""),
                        view.actual() + " (" + view.role().jsonName() + ", " + view.stateName() + ")",
                        e.map(x -> x.at().toString()).orElse("")));
            }
            ports.add(view);
        }
        return new BridgeView(
                b.name(),
                b.tree().parameters().bridgeId(),
                b.tree().rootId(),
                b.tree().rootPathCost(),
                b.tree().rootPort(),
                List.copyOf(ports));
    }

    private PortView view(SimPort p, Optional<Expectation> expected) {
        ForceVersion version = p.bridge().tree().parameters().forceVersion();
        long cost = p.bridge().tree().rootPathCost();
        boolean fits = expected.map(
                        e -> RoleText.fits(e, p.role(), p.state(), p.operEdge(), cost, version == ForceVersion.RSTP))
                .orElse(true);
        return new PortView(
                p.number(),
                Optional.ofNullable(p.lan()).map(l -> isOwn(l) ? LAN_OF_ITS_OWN : l.name()),
                p.role(),
                p.state(),
                p.operEdge(),
                p.bridge().tree().portStatus(p.number(), network.now()).pathCost(),
                RoleText.of(p.role(), p.state(), p.operEdge(), cost),
                p.state().displayName(version, p.role()),
                expected,
                fits);
    }
}
