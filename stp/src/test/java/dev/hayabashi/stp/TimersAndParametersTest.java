package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges, and what a change of parameters does to a running bridge: B3 of the conformance catalogue. */
class TimersAndParametersTest {
    private static void refused(String parameter, String hint, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StpParameterException.class, e -> {
            assertThat(e.parameter()).isEqualTo(parameter);
            assertThat(e.hint()).contains(hint);
            assertThat(e.getMessage()).contains(parameter).contains(e.hint());
        });
    }

    @Test
    void case1ForwardDelayTooSmallForMaxAge() {
        refused("forward-delay", "forward-delay 11 s or more", () -> new BridgeTimes(2, 20, 4));
        assertThat(new BridgeTimes(2, 20, 11).forwardDelay()).isEqualTo(11);
        refused(
                "forward-delay",
                "forward-delay 11 s or more, or max-age 18 s or less",
                () -> new BridgeTimes(2, 19, 10));
    }

    @Test
    void case2SmallestTimesInOneRequest() {
        OneBridge bridge = new OneBridge().ports(1);
        bridge.tree.configure(bridge.tree.parameters().withTimes(new BridgeTimes(2, 6, 4)), bridge.now);
        assertThat(bridge.tree.status(0).times()).isEqualTo(new BridgeStatus.TimesInForce(2, 6, 4));
        assertThat(new BridgeTimes(1, 6, 4).maxAge()).isEqualTo(6);
    }

    @Test
    void case3MaxAgeBelowRange() {
        refused("max-age", "6 to 40", () -> new BridgeTimes(2, 5, 4));
        refused("max-age", "6 to 40", () -> new BridgeTimes(2, 41, 30));
        refused("forward-delay", "4 to 30", () -> new BridgeTimes(2, 6, 3));
        refused("forward-delay", "4 to 30", () -> new BridgeTimes(2, 6, 31));
        refused("hello-time", "1 to 10", () -> new BridgeTimes(0, 6, 4));
        refused("hello-time", "1 to 10", () -> new BridgeTimes(11, 40, 30));
    }

    @Test
    void case4HelloTimeOf1998() {
        refused("max-age", "22", () -> new BridgeTimes(10, 20, 15));
        BridgeTimes slow = new BridgeTimes(10, 22, 15);
        refused("hello-time", "1 or 2", () -> BridgeParameters.of(2).withTimes(slow));
        assertThat(BridgeParameters.of(2)
                        .withForceVersion(ForceVersion.STP)
                        .withTimes(slow)
                        .times())
                .isEqualTo(slow);
        BridgeParameters stp =
                BridgeParameters.of(2).withForceVersion(ForceVersion.STP).withTimes(slow);
        refused("hello-time", "mode stp", () -> stp.withForceVersion(ForceVersion.RSTP));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4095, 61_441, 65_536, -4096, 31_000})
    void case5BridgePriority(int priority) {
        refused("priority", "steps of 4096", () -> BridgeParameters.of(2).withPriority(priority));
    }

    @Test
    void case5BridgePriorityBounds() {
        assertThat(BridgeParameters.of(2).withPriority(0).bridgeId()).hasToString("0000.000000000002");
        assertThat(BridgeParameters.of(2).withPriority(61_440).bridgeId()).hasToString("f000.000000000002");
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 255, 256, -16})
    void case5PortPriority(int priority) {
        refused("port priority", "steps of 16", () -> PortParameters.DEFAULT.withPriority(priority));
    }

    @Test
    void case5PathCost() {
        refused("path-cost", "200000000", () -> PortParameters.DEFAULT.withPathCost(200_000_001));
        refused("path-cost", "200000000", () -> PortParameters.DEFAULT.withPathCost(-1));
        assertThat(PortParameters.DEFAULT.withPathCost(200_000_000).pathCost()).isEqualTo(200_000_000);
        OneBridge bridge = new OneBridge().ports(1);
        assertThat(bridge.status(1).pathCost()).isEqualTo(20_000);
        assertThat(bridge.status(1).pathCostAutomatic()).isTrue();
        bridge.configure(1, p -> p.withPathCost(7));
        assertThat(bridge.status(1).pathCost()).isEqualTo(7);
        assertThat(bridge.status(1).pathCostAutomatic()).isFalse();
        bridge.configure(1, p -> p.withPathCost(0));
        assertThat(bridge.status(1).pathCost()).isEqualTo(20_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, -1})
    void case5TransmitHoldCount(int count) {
        refused("tx-hold-count", "1 to 10", () -> BridgeParameters.of(2).withTxHoldCount(count));
    }

    @Test
    void case6TimesOfTheRootReachEverybody() {
        Lab lab = new Lab();
        lab.bridge("A", 1, "a");
        lab.bridge("B", 2, "a b");
        lab.bridge("C", 3, "b");
        lab.run(10);
        Lab.Node a = lab.node("A");
        a.tree.configure(a.tree.parameters().withTimes(new BridgeTimes(2, 6, 4)), lab.now);
        lab.drain();
        for (String name : new String[] {"A", "B", "C"}) {
            assertThat(lab.node(name).tree.status(lab.now).times())
                    .as(name)
                    .isEqualTo(new BridgeStatus.TimesInForce(2, 6, 4));
        }
        assertThat(lab.node("C").tree.status(lab.now).own()).isEqualTo(BridgeTimes.DEFAULT);
    }

    @Test
    void case7RemovingTheRootPort() {
        Lab lab = new Lab();
        lab.bridge("A", 1, "a b");
        lab.bridge("B", 2, "a b");
        lab.run(5);
        lab.expect("B", "R:1 A");
        Lab.Node b = lab.node("B");
        b.lans.remove(1);
        b.tree.removePort(1, lab.now);
        assertThat(b.tree.portNumbers()).containsExactly(2);
        assertThat(b.tree.rootPort()).isEqualTo(2);
        assertThat(b.tree.state(2)).isEqualTo(PortState.FORWARDING);
        assertThat(b.gates).containsEntry(1, PortState.DISABLED);
        assertThatThrownBy(() -> b.tree.role(1)).isInstanceOf(StpParameterException.class);
    }

    @Test
    void case8PriorityChangesInFlight() {
        Lab lab = new Lab();
        lab.bridge("A", 1, "a c");
        lab.bridge("B", 2, "a b");
        lab.bridge("C", 3, "b c");
        lab.start();
        for (int i = 0; i < 8; i++) {
            // No drain in between: old BPDUs are still on the wire.
            Lab.Node node = lab.node(i % 2 == 0 ? "B" : "C");
            node.tree.configure(node.tree.parameters().withPriority(4096 * (i % 3)), lab.now);
        }
        lab.run(30);
        lab.expect("A", "R:1 A").expect("B", "D D").expect("C", "R:1 D");
        assertThat(lab.loops()).isFalse();
    }

    @Test
    void case9StalledTicksAgeNothingOut() {
        OneBridge bridge = new OneBridge().ports(2);
        Frame root = Frame.rst(0x3C).from(0x1000_0200_0000_0B00L);
        bridge.receive(1, root);
        bridge.run(4);
        bridge.forget();
        bridge.now += 10 * OneBridge.SECOND + 500_000_000;
        bridge.receive(1, root);
        assertThat(bridge.tree.tick(bridge.now)).isTrue();
        assertThat(bridge.tree.tick(bridge.now)).isFalse();
        assertThat(bridge.tree.status(bridge.now).lateTicks()).isEqualTo(9);
        assertThat(bridge.events).isEmpty();
        assertThat(bridge.timer(1, "rcvdInfoWhile")).isEqualTo(5);
        assertThat(bridge.tree.nextTickNanos() - bridge.now).isEqualTo(500_000_000);
    }

    @Test
    void ticksComeOncePerSecond() {
        OneBridge bridge = new OneBridge();
        assertThat(bridge.tree.nextTickNanos()).isEqualTo(OneBridge.SECOND);
        assertThat(bridge.tree.tick(OneBridge.SECOND - 1)).isFalse();
        assertThat(bridge.tree.tick(OneBridge.SECOND)).isTrue();
        assertThat(bridge.tree.tick(OneBridge.SECOND)).isFalse();
        assertThat(bridge.tree.status(0).lateTicks()).isZero();
    }

    /** The origin of the clock is arbitrary, and it may pass the end of its range. */
    @Test
    void timeMayWrap() {
        long start = Long.MAX_VALUE - OneBridge.SECOND / 2;
        SpanningTree tree = new SpanningTree(BridgeParameters.of(2), new OneBridge(), start);
        assertThat(tree.tick(start)).isFalse();
        assertThat(tree.tick(start + OneBridge.SECOND)).isTrue();
        assertThat(tree.tick(start + OneBridge.SECOND + 1)).isFalse();
        assertThat(tree.status(0).lateTicks()).isZero();
    }

    @Test
    void addressesAndNumbers() {
        refused("bridge address", "group bit", () -> BridgeParameters.of(0x0100_0000_0001L));
        refused("bridge address", "48 bits", () -> BridgeParameters.of(0));
        refused("bridge address", "48 bits", () -> BridgeParameters.of(1L << 48));
        OneBridge bridge = new OneBridge();
        refused("port number", "1 to 4095", () -> bridge.tree.addPort(0, PortParameters.DEFAULT, 2, 0));
        refused("port number", "1 to 4095", () -> bridge.tree.addPort(4096, PortParameters.DEFAULT, 2, 0));
        refused(
                "port address",
                "group bit",
                () -> bridge.tree.addPort(1, PortParameters.DEFAULT, 0x0100_0000_0000L, 0));
        bridge.tree.addPort(1, PortParameters.DEFAULT, 2, 0);
        refused("port number", "choose another", () -> bridge.tree.addPort(1, PortParameters.DEFAULT, 2, 0));
        refused("port number", "add it first", () -> bridge.tree.linkUp(2, 0));
        assertThat(bridge.tree.portNumbers()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 29, 86_401})
    void recoveryTime(int seconds) {
        refused(
                "err-disable-recovery",
                "30 to 86400",
                () -> BridgeParameters.of(2).withErrDisableRecoverySeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        "LONG, 100, 200000000",
        "LONG, 50, 200000000",
        "LONG, 1000, 20000000",
        "LONG, 10000, 2000000",
        "LONG, 100000, 200000",
        "LONG, 1000000, 20000",
        "LONG, 2500000, 8000",
        "LONG, 5000000, 4000",
        "LONG, 10000000, 2000",
        "LONG, 25000000, 800",
        "LONG, 40000000, 500",
        "LONG, 100000000, 200",
        "LONG, 10000000000, 2",
        "LONG, 100000000000, 1",
        "LONG, 0, 20000",
        "LONG, -1, 20000",
        "SHORT, 10000, 100",
        "SHORT, 100000, 19",
        "SHORT, 1000000, 4",
        "SHORT, 10000000, 2",
        "SHORT, 0, 4",
        "SHORT, 4000, 250",
        "SHORT, 16000, 62"
    })
    void recommendedPathCosts(PathCostMethod method, long kilobits, long cost) {
        assertThat(PathCost.recommended(method, kilobits)).isEqualTo(cost);
    }

    @Test
    void automaticCostFollowsRateAndMethod() {
        OneBridge bridge = new OneBridge();
        bridge.tree.addPort(1, PortParameters.DEFAULT, 2, 0);
        bridge.tree.linkUp(1, 10_000_000, true, 0);
        assertThat(bridge.status(1).pathCost()).isEqualTo(2000);
        bridge.tree.configure(bridge.tree.parameters().withPathCostMethod(PathCostMethod.SHORT), 0);
        assertThat(bridge.status(1).pathCost()).isEqualTo(2);
    }

    @Test
    void costChangesMoveTheRootPortAtOnce() {
        OneBridge bridge = new OneBridge().ports(2);
        Frame root = Frame.rst(0x3C).from(0x1000_0200_0000_0B00L);
        bridge.receive(1, root);
        bridge.receive(2, root.port(0x8002));
        assertThat(bridge.tree.rootPort()).isEqualTo(1);
        bridge.configure(2, p -> p.withPathCost(10));
        assertThat(bridge.tree.rootPort()).isEqualTo(2);
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.ALTERNATE);
        bridge.tree.linkUp(1, 100_000_000_000L, true, bridge.now);
        assertThat(bridge.tree.rootPort()).isEqualTo(1);
    }

    /** Same root, cost, bridge and sending port (a repeater): our own port identifier decides, priority first. */
    @Test
    void receivingPortBreaksTheLastTie() {
        OneBridge bridge = new OneBridge().ports(3);
        Frame root = Frame.rst(0x3C).from(0x1000_0200_0000_0B00L);
        bridge.receive(3, root);
        bridge.receive(2, root);
        assertThat(bridge.tree.rootPort()).isEqualTo(2);
        bridge.configure(3, p -> p.withPriority(16));
        assertThat(bridge.tree.rootPort()).isEqualTo(3);
    }

    @Test
    void identifiersReadWell() {
        assertThat(BridgeId.of(4096, 0xaafc_0000_0001L)).hasToString("1000.aafc00000001");
        assertThat(BridgeId.of(4096, 0xaafc_0000_0001L).priority()).isEqualTo(4096);
        assertThat(new BridgeId(0x9005_0000_0000_0001L).systemIdExtension()).isEqualTo(5);
        assertThat(new BridgeId(0x9005_0000_0000_0001L).priority()).isEqualTo(0x9000);
        assertThat(new BridgeId(0x9005_0000_0000_0001L).compareTo(new BridgeId(1)))
                .isPositive();
        assertThat(PortId.of(128, 1)).hasToString("128.1");
        assertThat(PortId.of(240, 4095).value()).isEqualTo(0xFFFF);
        assertThat(new PortId(0x8FFF).number()).isEqualTo(4095);
        assertThat(PortId.of(16, 4095)).isLessThan(PortId.of(32, 1));
    }

    @Test
    void addressChangeMovesTheRoot() {
        Lab lab = new Lab();
        lab.bridge("A", 0x10, "a");
        lab.bridge("B", 0x20, "a");
        lab.run(5);
        lab.expect("A", "D").expect("B", "R:1");
        Lab.Node b = lab.node("B");
        b.tree.configure(b.tree.parameters().withAddress(0x08), lab.now);
        lab.run(3);
        lab.expect("A", "R:1").expect("B", "D");
    }
}
