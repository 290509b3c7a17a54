package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where frames go (802.1D-2004 clauses 7.7 and 7.8). */
class ForwardingTest {
    private static final long UNKNOWN = 0x0a_00_00_00_77_77L;

    private final Segment segment = Segment.of(4);

    @ParameterizedTest
    @ValueSource(longs = {UNKNOWN, MacAddress.BROADCAST, 0x0100_5e00_0001L, 0x3333_0000_0001L, 0x0180_c200_0010L})
    void floodedFrameLeavesOnceByEveryPortButTheOneItCameInBy(long destination) {
        for (int in = 1; in <= 4; in++) {
            segment.clear();
            segment.receive(in, Frames.labelled(destination, Segment.station(in), 100 + in));
            for (int out = 1; out <= 4; out++) {
                if (out == in) {
                    assertThat(segment.io(out).sent).isEmpty();
                } else {
                    assertThat(segment.io(out).sent)
                            .containsExactly(new RecordingIo.Sent(destination, Segment.station(in), 100 + in, 60));
                }
            }
        }
        assertThat(segment.fates()).isEqualTo(new BridgeSnapshot.Fates(4, 4, 0, 0));
    }

    @Test
    void knownUnicastLeavesByItsPortOnly() {
        segment.learnStations();
        segment.receive(1, Segment.station(3), Segment.station(1));
        assertThat(segment.sentCounts()).containsExactly(0, 0, 1, 0);
    }

    @Test
    void sourceIsLearnedFromTheFirstFrame() {
        segment.receive(2, UNKNOWN, Segment.station(2));
        segment.clear();
        segment.receive(1, Segment.station(2), Segment.station(1));
        assertThat(segment.sentCounts()).containsExactly(0, 1, 0, 0);
    }

    @Test
    void frameForAStationBehindItsOwnIngressPortGoesNowhere() {
        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        segment.receive(1, MacAddress.BROADCAST, Segment.station(11));
        segment.clear();
        segment.receive(1, Segment.station(11), Segment.station(1));
        assertThat(segment.sentCounts()).containsOnly(0);
        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.SAME_PORT, 1L));
    }

    @Test
    void stationThatMovesIsFollowedWithItsFirstFrame() {
        segment.learnStations();
        segment.receive(4, Segment.station(2), Segment.station(3));
        segment.clear();
        segment.receive(1, Segment.station(3), Segment.station(1));
        assertThat(segment.sentCounts()).containsExactly(0, 0, 0, 1);
        assertThat(segment.listener.heard).containsExactly("moved 0a:00:00:00:00:03 p3 p4");
        assertThat(segment.bridge.snapshot(false, 0).stationMoves()).isOne();
    }

    @Test
    void stationThatWasNotHeardForTheAgeingTimeIsUnknownAgain() {
        segment.learnStations();
        segment.now = 299 * Segment.SECOND;
        segment.receive(1, Segment.station(3), Segment.station(1));
        assertThat(segment.sentCounts()).containsExactly(0, 0, 1, 0);
        segment.clear();
        segment.now = 300 * Segment.SECOND;
        segment.receive(1, Segment.station(3), Segment.station(1));
        assertThat(segment.sentCounts()).as("flooded").containsExactly(0, 1, 1, 1);
    }

    @Test
    void tickTakesAgedStationsOutOfTheSnapshot() {
        segment.learnStations();
        segment.now = 200 * Segment.SECOND;
        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        assertThat(segment.bridge.snapshot(false, segment.now).learnedAddresses())
                .isEqualTo(4);
        segment.now = 301 * Segment.SECOND;
        segment.bridge.tick(segment.now);
        BridgeSnapshot snapshot = segment.bridge.snapshot(true, segment.now);
        assertThat(snapshot.learnedAddresses()).isOne();
        assertThat(snapshot.macEntries())
                .filteredOn(entry -> entry.type() == EntryType.DYNAMIC)
                .containsExactly(new BridgeSnapshot.MacEntry(Segment.station(1), 1, EntryType.DYNAMIC, 101.0));
    }

    @Test
    void bridgeWithOnePortFloodsNowhere() {
        Segment lonely = Segment.of(1);
        lonely.receive(1, MacAddress.BROADCAST, Segment.station(1));
        assertThat(lonely.drops(1)).isEqualTo(Map.of(DropReason.NO_EGRESS, 1L));
        assertThat(lonely.fates()).isEqualTo(new BridgeSnapshot.Fates(1, 0, 0, 1));
    }

    @Test
    void twoBridgesShareNothing() {
        Segment other = Segment.of(2);
        segment.learnStations();
        other.receive(1, MacAddress.BROADCAST, Segment.station(1));
        assertThat(segment.sentCounts()).containsOnly(0);
        assertThat(other.bridge.macTable().lookup(Segment.station(2), 0)).isEqualTo(MacTable.NO_PORT);
    }

    @Test
    void broadcastReachesAHundredPorts() {
        Segment hundred = Segment.of(100);
        hundred.receive(50, MacAddress.BROADCAST, Segment.station(50));
        assertThat(hundred.ios.stream().filter(io -> io.sent.size() == 1)).hasSize(99);
        assertThat(hundred.io(50).sent).isEmpty();
    }

    @Test
    void countersCountFramesBytesAndKindsBothWays() {
        segment.receive(1, Frames.of(MacAddress.BROADCAST, Segment.station(1), 100));
        segment.receive(1, Frames.of(0x0100_5e00_0001L, Segment.station(1), 200));
        segment.receive(1, Frames.of(UNKNOWN, Segment.station(1), 300));
        segment.receive(1, Frames.of(UNKNOWN, Segment.station(1), 13));

        PortStatistics in = segment.port(1).counters.snapshot();
        assertThat(in.rxFrames()).isEqualTo(4);
        assertThat(in.rxBytes()).isEqualTo(613);
        assertThat(in.rxUnicast()).as("the runt is one of them").isEqualTo(2);
        assertThat(in.rxMulticast()).isOne();
        assertThat(in.rxBroadcast()).isOne();
        assertThat(in.txFrames()).isZero();
        assertThat(in.dropsTotal()).isOne();
        PortStatistics out = segment.port(2).counters.snapshot();
        assertThat(out.txFrames()).isEqualTo(3);
        assertThat(out.txBytes()).isEqualTo(600);
        assertThat(out.txUnicast()).isOne();
        assertThat(out.txMulticast()).isOne();
        assertThat(out.txBroadcast()).isOne();
        assertThat(out.rxFrames()).isZero();
    }
}
