package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The log that tells an operator what happened and why. */
class EventTest {
    private static final long SUPERIOR_ID = 0x1000_aafc_0000_0001L;

    private final OneBridge bridge = new OneBridge().ports(2);

    private List<String> log() {
        return bridge.events.stream().map(e -> e.name() + " " + e.text()).toList();
    }

    @Test
    void roleAndStateChangesHaveTheirReasons() {
        bridge.forget();
        bridge.run(1);
        bridge.receive(1, Frame.rst(0x0E).from(SUPERIOR_ID));
        assertThat(log())
                .containsExactly(
                        "stp.root.changed root 8000.020000000a00 -> 1000.aafc00000001:"
                                + " superior root 1000.aafc00000001 via port 1, cost 20000",
                        "stp.port.role port 1 role designated -> root:"
                                + " superior root 1000.aafc00000001 via port 1, cost 20000",
                        "stp.port.state port 1 state discarding -> forwarding:"
                                + " new root port, no other port was root recently",
                        "stp.topology.change topology change (local) on port 1: port 1 started forwarding");
        assertThat(bridge.events).allSatisfy(e -> assertThat(e.atNanos()).isEqualTo(OneBridge.SECOND));
    }

    @Test
    void lossOfTheRoot() {
        bridge.receive(1, Frame.rst(0x0E).from(SUPERIOR_ID));
        bridge.run(5);
        bridge.forget();
        bridge.run(1);
        assertThat(log())
                .startsWith(
                        "stp.root.changed root 1000.aafc00000001 -> 8000.020000000a00:"
                                + " no better bridge is heard, this bridge is the root",
                        "stp.port.role port 1 role root -> designated:"
                                + " no BPDU any more from bridge 1000.aafc00000001 port 128.1");
        assertThat(bridge.tree.status(0).rootChanges()).isEqualTo(2);
    }

    @Test
    void linkDownAndUp() {
        bridge.run(5);
        bridge.forget();
        bridge.tree.linkDown(2, bridge.now);
        bridge.tree.linkUp(2, bridge.now);
        assertThat(log())
                .containsExactly(
                        "stp.port.state port 2 state forwarding -> disabled: link down",
                        "stp.port.role port 2 role designated -> disabled: link down",
                        "stp.port.state port 2 state disabled -> discarding: link up",
                        "stp.port.role port 2 role disabled -> designated: no better bridge heard on this LAN");
    }

    @Test
    void alternateAndBackupSayWhoIsBetter() {
        bridge.receive(1, Frame.rst(0x0E).from(SUPERIOR_ID));
        bridge.forget();
        bridge.receive(2, Frame.rst(0x0E).from(SUPERIOR_ID).port(0x8007));
        assertThat(log())
                .containsExactly(
                        "stp.port.role port 2 role designated -> alternate: another port is nearer to the root;"
                                + " this LAN has root 1000.aafc00000001 with cost 0 from bridge 1000.aafc00000001 port 128.7");
        OneBridge looped = new OneBridge().ports(2);
        looped.forget();
        looped.receive(
                2,
                Frame.rst(0x0E)
                        .from(0x8000_0000_0000_0000L | OneBridge.ADDRESS)
                        .port(0x8001)
                        .source(OneBridge.portAddress(1)));
        assertThat(looped.events(StpEvent.RoleChanged.class).get(0).text())
                .isEqualTo("port 2 role designated -> backup: port 128.1 of this bridge is designated on the same LAN");
    }

    @Test
    void closedPortsSayWhatIsInTheWay() {
        bridge.receive(1, Frame.rst(0x0E).from(SUPERIOR_ID));
        bridge.receive(
                2,
                Frame.rst(Frame.ROOT | Frame.AGREEMENT)
                        .root(SUPERIOR_ID)
                        .cost(40_000)
                        .bridge(0xF000_0200_0000_0C00L));
        assertThat(bridge.status(2).stateReason()).isEqualTo("the neighbour agreed");
        bridge.forget();
        bridge.receive(1, Frame.rst(0x0E).from(SUPERIOR_ID).cost(9));
        assertThat(log())
                .containsExactly("stp.port.state port 2 state forwarding -> discarding:"
                        + " waits until the neighbour agrees, so that the proposal of the root port can be answered");
    }

    @Test
    void eventsComeWhenTheMachinesAreAtRestAndHandlersMayCallBack() {
        List<String> seen = new ArrayList<>();
        SpanningTree[] tree = new SpanningTree[1];
        tree[0] = new SpanningTree(
                BridgeParameters.of(2),
                new QuietHost() {
                    @Override
                    public void event(StpEvent event) {
                        seen.add(event.text());
                        if (event instanceof StpEvent.StateChanged change && change.to() == PortState.FORWARDING) {
                            tree[0].configurePort(1, tree[0].portParameters(1).withAdminUp(false), 5);
                        }
                    }
                },
                0);
        tree[0].addPort(1, PortParameters.DEFAULT.withEdge(EdgeMode.TRUE), 2, 0);
        tree[0].linkUp(1, 0);
        assertThat(tree[0].state(1)).isEqualTo(PortState.DISABLED);
        assertThat(seen)
                .containsExactly(
                        "port 1 state disabled -> discarding: link up",
                        "port 1 role disabled -> designated: no better bridge heard on this LAN",
                        "port 1 state discarding -> forwarding: edge port",
                        "port 1 state forwarding -> disabled: administratively off",
                        "port 1 role designated -> disabled: administratively off");
    }

    @Test
    void otherCallbacksMayNotCallBack() {
        SpanningTree[] tree = new SpanningTree[1];
        tree[0] = new SpanningTree(
                BridgeParameters.of(2),
                new QuietHost() {
                    @Override
                    public void setPortState(int portNumber, PortState state) {
                        tree[0].tick(Long.MAX_VALUE / 2);
                    }
                },
                0);
        tree[0].addPort(1, PortParameters.DEFAULT, 2, 0);
        assertThatThrownBy(() -> tree[0].linkUp(1, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("host callback");
    }

    /** A cable that reflects at once hands frames in while the engine runs: they wait, and too many are counted. */
    @Test
    void framesThatArriveDuringARunWait() {
        SpanningTree[] tree = new SpanningTree[1];
        List<BpduDisposition> answers = new ArrayList<>();
        tree[0] = new SpanningTree(
                BridgeParameters.of(2),
                new QuietHost() {
                    @Override
                    public void transmit(int portNumber, byte[] frame, int length) {
                        for (int i = 0; i < 20; i++) {
                            answers.add(tree[0].received(portNumber, ByteBuffer.wrap(frame), 0, length, 0));
                        }
                    }
                },
                0);
        tree[0].addPort(1, PortParameters.DEFAULT, 2, 0);
        tree[0].linkUp(1, 0);
        assertThat(answers.subList(0, 16)).containsOnly(BpduDisposition.ACCEPTED);
        assertThat(answers.subList(16, 20)).containsOnly(BpduDisposition.OVERFLOW);
        PortStatus status = tree[0].portStatus(1, 0);
        assertThat(status.bpdus().rejected())
                .containsEntry(BpduDisposition.OVERFLOW, 4L)
                .containsEntry(BpduDisposition.OWN, 16L);
        assertThat(status.inconsistencies()).containsExactly(Inconsistency.SELF_LOOP);
    }

    @Test
    void aRunThatDoesNotSettleFailsLoudly() {
        TransitionTrace trace = new TransitionTrace();
        trace.start(2);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 5000; i++) {
                        trace.record(7, "PRT", RoleTransitionsMachine.State.ALTERNATE_PORT);
                    }
                })
                .isInstanceOf(UnsettledException.class)
                .hasMessageContaining("within 1100 transitions")
                .hasMessageContaining("[port 7 PRT ALTERNATE_PORT]");
    }

    @Test
    void snapshotsTellEverything() {
        bridge.receive(
                1,
                Frame.rst(0x0E)
                        .root(SUPERIOR_ID)
                        .cost(5)
                        .bridge(0x2000_aafc_0000_0002L)
                        .port(0x7003));
        bridge.run(1);
        BridgeStatus status = bridge.tree.status(bridge.now);
        assertThat(status.isRoot()).isFalse();
        assertThat(status.rootId()).hasToString("1000.aafc00000001");
        assertThat(status.bridgeId()).hasToString("8000.020000000a00");
        assertThat(status.rootPathCost()).isEqualTo(20_005);
        assertThat(status.rootPort()).isEqualTo(1);
        assertThat(status.rootPortId()).hasToString("128.1");
        assertThat(status.messageAge()).isEqualTo(1);
        assertThat(status.version()).isEqualTo(ForceVersion.RSTP);
        PortStatus port = bridge.status(1);
        assertThat(port.id()).hasToString("128.1");
        assertThat(port.designated())
                .isEqualTo(new PortStatus.Designated(
                        new BridgeId(SUPERIOR_ID), 5, new BridgeId(0x2000_aafc_0000_0002L), new PortId(0x7003)));
        assertThat(port.stateSinceNanos()).isEqualTo(OneBridge.SECOND);
        assertThat(port.forwardTransitions()).isEqualTo(1);
        assertThat(port.bpdus().received()).containsEntry(BpduKind.RST, 1L).containsEntry(BpduKind.TCN, 0L);
        assertThat(port.variables().machines())
                .containsEntry("PRT", "ROOT_PORT")
                .containsEntry("infoIs", "received");
    }

    @Test
    void countersMayBeReadSinceAnEarlierLook() {
        OneBridge bridge = new OneBridge().ports(1).run(4);
        PortStatus earlier = bridge.status(1);
        assertThat(earlier.bpdus().sent().get(BpduKind.RST)).isPositive();
        assertThat(earlier.forwardTransitions()).isEqualTo(1);
        PortStatus nothing = earlier.countedSince(earlier);
        assertThat(nothing.bpdus().sent()).containsEntry(BpduKind.RST, 0L).containsEntry(BpduKind.TCN, 0L);
        assertThat(nothing.forwardTransitions()).isZero();
        assertThat(nothing.role()).isEqualTo(PortRole.DESIGNATED);

        bridge.receive(1, Frame.tcn());
        bridge.receive(1, Frame.tcn());
        bridge.run(2);
        bridge.tree.linkDown(1, bridge.now);
        PortStatus later = bridge.status(1).countedSince(earlier);
        assertThat(later.bpdus().received()).containsEntry(BpduKind.TCN, 2L);
        // A TCN is of 1998, and so is the answer.
        assertThat(later.bpdus().sent()).containsEntry(BpduKind.CONFIG, 2L).containsEntry(BpduKind.RST, 0L);
        assertThat(later.blockingTransitions()).isEqualTo(1);
        assertThat(later.forwardTransitions()).isZero();
        assertThat(bridge.status(1).forwardTransitions())
                .as("the engine goes on counting")
                .isEqualTo(1);
    }
}
