package dev.hayabashi.stp.sim;

import dev.hayabashi.stp.BridgeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells when a transient loop is a known limit of RSTP and when it is a fault.
 *
 * <p>A bridge whose way to the root gets worse, or whose root gets worse, may still hear its own old news from others that are
 * in the same position: the news runs in circles, getting worse by each round (count to infinity; Elmeleegy, Cox and Ng). BPDUs
 * that the transmit limit holds back meanwhile make timers of two seconds unsafe. This needs a circle <i>among such
 * bridges</i>. Without one, every loop is a fault.
 */
final class RiskJudge {
    private final SoakGraph graph;
    private final Set<SimBridge> losers = new HashSet<>();
    /** Bridges that are new since the last rest: old news may pass through them, too. */
    private final Set<SimBridge> joined = new HashSet<>();

    private Map<SimBridge, BridgeId> roots = new HashMap<>();
    private Map<SimBridge, Long> costs = new HashMap<>();
    private boolean always;
    private boolean now;

    RiskJudge(SoakGraph graph) {
        this.graph = graph;
    }

    /** Loops are excused from now on until the network is at rest. */
    void excuse() {
        now = true;
    }

    /** Loops are excused in this network for good. */
    void excuseAlways() {
        always = true;
    }

    /** Whether a loop is excused at the moment. */
    boolean excused() {
        return always || now;
    }

    /** The network is at rest: what went before has no consequences any more. */
    void atRest() {
        now = false;
        losers.clear();
        joined.clear();
    }

    /** To be called before the wiring or a parameter changes. */
    void before() {
        Oracle oracle = new Oracle(graph.network);
        roots = oracle.roots();
        costs = new HashMap<>();
        graph.network.bridges().forEach(b -> costs.put(b, oracle.rootPathCost(b)));
    }

    /** To be called after it, before anybody has been told. */
    void after() {
        Oracle oracle = new Oracle(graph.network);
        for (SimBridge b : graph.network.bridges()) {
            BridgeId root = roots.get(b);
            Long cost = costs.get(b);
            if (root == null || cost == null) {
                joined.add(b);
            } else {
                int order = root.compareTo(oracle.rootId(b));
                if (order < 0 || (order == 0 && cost < oracle.rootPathCost(b))) {
                    losers.add(b);
                }
            }
        }
        now |= circleAmongLosers();
    }

    /** A bridge begins anew: for whoever is behind it that is as if the way to the root were lost for a moment. */
    void restarted(SimBridge bridge) {
        Oracle oracle = new Oracle(graph.network);
        graph.network.bridges().stream()
                .filter(b -> oracle.leadsThrough(b, bridge))
                .forEach(losers::add);
        now |= circleAmongLosers();
    }

    /** Cables count whether or not they are plugged in: news may have passed before a cut. */
    private boolean circleAmongLosers() {
        if (losers.isEmpty()) {
            return false;
        }
        Map<SimBridge, SimBridge> parent = new HashMap<>();
        for (List<SimPort> ports : graph.cables.values()) {
            List<SimBridge> ends = ports.stream()
                    .map(SimPort::bridge)
                    .distinct()
                    .filter(b -> losers.contains(b) || joined.contains(b))
                    .toList();
            for (int i = 1; i < ends.size(); i++) {
                SimBridge a = find(parent, ends.get(0));
                SimBridge b = find(parent, ends.get(i));
                if (a == b) {
                    return true;
                }
                parent.put(a, b);
            }
        }
        return false;
    }

    private static SimBridge find(Map<SimBridge, SimBridge> parent, SimBridge of) {
        SimBridge b = of;
        for (SimBridge p = parent.get(b); p != null; p = parent.get(b)) {
            b = p;
        }
        return b;
    }
}
