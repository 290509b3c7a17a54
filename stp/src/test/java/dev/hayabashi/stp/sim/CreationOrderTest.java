package dev.hayabashi.stp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.stp.BridgeParameters;
import dev.hayabashi.stp.ForceVersion;
import dev.hayabashi.stp.PortParameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tree follows from identifiers and costs alone: not from the order in which bridges and ports were made. */
class CreationOrderTest {
    private static final int NETWORKS = 40;
    private static final long REST_NANOS = 120 * SimNetwork.SECOND;

    private record Cable(int bridge, int port, int lan, int cost) {}

    private static List<Cable> cables(Random random) {
        int bridges = 2 + random.nextInt(7);
        int lans = bridges + random.nextInt(bridges);
        List<Cable> cables = new ArrayList<>();
        for (int bridge = 0; bridge < bridges; bridge++) {
            int ports = 2 + random.nextInt(4);
            for (int port = 1; port <= ports; port++) {
                // Few different costs: ties are what an order could decide.
                cables.add(new Cable(bridge, port, random.nextInt(lans), 10 * (1 + random.nextInt(2))));
            }
        }
        return cables;
    }

    private static Map<String, String> settled(List<Cable> cables, ForceVersion version) {
        SimNetwork network = new SimNetwork(Delivery.lockStep());
        Map<Integer, SimBridge> bridges = new TreeMap<>();
        for (Cable cable : cables) {
            SimBridge bridge = bridges.computeIfAbsent(
                    cable.bridge(),
                    i -> network.addBridge("B" + i, BridgeParameters.of(i + 1).withForceVersion(version)));
            SimPort port = bridge.addPort(cable.port(), PortParameters.DEFAULT.withPathCost(cable.cost()));
            network.plug(port, network.lan("l" + cable.lan()));
        }
        network.announce();
        network.runFor(REST_NANOS);
        assertThat(new Oracle(network).differences(network)).isEmpty();
        Map<String, String> roles = new TreeMap<>();
        for (Cable cable : cables) {
            SimBridge bridge = network.bridge("B" + cable.bridge());
            var status = bridge.tree().portStatus(cable.port(), network.now());
            roles.put(bridge.name() + "." + cable.port(), status.role() + " " + status.state());
        }
        return roles;
    }

    @ParameterizedTest
    @EnumSource(ForceVersion.class)
    void anyOrderGivesTheSameRoles(ForceVersion version) {
        for (long seed = 0; seed < NETWORKS; seed++) {
            Random random = new Random(seed);
            List<Cable> cables = cables(random);
            Map<String, String> inOrder = settled(cables, version);
            Collections.shuffle(cables, random);
            assertThat(settled(cables, version)).as("seed %d", seed).isEqualTo(inOrder);
        }
    }
}
