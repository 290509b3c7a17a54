package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Worked traces of the protocol, second by second and flag by flag. */
class MicroTraceTest {
    private static final long SUPERIOR_ID = 0x1000_0200_0000_0B00L;

    @Test
    void t1TwoBridgesOneLink() {
        Lab lab = new Lab();
        lab.bridge("A", 1, "a");
        lab.bridge("B", 2, "a");
        lab.start();
        assertThat(lab.second()).isZero();
        lab.expect("A", "D").expect("B", "R:1");
        lab.run(6);
        assertThat(lab.flagLog("A", 1)).isEqualTo("0:0e 0:3d 2:3d 4:3c 6:3c");
        assertThat(lab.flagLog("B", 1)).isEqualTo("0:0e 0:79 2:79");
        assertThat(lab.node("A").tree.status(0).topologyChanges()).isEqualTo(1);
        assertThat(lab.node("B").tree.status(0).topologyChanges()).isEqualTo(1);
    }

    @Test
    void t1AlternateOfATriangleAgreesOnce() {
        Lab lab = new Lab();
        lab.bridge("A", 1, "a b");
        lab.bridge("B", 2, "a c");
        lab.bridge("C", 3, "b c");
        lab.run(10);
        lab.expect("C", "R:1 A");
        // It claims the LAN before it knows better, and agrees exactly once.
        assertThat(lab.flagLog("C", 2)).matches("(0:0e )+0:44");
    }

    @Test
    void t2UnpluggedAutoEdgePort() {
        OneBridge bridge = new OneBridge().ports(1);
        assertThat(bridge.timer(1, "edgeDelayWhile")).isEqualTo(3);
        bridge.run(2);
        assertThat(bridge.tree.operEdge(1)).isFalse();
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISCARDING);
        bridge.run(1);
        assertThat(bridge.tree.operEdge(1)).isTrue();
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
        assertThat(bridge.tree.status(0).topologyChanges()).isZero();
        assertThat(bridge.events(StpEvent.EdgeGained.class)).hasSize(1);
    }

    @Test
    void t3LossOfHello() {
        OneBridge bridge = new OneBridge().ports(2);
        Frame first = Frame.rst(0x0E).from(SUPERIOR_ID);
        Frame second = Frame.rst(0x0E).from(SUPERIOR_ID).port(0x8002).source(0x0200_0000_0B02L);
        bridge.receive(1, first);
        bridge.receive(2, second);
        assertThat(bridge.tree.rootPort()).isEqualTo(1);
        assertThat(bridge.tree.role(2)).isEqualTo(PortRole.ALTERNATE);
        bridge.hear(2, second, 5);
        assertThat(bridge.tree.rootPort()).isEqualTo(1);
        bridge.run(1);
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.DESIGNATED);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISCARDING);
        assertThat(bridge.tree.rootPort()).isEqualTo(2);
        assertThat(bridge.tree.state(2)).isEqualTo(PortState.FORWARDING);
        assertThat(bridge.order.lastIndexOf("gate 1 discarding"))
                .isLessThan(bridge.order.lastIndexOf("gate 2 learning"));
    }

    @Test
    void t4StpNeighbour() {
        OneBridge bridge = new OneBridge().ports(1);
        Frame root = Frame.config().from(SUPERIOR_ID);
        bridge.receive(1, root);
        bridge.run(2);
        bridge.receive(1, root);
        assertThat(bridge.status(1).spoken()).isEqualTo(ForceVersion.RSTP);
        bridge.run(1);
        assertThat(bridge.status(1).spoken())
                .as("evidence of the first 3 s is forgotten")
                .isEqualTo(ForceVersion.RSTP);
        bridge.run(1);
        bridge.receive(1, root);
        assertThat(bridge.status(1).spoken()).isEqualTo(ForceVersion.STP);
        assertThat(bridge.events(StpEvent.Migration.class)).hasSize(1);
        // and back, when it speaks RSTP again: not within 3 s, then at once
        bridge.receive(1, Frame.rst(0x3C).from(SUPERIOR_ID));
        assertThat(bridge.status(1).spoken()).isEqualTo(ForceVersion.STP);
        bridge.run(3);
        bridge.receive(1, Frame.rst(0x3C).from(SUPERIOR_ID));
        assertThat(bridge.status(1).spoken()).isEqualTo(ForceVersion.RSTP);
        assertThat(bridge.events(StpEvent.Migration.class)).hasSize(2);
    }

    @Test
    void t5Throttling() {
        OneBridge bridge = new OneBridge().ports(1).run(11);
        bridge.forget();
        for (int i = 0; i < 10; i++) {
            bridge.tree.mcheck(1, bridge.now);
        }
        assertThat(bridge.sent(1)).hasSize(6);
        for (int second = 1; second <= 5; second++) {
            bridge.tree.mcheck(1, bridge.now);
            bridge.run(1);
            assertThat(bridge.sent(1)).hasSize(6 + second);
        }
    }

    /** One direction of B-C is lost: the dispute moves the gap to the other end, there is never a cycle. */
    @Test
    void t6OneWayLossInRstp() {
        Lab lab = triangle(ForceVersion.RSTP, p -> p);
        lab.dropped.add("B.2");
        for (int second = 1; second <= 60; second++) {
            lab.run(1);
            assertThat(lab.loops()).as("second %d", second).isFalse();
            if (second == 5) {
                lab.expect("C", "R:1 A");
            } else if (second == 6) {
                lab.expect("C", "R:1 D!");
            } else if (second >= 10) {
                lab.expect("B", "R:1 D!").expect("C", "R:1 D");
            }
        }
        assertThat(lab.node("B").port(2).blockingTransitions()).isEqualTo(1);
        lab.dropped.clear();
        lab.run(3);
        lab.expect("B", "R:1 D").expect("C", "R:1 A");
    }

    @Test
    void t6OneWayLossInStpLoops() {
        Lab lab = triangle(ForceVersion.STP, p -> p);
        lab.dropped.add("B.2");
        lab.run(40);
        lab.expect("C", "R:1 D");
        assertThat(lab.loops()).as("plain STP cannot see it").isTrue();
        lab.dropped.clear();
        lab.run(3);
        lab.expect("C", "R:1 A");
        assertThat(lab.loops()).isFalse();
    }

    @Test
    void t6LoopGuardPreventsItInBothVersions() {
        for (ForceVersion version : ForceVersion.values()) {
            Lab lab = triangle(version, p -> p.withLoopGuard(true));
            lab.dropped.add("B.2");
            for (int second = 1; second <= 60; second++) {
                lab.run(1);
                assertThat(lab.loops()).isFalse();
            }
            lab.expect("C", "R:1 D!");
            PortStatus c2 = lab.node("C").port(2);
            assertThat(c2.inconsistencies()).containsExactly(Inconsistency.LOOP);
            assertThat(c2.guardHits()).containsEntry(Guard.LOOP, 1L);
            lab.dropped.clear();
            lab.run(2);
            lab.expect("C", "R:1 A");
            assertThat(lab.node("C").port(2).inconsistencies()).isEmpty();
        }
    }

    private static Lab triangle(ForceVersion version, java.util.function.UnaryOperator<PortParameters> settings) {
        Lab lab = new Lab();
        lab.bridge("A", 1, version, settings, "a b");
        lab.bridge("B", 2, version, settings, "a c");
        lab.bridge("C", 3, version, settings, "b c");
        lab.run(60);
        lab.expect("A", "D D").expect("B", "R:1 D").expect("C", "R:1 A");
        return lab;
    }

    @Test
    void t7RootGuard() {
        Lab lab = new Lab();
        lab.bridge("A", 0x10, "a b");
        lab.bridge("B", 0x20, "a");
        lab.node("A").configure(2, p -> p.withRootGuard(true));
        Lab.Node x = lab.bridge("X", 0x01, "X");
        x.priority(0x4000);
        lab.run(5);
        lab.expect("A", "D De").expect("B", "R:1");
        x.cable("b");
        lab.node("A").plug(2, "b");
        lab.expect("A", "D A").expect("B", "R:1").expect("X", "D");
        assertThat(lab.node("A").port(2).inconsistencies()).containsExactly(Inconsistency.ROOT);
        List<StpEvent.GuardTriggered> triggered = lab.node("A").events(StpEvent.GuardTriggered.class);
        assertThat(triggered).hasSize(1);
        assertThat(triggered.get(0).text()).contains("4000.000000000001").contains("128.1");
        x.priority(0xF000);
        lab.expect("A", "D D").expect("X", "R:1");
        assertThat(lab.node("A").port(2).inconsistencies()).isEmpty();
        x.priority(0x4000);
        lab.run(3);
        lab.expect("A", "D A");
        lab.dropped.add("X.1");
        lab.run(6);
        lab.expect("A", "D D!");
        lab.run(3);
        lab.expect("A", "D D");
    }

    @Test
    void t8Reflector() {
        for (ForceVersion version : ForceVersion.values()) {
            Lab lab = new Lab();
            lab.version = version;
            Lab.Node a = lab.bridge("A", 1, "a");
            a.reflecting.add(1);
            lab.run(100);
            lab.expect("A", "D!");
            assertThat(a.port(1).inconsistencies()).containsExactly(Inconsistency.SELF_LOOP);
            assertThat(a.events(StpEvent.Loopback.class)).hasSize(1);
            assertThat(lab.sent("A", 1)).as("keeps sending").hasSizeGreaterThanOrEqualTo(50);
            a.reflecting.clear();
            lab.run(5);
            lab.expect("A", "D!");
            assertThat(a.port(1).inconsistencies()).as("for three hello times").isNotEmpty();
            lab.run(2);
            assertThat(a.port(1).inconsistencies()).isEmpty();
            lab.run(40);
            lab.expect("A", "De");
            assertThat(a.events(StpEvent.Loopback.class)).hasSize(2);
        }
    }

    @Test
    void t9RapidLinkBesideAnStpBridge() {
        Lab lab = new Lab();
        lab.bridge("A", 1, "a b");
        lab.bridge("B", 2, ForceVersion.STP, p -> p, "a c");
        lab.bridge("C", 3, "b c");
        lab.start();
        assertThat(lab.node("A").gates.get(2)).isEqualTo(PortState.FORWARDING);
        assertThat(lab.node("C").gates.get(1)).isEqualTo(PortState.FORWARDING);
        lab.run(34);
        lab.expect("B", "R:1! D!");
        lab.run(2);
        lab.expect("A", "D D").expect("B", "R:1 D").expect("C", "R:1 A");
        lab.run(10);
        lab.node("B").version(ForceVersion.RSTP);
        lab.run(2);
        assertThat(lab.node("A").port(1).spoken()).isEqualTo(ForceVersion.RSTP);
    }
}
