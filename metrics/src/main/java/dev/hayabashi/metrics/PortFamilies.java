package dev.hayabashi.metrics;

import static dev.hayabashi.metrics.HayabashiMeter.*;

import dev.hayabashi.bridgecore.PortStatistics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The series of one port. */
final class PortFamilies {
    private static final List<String> STATES = List.of("disabled", "discarding", "learning", "forwarding");
    private static final List<String> ROLES = List.of("root", "designated", "alternate", "backup", "disabled");

    private PortFamilies() {}

    static void add(Families families, PortLabels labels, PortSample port) {
        families.add(PORT_INFO, labels.info(port.port().settings().number(), port.kind()), 1L);
        for (String state : STATES) {
            families.add(PORT_STATE, labels.with("state", state), state.equals(port.state()));
        }
        for (String role : ROLES) {
            families.add(PORT_ROLE, labels.with("role", role), role.equals(port.role()));
        }
        families.add(PORT_UP, labels.port(), port.port().linkUp());
        families.add(PORT_QUEUED, labels.port(), port.port().queuedFrames());
        families.add(
                PORT_KERNEL_DROPS,
                labels.with("direction", "in"),
                port.port().kernelDrops().fromPort());
        families.add(
                PORT_KERNEL_DROPS,
                labels.with("direction", "out"),
                port.port().kernelDrops().toPort());
        families.add(PORT_LEARNED, labels.port(), port.port().learnedAddresses());
        if (!Double.isNaN(port.upToForwardingSeconds())) {
            families.add(PORT_LAST_UP_TO_FORWARDING, labels.port(), port.upToForwardingSeconds());
        }
        traffic(families, labels, port.port().statistics());
        tree(families, labels, port.tree());
    }

    private static void traffic(Families families, PortLabels labels, PortStatistics statistics) {
        families.add(PORT_FRAMES, labels.directed("in", "cast", "unicast"), statistics.rxUnicast());
        families.add(PORT_FRAMES, labels.directed("in", "cast", "multicast"), statistics.rxMulticast());
        families.add(PORT_FRAMES, labels.directed("in", "cast", "broadcast"), statistics.rxBroadcast());
        families.add(PORT_FRAMES, labels.directed("out", "cast", "unicast"), statistics.txUnicast());
        families.add(PORT_FRAMES, labels.directed("out", "cast", "multicast"), statistics.txMulticast());
        families.add(PORT_FRAMES, labels.directed("out", "cast", "broadcast"), statistics.txBroadcast());
        families.add(PORT_BYTES, labels.with("direction", "in"), statistics.rxBytes());
        families.add(PORT_BYTES, labels.with("direction", "out"), statistics.txBytes());
        families.add(FIRST_FRAME_DELIVERED, labels.port(), statistics.firstFramesDelivered());
        families.add(FIRST_FRAME_LOST, labels.port(), statistics.firstFramesLost());
        long[] drops = statistics.drops();
        for (int reason = 0; reason < drops.length; reason++) {
            if (drops[reason] > 0) {
                families.add(PORT_DROPS, labels.drop(reason), drops[reason]);
            }
        }
    }

    private static void tree(Families families, PortLabels labels, PortSample.@Nullable TreePortSample tree) {
        if (tree == null) {
            return;
        }
        families.add(PORT_EDGE, labels.port(), tree.edge());
        families.add(PORT_GUARDED, labels.port(), tree.guarded());
        families.add(PORT_PATH_COST, labels.port(), tree.pathCost());
        families.add(PORT_STATE_DURATION, labels.port(), tree.secondsInState());
        families.add(PORT_TRANSITIONS, labels.with("to", "forwarding"), tree.forwardTransitions());
        families.add(PORT_TRANSITIONS, labels.with("to", "blocking"), tree.blockingTransitions());
        families.add(PORT_TOPOLOGY_CHANGE_FLAGS, labels.with("direction", "in"), tree.topologyChangesIn());
        families.add(PORT_TOPOLOGY_CHANGE_FLAGS, labels.with("direction", "out"), tree.topologyChangesOut());
        tree.inconsistencies().forEach(reason -> families.add(PORT_INCONSISTENT, labels.with("reason", reason), 1L));
        tree.guardHits().forEach((guard, hits) -> families.add(PORT_GUARD_HITS, labels.with("guard", guard), hits));
        tree.bpdusIn().forEach((type, count) -> families.add(PORT_BPDUS, labels.directed("in", "type", type), count));
        tree.bpdusOut().forEach((type, count) -> families.add(PORT_BPDUS, labels.directed("out", "type", type), count));
        tree.bpdusRejected()
                .forEach((reason, count) -> families.add(PORT_BPDUS_REJECTED, labels.with("reason", reason), count));
    }
}
