package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.stp.PortState;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What waits for a blocked port: order, bounds, and what becomes of it when the port closes. */
class EgressOrderTest {
    private final Segment segment = Segment.of(3);

    @BeforeEach
    void stationsAreKnown() {
        segment.learnStations();
    }

    private void sendTo2(int label) {
        segment.receive(1, Frames.labelled(Segment.station(2), Segment.station(1), label));
    }

    private void sendControlTo2(int label) {
        segment.bridge.sendControl(
                segment.port(2), Frames.labelled(MacAddress.BRIDGE_GROUP, Segment.portAddress(2), label));
    }

    @Test
    void whatWaitsWhenThePortStopsForwardingIsDroppedOnceAndOnThatPort() {
        segment.io(2).room = 0;
        sendTo2(1);
        sendTo2(2);
        BridgeSnapshot.Fates before = segment.fates();

        segment.bridge.setState(segment.port(2), PortState.DISCARDING);

        assertThat(segment.drops(2)).isEqualTo(Map.of(DropReason.EGRESS_CLOSED, 2L));
        assertThat(segment.fates())
                .as("both were relayed when they were queued, and a frame has one fate")
                .isEqualTo(before);
        segment.io(2).room = -1;
        assertThat(segment.bridge.writable(segment.port(2))).isTrue();
        assertThat(segment.io(2).sent).isEmpty();
    }

    @Test
    void linkDownDropsDataAndBpdusThatWait() {
        segment.io(2).room = 0;
        sendControlTo2(1);
        sendTo2(2);

        segment.bridge.linkChanged(segment.port(2), false);
        segment.bridge.linkChanged(segment.port(2), true);

        segment.io(2).room = -1;
        assertThat(segment.bridge.writable(segment.port(2))).isTrue();
        assertThat(segment.io(2).sent)
                .as("a BPDU from before the link went down is stale")
                .isEmpty();
        assertThat(segment.drops(2)).isEqualTo(Map.of(DropReason.EGRESS_LINK_DOWN, 2L));
    }

    /** It vanished uncounted once. */
    @Test
    void whatWaitsForAPortThatIsRemovedIsDroppedAndCounted() {
        segment.io(2).room = 0;
        sendControlTo2(1);
        sendTo2(2);
        sendTo2(3);
        long droppedBefore = segment.bridge.snapshot(false, 0).copies().dropped();

        segment.bridge.removePort(segment.port(2));

        BridgeSnapshot.Copies copies = segment.bridge.snapshot(false, 0).copies();
        assertThat(copies.dropped() - droppedBefore).isEqualTo(3);
        assertThat(copies.queued()).isZero();
        assertThat(copies.made()).isEqualTo(copies.sent() + copies.dropped());
    }

    @Test
    void blockedPortKeepsItsFramesInOrderAndDelaysNobodyElse() {
        segment.io(2).room = 1;
        for (int label = 1; label <= 5; label++) {
            sendTo2(label);
            segment.receive(1, Frames.labelled(Segment.station(3), Segment.station(1), label));
        }
        assertThat(segment.io(2).labels()).containsExactly(1);
        assertThat(segment.io(3).labels()).containsExactly(1, 2, 3, 4, 5);
        assertThat(segment.bridge.snapshot(false, 0).ports().get(1).queuedFrames())
                .isEqualTo(4);

        segment.io(2).room = 2;
        assertThat(segment.bridge.writable(segment.port(2))).isFalse();
        assertThat(segment.io(2).labels()).containsExactly(1, 2, 3);

        segment.io(2).room = -1;
        sendTo2(6);
        assertThat(segment.io(2).labels()).as("no frame overtakes").containsExactly(1, 2, 3);
        assertThat(segment.bridge.writable(segment.port(2))).isTrue();
        assertThat(segment.io(2).labels()).containsExactly(1, 2, 3, 4, 5, 6);
        sendTo2(7);
        assertThat(segment.io(2).labels()).endsWith(7);
        assertThat(segment.port(2).counters.snapshot().txFrames())
                .as("the broadcasts of stations 1 and 3, then seven")
                .isEqualTo(9);
        assertThat(segment.drops(2)).isEmpty();
    }

    @Test
    void fullQueueDropsTheNewestFrames() {
        segment.add(PortSettingsBuilder.port(4).queueFrames(3).build());
        segment.receive(4, MacAddress.BROADCAST, Segment.station(4));
        segment.io(4).room = 0;
        IntStream.rangeClosed(1, 5)
                .forEach(label -> segment.receive(1, Frames.labelled(Segment.station(4), Segment.station(1), label)));
        assertThat(segment.drops(4)).isEqualTo(Map.of(DropReason.EGRESS_QUEUE_FULL, 2L));
        segment.io(4).room = -1;
        segment.bridge.writable(segment.port(4));
        assertThat(segment.io(4).labels()).containsExactly(1, 2, 3);
    }

    @Test
    void bpdusOvertakeDataThatWaits() {
        segment.io(2).room = 0;
        sendTo2(1);
        sendTo2(2);
        sendControlTo2(101);
        sendControlTo2(102);
        sendTo2(3);
        segment.io(2).room = 1;
        assertThat(segment.bridge.writable(segment.port(2))).isFalse();
        assertThat(segment.io(2).labels()).containsExactly(101);
        segment.io(2).room = -1;
        assertThat(segment.bridge.writable(segment.port(2))).isTrue();
        assertThat(segment.io(2).labels()).containsExactly(101, 102, 1, 2, 3);
    }

    @Test
    void dataDoesNotOvertakeABpduThatWaits() {
        segment.io(2).room = 0;
        sendControlTo2(101);
        segment.io(2).room = -1;
        sendTo2(1);
        assertThat(segment.io(2).sent).isEmpty();
        segment.bridge.writable(segment.port(2));
        assertThat(segment.io(2).labels()).containsExactly(101, 1);
    }

    @Test
    void bpdusDoNotWaitBehindAFullDataQueueButAreBounded() {
        segment.io(2).room = 0;
        IntStream.rangeClosed(1, 300).forEach(this::sendTo2);
        IntStream.rangeClosed(1001, 1020).forEach(this::sendControlTo2);
        assertThat(segment.drops(2)).isEqualTo(Map.of(DropReason.EGRESS_QUEUE_FULL, 300L - 256 + 4));
        segment.io(2).room = 16;
        segment.bridge.writable(segment.port(2));
        assertThat(segment.io(2).labels())
                .isEqualTo(IntStream.rangeClosed(1001, 1016).boxed().toList());
    }

    @ParameterizedTest
    @CsvSource({
        "LINK_DOWN, EGRESS_LINK_DOWN",
        "NO_BUFFERS, EGRESS_NO_BUFFERS",
        "TOO_BIG, EGRESS_MTU",
        "GONE, EGRESS_GONE",
        "FAILED, EGRESS_FAILED"
    })
    void failedSendIsCountedAtOnceAndAfterWaiting(SendResult result, DropReason reason) {
        segment.io(2).room = 0;
        sendTo2(1);
        sendControlTo2(2);
        segment.io(2).answer = result;
        assertThat(segment.bridge.writable(segment.port(2)))
                .as("an error keeps nothing waiting")
                .isTrue();
        sendTo2(3);
        sendControlTo2(4);
        assertThat(segment.drops(2)).isEqualTo(Map.of(reason, 4L));
        assertThat(segment.drops(1)).isEmpty();

        segment.io(2).answer = SendResult.SENT;
        segment.io(2).room = -1;
        sendTo2(5);
        assertThat(segment.io(2).labels()).containsExactly(5);
        assertThat(segment.fates().dropped()).isZero();
    }
}
