package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Edge ports and the protections beyond the protocol. */
class GuardTest {
    private static final long OWN_ID = 0x8000_0000_0000_0000L | OneBridge.ADDRESS;
    private static final long SUPERIOR_ID = 0x1000_0200_0000_0B00L;
    private static final long INFERIOR_ID = 0xF000_0200_0000_0B00L;

    private static Frame betterRoot() {
        return Frame.rst(0x0E).from(SUPERIOR_ID);
    }

    // ---- edge ----

    @Test
    void anEdgePortForwardsBeforeLinkUpReturns() {
        OneBridge bridge = new OneBridge().port(1, p -> p.withEdge(EdgeMode.TRUE));
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
        assertThat(bridge.events(StpEvent.TopologyChange.class)).isEmpty();
        bridge.tree.linkDown(1, bridge.now);
        bridge.tree.linkUp(1, bridge.now);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
    }

    @Test
    void aBpduTakesEdgeAway() {
        OneBridge bridge = new OneBridge().port(1, p -> p.withEdge(EdgeMode.TRUE));
        bridge.receive(1, Frame.rst(0x0E).from(INFERIOR_ID));
        assertThat(bridge.tree.operEdge(1)).isFalse();
        assertThat(bridge.tree.state(1))
                .as("an inferior bridge does not close it")
                .isEqualTo(PortState.FORWARDING);
        assertThat(bridge.events(StpEvent.EdgeLost.class)).hasSize(1);
        assertThat(bridge.events(StpEvent.EdgeLost.class).get(0).text()).contains("02:00:00:00:0b:01");
        bridge.run(34);
        assertThat(bridge.tree.operEdge(1)).isFalse();
        bridge.tree.linkDown(1, bridge.now);
        bridge.tree.linkUp(1, bridge.now);
        assertThat(bridge.tree.operEdge(1)).as("back with the next link-up").isTrue();
    }

    @Test
    void anEdgePortThatHearsABetterRootCloses() {
        OneBridge bridge =
                new OneBridge().port(1, p -> p.withEdge(EdgeMode.TRUE)).port(2, p -> p);
        bridge.receive(2, betterRoot().cost(0));
        bridge.receive(1, Frame.rst(0x0E).from(SUPERIOR_ID).port(0x8002));
        assertThat(bridge.tree.state(1).relays() && bridge.tree.state(2).relays())
                .isFalse();
    }

    @Test
    void edgePortsDoNotBlinkWhenTheUplinkMoves() {
        OneBridge bridge =
                new OneBridge().port(1, p -> p.withEdge(EdgeMode.TRUE)).port(2, p -> p);
        bridge.forget();
        bridge.receive(2, Frame.rst(0x0E).root(SUPERIOR_ID).cost(100).bridge(INFERIOR_ID));
        bridge.receive(2, Frame.rst(0x0E).root(SUPERIOR_ID).cost(900_000).bridge(INFERIOR_ID));
        bridge.tree.linkDown(2, bridge.now);
        assertThat(bridge.order).noneMatch(s -> s.startsWith("gate 1"));
        assertThat(bridge.flushes).noneMatch(s -> s.startsWith("1:"));
    }

    @Test
    void autoEdgeWaitsUntilABridgeIsLongGone() {
        OneBridge bridge = new OneBridge().ports(1);
        bridge.receive(1, Frame.rst(Frame.ALTERNATE).root(OWN_ID).cost(1).bridge(INFERIOR_ID));
        bridge.run(19);
        assertThat(bridge.tree.operEdge(1)).isFalse();
        bridge.run(20);
        assertThat(bridge.tree.operEdge(1))
                .as("opened by its timer, no longer proposing")
                .isFalse();
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
    }

    @Test
    void autoEdgeForgetsTheBridgeWhenTheLinkWasDown() {
        OneBridge bridge = new OneBridge().ports(1);
        bridge.receive(1, Frame.rst(0x0E).from(INFERIOR_ID));
        bridge.tree.linkDown(1, bridge.now);
        bridge.tree.linkUp(1, bridge.now);
        bridge.run(3);
        assertThat(bridge.tree.operEdge(1)).isTrue();
    }

    @Test
    void autoEdgeSwitchedOffTakesEdgeAway() {
        OneBridge bridge = new OneBridge().ports(1).run(4);
        assertThat(bridge.tree.operEdge(1)).isTrue();
        bridge.configure(1, p -> p.withEdge(EdgeMode.FALSE));
        assertThat(bridge.tree.operEdge(1)).isFalse();
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
    }

    @Test
    void edgeSetOnALivePortActsAtOnceUnlessABridgeIsThere() {
        OneBridge bridge = new OneBridge().ports(2);
        bridge.configure(1, p -> p.withEdge(EdgeMode.TRUE));
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
        bridge.receive(2, Frame.rst(0x0E).from(INFERIOR_ID));
        bridge.configure(2, p -> p.withEdge(EdgeMode.TRUE));
        assertThat(bridge.tree.operEdge(2)).isFalse();
    }

    @Test
    void edgeFalseNeverBecomesEdge() {
        OneBridge bridge =
                new OneBridge().port(1, p -> p.withEdge(EdgeMode.FALSE)).run(60);
        assertThat(bridge.tree.operEdge(1)).isFalse();
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
    }

    @Test
    void noAutoEdgeInStpMode() {
        OneBridge bridge = OneBridge.stp().ports(1).run(60);
        assertThat(bridge.tree.operEdge(1)).isFalse();
        OneBridge admin = OneBridge.stp().port(1, p -> p.withEdge(EdgeMode.TRUE));
        assertThat(admin.tree.state(1)).as("adminEdge works in both").isEqualTo(PortState.FORWARDING);
    }

    // ---- BPDU guard ----

    private static OneBridge guarded() {
        return new OneBridge().port(1, p -> p.withEdge(EdgeMode.TRUE).withBpduGuard(true));
    }

    @Test
    void bpduGuardShutsThePortAndKeepsTheReason() {
        OneBridge bridge = guarded();
        bridge.run(7);
        assertThat(bridge.receive(1, betterRoot())).isEqualTo(BpduDisposition.BPDU_GUARD);
        assertThat(bridge.gates).containsEntry(1, PortState.DISABLED);
        PortStatus status = bridge.status(1);
        assertThat(status.state()).isEqualTo(PortState.DISABLED);
        assertThat(status.stateReason()).contains("BPDU guard");
        assertThat(status.role()).isEqualTo(PortRole.DISABLED);
        assertThat(status.linkUp()).isTrue();
        assertThat(status.inconsistencies()).containsExactly(Inconsistency.BPDU_GUARD);
        PortStatus.ErrDisable why = Objects.requireNonNull(status.errDisable());
        assertThat(why.recoverySeconds()).isZero();
        assertThat(why.origin())
                .isEqualTo(new BpduOrigin(
                        BpduKind.RST,
                        0x0200_0000_0B01L,
                        new BridgeId(SUPERIOR_ID),
                        new BridgeId(SUPERIOR_ID),
                        new PortId(0x8001),
                        bridge.now));
        assertThat(bridge.events(StpEvent.GuardTriggered.class).get(0).text())
                .contains("bpdu guard", "1000.020000000b00", "128.1", "02:00:00:00:0b:01");
        assertThat(bridge.tree.rootPort()).isZero();
        assertThat(bridge.receive(1, betterRoot())).isEqualTo(BpduDisposition.PORT_DISABLED);
        bridge.run(100_000 / 100);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISABLED);
    }

    @Test
    void bpduGuardSurvivesALinkBounce() {
        OneBridge bridge = guarded();
        bridge.receive(1, betterRoot());
        bridge.tree.linkDown(1, bridge.now);
        bridge.tree.linkUp(1, bridge.now);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISABLED);
    }

    @Test
    void bpduGuardIsClearedByHand() {
        OneBridge bridge = guarded();
        assertThat(bridge.tree.clearErrDisable(1, bridge.now)).isFalse();
        bridge.receive(1, betterRoot());
        assertThat(bridge.tree.clearErrDisable(1, bridge.now)).isTrue();
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
        assertThat(bridge.status(1).errDisable()).isNull();
        assertThat(bridge.events(StpEvent.ErrDisableRecovered.class)).hasSize(1);
        assertThat(bridge.events(StpEvent.GuardCleared.class)).hasSize(1);
        bridge.receive(1, betterRoot());
        assertThat(bridge.tree.state(1)).as("and armed again").isEqualTo(PortState.DISABLED);
        assertThat(bridge.status(1).guardHits()).containsEntry(Guard.BPDU, 2L);
    }

    @Test
    void bpduGuardRecoversByTimerAndRearms() {
        OneBridge bridge = new OneBridge(BridgeParameters.of(OneBridge.ADDRESS).withErrDisableRecoverySeconds(30));
        bridge.port(1, p -> p.withEdge(EdgeMode.TRUE).withBpduGuard(true));
        bridge.receive(1, betterRoot());
        bridge.run(10);
        assertThat(Objects.requireNonNull(bridge.status(1).errDisable()).recoverySeconds())
                .isEqualTo(20);
        bridge.run(19);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISABLED);
        bridge.run(1);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
        assertThat(bridge.events(StpEvent.ErrDisableRecovered.class).get(0).byTimer())
                .isTrue();
        bridge.receive(1, betterRoot());
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISABLED);
    }

    @Test
    void recoveryTimeSetLaterAppliesToAShutPort() {
        OneBridge bridge = guarded();
        bridge.receive(1, betterRoot());
        bridge.tree.configure(bridge.tree.parameters().withErrDisableRecoverySeconds(30), bridge.now);
        bridge.run(30);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
    }

    /** Guard before filter, and before any look at the BPDU. */
    @Test
    void bpduGuardWinsOverFilterAndSeesMalformedBpdus() {
        OneBridge filtered = new OneBridge().port(1, p -> p.withBpduGuard(true).withBpduFilter(true));
        assertThat(filtered.receive(1, betterRoot())).isEqualTo(BpduDisposition.BPDU_GUARD);
        OneBridge malformed = guarded();
        assertThat(malformed.receive(1, Frame.config().type(0x55).from(SUPERIOR_ID)))
                .isEqualTo(BpduDisposition.BPDU_GUARD);
        BpduOrigin origin =
                Objects.requireNonNull(malformed.status(1).errDisable()).origin();
        assertThat(origin.kind()).isNull();
        assertThat(origin.bridge()).isEqualTo(new BridgeId(SUPERIOR_ID));
        assertThat(origin.text()).startsWith("malformed BPDU of bridge 1000.");
        OneBridge tcn = guarded();
        assertThat(tcn.receive(1, Frame.tcn())).isEqualTo(BpduDisposition.BPDU_GUARD);
        assertThat(Objects.requireNonNull(tcn.status(1).errDisable()).origin().text())
                .isEqualTo("tcn BPDU from 02:00:00:00:0b:01");
        OneBridge cut = guarded();
        byte[] frame = betterRoot().build();
        assertThat(cut.receive(1, java.util.Arrays.copyOf(frame, 17))).isEqualTo(BpduDisposition.BPDU_GUARD);
        OneBridge other = guarded();
        assertThat(other.receive(1, Frame.rst(0).llc(0xAAAA03))).isEqualTo(BpduDisposition.LLC);
        assertThat(other.tree.state(1)).isEqualTo(PortState.FORWARDING);
    }

    @Test
    void restartKeepsAShutPortShut() {
        OneBridge bridge = guarded();
        bridge.receive(1, betterRoot());
        bridge.tree.restart(bridge.now);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISABLED);
        bridge.tree.configure(bridge.tree.parameters().withForceVersion(ForceVersion.STP), bridge.now);
        bridge.run(40);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISABLED);
    }

    // ---- BPDU filter ----

    @Test
    void bpduFilterNeitherSendsNorListens() {
        OneBridge bridge = new OneBridge().port(1, p -> p.withBpduFilter(true).withEdge(EdgeMode.FALSE));
        assertThat(bridge.receive(1, betterRoot())).isEqualTo(BpduDisposition.FILTERED);
        bridge.run(22);
        assertThat(bridge.tree.state(1)).as("walks to forwarding by its timers").isEqualTo(PortState.FORWARDING);
        assertThat(bridge.sent(1)).isEmpty();
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.DESIGNATED);
        bridge.configure(1, p -> p.withBpduFilter(false));
        assertThat(bridge.sent(1)).isNotEmpty();
    }

    // ---- root guard, TCN guard ----

    @Test
    void rootGuardShowsOnlyWhileABetterRootIsRefused() {
        OneBridge bridge = new OneBridge().port(1, p -> p.withRootGuard(true)).port(2, p -> p);
        bridge.receive(1, betterRoot());
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.ALTERNATE);
        assertThat(bridge.tree.rootPort()).isZero();
        assertThat(bridge.status(1).inconsistencies()).containsExactly(Inconsistency.ROOT);
        assertThat(bridge.status(1).roleReason()).contains("root guard");
        // The same root is now known by a better way: an ordinary alternate port.
        bridge.receive(
                2, betterRoot().root(SUPERIOR_ID).bridge(0x1000_0200_0000_0B00L).port(0x7001));
        assertThat(bridge.tree.rootPort()).isEqualTo(2);
        assertThat(bridge.status(1).inconsistencies()).isEmpty();
        assertThat(bridge.events(StpEvent.GuardCleared.class)).hasSize(1);
    }

    @Test
    void rootGuardSwitchedOffLetsTheRootIn() {
        OneBridge bridge = new OneBridge().port(1, p -> p.withRootGuard(true));
        bridge.receive(1, Frame.rst(0x0E).from(SUPERIOR_ID));
        bridge.configure(1, p -> p.withRootGuard(false));
        assertThat(bridge.tree.rootPort()).isEqualTo(1);
        bridge.configure(1, p -> p.withRootGuard(true));
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.ALTERNATE);
    }

    // ---- loop guard ----

    private static OneBridge loopGuarded() {
        OneBridge bridge = new OneBridge().port(1, p -> p.withLoopGuard(true));
        bridge.receive(1, Frame.rst(0x3C).from(SUPERIOR_ID));
        bridge.run(6);
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.DESIGNATED);
        assertThat(bridge.status(1).inconsistencies()).containsExactly(Inconsistency.LOOP);
        return bridge;
    }

    @Test
    void loopGuardKeepsThePortClosedUntilABpdu() {
        OneBridge bridge = loopGuarded();
        bridge.run(100);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISCARDING);
        assertThat(bridge.status(1).stateReason()).contains("loop guard");
        assertThat(bridge.tree.operEdge(1)).isFalse();
        StpEvent.GuardTriggered event =
                bridge.events(StpEvent.GuardTriggered.class).get(0);
        assertThat(event.guard()).isEqualTo(Guard.LOOP);
        assertThat(event.text()).contains("1000.020000000b00");
        assertThat(Objects.requireNonNull(event.origin()).atNanos()).isEqualTo(6 * OneBridge.SECOND);
        bridge.receive(1, Frame.rst(0x3C).from(SUPERIOR_ID));
        assertThat(bridge.status(1).inconsistencies()).isEmpty();
        assertThat(bridge.tree.rootPort()).isEqualTo(1);
    }

    @Test
    void loopGuardLetsGoWhenThePortGoesDownOrItIsSwitchedOff() {
        OneBridge down = loopGuarded();
        down.tree.linkDown(1, down.now);
        assertThat(down.status(1).inconsistencies()).isEmpty();
        OneBridge off = loopGuarded();
        off.configure(1, p -> p.withLoopGuard(false));
        assertThat(off.status(1).inconsistencies()).isEmpty();
        off.run(30);
        assertThat(off.tree.state(1)).isEqualTo(PortState.FORWARDING);
    }

    @Test
    void loopGuardOnlyActsPointToPointAndOnPortsThatHeardABpdu() {
        OneBridge shared = new OneBridge().port(1, p -> p.withLoopGuard(true).withPointToPoint(PointToPoint.NO));
        shared.receive(1, betterRoot());
        shared.run(6);
        assertThat(shared.status(1).inconsistencies()).isEmpty();
        OneBridge fresh = new OneBridge().port(1, p -> p.withLoopGuard(true)).run(30);
        assertThat(fresh.tree.state(1)).isEqualTo(PortState.FORWARDING);
    }

    // ---- bridge assurance ----

    @Test
    void bridgeAssuranceClosesASilentNetworkPort() {
        OneBridge bridge = new OneBridge().port(1, p -> p.withNetworkPort(true));
        bridge.run(5);
        assertThat(bridge.status(1).inconsistencies()).isEmpty();
        assertThat(bridge.tree.operEdge(1)).isFalse();
        bridge.run(1);
        assertThat(bridge.status(1).inconsistencies()).containsExactly(Inconsistency.ASSURANCE);
        bridge.run(60);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISCARDING);
        bridge.receive(1, Frame.rst(0x48).root(OWN_ID).cost(1).bridge(INFERIOR_ID));
        assertThat(bridge.status(1).inconsistencies()).isEmpty();
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
        bridge.run(6);
        assertThat(bridge.tree.state(1)).as("closes a port that was open").isEqualTo(PortState.DISCARDING);
        assertThat(bridge.status(1).stateReason()).contains("bridge assurance");
        bridge.configure(1, p -> p.withNetworkPort(false));
        assertThat(bridge.status(1).inconsistencies()).isEmpty();
    }

    @Test
    void networkPortsTalkInEveryRole() {
        Lab lab = new Lab();
        lab.bridge("A", 1, ForceVersion.RSTP, p -> p.withNetworkPort(true), "a b");
        lab.bridge("B", 2, ForceVersion.RSTP, p -> p.withNetworkPort(true), "a b");
        lab.run(60);
        lab.expect("A", "D D").expect("B", "R:1 A");
        assertThat(lab.sent("B", 1)).hasSizeGreaterThan(25);
        assertThat(lab.sent("B", 2)).hasSizeGreaterThan(25);
        assertThat(lab.node("A").events(StpEvent.GuardTriggered.class)).isEmpty();
        assertThat(lab.node("B").events(StpEvent.GuardTriggered.class)).isEmpty();
    }

    // ---- loopback, duplicates, shared segments ----

    @Test
    void reflectionClosesAnAdminEdgePortToo() {
        OneBridge bridge = new OneBridge().port(1, p -> p.withEdge(EdgeMode.TRUE));
        bridge.receive(1, bridge.last(1));
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISCARDING);
        assertThat(bridge.tree.operEdge(1)).isFalse();
        assertThat(bridge.status(1).stateReason()).contains("its own BPDUs");
        assertThat(bridge.rejected(1, BpduDisposition.OWN)).isEqualTo(1);
    }

    /** Also recognised after our priority changed: the address and the port number tell. */
    @Test
    void reflectionOfAnOldPriority() {
        OneBridge bridge = new OneBridge().ports(1);
        byte[] old = bridge.last(1);
        bridge.tree.configure(bridge.tree.parameters().withPriority(4096), bridge.now);
        assertThat(bridge.receive(1, old)).isEqualTo(BpduDisposition.OWN);
    }

    @Test
    void duplicateBridgeAddressIsReportedOncePerMaxAge() {
        OneBridge bridge = new OneBridge().ports(2);
        Frame clone = Frame.rst(0x0E).from(OWN_ID).port(0x8009).source(0x0200_0000_0A09L);
        bridge.receive(1, clone);
        bridge.receive(1, clone);
        assertThat(bridge.events(StpEvent.DuplicateBridgeId.class)).hasSize(1);
        bridge.run(20);
        bridge.receive(1, clone);
        assertThat(bridge.events(StpEvent.DuplicateBridgeId.class)).hasSize(2);
        bridge.receive(2, Frame.rst(0x0E).from(OWN_ID).port(0x8001).source(0x0200_0000_0C01L));
        assertThat(bridge.events(StpEvent.DuplicateBridgeId.class))
                .as("our port 1 has another address")
                .hasSize(3);
    }

    @Test
    void aPortWithSeveralNeighboursIsNotPointToPoint() {
        OneBridge bridge = new OneBridge().ports(1);
        bridge.receive(1, betterRoot().source(0x0200_0000_0B01L));
        assertThat(bridge.status(1).operPointToPoint()).isTrue();
        bridge.run(19);
        bridge.receive(1, Frame.rst(0x0C).from(INFERIOR_ID).source(0x0200_0000_0C01L));
        assertThat(bridge.status(1).operPointToPoint())
                .as("may have been replaced")
                .isTrue();
        bridge.run(19);
        bridge.receive(1, betterRoot().source(0x0200_0000_0B01L));
        assertThat(bridge.status(1).operPointToPoint()).isFalse();
        bridge.run(19);
        assertThat(bridge.status(1).operPointToPoint()).isFalse();
        bridge.run(1);
        assertThat(bridge.status(1).operPointToPoint()).isTrue();
        bridge.configure(1, p -> p.withPointToPoint(PointToPoint.YES));
        bridge.receive(1, Frame.rst(0x0C).from(INFERIOR_ID).source(0x0200_0000_0D01L));
        bridge.receive(1, Frame.rst(0x0C).from(INFERIOR_ID).source(0x0200_0000_0C01L));
        assertThat(bridge.status(1).operPointToPoint())
                .as("an operator knows better")
                .isTrue();
    }

    @Test
    void aReplacedNeighbourAfterALinkBounceIsOneNeighbour() {
        OneBridge bridge = new OneBridge().ports(1);
        bridge.receive(1, betterRoot());
        bridge.tree.linkDown(1, bridge.now);
        bridge.tree.linkUp(1, bridge.now);
        bridge.receive(1, Frame.rst(0x0C).from(INFERIOR_ID).source(0x0200_0000_0C01L));
        assertThat(bridge.status(1).operPointToPoint()).isTrue();
    }

    @Test
    void linkSaysShared() {
        OneBridge bridge = new OneBridge();
        bridge.tree.addPort(1, PortParameters.DEFAULT, 2, 0);
        bridge.tree.linkUp(1, 0, false, 0);
        assertThat(bridge.status(1).operPointToPoint()).isFalse();
        bridge.tree.linkUp(1, 0, true, 0);
        assertThat(bridge.status(1).operPointToPoint()).isTrue();
    }

    @Test
    void brokenTimesOfTheRootAreReportedOnce() {
        OneBridge bridge = new OneBridge().ports(1);
        Frame broken = Frame.rst(0x0C).from(SUPERIOR_ID).forwardDelay(2 * 256);
        bridge.receive(1, broken);
        bridge.run(1);
        bridge.receive(1, broken.flags(0x3C));
        assertThat(bridge.events(StpEvent.TimerRelationViolated.class)).hasSize(1);
        assertThat(bridge.events(StpEvent.TimerRelationViolated.class).get(0).text())
                .contains("forward-delay 2", "1000.020000000b00");
        bridge.receive(1, Frame.rst(0x3C).from(SUPERIOR_ID));
        bridge.receive(1, broken);
        assertThat(bridge.events(StpEvent.TimerRelationViolated.class)).hasSize(2);
    }

    // ---- exclusions ----

    @Test
    void mutualExclusions() {
        PortParameters plain = PortParameters.DEFAULT;
        assertThatThrownBy(() -> plain.withRootGuard(true).withLoopGuard(true))
                .isInstanceOf(StpParameterException.class)
                .hasMessageContaining("loop-guard: cannot be combined with root-guard")
                .hasMessageContaining("switch one of them off");
        assertThatThrownBy(() -> plain.withEdge(EdgeMode.TRUE).withLoopGuard(true))
                .hasMessageContaining("edge: auto");
        assertThatThrownBy(() -> plain.withNetworkPort(true).withBpduFilter(true))
                .hasMessageContaining("bpdu-filter");
        assertThatThrownBy(() -> plain.withNetworkPort(true).withEdge(EdgeMode.TRUE))
                .hasMessageContaining("edge: true");
        assertThat(plain.withBpduFilter(true).withBpduGuard(true).bpduGuard()).isTrue();
        assertThat(plain.withRootGuard(true)
                        .withBpduGuard(true)
                        .withTcnGuard(true)
                        .rootGuard())
                .isTrue();
    }

    @Test
    void adminDown() {
        OneBridge bridge = new OneBridge().ports(1).run(5);
        bridge.configure(1, p -> p.withAdminUp(false));
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISABLED);
        assertThat(bridge.status(1).stateReason()).isEqualTo("administratively off");
        bridge.configure(1, p -> p.withAdminUp(true));
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISCARDING);
    }
}
