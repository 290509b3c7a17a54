package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Single transitions of the smaller machines (802.1D-2004 17.23 to 17.27, 17.30, 17.31). */
class MachineTableTest {
    private static void tcm(PortRole role, Consumer<Port> change, TopologyChangeMachine.@Nullable State next) {
        MachineBench bench = new MachineBench().quiet(role).set(change);
        bench.expect(bench.port.tcm, next);
    }

    @Test
    void topologyChangeActive() {
        for (PortRole role : new PortRole[] {PortRole.ROOT, PortRole.DESIGNATED}) {
            tcm(role, p -> {}, null);
            tcm(role, p -> p.operEdge = true, TopologyChangeMachine.State.LEARNING);
            tcm(role, p -> p.rcvdTcn = true, TopologyChangeMachine.State.NOTIFIED_TCN);
            tcm(role, p -> p.rcvdTc = true, TopologyChangeMachine.State.NOTIFIED_TC);
            tcm(role, p -> p.tcProp = true, TopologyChangeMachine.State.PROPAGATING);
            tcm(role, p -> p.rcvdTcAck = true, TopologyChangeMachine.State.ACKNOWLEDGED);
        }
        tcm(
                PortRole.ALTERNATE,
                p -> p.tcm.state = TopologyChangeMachine.State.ACTIVE,
                TopologyChangeMachine.State.LEARNING);
        tcm(
                PortRole.DESIGNATED,
                p -> p.tcm.state = TopologyChangeMachine.State.NOTIFIED_TCN,
                TopologyChangeMachine.State.NOTIFIED_TC);
    }

    @Test
    void topologyChangeLearning() {
        Consumer<Port> learning = p -> p.tcm.state = TopologyChangeMachine.State.LEARNING;
        tcm(PortRole.ROOT, learning, TopologyChangeMachine.State.DETECTED);
        tcm(PortRole.DESIGNATED, learning, TopologyChangeMachine.State.DETECTED);
        tcm(PortRole.DESIGNATED, learning.andThen(p -> p.operEdge = true), null);
        tcm(PortRole.DESIGNATED, learning.andThen(p -> p.forward = false), null);
        tcm(PortRole.ALTERNATE, learning, TopologyChangeMachine.State.INACTIVE);
        tcm(PortRole.ALTERNATE, learning.andThen(p -> p.learning = true), null);
        tcm(PortRole.ALTERNATE, learning.andThen(p -> p.learn = true), null);
        Consumer<Port> edge = learning.andThen(p -> p.operEdge = true);
        tcm(PortRole.DESIGNATED, edge.andThen(p -> p.rcvdTc = true), TopologyChangeMachine.State.LEARNING);
        tcm(PortRole.DESIGNATED, edge.andThen(p -> p.rcvdTcn = true), TopologyChangeMachine.State.LEARNING);
        tcm(PortRole.DESIGNATED, edge.andThen(p -> p.rcvdTcAck = true), TopologyChangeMachine.State.LEARNING);
        tcm(PortRole.DESIGNATED, edge.andThen(p -> p.tcProp = true), TopologyChangeMachine.State.LEARNING);
        tcm(PortRole.ALTERNATE, p -> {}, null);
        tcm(PortRole.ALTERNATE, p -> p.learn = true, TopologyChangeMachine.State.LEARNING);
    }

    @Test
    void topologyChangeActions() {
        MachineBench bench = new MachineBench().quiet(PortRole.DESIGNATED);
        bench.set(p -> p.tcm.state = TopologyChangeMachine.State.LEARNING);
        bench.step(bench.port.tcm, TopologyChangeMachine.State.DETECTED);
        assertThat(bench.port.tcWhile).isEqualTo(3);
        assertThat(bench.port.newInfo).isTrue();
        assertThat(bench.port.tcProp).isFalse();
        assertThat(bench.second.tcProp && bench.third.tcProp).isTrue();

        bench.quiet(PortRole.DESIGNATED).set(p -> p.tcWhile = 1).set(p -> p.tcProp = true);
        bench.step(bench.port.tcm, TopologyChangeMachine.State.PROPAGATING);
        assertThat(bench.port.tcWhile).as("a running tcWhile runs on").isEqualTo(1);
        assertThat(bench.port.tcProp).isFalse();
        bench.quiet(PortRole.DESIGNATED).set(p -> p.tcProp = true);
        bench.step(bench.port.tcm, TopologyChangeMachine.State.PROPAGATING);
        assertThat(bench.port.tcWhile).isEqualTo(3);

        bench.quiet(PortRole.DESIGNATED).set(p -> p.rcvdTcn = true).set(p -> p.sendRSTP = false);
        bench.step(bench.port.tcm, TopologyChangeMachine.State.NOTIFIED_TCN);
        assertThat(bench.port.tcWhile).isEqualTo(35);
        bench.step(bench.port.tcm, TopologyChangeMachine.State.NOTIFIED_TC);
        assertThat(bench.port.tcAck).isTrue();
        assertThat(bench.port.rcvdTcn).isFalse();

        bench.quiet(PortRole.ROOT).set(p -> p.rcvdTc = true);
        bench.step(bench.port.tcm, TopologyChangeMachine.State.NOTIFIED_TC);
        assertThat(bench.port.tcAck).as("only designated ports acknowledge").isFalse();

        bench.quiet(PortRole.ROOT).set(p -> p.rcvdTcAck = true).set(p -> p.tcWhile = 20);
        bench.step(bench.port.tcm, TopologyChangeMachine.State.ACKNOWLEDGED);
        assertThat(bench.port.tcWhile).isZero();
        assertThat(bench.port.rcvdTcAck).isFalse();

        bench.quiet(PortRole.ALTERNATE).set(p -> p.tcm.state = TopologyChangeMachine.State.LEARNING);
        bench.set(p -> p.tcWhile = 2).set(p -> p.tcAck = true);
        bench.step(bench.port.tcm, TopologyChangeMachine.State.INACTIVE);
        assertThat(bench.port.tcWhile).isZero();
        assertThat(bench.port.tcAck).isFalse();
    }

    private static void ptx(PortRole role, Consumer<Port> change, PortTransmitMachine.@Nullable State next) {
        MachineBench bench = new MachineBench().quiet(role).set(change);
        bench.expect(bench.port.ptx, next);
        bench.set(p -> p.updtInfo = true).expect(bench.port.ptx, null);
    }

    @Test
    void transmit() {
        ptx(PortRole.DESIGNATED, p -> {}, null);
        ptx(PortRole.DESIGNATED, p -> p.helloWhen = 0, PortTransmitMachine.State.PERIODIC);
        ptx(PortRole.ROOT, p -> p.helloWhen = 0, PortTransmitMachine.State.PERIODIC);
        for (PortRole role : PortRole.values()) {
            boolean silent = role == PortRole.DISABLED;
            ptx(role, p -> p.newInfo = true, silent ? null : PortTransmitMachine.State.RSTP);
        }
        Consumer<Port> old = p -> {
            p.newInfo = true;
            p.sendRSTP = false;
        };
        ptx(PortRole.DESIGNATED, old, PortTransmitMachine.State.CONFIG);
        ptx(PortRole.ROOT, old, PortTransmitMachine.State.TCN);
        ptx(PortRole.ALTERNATE, old, null);
        ptx(PortRole.BACKUP, old, null);
        ptx(PortRole.DESIGNATED, old.andThen(p -> p.txCount = 5), PortTransmitMachine.State.CONFIG);
        ptx(PortRole.DESIGNATED, old.andThen(p -> p.txCount = 6), null);
        MachineBench down = new MachineBench().quiet(PortRole.DESIGNATED).set(p -> p.portEnabled = false);
        down.set(p -> p.txCount = 4).step(down.port.ptx, PortTransmitMachine.State.INIT);
        assertThat(down.port.txCount).isZero();
        assertThat(down.port.newInfo).isTrue();
        down.expect(down.port.ptx, null);
    }

    private static boolean periodic(PortRole role, Consumer<Port> change) {
        MachineBench bench =
                new MachineBench().quiet(role).set(p -> p.helloWhen = 0).set(change);
        bench.step(bench.port.ptx, PortTransmitMachine.State.PERIODIC);
        boolean newInfo = bench.port.newInfo;
        bench.step(bench.port.ptx, PortTransmitMachine.State.IDLE);
        assertThat(bench.port.helloWhen).isEqualTo(2);
        return newInfo;
    }

    @Test
    void periodicTransmission() {
        assertThat(periodic(PortRole.DESIGNATED, p -> {})).isTrue();
        assertThat(periodic(PortRole.ROOT, p -> {})).isFalse();
        assertThat(periodic(PortRole.ROOT, p -> p.tcWhile = 1)).isTrue();
        assertThat(periodic(PortRole.ALTERNATE, p -> p.tcWhile = 1)).isFalse();
        assertThat(periodic(PortRole.ALTERNATE, p -> p.newInfo = true)).isTrue();
        assertThat(periodic(PortRole.ALTERNATE, p -> p.parameters = p.parameters.withNetworkPort(true)))
                .isTrue();
    }

    @Test
    void information() {
        MachineBench bench = new MachineBench().quiet(PortRole.ROOT);
        bench.expect(bench.port.pim, null);
        bench.set(p -> p.rcvdInfoWhile = 0).expect(bench.port.pim, PortInformationMachine.State.AGED);
        bench.set(p -> p.rcvdMsg = true).expect(bench.port.pim, PortInformationMachine.State.RECEIVE);
        bench.set(p -> p.updtInfo = true).expect(bench.port.pim, PortInformationMachine.State.UPDATE);
        bench.set(p -> p.selected = false).expect(bench.port.pim, null);
        bench.set(p -> p.portEnabled = false).expect(bench.port.pim, PortInformationMachine.State.DISABLED);
        bench = new MachineBench().quiet(PortRole.DESIGNATED);
        bench.set(p -> p.rcvdInfoWhile = 0).expect(bench.port.pim, null);
    }

    @Test
    void informationUpdate() {
        MachineBench bench = new MachineBench().quiet(PortRole.DESIGNATED).set(p -> {
            p.updtInfo = true;
            p.proposing = true;
            p.proposed = true;
            p.designatedPriority = new PriorityVector(1, 5, 0x10, 0x8001);
        });
        bench.step(bench.port.pim, PortInformationMachine.State.UPDATE);
        assertThat(bench.port.agreed && bench.port.synced)
                .as("better: what was agreed holds")
                .isTrue();
        assertThat(bench.port.proposing || bench.port.proposed || bench.port.updtInfo)
                .isFalse();
        assertThat(bench.port.newInfo).isTrue();
        assertThat(bench.port.portPriority).isEqualTo(bench.port.designatedPriority);
        bench.quiet(PortRole.DESIGNATED).set(p -> {
            p.updtInfo = true;
            p.designatedPriority = new PriorityVector(1, 6, 0x10, 0x8001);
        });
        bench.step(bench.port.pim, PortInformationMachine.State.UPDATE);
        assertThat(bench.port.agreed || bench.port.synced)
                .as("worse: it does not")
                .isFalse();
    }

    @Test
    void bridgeDetection() {
        Consumer<Port> silent = p -> {
            p.edgeDelayWhile = 0;
            p.proposing = true;
            p.bdm.state = BridgeDetectionMachine.State.NOT_EDGE;
        };
        MachineBench bench = new MachineBench().quiet(PortRole.DESIGNATED).set(silent);
        bench.expect(bench.port.bdm, BridgeDetectionMachine.State.EDGE);
        bench.set(p -> p.edgeDelayWhile = 1).expect(bench.port.bdm, null);
        bench.set(silent).set(p -> p.proposing = false).expect(bench.port.bdm, null);
        bench.set(silent).set(p -> p.sendRSTP = false).expect(bench.port.bdm, null);
        bench.set(p -> p.sendRSTP = true).set(p -> p.portEnabled = false).expect(bench.port.bdm, null);
        bench.set(p -> p.portEnabled = true).expect(bench.port.bdm, BridgeDetectionMachine.State.EDGE);
        bench.set(p -> p.parameters = p.parameters.withEdge(EdgeMode.FALSE)).expect(bench.port.bdm, null);
        bench.set(p -> p.parameters = PortParameters.DEFAULT).set(p -> p.guards.heard(Bpdu.tcn(7)));
        bench.expect(bench.port.bdm, null);
        bench = new MachineBench().quiet(PortRole.DESIGNATED).set(silent);
        bench.step(bench.port.bdm, BridgeDetectionMachine.State.EDGE);
        bench.expect(bench.port.bdm, null);
        bench.set(p -> p.parameters = p.parameters.withLoopGuard(true)).set(p -> p.guards.informationExpired());
        bench.expect(bench.port.bdm, BridgeDetectionMachine.State.NOT_EDGE);
        bench.set(p -> p.guards.portDown()).expect(bench.port.bdm, null);
        bench.set(p -> p.portEnabled = false).expect(bench.port.bdm, BridgeDetectionMachine.State.NOT_EDGE);
        bench.set(p -> p.parameters = PortParameters.DEFAULT.withEdge(EdgeMode.TRUE))
                .expect(bench.port.bdm, null);
        bench.set(p -> p.operEdge = false).expect(bench.port.bdm, BridgeDetectionMachine.State.NOT_EDGE);
    }

    @Test
    void receive() {
        MachineBench bench = new MachineBench().quiet(PortRole.DESIGNATED).set(p -> {
            p.rcvdBpdu = true;
            p.operEdge = true;
            p.edgeDelayWhile = 0;
            p.rcvdSTP = false;
        });
        bench.step(bench.port.prx, PortReceiveMachine.State.RECEIVE);
        assertThat(bench.port.rcvdMsg && bench.port.rcvdSTP).isTrue();
        assertThat(bench.port.operEdge || bench.port.rcvdBpdu).isFalse();
        assertThat(bench.port.edgeDelayWhile).isEqualTo(3);
        bench.set(p -> p.rcvdBpdu = true).expect(bench.port.prx, null);
        bench.set(p -> p.rcvdMsg = false).expect(bench.port.prx, PortReceiveMachine.State.RECEIVE);
        bench.set(p -> p.portEnabled = false).step(bench.port.prx, PortReceiveMachine.State.DISCARD);
        assertThat(bench.port.rcvdBpdu || bench.port.rcvdSTP).isFalse();
        bench.expect(bench.port.prx, null);
        bench.set(p -> p.edgeDelayWhile = 1).expect(bench.port.prx, PortReceiveMachine.State.DISCARD);
    }

    @Test
    void timers() {
        MachineBench bench = new MachineBench().quiet(PortRole.DESIGNATED).set(p -> {
            p.edgeDelayWhile = 12;
            p.fdWhile = 13;
            p.helloWhen = 14;
            p.mdelayWhile = 15;
            p.rbWhile = 16;
            p.rcvdInfoWhile = 17;
            p.rrWhile = 18;
            p.tcWhile = 19;
            p.txCount = 0;
        });
        bench.port.pti.tick();
        bench.set(p -> assertThat(new int[] {
                    p.edgeDelayWhile,
                    p.fdWhile,
                    p.helloWhen,
                    p.mdelayWhile,
                    p.rbWhile,
                    p.rcvdInfoWhile,
                    p.rrWhile,
                    p.tcWhile,
                    p.txCount
                })
                .containsExactly(11, 12, 13, 14, 15, 16, 17, 18, 0));
    }

    /** A port without any other timer still wakes when its information expires. */
    @Test
    void expiryWakesThePort() {
        MachineBench bench = new MachineBench();
        bench.bridge.run();
        bench.set(p -> {
            p.infoIs = InfoIs.RECEIVED;
            p.rcvdInfoWhile = 1;
            p.mdelayWhile = 0;
            p.edgeDelayWhile = 0;
            p.fdWhile = 0;
        });
        bench.port.pti.tick();
        bench.bridge.run();
        assertThat(bench.port.infoIs).isEqualTo(InfoIs.MINE);
    }

    @Test
    void edgeDelayIsLongerOnASharedLan() {
        MachineBench bench = new MachineBench();
        assertThat(bench.port.edgeDelay()).isEqualTo(3);
        bench.set(p -> p.operPointToPoint = false);
        assertThat(bench.port.edgeDelay()).isEqualTo(20);
    }

    @Test
    void protocolMigration() {
        MachineBench bench = new MachineBench();
        Port p = bench.port;
        p.ppm.state = ProtocolMigrationMachine.State.SENSING;
        p.sendRSTP = true;
        bench.expect(p.ppm, null);
        bench.set(q -> q.rcvdSTP = true).step(p.ppm, ProtocolMigrationMachine.State.SELECTING_STP);
        assertThat(p.sendRSTP).isFalse();
        assertThat(p.mdelayWhile).isEqualTo(3);
        bench.set(q -> q.rcvdRSTP = true).expect(p.ppm, null);
        bench.set(q -> q.mcheck = true).expect(p.ppm, ProtocolMigrationMachine.State.SENSING);
        bench.set(q -> q.mcheck = false).set(q -> q.portEnabled = false);
        bench.expect(p.ppm, ProtocolMigrationMachine.State.SENSING);
        bench.set(q -> q.portEnabled = true).set(q -> q.mdelayWhile = 0);
        bench.step(p.ppm, ProtocolMigrationMachine.State.SENSING);
        assertThat(p.rcvdRSTP || p.rcvdSTP).isFalse();
        bench.set(q -> q.portEnabled = false).expect(p.ppm, ProtocolMigrationMachine.State.CHECKING_RSTP);
        bench.set(q -> q.portEnabled = true).expect(p.ppm, null);
        bench.set(q -> q.rcvdRSTP = true).step(p.ppm, ProtocolMigrationMachine.State.CHECKING_RSTP);
        assertThat(p.sendRSTP).isTrue();
        bench.expect(p.ppm, null);
        bench.set(q -> q.mdelayWhile = 0).expect(p.ppm, ProtocolMigrationMachine.State.SENSING);
        bench.set(q -> q.mdelayWhile = 2).set(q -> q.portEnabled = false);
        bench.expect(p.ppm, ProtocolMigrationMachine.State.CHECKING_RSTP);
        MachineBench old = new MachineBench(ForceVersion.STP);
        old.port.ppm.state = ProtocolMigrationMachine.State.SENSING;
        old.set(q -> q.rcvdRSTP = true).expect(old.port.ppm, null);
    }

    @Test
    void stateTransition() {
        MachineBench bench = new MachineBench().quiet(PortRole.DESIGNATED);
        bench.set(p -> p.pst.state = StateTransitionMachine.State.LEARNING).set(p -> p.forward = false);
        bench.expect(bench.port.pst, null);
        bench.set(p -> p.learn = false).expect(bench.port.pst, StateTransitionMachine.State.DISCARDING);
        bench.set(p -> p.forward = true).expect(bench.port.pst, StateTransitionMachine.State.FORWARDING);
        bench.set(p -> p.pst.state = StateTransitionMachine.State.FORWARDING).expect(bench.port.pst, null);
        bench.set(p -> p.forward = false).expect(bench.port.pst, StateTransitionMachine.State.DISCARDING);
    }
}
