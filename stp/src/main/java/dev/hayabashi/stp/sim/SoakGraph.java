package dev.hayabashi.stp.sim;

import dev.hayabashi.stp.BridgeParameters;
import dev.hayabashi.stp.BridgeTimes;
import dev.hayabashi.stp.EdgeMode;
import dev.hayabashi.stp.ForceVersion;
import dev.hayabashi.stp.PortParameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A random network: parallel links, shared segments, ports of one bridge cabled together, ports that lead nowhere. */
final class SoakGraph {
    static final int MAX_BRIDGES = 12;
    private static final int[] COSTS = {1, 1, 2, 5, 10, 19, 20_000, 200_000_000};

    final SimNetwork network;
    /** LANs and the ports that belong there, whether or not they are plugged in at the moment. */
    final Map<SimLan, List<SimPort>> cables = new LinkedHashMap<>();

    final BridgeTimes times;
    private final Random random;
    private final Protocol protocol;
    private final boolean shared;
    private int named;

    /** Which versions the bridges run. */
    enum Protocol {
        RSTP,
        STP,
        MIXED
    }

    SoakGraph(SimNetwork network, Random random, Protocol protocol, boolean shared) {
        this.network = network;
        this.random = random;
        this.protocol = protocol;
        this.shared = shared;
        int n = 2 + random.nextInt(MAX_BRIDGES - 1);
        // Information must live long enough to cross the longest path, two bridges that join later included.
        int maxAge = random.nextInt(6) == 0 ? 20 : Math.max(6, n + 4);
        this.times = new BridgeTimes(random.nextInt(3) == 0 ? 1 : 2, maxAge, (maxAge + 1) / 2 + 1 + random.nextInt(2));
        for (int i = 0; i < n; i++) {
            addBridge();
        }
        List<int[]> plans = new ArrayList<>();
        for (int i = 1; i < n; i++) {
            if (random.nextInt(12) != 0) {
                plans.add(new int[] {i, random.nextInt(i)});
            }
        }
        for (int extra = random.nextInt(n + 3); extra > 0; extra--) {
            plans.add(plan(n));
        }
        Collections.shuffle(plans, random);
        plans.forEach(this::cable);
    }

    private int[] plan(int n) {
        int kind = random.nextInt(20);
        if (kind == 0) {
            int b = random.nextInt(n);
            return new int[] {b, b};
        } else if (kind < 3) {
            return new int[] {random.nextInt(n)};
        } else if (kind < 6 && shared) {
            int[] many = new int[3 + random.nextInt(2)];
            for (int i = 0; i < many.length; i++) {
                many[i] = random.nextInt(n);
            }
            return many;
        }
        return new int[] {random.nextInt(n), random.nextInt(n)};
    }

    private void cable(int[] ends) {
        List<SimPort> ports = new ArrayList<>();
        for (int end : ends) {
            ports.add(addPort(network.bridges().get(end)));
        }
        SimLan lan = newLan();
        cables.put(lan, ports);
        ports.forEach(p -> network.plug(p, lan));
    }

    private SimLan newLan() {
        return network.lan("lan" + cables.size());
    }

    SimBridge addBridge() {
        int number = ++named;
        ForceVersion version = protocol == Protocol.RSTP || (protocol == Protocol.MIXED && random.nextBoolean())
                ? ForceVersion.RSTP
                : ForceVersion.STP;
        BridgeParameters parameters = BridgeParameters.of(
                        (((long) random.nextInt(1 << 20)) << 8 | number) & 0xFE_FFFF_FFFFL)
                .withForceVersion(version)
                .withPriority(4096 * (4 + random.nextInt(4)))
                .withTimes(times)
                .withTxHoldCount(random.nextInt(4) == 0 ? 1 + random.nextInt(10) : 6);
        return network.addBridge("B" + number, parameters);
    }

    /** A port with the lowest or some higher free number, so that ports are made in any order of their identifiers. */
    SimPort addPort(SimBridge bridge) {
        int number = 1 + random.nextInt(30);
        while (bridge.ports.containsKey(number)) {
            number++;
        }
        PortParameters parameters = PortParameters.DEFAULT
                .withPathCost(cost())
                .withPriority(random.nextInt(4) == 0 ? 16 * random.nextInt(16) : 128)
                .withEdge(random.nextInt(4) == 0 ? EdgeMode.FALSE : EdgeMode.AUTO);
        return bridge.addPort(number, parameters);
    }

    int cost() {
        return COSTS[random.nextInt(COSTS.length)];
    }

    /** A new bridge with links to some others; each link is new, so that no segment becomes shared by it. */
    SimBridge join(Random dice) {
        List<SimBridge> others = network.bridges();
        SimBridge bridge = addBridge();
        for (int links = 1 + dice.nextInt(3); links > 0; links--) {
            List<SimPort> ports = List.of(addPort(bridge), addPort(others.get(dice.nextInt(others.size()))));
            SimLan lan = newLan();
            cables.put(lan, ports);
            ports.forEach(p -> network.plug(p, lan));
        }
        return bridge;
    }

    /** Takes a bridge away with its ports. */
    void leave(SimBridge bridge) {
        cables.replaceAll(
                (lan, ports) -> ports.stream().filter(p -> p.bridge != bridge).toList());
        network.removeBridge(bridge);
    }

    boolean hasSharedSegment() {
        return cables.values().stream().anyMatch(p -> p.size() > SimLan.POINT_TO_POINT);
    }
}
