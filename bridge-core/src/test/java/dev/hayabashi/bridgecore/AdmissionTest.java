package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused for what it is, and what is sent to reserved addresses. */
class AdmissionTest {
    private static final long UNKNOWN = 0x0a_00_00_00_77_77L;

    private final Segment segment = Segment.of(2);

    private void onlyDrop(DropReason reason) {
        assertThat(segment.sentCounts()).containsOnly(0);
        assertThat(segment.drops(1)).isEqualTo(Map.of(reason, 1L));
        assertThat(segment.drops(2)).isEmpty();
        assertThat(segment.fates()).isEqualTo(new BridgeSnapshot.Fates(1, 0, 0, 1));
        assertThat(segment.bridge.snapshot(false, 0).learnedAddresses())
                .as("nothing is learned from it")
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {-12, -11, -1, 0, 1, 13})
    void frameShorterThanItsHeaderIsARunt(int length) {
        segment.receive(1, Frames.of(UNKNOWN, Segment.station(1), length));
        onlyDrop(DropReason.RUNT);
        assertThat(segment.port(1).counters.snapshot().rxBytes()).isEqualTo(Math.max(0, length));
    }

    @Test
    void headerAloneIsAFrame() {
        segment.receive(1, Frames.of(UNKNOWN, Segment.station(1), 14));
        assertThat(segment.sentCounts()).containsExactly(0, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "1500, 1514, true", // untagged
        "1500, 1518, true", // 802.1Q, 1522 on the wire with its FCS
        "1500, 1522, true", // 802.1ad with two tags
        "1500, 1523, false",
        "9000, 9014, true",
        "9000, 9022, true",
        "9000, 9023, false",
        "68, 90, true",
        "68, 91, false"
    })
    void mtuLeavesRoomForTwoTags(int mtu, int length, boolean passes) {
        segment.change(1, port -> port.mtu(mtu));
        segment.change(2, port -> port.mtu(mtu));
        segment.receive(1, Frames.of(UNKNOWN, Segment.station(1), length));
        if (passes) {
            assertThat(segment.io(2).sent).hasSize(1);
        } else {
            onlyDrop(DropReason.OVERSIZE);
        }
    }

    @Test
    void egressPortOfSmallerMtuLosesItsCopyAndNobodyElses() {
        Segment mixed = Segment.of(3);
        mixed.change(1, port -> port.mtu(9000));
        mixed.change(3, port -> port.mtu(9000));
        mixed.receive(1, Frames.of(UNKNOWN, Segment.station(1), 1523));
        assertThat(mixed.sentCounts()).containsExactly(0, 0, 1);
        assertThat(mixed.drops(2)).isEqualTo(Map.of(DropReason.EGRESS_MTU, 1L));
        assertThat(mixed.fates()).isEqualTo(new BridgeSnapshot.Fates(1, 1, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({"1448, true", "1468, true", "1469, false"})
    void superFramePassesIfItsSegmentsFit(int segmentBytes, boolean passes) {
        // 54 bytes of headers; 1500 + 22 is the longest frame.
        segment.receive(1, Frames.superFrame(UNKNOWN, Segment.station(1), 65_000, segmentBytes));
        assertThat(segment.io(2).sent).hasSize(passes ? 1 : 0);
        assertThat(segment.drops(2)).isEqualTo(passes ? Map.of() : Map.of(DropReason.EGRESS_MTU, 1L));
    }

    /** Linux puts the length of the first piece of its buffer there; a repeated super-frame was dropped for ever, and TCP stood still. */
    @ParameterizedTest
    @ValueSource(ints = {0, 54, 1514, 65_000})
    void headerLengthOfASuperFrameIsAHint(int headerLength) {
        Frame frame = Frames.superFrame(UNKNOWN, Segment.station(1), 65_000, 1448);
        frame.memory().putShort(2, Short.reverseBytes((short) headerLength));
        segment.receive(1, frame);
        assertThat(segment.io(2).sent).hasSize(1);
        assertThat(segment.drops(2)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {MacAddress.BROADCAST, 0x0100_5e00_0001L, 0x0100_0000_0000L})
    void groupAddressIsNoSource(long source) {
        segment.receive(1, UNKNOWN, source);
        onlyDrop(DropReason.GROUP_SOURCE);
    }

    @Test
    void zeroIsNoSource() {
        segment.receive(1, UNKNOWN, 0);
        onlyDrop(DropReason.ZERO_SOURCE);
    }

    @Test
    void ownAddressesAreNoSources() {
        for (boolean learning : List.of(true, false)) {
            segment.change(1, port -> port.learning(learning));
            for (long own : new long[] {Segment.BRIDGE_ADDRESS, Segment.portAddress(1), Segment.portAddress(2)}) {
                segment.receive(1, UNKNOWN, own);
                assertThat(segment.bridge.macTable().lookup(own, 0)).isEqualTo(MacTable.LOCAL_PORT);
            }
        }
        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.OWN_SOURCE, 6L));
        assertThat(segment.sentCounts()).containsOnly(0);
    }

    @Test
    void frameToAnOwnAddressEndsHere() {
        segment.receive(1, Segment.portAddress(2), Segment.station(1));
        segment.receive(1, Segment.BRIDGE_ADDRESS, Segment.station(1));
        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.TO_BRIDGE, 2L));
        assertThat(segment.sentCounts()).containsOnly(0);
    }

    @Test
    void noReservedAddressIsRelayed() {
        for (int last = 0; last <= 0x0f; last++) {
            segment.receive(1, MacAddress.BRIDGE_GROUP + last, Segment.station(1));
        }
        assertThat(segment.sentCounts()).containsOnly(0);
        assertThat(segment.drops(1))
                .isEqualTo(Map.of(DropReason.BPDU_NOT_WANTED, 1L, DropReason.RESERVED_ADDRESS, 15L));
        assertThat(segment.bridge.macTable().lookup(Segment.station(1), 0)).isEqualTo(MacTable.NO_PORT);
    }

    @Test
    void transparentBridgeRelaysReservedAddressesButPause() {
        segment.bridge.spanningTree(null, true);
        for (int last = 0; last <= 0x0f; last++) {
            segment.receive(1, MacAddress.BRIDGE_GROUP + last, Segment.station(1));
        }
        assertThat(segment.io(2).sent)
                .extracting(RecordingIo.Sent::destination)
                .hasSize(15)
                .doesNotContain(MacAddress.PAUSE);
        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.RESERVED_ADDRESS, 1L));
    }

    @Test
    void spanningTreeGetsBpdusAndNobodyElseGetsReservedFrames() {
        List<String> received = new ArrayList<>();
        segment.bridge.spanningTree(
                (port, frame, nowNanos) -> received.add(port + " " + Frames.label(frame) + " " + nowNanos), true);
        segment.now = 5;
        segment.receive(1, Frames.labelled(MacAddress.BRIDGE_GROUP, Segment.station(1), 1));
        // Its own BPDU, come back by a loop: the spanning tree must see it.
        segment.receive(2, Frames.labelled(MacAddress.BRIDGE_GROUP, Segment.portAddress(1), 2));
        for (int last = 1; last <= 0x0f; last++) {
            segment.receive(1, MacAddress.BRIDGE_GROUP + last, Segment.station(1));
        }
        assertThat(received).containsExactly("p1 1 5", "p2 2 5");
        assertThat(segment.fates()).isEqualTo(new BridgeSnapshot.Fates(17, 0, 2, 15));
        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.RESERVED_ADDRESS, 15L));
        assertThat(segment.sentCounts()).containsOnly(0);
    }
}
