package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hayabashi.stp.PortState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be seen of a frame on its way: observer, drop log, first frame, rehearsal. */
class ObservedFrameTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long BRIDGE = MacAddress.parse("02:00:00:00:00:ff");
    private static final long A = MacAddress.parse("02:00:00:00:00:0a");
    private static final long B = MacAddress.parse("02:00:00:00:00:0b");

    private final Bridge bridge =
            new Bridge(BridgeSettings.of("br", BRIDGE), BridgeListener.NONE, DirectMemory.Allocator.withoutAddress());
    private final Diary diary = new Diary();
    private final List<SendResult> answers = new ArrayList<>();
    private BridgePort p1;
    private BridgePort p2;
    private BridgePort p3;

    @BeforeEach
    void threePorts() {
        p1 = port(1);
        p2 = port(2);
        p3 = port(3);
        bridge.observer(diary);
    }

    private BridgePort port(int number) {
        BridgePort port = bridge.addPort(
                PortSettings.of("p" + number, number, BRIDGE + number, 1500),
                frame -> answers.isEmpty() ? SendResult.SENT : answers.remove(0),
                0);
        bridge.linkChanged(port, true);
        bridge.setState(port, PortState.FORWARDING);
        return port;
    }

    @Test
    void aFloodTellsWhereItWentAndWhyNotElsewhere() {
        bridge.setState(p3, PortState.DISCARDING);
        bridge.receive(p1, frame(MacAddress.BROADCAST, A), 5);
        assertThat(diary.lines)
                .containsExactly(
                        "received p1 at 5",
                        "learned NEW",
                        "passed over p1 INGRESS",
                        "sent p2",
                        "passed over p3 NOT_FORWARDING",
                        "relayed p1");
    }

    @Test
    void aKnownDestinationIsLookedUp() {
        bridge.receive(p2, frame(MacAddress.BROADCAST, B), 1);
        diary.lines.clear();
        bridge.receive(p1, frame(B, A), 2);
        assertThat(diary.lines)
                .containsExactly("received p1 at 2", "learned NEW", "looked up 2", "sent p2", "relayed p1");
    }

    @Test
    void aBpduForTheBridgeIsConsumed() {
        bridge.spanningTree((port, frame, now) -> {}, false);
        bridge.receive(p1, frame(MacAddress.BRIDGE_GROUP, A), 1);
        assertThat(diary.lines).containsExactly("received p1 at 1", "consumed p1");
    }

    @Test
    void aFrameThatWaitedIsQueuedThenSent() {
        answers.add(SendResult.WOULD_BLOCK);
        bridge.setState(p3, PortState.DISCARDING);
        bridge.receive(p1, frame(MacAddress.BROADCAST, A), 1);
        assertThat(diary.lines).contains("queued p2").doesNotContain("sent p2");
        bridge.writable(p2);
        assertThat(diary.lines).endsWith("relayed p1", "sent p2");
    }

    @Test
    void aDropIsRememberedWithReasonStateTimeAndPrefix() {
        bridge.setState(p1, PortState.LEARNING);
        bridge.receive(p1, frame(MacAddress.BROADCAST, A), 7 * SECOND);
        assertThat(diary.lines).endsWith("dropped p1 PORT_LEARNING at " + 7 * SECOND);
        DropRecord drop = p1.drops().get(0);
        assertThat(drop.reason()).isEqualTo(DropReason.PORT_LEARNING);
        assertThat(drop.state()).isEqualTo(PortState.LEARNING);
        assertThat(drop.atNanos()).isEqualTo(7 * SECOND);
        assertThat(drop.length()).isEqualTo(60);
        assertThat(drop.prefix()).hasSize(60).startsWith(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 0x0a);
    }

    @Test
    void aDropWithoutATimeOfItsOwnHasTheToldOne() {
        answers.add(SendResult.WOULD_BLOCK);
        bridge.receive(p1, frame(MacAddress.BROADCAST, A), 1);
        bridge.time(9);
        bridge.linkChanged(p2, false);
        assertThat(p2.drops())
                .singleElement()
                .matches(drop -> drop.atNanos() == 9 && drop.reason() == DropReason.EGRESS_LINK_DOWN);
    }

    @Test
    void aStormOfOneStageLeavesTheDropsOfAnother() {
        bridge.setState(p1, PortState.DISCARDING);
        bridge.receive(p1, frame(MacAddress.BROADCAST, A), 1);
        bridge.setState(p1, PortState.FORWARDING);
        for (int i = 0; i < 1000; i++) {
            bridge.receive(p1, frame(A, A), 2 + i);
        }
        List<DropRecord> drops = p1.drops();
        assertThat(drops).hasSize(1 + DropLog.RECORDS);
        assertThat(drops.get(0).reason()).isEqualTo(DropReason.PORT_DISCARDING);
        assertThat(drops.get(1).atNanos()).isEqualTo(1002 - DropLog.RECORDS);
        assertThat(drops.get(DropLog.RECORDS).atNanos()).isEqualTo(1001);
    }

    @Test
    void aRuntIsRememberedToo() {
        Frame runt = frame(A, B);
        runt.received(5);
        bridge.receive(p1, runt, 1);
        assertThat(p1.drops()).singleElement().matches(drop -> drop.length() == 0 && drop.prefix().length == 0);
    }

    @Test
    void theFirstFrameOfEachLinkUpIsNoted() {
        assertThat(p1.firstFrame()).isNull();
        bridge.receive(p1, frame(MacAddress.BROADCAST, A), 3);
        bridge.receive(p1, frame(A, A), 4);
        FirstFrame first = p1.firstFrame();
        assertThat(first).isNotNull();
        assertThat(first.delivered()).isTrue();
        assertThat(first.atNanos()).isEqualTo(3);

        bridge.linkChanged(p1, false);
        bridge.linkChanged(p1, true);
        bridge.setState(p1, PortState.LEARNING);
        bridge.receive(p1, frame(MacAddress.BROADCAST, A), 5);
        FirstFrame second = p1.firstFrame();
        assertThat(second).isNotNull();
        assertThat(second.delivered()).isFalse();
        assertThat(second.prefix()).hasSize(60);
        PortStatistics counted = bridge.snapshot(false, 6).ports().get(0).statistics();
        assertThat(counted.firstFramesDelivered()).isEqualTo(1);
        assertThat(counted.firstFramesLost()).isEqualTo(1);
    }

    @Test
    void aRehearsalDecidesAsTheBridgeWouldAndChangesNothing() {
        bridge.receive(p2, frame(MacAddress.BROADCAST, B), 1);
        String before = state();
        Diary rehearsed = new Diary();
        Rehearsal.walk(bridge, 1, frame(B, A), rehearsed, 2);
        assertThat(state()).isEqualTo(before);
        assertThat(diary.lines).noneMatch(line -> line.contains("at 2"));

        diary.lines.clear();
        bridge.receive(p1, frame(B, A), 2);
        assertThat(rehearsed.lines).isEqualTo(diary.lines);
    }

    @Test
    void aRehearsalKnowsLimitsStatesAndOwnAddresses() {
        bridge.receive(p1, frame(B, A), 1);
        bridge.changePort(p1, limited(p1.settings(), 1), 1);
        assertThat(rehearse(1, frame(MacAddress.BROADCAST, B))).endsWith("dropped p1 MAC_LIMIT at 2");
        assertThat(rehearse(2, frame(MacAddress.BROADCAST, A)))
                .contains("learned MOVED")
                .endsWith("relayed p2");
        assertThat(rehearse(2, frame(MacAddress.BROADCAST, BRIDGE))).endsWith("dropped p2 OWN_SOURCE at 2");
        assertThat(rehearse(2, frame(BRIDGE, B))).endsWith("dropped p2 TO_BRIDGE at 2");
        bridge.setState(p2, PortState.DISCARDING);
        assertThat(rehearse(2, frame(A, B))).endsWith("dropped p2 PORT_DISCARDING at 2");
        bridge.linkChanged(p2, false);
        bridge.setState(p2, PortState.DISABLED);
        assertThat(rehearse(2, frame(A, B))).endsWith("dropped p2 PORT_DISABLED at 2");
        assertThatThrownBy(() -> rehearse(99, frame(A, B))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRehearsedBpduDoesNotReachTheSpanningTree() {
        List<String> heard = new ArrayList<>();
        bridge.spanningTree((port, frame, now) -> heard.add("BPDU"), false);
        assertThat(rehearse(1, frame(MacAddress.BRIDGE_GROUP, A))).endsWith("consumed p1");
        assertThat(heard).isEmpty();
    }

    private static PortSettings limited(PortSettings port, int limit) {
        return new PortSettings(
                port.name(),
                port.number(),
                port.address(),
                port.mtuBytes(),
                false,
                true,
                false,
                false,
                true,
                true,
                true,
                limit,
                port.queueFrames(),
                List.of());
    }

    private List<String> rehearse(int port, Frame frame) {
        Diary rehearsed = new Diary();
        Rehearsal.walk(bridge, port, frame, rehearsed, 2);
        return rehearsed.lines;
    }

    private String state() {
        BridgeSnapshot snapshot = bridge.snapshot(true, 2);
        StringBuilder text = new StringBuilder();
        text.append(snapshot.fates()).append(snapshot.macEntries());
        for (PortSnapshot port : snapshot.ports()) {
            text.append(port.queuedFrames())
                    .append(port.learnedAddresses())
                    .append(port.statistics().rxFrames())
                    .append(port.statistics().txFrames())
                    .append(port.statistics().dropsByReason());
        }
        return text.toString();
    }

    private static Frame frame(long destination, long source) {
        ByteBuffer memory = ByteBuffer.allocateDirect(Frame.MEMORY_BYTES);
        Frame frame = new Frame(memory, 0);
        memory.putShort(Frame.VNET_HEADER_BYTES, (short) (destination >>> 32));
        memory.putInt(Frame.VNET_HEADER_BYTES + 2, (int) destination);
        memory.putShort(Frame.VNET_HEADER_BYTES + 6, (short) (source >>> 32));
        memory.putInt(Frame.VNET_HEADER_BYTES + 8, (int) source);
        frame.received(Frame.VNET_HEADER_BYTES + 60);
        return frame;
    }

    private static final class Diary implements FrameObserver {
        final List<String> lines = new ArrayList<>();

        @Override
        public void received(BridgePort in, Frame frame, long nowNanos) {
            lines.add("received " + in + " at " + nowNanos);
        }

        @Override
        public void learned(BridgePort in, long source, MacTable.Learned outcome) {
            lines.add("learned " + outcome);
        }

        @Override
        public void lookedUp(BridgePort in, long destination, int portNumber) {
            lines.add("looked up " + portNumber);
        }

        @Override
        public void passedOver(BridgePort out, PassedOver why) {
            lines.add("passed over " + out + " " + why);
        }

        @Override
        public void sent(BridgePort out, Frame frame) {
            lines.add("sent " + out);
        }

        @Override
        public void queued(BridgePort out, Frame frame) {
            lines.add("queued " + out);
        }

        @Override
        public void dropped(BridgePort port, Frame frame, DropReason reason, long nowNanos) {
            lines.add("dropped " + port + " " + reason + " at " + nowNanos);
        }

        @Override
        public void consumed(BridgePort in, Frame frame) {
            lines.add("consumed " + in);
        }

        @Override
        public void relayed(BridgePort in, Frame frame) {
            lines.add("relayed " + in);
        }
    }
}
