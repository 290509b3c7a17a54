package dev.hayabashi.stp.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a broadcast would go: bridges and LANs are nodes, forwarding ports are edges. A cycle is a storm.
 */
final class ForwardingGraph {
    private int[] parent = new int[0];

    /** Whether forwarding ports form a cycle. Called after every event, hence without allocation once warm. */
    boolean hasCycle(Collection<SimBridge> bridges, int bridgeIndices, int lanIndices) {
        int nodes = bridgeIndices + lanIndices;
        if (parent.length < nodes) {
            parent = new int[nodes * 2];
        }
        for (int i = 0; i < nodes; i++) {
            parent[i] = i;
        }
        for (SimBridge b : bridges) {
            for (SimPort p : b.ports.values()) {
                SimLan lan = p.lan;
                if (lan == null || !p.state.relays()) {
                    continue;
                }
                int a = find(b.index);
                int c = find(bridgeIndices + lan.index);
                if (a == c || p.reflecting) {
                    return true;
                }
                parent[a] = c;
            }
        }
        return false;
    }

    private int find(int node) {
        int n = node;
        while (parent[n] != n) {
            parent[n] = parent[parent[n]];
            n = parent[n];
        }
        return n;
    }

    /** The ports of one cycle, for a message; empty when there is none. Leaves are cut off until only cycles are left. */
    static List<SimPort> cycle(Collection<SimBridge> bridges) {
        List<SimPort> edges = new ArrayList<>();
        for (SimBridge b : bridges) {
            for (SimPort p : b.ports.values()) {
                if (p.lan != null && p.state.relays()) {
                    if (p.reflecting) {
                        return List.of(p);
                    }
                    edges.add(p);
                }
            }
        }
        boolean cut = true;
        while (cut) {
            List<SimPort> all = List.copyOf(edges);
            cut = edges.removeIf(
                    p -> all.stream().filter(q -> q.bridge == p.bridge).count() == 1
                            || all.stream().filter(q -> q.lan == p.lan).count() == 1);
        }
        return edges;
    }

    /** The bridges that are connected to a bridge by wires, whatever the gates; in order of discovery, itself first. */
    static List<SimBridge> component(SimBridge start) {
        Set<SimBridge> seen = new HashSet<>(Arrays.asList(start));
        List<SimBridge> found = new ArrayList<>();
        Deque<SimBridge> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            SimBridge b = open.remove();
            found.add(b);
            for (SimPort p : b.ports.values()) {
                SimLan lan = p.lan;
                if (lan != null) {
                    for (SimPort q : lan.ports) {
                        if (seen.add(q.bridge)) {
                            open.add(q.bridge);
                        }
                    }
                }
            }
        }
        return found;
    }
}
