package dev.hayabashi.stp.sim;

import dev.hayabashi.stp.StpEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One random scenario: a random network, some events at random times, and in between and at the end the invariants.
 * Everything follows from the seed.
 */
final class SoakRun implements SimNetwork.SimListener {
    private static final long SECOND = SimNetwork.SECOND;
    private static final long MILLISECOND = 1_000_000L;

    private final long seed;
    private final boolean traced;
    private final Random random;
    private final SimNetwork network;
    private final SoakGraph graph;
    private final RateWatch rates = new RateWatch();
    private final List<String> story = new ArrayList<>();
    private boolean delayed;
    private long lastChange;
    private long digest = 17;
    private long cyclesSafe;
    private long cyclesRisky;
    private long changes;
    private final RiskJudge risk;

    /**
     * Prepares a scenario.
     *
     * @param traced whether the story of a failure has every event of every bridge
     */
    SoakRun(long seed, boolean traced) {
        this.seed = seed;
        this.traced = traced;
        // Neighbouring seeds of java.util.Random begin alike.
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.network = new SimNetwork(delivery());
        SoakGraph.Protocol protocol = switch (random.nextInt(10)) {
            case 0, 1 -> SoakGraph.Protocol.STP;
            case 2 -> SoakGraph.Protocol.MIXED;
            default -> SoakGraph.Protocol.RSTP;
        };
        network.addListener(this);
        network.addListener(rates);
        this.graph = new SoakGraph(network, random, protocol, random.nextInt(3) == 0);
        this.risk = new RiskJudge(graph);
        if (graph.hasSharedSegment() || protocol != SoakGraph.Protocol.RSTP) {
            risk.excuseAlways();
        }
        tell(protocol + " " + graph.times + " " + graph.cables);
    }

    private Delivery delivery() {
        switch (random.nextInt(4)) {
            case 0 -> {
                return Delivery.lockStep();
            }
            case 1 -> {
                return Delivery.random(random.nextLong(), 0, 0);
            }
            case 2 -> {
                return Delivery.random(random.nextLong(), 0, 10);
            }
            default -> {
                delayed = true;
                return Delivery.random(random.nextLong(), 50 * MILLISECOND, random.nextInt(30));
            }
        }
    }

    /** Plays the scenario; throws {@link SoakFailure} when an invariant does not hold. */
    Soak.Outcome run() {
        try {
            change();
            for (int events = random.nextInt(7); events > 0; events--) {
                pause();
                event();
            }
            heal();
            settle();
        } catch (SoakFailure e) {
            throw new SoakFailure("seed " + seed + ": " + e.getMessage() + "\n  " + String.join("\n  ", story), e);
        } catch (RuntimeException e) {
            throw new SoakFailure("seed " + seed + ": " + e + "\n  " + String.join("\n  ", story), e);
        }
        return new Soak.Outcome(digest, cyclesSafe, cyclesRisky, network.cycleNanos(), changes, network.now());
    }

    // ---- events ----

    private void pause() {
        switch (random.nextInt(4)) {
            case 0 -> network.runFor(random.nextLong(2 * SECOND));
            case 1 -> network.runFor(random.nextLong(12 * SECOND));
            default -> {
                if (network.bridges().stream().noneMatch(b -> b.ports().stream().anyMatch(SimPort::dropping))) {
                    settle();
                } else {
                    network.runFor(quietNanos());
                }
            }
        }
    }

    private void event() {
        risk.before();
        List<SimBridge> bridges = network.bridges();
        SimBridge bridge = bridges.get(random.nextInt(bridges.size()));
        List<SimLan> lans = List.copyOf(graph.cables.keySet());
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                if (!lans.isEmpty()) {
                    toggle(lans.get(random.nextInt(lans.size())));
                }
            }
            case 3 -> onePort(bridge);
            case 4 -> join();
            case 5 -> leave(bridge);
            case 6 -> restart(bridge);
            case 7 -> priority(bridge);
            case 8, 9 -> cost(bridge);
            case 10 -> drop(bridge);
            default -> heal();
        }
        risk.after();
        change();
    }

    private void change() {
        network.announce();
        network.deliver();
        lastChange = network.now();
    }

    private void toggle(SimLan lan) {
        boolean down = !lan.ports().isEmpty();
        tell((down ? "cut " : "mend ") + lan);
        for (SimPort p : graph.cables.getOrDefault(lan, List.of())) {
            if (down) {
                network.unplug(p);
            } else {
                network.plug(p, lan);
            }
        }
    }

    private void onePort(SimBridge bridge) {
        for (Map.Entry<SimLan, List<SimPort>> e : graph.cables.entrySet()) {
            for (SimPort p : e.getValue()) {
                if (p.bridge == bridge && random.nextBoolean()) {
                    boolean down = p.lan() != null;
                    tell((down ? "unplug " : "plug ") + p);
                    if (down) {
                        // The other end keeps its carrier and hears nothing any more.
                        network.unplug(p);
                    } else {
                        network.plug(p, e.getKey());
                    }
                    return;
                }
            }
        }
    }

    private void join() {
        if (network.bridges().size() < SoakGraph.MAX_BRIDGES + 2) {
            tell("join " + graph.join(random));
        }
    }

    private void leave(SimBridge bridge) {
        if (network.bridges().size() > 1) {
            tell("leave " + bridge);
            graph.leave(bridge);
        }
    }

    private void restart(SimBridge bridge) {
        tell("restart " + bridge);
        risk.restarted(bridge);
        rates.forget(bridge, 0);
        bridge.tree.restart(network.now());
    }

    private void priority(SimBridge bridge) {
        int priority = 4096 * random.nextInt(16);
        tell("priority " + bridge + " " + priority);
        bridge.tree.configure(bridge.tree.parameters().withPriority(priority), network.now());
    }

    private void cost(SimBridge bridge) {
        for (SimPort p : bridge.ports()) {
            if (random.nextBoolean()) {
                int cost = graph.cost();
                tell("cost " + p + " " + cost);
                bridge.tree.configurePort(
                        p.number, bridge.tree.portParameters(p.number).withPathCost(cost), network.now());
            }
        }
    }

    private void drop(SimBridge bridge) {
        for (SimPort p : bridge.ports()) {
            if (random.nextBoolean()) {
                tell("drop " + p);
                p.setDropping(true);
                risk.excuse();
                return;
            }
        }
    }

    private void heal() {
        for (SimBridge b : network.bridges()) {
            for (SimPort p : b.ports()) {
                if (p.dropping()) {
                    tell("heal " + p);
                    p.setDropping(false);
                }
            }
        }
        lastChange = network.now();
    }

    // ---- invariants ----

    /** No timer of the protocol is longer than this. */
    private long quietNanos() {
        return (graph.times.maxAge() + 2L * graph.times.forwardDelay() + 3L * graph.times.helloTime()) * SECOND;
    }

    private void settle() {
        long quiet = quietNanos();
        long limit = network.now() + 8 * quiet;
        while (network.now() < lastChange + quiet) {
            if (network.now() > limit) {
                throw new SoakFailure("does not come to rest, last change at " + seconds(lastChange));
            }
            network.runUntil(lastChange + quiet);
        }
        tell("at rest since " + seconds(lastChange));
        List<String> differences = new Oracle(network).differences(network);
        if (!differences.isEmpty()) {
            throw new SoakFailure("at rest, but " + String.join("; ", differences));
        }
        if (!network.cyclePorts().isEmpty()) {
            throw new SoakFailure("at rest with a loop: " + network.cyclePorts());
        }
        risk.atRest();
    }

    @Override
    public void cycle(long atNanos) {
        List<SimPort> ports = network.cyclePorts();
        tell("loop " + ports);
        if (risk.excused() || (delayed && ports.stream().allMatch(SoakRun::selfCabled))) {
            cyclesRisky++;
        } else {
            cyclesSafe++;
            throw new SoakFailure("a loop although nothing justifies one: " + ports);
        }
    }

    /**
     * Two ports of one bridge on one LAN. While the root changes they take turns in being Backup, and each agrees to the
     * other; if these agreements are on their way while both become Designated again, both are believed. An agreement does not
     * say what it is an agreement to.
     */
    private static boolean selfCabled(SimPort port) {
        return port.lan != null && port.lan.ports.stream().anyMatch(q -> q != port && q.bridge == port.bridge);
    }

    @Override
    public void event(SimBridge bridge, StpEvent event) {
        if (event instanceof StpEvent.RoleChanged
                || event instanceof StpEvent.StateChanged
                || event instanceof StpEvent.RootChanged) {
            lastChange = network.now();
            changes++;
        }
        if (traced) {
            tell(bridge + " " + event.text());
        }
        digest = digest * 31 + (bridge.name() + network.now() + event.text()).hashCode();
    }

    private void tell(String what) {
        story.add(seconds(network.now()) + " " + what);
    }

    private static String seconds(long nanos) {
        return String.format(java.util.Locale.ROOT, "%.3f s", nanos / (double) SECOND);
    }
}
