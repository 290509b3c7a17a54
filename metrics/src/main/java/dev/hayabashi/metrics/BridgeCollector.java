package dev.hayabashi.metrics;

import static dev.hayabashi.metrics.HayabashiMeter.*;

import dev.hayabashi.bridgecore.BridgeSnapshot;
import dev.hayabashi.bridgecore.DropReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns samples of all bridges into scrapes. */
final class BridgeCollector {
    private final SampleSource source;
    private Map<String, PortLabels> labels = new HashMap<>();

    BridgeCollector(SampleSource source) {
        this.source = source;
    }

    /** Takes a sample and writes it. */
    Families collect() {
        return collect(source.sample());
    }

    /** Labels are made once for each port and kept as long as it is there. */
    private synchronized Families collect(List<BridgeSample> bridges) {
        Families families = new Families();
        Map<String, PortLabels> present = new HashMap<>();
        for (BridgeSample bridge : bridges) {
            String name = bridge.bridge().settings().name();
            bridge(families, name, bridge);
            for (PortSample port : bridge.ports()) {
                String portName = port.port().settings().name();
                String key = name + "/" + portName;
                PortLabels known = labels.get(key);
                PortLabels used = known == null ? new PortLabels(name, portName) : known;
                present.put(key, used);
                PortFamilies.add(families, used, port);
            }
        }
        labels = present;
        return families;
    }

    private static void bridge(Families families, String name, BridgeSample sample) {
        LabelSet bridge = LabelSet.of("bridge", name);
        BridgeSnapshot snapshot = sample.bridge();
        BridgeSnapshot.Fates fates = snapshot.fates();
        families.add(FRAMES, bridge.with("fate", "relayed").bytes(), fates.relayed());
        families.add(FRAMES, bridge.with("fate", "consumed").bytes(), fates.consumed());
        families.add(FRAMES, bridge.with("fate", "dropped").bytes(), fates.dropped());
        // Here every reason has its series from the start, so that the first drop is an increase.
        for (int i = 0; i < snapshot.drops().length; i++) {
            families.add(DROPS, bridge.with("reason", DropReason.of(i).label()).bytes(), snapshot.drops()[i]);
        }
        families.add(MAC_TABLE_SIZE, bridge.bytes(), snapshot.learnedAddresses());
        families.add(MAC_TABLE_LIMIT, bridge.bytes(), snapshot.settings().macTableLimit());
        families.add(MAC_MOVES, bridge.bytes(), snapshot.stationMoves());
        families.add(MAC_EVICTIONS, bridge.bytes(), snapshot.evictions());
        families.add(MULTICAST_GROUPS, bridge.bytes(), snapshot.multicast().groups());
        families.add(
                MULTICAST_REFUSED_JOINS, bridge.bytes(), snapshot.multicast().refusedJoins());
        families.add(SHORTCUTS, bridge.bytes(), snapshot.shortcuts().open());
        families.add(SHORTCUT_FRAMES, bridge.bytes(), snapshot.shortcuts().frames());
        families.add(SHORTCUT_BYTES, bridge.bytes(), snapshot.shortcuts().bytes());
        families.add(LOOP_LAG, bridge.bytes(), sample.loopLagSeconds());
        families.add(UP_TO_FORWARDING, bridge, sample.upToForwarding());
        tree(families, bridge, sample);
        BridgeSample.DhcpSample dhcp = sample.dhcp();
        if (dhcp != null) {
            dhcp.leases()
                    .forEach((state, count) -> families.add(
                            DHCP_LEASES, bridge.with("state", state).bytes(), count));
            families.add(DHCP_POOL_FREE, bridge.bytes(), dhcp.poolFree());
            families.add(DHCP_DISCOVER_TO_ACK, bridge, dhcp.discoverToAck());
        }
    }

    private static void tree(Families families, LabelSet bridge, BridgeSample sample) {
        BridgeSample.TreeSample tree = sample.tree();
        families.add(
                BRIDGE_INFO,
                bridge.with("mode", tree == null ? "off" : tree.mode())
                        .with("bridge_id", tree == null ? "" : tree.bridgeId())
                        .bytes(),
                1L);
        if (tree == null) {
            return;
        }
        families.add(
                ROOT_INFO,
                bridge.with("root_id", tree.rootId())
                        .with("root_port", tree.rootPort())
                        .bytes(),
                1L);
        families.add(BRIDGE_IS_ROOT, bridge.bytes(), tree.isRoot());
        families.add(ROOT_PATH_COST, bridge.bytes(), tree.rootPathCost());
        families.add(ROOT_CHANGES, bridge.bytes(), tree.rootChanges());
        families.add(TOPOLOGY_CHANGES, bridge.bytes(), tree.topologyChanges());
        families.add(LAST_TOPOLOGY_CHANGE, bridge.bytes(), tree.lastTopologyChangeEpochSeconds());
        families.add(LATE_TICKS, bridge.bytes(), tree.lateTicks());
        tree.flushes()
                .forEach((cause, count) ->
                        families.add(MAC_FLUSHES, bridge.with("cause", cause).bytes(), count));
    }
}
