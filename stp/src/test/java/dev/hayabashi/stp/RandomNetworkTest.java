package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random small networks, compared after each event with roots and costs that are computed without any protocol. */
class RandomNetworkTest {
    private static final int SEEDS = 25;
    private static final int EVENTS = 4;

    @ParameterizedTest
    @EnumSource(ForceVersion.class)
    void settlesOnTheCheapestTree(ForceVersion version) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            Lab lab = network(random, version);
            lab.run(90);
            check(lab, "seed " + seed + " start");
            for (int event = 0; event < EVENTS; event++) {
                String what = disturb(lab, random);
                lab.run(110);
                check(lab, "seed " + seed + " event " + event + " " + what);
            }
        }
    }

    private static Lab network(Random random, ForceVersion version) {
        Lab lab = new Lab();
        lab.version = version;
        int bridges = 2 + random.nextInt(6);
        int lans = bridges + random.nextInt(3);
        for (int b = 0; b < bridges; b++) {
            StringBuilder ports = new StringBuilder();
            for (int port = 0; port < 2 + random.nextInt(3); port++) {
                ports.append("lan")
                        .append(random.nextInt(lans))
                        .append(':')
                        .append(1 + random.nextInt(5))
                        .append(' ');
            }
            lab.bridge("B" + b, 0x100 + random.nextInt(0x100) * 0x10L + b, ports.toString());
        }
        return lab;
    }

    private static String disturb(Lab lab, Random random) {
        List<Lab.Node> nodes = new ArrayList<>(lab.nodes.values());
        Lab.Node node = nodes.get(random.nextInt(nodes.size()));
        int port = 1 + random.nextInt(node.tree.portNumbers().length);
        switch (random.nextInt(4)) {
            case 0 -> {
                int priority = 4096 * random.nextInt(16);
                node.priority(priority);
                return node.name + " priority " + priority;
            }
            case 1 -> {
                int cost = 1 + random.nextInt(9);
                node.configure(port, p -> p.withPathCost(cost));
                return node.name + "." + port + " cost " + cost;
            }
            default -> {
                if (node.lans.containsKey(port)) {
                    node.unplug(port);
                    return node.name + "." + port + " unplugged";
                }
                node.plug(port, "lan" + random.nextInt(3));
                return node.name + "." + port + " plugged";
            }
        }
    }

    private static void check(Lab lab, String when) {
        assertThat(lab.loops()).as("%s: forwarding cycle", when).isFalse();
        Map<String, Oracle.Path> expected = Oracle.paths(lab);
        for (Lab.Node node : lab.nodes.values()) {
            Oracle.Path path = expected.get(node.name);
            assertThat(path).isNotNull();
            if (path != null) {
                assertThat(node.tree.rootId().value())
                        .as("%s: root of %s", when, node.name)
                        .isEqualTo(path.root());
                assertThat(node.tree.rootPathCost())
                        .as("%s: cost of %s", when, node.name)
                        .isEqualTo(path.cost());
            }
        }
        Map<String, Integer> designated = new HashMap<>();
        Map<String, Integer> attached = new HashMap<>();
        for (Lab.Node node : lab.nodes.values()) {
            node.lans.forEach((port, lan) -> {
                attached.merge(lan, 1, Integer::sum);
                PortRole role = node.tree.role(port);
                boolean open = node.tree.state(port) == PortState.FORWARDING;
                designated.merge(lan, role == PortRole.DESIGNATED ? 1 : 0, Integer::sum);
                assertThat(open)
                        .as("%s: %s.%d %s", when, node.name, port, role)
                        .isEqualTo(role == PortRole.DESIGNATED || role == PortRole.ROOT);
            });
        }
        attached.keySet()
                .forEach(lan -> assertThat(designated).as("%s: %s", when, lan).containsEntry(lan, 1));
    }

    /** Roots and root path costs by relaxation over the cables. */
    static final class Oracle {
        record Path(long root, long cost) {
            boolean betterThan(Path other) {
                int order = Long.compareUnsigned(root, other.root);
                return order < 0 || (order == 0 && cost < other.cost);
            }
        }

        private Oracle() {}

        static Map<String, Path> paths(Lab lab) {
            Map<String, Path> best = new HashMap<>();
            lab.nodes
                    .values()
                    .forEach(n -> best.put(
                            n.name, new Path(n.tree.parameters().bridgeId().value(), 0)));
            boolean better = true;
            while (better) {
                better = false;
                for (Lab.Node from : lab.nodes.values()) {
                    for (Lab.Node to : lab.nodes.values()) {
                        better |= relax(best, from, to);
                    }
                }
            }
            return best;
        }

        private static boolean relax(Map<String, Path> best, Lab.Node from, Lab.Node to) {
            boolean better = false;
            for (Map.Entry<Integer, String> at : to.lans.entrySet()) {
                Path offered = best.get(from.name);
                Path held = best.get(to.name);
                if (from != to && offered != null && held != null && from.lans.containsValue(at.getValue())) {
                    Path path = new Path(
                            offered.root(),
                            offered.cost() + to.tree.portParameters(at.getKey()).pathCost());
                    if (path.betterThan(held)) {
                        best.put(to.name, path);
                        better = true;
                    }
                }
            }
            return better;
        }
    }
}
