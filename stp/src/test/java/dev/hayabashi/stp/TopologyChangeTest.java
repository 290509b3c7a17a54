package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Topology changes: the cases C1 of the conformance catalogue, by their numbers. */
class TopologyChangeTest {
    private static final long OWN_ID = 0x8000_0000_0000_0000L | OneBridge.ADDRESS;
    private static final long SUPERIOR_ID = 0x1000_0200_0000_0B00L;

    private static Frame agreement(int flags) {
        return Frame.rst(Frame.ROOT | Frame.AGREEMENT | flags)
                .root(OWN_ID)
                .cost(20_000)
                .bridge(0xF000_0200_0000_0B00L);
    }

    /** Three designated ports: 1 and 2 forwarding with bridges behind, 3 edge; all changes over. */
    private static OneBridge settled() {
        OneBridge bridge = new OneBridge().ports(2).port(3, p -> p.withEdge(EdgeMode.TRUE));
        bridge.receive(1, agreement(0));
        bridge.receive(2, agreement(0).bridge(0xF000_0200_0000_0C00L));
        bridge.run(10);
        bridge.forget();
        return bridge;
    }

    @Test
    void case01NonEdgePortForwards() {
        OneBridge bridge = settled();
        bridge.port(4, p -> p);
        bridge.forget();
        bridge.receive(4, agreement(0));
        assertThat(bridge.flushes).containsExactlyInAnyOrder("1:local-topology-change", "2:local-topology-change");
        bridge.run(10);
        for (int port : new int[] {1, 2, 4}) {
            List<Integer> tc =
                    bridge.sent(port).stream().map(f -> OneBridge.flags(f) & 1).toList();
            assertThat(tc).as("port %d", port).startsWith(1, 1, 0);
            assertThat(tc.subList(2, tc.size())).as("port %d", port).containsOnly(0);
        }
    }

    @Test
    void case02EdgePortsChangeNothing() {
        OneBridge bridge = settled();
        bridge.tree.linkDown(3, bridge.now);
        bridge.tree.linkUp(3, bridge.now);
        assertThat(bridge.tree.state(3)).isEqualTo(PortState.FORWARDING);
        bridge.run(5);
        assertThat(bridge.flushes).containsOnly("3:port-inactive");
        assertThat(bridge.events(StpEvent.TopologyChange.class)).isEmpty();
        assertThat(bridge.sent(1))
                .allSatisfy(f -> assertThat(OneBridge.flags(f) & 1).isZero());
    }

    @Test
    void case03PortDown() {
        OneBridge bridge = settled();
        bridge.tree.linkDown(1, bridge.now);
        assertThat(bridge.flushes).containsExactly("1:port-inactive");
        bridge.run(5);
        assertThat(bridge.events(StpEvent.TopologyChange.class)).isEmpty();
        assertThat(bridge.sent(2))
                .allSatisfy(f -> assertThat(OneBridge.flags(f) & 1).isZero());
    }

    @Test
    void case04TopologyChangeHeard() {
        OneBridge bridge = settled();
        bridge.receive(1, agreement(Frame.TC));
        assertThat(bridge.flushes).containsExactly("2:remote-topology-change");
        assertThat(OneBridge.flags(bridge.last(2)) & 1).isOne();
        assertThat(bridge.status(1).bpdus().tcReceived()).isEqualTo(1);
        assertThat(bridge.status(2).bpdus().tcSent()).isGreaterThanOrEqualTo(1);
        BridgeStatus.LastTopologyChange last = bridge.tree.status(bridge.now).lastTopologyChange();
        assertThat(last).isEqualTo(new BridgeStatus.LastTopologyChange(1, false, bridge.now, 0));
        assertThat(bridge.events(StpEvent.TopologyChange.class)).hasSize(1);
        assertThat(bridge.tree.status(bridge.now).topologyChangeActive()).isTrue();
        bridge.run(3);
        assertThat(bridge.tree.status(bridge.now).topologyChangeActive()).isFalse();
    }

    /** A topology change travels in BPDUs of every kind: superior, repeated, and those of root ports (case 4). */
    @Test
    void case04TopologyChangeInSuperiorAndRepeatedInformation() {
        OneBridge bridge = new OneBridge().ports(2);
        bridge.receive(1, Frame.rst(0x0E).from(SUPERIOR_ID));
        bridge.receive(
                2,
                Frame.rst(Frame.ROOT | Frame.AGREEMENT)
                        .root(SUPERIOR_ID)
                        .cost(30_000)
                        .bridge(0xF000_0200_0000_0C00L));
        bridge.run(4);
        bridge.receive(1, Frame.rst(0x3C).from(SUPERIOR_ID));
        bridge.forget();
        bridge.receive(1, Frame.rst(0x3D).from(SUPERIOR_ID));
        assertThat(bridge.flushes).as("repeated").containsExactly("2:remote-topology-change");
        bridge.run(4);
        bridge.forget();
        bridge.receive(1, Frame.rst(0x3D).from(SUPERIOR_ID).forwardDelay(16 * 256));
        assertThat(bridge.flushes).as("superior").containsExactly("2:remote-topology-change");
    }

    @Test
    void case05TcnGuard() {
        OneBridge bridge = settled();
        bridge.configure(1, p -> p.withTcnGuard(true));
        bridge.receive(1, agreement(Frame.TC));
        assertThat(bridge.flushes).isEmpty();
        bridge.run(4);
        assertThat(bridge.sent(2))
                .allSatisfy(f -> assertThat(OneBridge.flags(f) & 1).isZero());
        assertThat(bridge.events(StpEvent.TopologyChange.class)).isEmpty();
    }

    @Test
    void case06TcnOnADesignatedStpPort() {
        OneBridge bridge = OneBridge.stp().ports(3);
        Frame root = Frame.config().from(SUPERIOR_ID);
        bridge.hear(1, root, 36);
        bridge.receive(1, Frame.config().from(SUPERIOR_ID).flags(Frame.TC_ACK));
        bridge.hear(1, root, 40);
        bridge.forget();
        bridge.receive(2, Frame.tcn());
        bridge.hear(1, root, 6);
        List<Integer> flags = bridge.sent(2).stream().map(OneBridge::flags).toList();
        assertThat(flags).startsWith(0x81).doesNotContain(0x80);
        assertThat(flags.subList(1, flags.size())).containsOnly(0x01);
        assertThat(bridge.sent(1)).as("the change goes upward").isNotEmpty();
        assertThat(bridge.sent(1)).allSatisfy(f -> assertThat(f[20]).isEqualTo((byte) 0x80));
    }

    @Test
    void case07StpRootAnnouncesFor35Seconds() {
        OneBridge bridge = OneBridge.stp().ports(2).run(80);
        bridge.forget();
        bridge.receive(1, Frame.tcn());
        int announced = 0;
        for (int second = 0; second < 60; second++) {
            bridge.run(1);
            if (bridge.tree.status(bridge.now).topologyChangeActive()) {
                announced = second + 1;
            }
        }
        assertThat(announced).isEqualTo(34);
        List<Integer> flags = bridge.sent(2).stream().map(OneBridge::flags).toList();
        assertThat(flags.stream().filter(f -> f == 1).count()).isBetween(17L, 18L);
        assertThat(flags).endsWith(0, 0);
    }

    @Test
    void case07ShortAgeingInsteadOfFlushes() {
        OneBridge bridge = OneBridge.stp().ports(2).run(80);
        bridge.forget();
        bridge.receive(1, Frame.tcn());
        assertThat(bridge.ageing).containsExactly(15);
        for (int i = 0; i < 5; i++) {
            bridge.run(2);
            bridge.receive(1, Frame.tcn());
        }
        assertThat(bridge.flushes).containsExactly("2:remote-topology-change");
        assertThat(bridge.tree.status(bridge.now).shortAgeing()).isTrue();
        bridge.run(40);
        assertThat(bridge.ageing).containsExactly(15, 0);
    }

    @Test
    void case08ChangesInARingAreBounded() {
        for (ForceVersion version : ForceVersion.values()) {
            Lab lab = new Lab();
            lab.version = version;
            lab.bridge("A", 1, "a b 0");
            lab.bridge("B", 2, "a c 0");
            lab.bridge("C", 3, "b c 0");
            lab.run(120);
            lab.nodes.values().forEach(n -> n.flushes.clear());
            lab.nodes.values().forEach(n -> n.events.clear());
            lab.node("B").unplug(1);
            lab.run(120);
            for (Lab.Node node : lab.nodes.values()) {
                for (int port = 1; port <= 2; port++) {
                    String ofPort = ":" + port + ":";
                    long flushes = node.flushes.stream()
                            .filter(f -> f.contains(ofPort) && f.contains("topology-change"))
                            .count();
                    assertThat(flushes)
                            .as("%s %s port %d", version, node.name, port)
                            .isLessThanOrEqualTo(3);
                }
                assertThat(node.events(StpEvent.TopologyChange.class)).hasSizeLessThanOrEqualTo(2);
            }
        }
    }

    @Test
    void case08aNewStpRootPortSendsNoTcnWithoutAChange() {
        OneBridge bridge = OneBridge.stp().ports(1);
        bridge.receive(1, Frame.config().from(SUPERIOR_ID));
        bridge.forget();
        bridge.hear(1, Frame.config().from(SUPERIOR_ID), 20);
        assertThat(bridge.sent(1)).isEmpty();
    }

    @Test
    void case08bNoProposalWhileForwarding() {
        OneBridge bridge =
                new OneBridge().port(1, p -> p.withPointToPoint(PointToPoint.NO).withEdge(EdgeMode.FALSE));
        bridge.run(24);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
        bridge.forget();
        bridge.tree.mcheck(1, bridge.now);
        bridge.run(6);
        assertThat(bridge.sent(1)).hasSizeGreaterThan(2);
        assertThat(bridge.sent(1))
                .allSatisfy(f -> assertThat(OneBridge.flags(f) & Frame.PROPOSAL).isZero());
    }

    @Test
    void case08cMcheckOnARootPortIsHeard() {
        OneBridge bridge = new OneBridge().ports(1);
        Frame root = Frame.config().from(SUPERIOR_ID);
        bridge.hear(1, root, 30);
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.ROOT);
        assertThat(bridge.status(1).spoken()).isEqualTo(ForceVersion.STP);
        bridge.forget();
        bridge.tree.mcheck(1, bridge.now);
        assertThat(bridge.sent(1)).hasSize(1);
        assertThat(bridge.last(1)[20]).isEqualTo((byte) 2);
    }

    @Test
    void mcheckAgainstAnStpNeighbourFallsBackAgain() {
        OneBridge bridge = new OneBridge().ports(1);
        Frame root = Frame.config().from(SUPERIOR_ID);
        bridge.hear(1, root, 30);
        bridge.tree.mcheck(1, bridge.now);
        assertThat(bridge.status(1).spoken()).isEqualTo(ForceVersion.RSTP);
        bridge.hear(1, root, 6);
        assertThat(bridge.status(1).spoken()).isEqualTo(ForceVersion.STP);
    }

    @Test
    void mcheckInStpModeDoesNothing() {
        OneBridge bridge = OneBridge.stp().ports(1).run(50);
        bridge.forget();
        bridge.tree.mcheck(1, bridge.now);
        assertThat(bridge.sent(1)).isEmpty();
        bridge.run(4);
        assertThat(bridge.sent(1)).allSatisfy(f -> assertThat(f[20]).isZero());
        assertThat(bridge.status(1).spoken()).isEqualTo(ForceVersion.STP);
    }

    @Test
    void case09TopologyChangeOnAnAlternatePort() {
        OneBridge bridge = new OneBridge().ports(3);
        bridge.receive(1, Frame.rst(0x0E).from(SUPERIOR_ID));
        bridge.receive(2, Frame.rst(0x0E).from(SUPERIOR_ID).port(0x8002));
        bridge.receive(
                3,
                Frame.rst(Frame.ROOT | Frame.AGREEMENT)
                        .root(SUPERIOR_ID)
                        .cost(40_000)
                        .bridge(0xF000_0200_0000_0C00L));
        for (int i = 0; i < 4; i++) {
            bridge.run(2);
            bridge.receive(1, Frame.rst(0x3C).from(SUPERIOR_ID));
            bridge.receive(2, Frame.rst(0x3C).from(SUPERIOR_ID).port(0x8002));
        }
        bridge.forget();
        bridge.receive(2, Frame.rst(0x3D).from(SUPERIOR_ID).port(0x8002));
        assertThat(bridge.tree.role(2)).isEqualTo(PortRole.ALTERNATE);
        assertThat(bridge.flushes).isEmpty();
        assertThat(bridge.events).isEmpty();
        bridge.run(1);
        assertThat(bridge.sent(3))
                .allSatisfy(f -> assertThat(OneBridge.flags(f) & 1).isZero());
    }

    /** Entries that stay are the filtering database's affair: the engine asks for whole ports, with a cause to count. */
    @Test
    void case10FlushesAreCountedByCause() {
        OneBridge bridge = settled();
        long before = bridge.status(2).flushes().getOrDefault(FlushCause.REMOTE_TOPOLOGY_CHANGE, 0L);
        bridge.receive(1, agreement(Frame.TC));
        assertThat(bridge.status(2).flushes()).containsEntry(FlushCause.REMOTE_TOPOLOGY_CHANGE, before + 1);
        assertThat(bridge.status(1).flushes()).containsEntry(FlushCause.REMOTE_TOPOLOGY_CHANGE, 0L);
    }

    /** The same change is announced with two BPDUs; a later one counts again. */
    @Test
    void oneAnnouncedChangeCountsOnce() {
        OneBridge bridge = settled();
        long before = bridge.tree.status(0).topologyChanges();
        bridge.receive(1, agreement(Frame.TC));
        bridge.run(2);
        bridge.receive(1, agreement(Frame.TC));
        assertThat(bridge.tree.status(0).topologyChanges()).isEqualTo(before + 1);
        bridge.run(3);
        bridge.receive(1, agreement(Frame.TC));
        assertThat(bridge.tree.status(0).topologyChanges()).isEqualTo(before + 2);
    }

    @Test
    void addressesMoveFromTheOldRootPortToItsAlternate() {
        Lab lab = new Lab();
        lab.bridge("A", 1, "a b");
        lab.bridge("B", 2, "a b");
        lab.run(10);
        lab.node("B").unplug(1);
        lab.expect("B", "X R:1");
        assertThat(lab.node("B").moves).containsExactly("1>2");
    }

    @Test
    void addressesStayInStpModeWhereTheAlternateOpensMuchLater() {
        Lab lab = new Lab().stp();
        lab.bridge("A", 1, "a b");
        lab.bridge("B", 2, "a b");
        lab.run(60);
        lab.node("B").unplug(1);
        lab.run(40);
        lab.expect("B", "X R:1");
        assertThat(lab.node("B").moves).isEmpty();
    }
}
