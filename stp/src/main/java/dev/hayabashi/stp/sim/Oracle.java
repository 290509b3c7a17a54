package dev.hayabashi.stp.sim;

import dev.hayabashi.stp.BridgeId;
import dev.hayabashi.stp.PathCost;
import dev.hayabashi.stp.PortId;
import dev.hayabashi.stp.PortParameters;
import dev.hayabashi.stp.PortRole;
import dev.hayabashi.stp.PortState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Computes the spanning tree from the wiring alone, by Dijkstra's algorithm and the tie-breaks of 802.1D-2004 17.6, without
 * anything of the engine: what a network without guards and without loss must come to rest at.
 */
public final class Oracle {
    /** A designated port as the ports on its LAN see it. */
    private record Claim(long cost, BridgeId bridge, PortId id, SimPort port) {
        static final Comparator<Claim> ORDER = Comparator.comparingLong(Claim::cost)
                .thenComparing(Claim::bridge)
                .thenComparing(Claim::id);
    }

    private record Distance(SimBridge bridge, long cost) {}

    private final Map<SimBridge, BridgeId> roots = new HashMap<>();
    private final Map<SimBridge, Long> costs = new HashMap<>();
    private final Map<SimPort, PortRole> roles = new HashMap<>();
    private final Map<SimBridge, SimBridge> upstream = new HashMap<>();

    /** Computes the tree of a network as it is wired now. */
    public Oracle(SimNetwork network) {
        Set<SimBridge> done = new HashSet<>();
        for (SimBridge b : network.bridges()) {
            if (!done.contains(b)) {
                List<SimBridge> component = ForwardingGraph.component(b);
                done.addAll(component);
                solve(component);
            }
        }
    }

    /** The root that a bridge must follow. */
    public BridgeId rootId(SimBridge bridge) {
        return require(roots.get(bridge));
    }

    /** The root that each bridge must follow. */
    public Map<SimBridge, BridgeId> roots() {
        return Map.copyOf(roots);
    }

    /** The root path cost that a bridge must have. */
    public long rootPathCost(SimBridge bridge) {
        return require(costs.get(bridge));
    }

    /** The role that a port must have. */
    public PortRole role(SimPort port) {
        return require(roles.get(port));
    }

    /** The state that a port must have. */
    public PortState state(SimPort port) {
        return switch (role(port)) {
            case ROOT, DESIGNATED -> PortState.FORWARDING;
            case ALTERNATE, BACKUP -> PortState.DISCARDING;
            case DISABLED -> PortState.DISABLED;
        };
    }

    /** Whether the way of a bridge to the root leads through another one, or it is that one. */
    boolean leadsThrough(SimBridge bridge, SimBridge other) {
        for (SimBridge b = bridge; b != null; b = upstream.get(b)) {
            if (b == other) {
                return true;
            }
        }
        return false;
    }

    /** Everything that is not as computed, one sentence each; empty for a network at rest. */
    public List<String> differences(SimNetwork network) {
        List<String> found = new ArrayList<>();
        for (SimBridge b : network.bridges()) {
            if (!b.tree.rootId().equals(rootId(b))) {
                found.add(b + " follows root " + b.tree.rootId() + ", not " + rootId(b));
            } else if (b.tree.rootPathCost() != rootPathCost(b)) {
                found.add(b + " has root path cost " + b.tree.rootPathCost() + ", not " + rootPathCost(b));
            }
            for (SimPort p : b.ports()) {
                if (p.role() != role(p) || p.state() != state(p)) {
                    found.add(p + " on " + p.lan() + " is " + p.role() + " " + p.state() + ", not " + role(p) + " "
                            + state(p));
                }
            }
        }
        return found;
    }

    private void solve(List<SimBridge> component) {
        SimBridge root =
                component.stream().min(Comparator.comparing(Oracle::id)).orElseThrow();
        distances(root);
        for (SimBridge b : component) {
            roots.put(b, id(root));
        }
        Map<SimLan, Claim> designated = new HashMap<>();
        for (SimBridge b : component) {
            for (SimPort p : b.ports()) {
                SimLan lan = p.lan;
                if (lan != null) {
                    Claim claim = new Claim(rootPathCost(b), id(b), portId(p), p);
                    designated.merge(lan, claim, (x, y) -> Claim.ORDER.compare(x, y) <= 0 ? x : y);
                }
            }
        }
        for (SimBridge b : component) {
            Optional<SimPort> rootPort = b == root ? Optional.empty() : rootPort(b, designated);
            rootPort.ifPresent(
                    p -> upstream.put(b, require(designated.get(p.lan)).port().bridge));
            for (SimPort p : b.ports()) {
                roles.put(p, role(p, rootPort, designated));
            }
        }
    }

    private void distances(SimBridge root) {
        PriorityQueue<Distance> open = new PriorityQueue<>(Comparator.comparingLong(Distance::cost));
        open.add(new Distance(root, 0));
        while (!open.isEmpty()) {
            Distance d = open.remove();
            if (costs.putIfAbsent(d.bridge(), d.cost()) != null) {
                continue;
            }
            for (SimPort p : d.bridge().ports()) {
                SimLan lan = p.lan;
                if (lan != null) {
                    for (SimPort q : lan.ports) {
                        // The cost of receiving: that of the port farther from the root.
                        open.add(new Distance(q.bridge, Math.min(PathCost.SATURATED, d.cost() + cost(q))));
                    }
                }
            }
        }
    }

    private static Optional<SimPort> rootPort(SimBridge b, Map<SimLan, Claim> designated) {
        return b.ports().stream()
                .filter(p -> p.lan != null && require(designated.get(p.lan)).port().bridge != b)
                .min(Comparator.comparingLong(
                                (SimPort p) -> require(designated.get(p.lan)).cost() + cost(p))
                        .thenComparing(p -> require(designated.get(p.lan)).bridge())
                        .thenComparing(p -> require(designated.get(p.lan)).id())
                        .thenComparing(Oracle::portId));
    }

    private static PortRole role(SimPort p, Optional<SimPort> rootPort, Map<SimLan, Claim> designated) {
        if (p.lan == null) {
            return PortRole.DISABLED;
        } else if (rootPort.isPresent() && rootPort.get() == p) {
            return PortRole.ROOT;
        }
        SimPort best = require(designated.get(p.lan)).port();
        if (best == p) {
            return PortRole.DESIGNATED;
        }
        return best.bridge == p.bridge ? PortRole.BACKUP : PortRole.ALTERNATE;
    }

    private static BridgeId id(SimBridge b) {
        return b.tree.parameters().bridgeId();
    }

    private static long cost(SimPort p) {
        PortParameters parameters = p.bridge.tree.portParameters(p.number);
        return parameters.pathCost() != 0
                ? parameters.pathCost()
                : PathCost.recommended(p.bridge.tree.parameters().pathCostMethod(), 0);
    }

    private static PortId portId(SimPort p) {
        return PortId.of(p.bridge.tree.portParameters(p.number).priority(), p.number);
    }

    private static <T> T require(@Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("not part of the network when the tree was computed");
        }
        return value;
    }
}
