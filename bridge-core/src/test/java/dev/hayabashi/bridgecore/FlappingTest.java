package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two stations with one address, and loops. */
class FlappingTest {
    private final Segment segment = Segment.of(3);
    private final long address = Segment.station(9);

    private void heard(int port) {
        segment.receive(port, Segment.station(3), address);
    }

    private long moves() {
        return segment.bridge.snapshot(false, segment.now).stationMoves();
    }

    @Test
    void addressThatMovesForGoodIsFollowed() {
        for (int i = 0; i < 20; i++) {
            heard(1 + i % 2);
            segment.now += 4 * Segment.SECOND;
        }
        assertThat(moves()).isEqualTo(19);
        assertThat(segment.drops(1)).doesNotContainKey(DropReason.MAC_FLAPPING);
    }

    @Test
    void addressOnTwoPortsStaysOnOneForAWhile() {
        segment.learnStations();
        for (int i = 0; i < 1000; i++) {
            heard(1);
            heard(2);
            segment.now += Segment.SECOND / 1000;
        }
        assertThat(moves()).isEqualTo(MoveDamper.MAX_MOVES + 1);
        assertThat(segment.listener.heard)
                .filteredOn(news -> news.startsWith("flapping"))
                .containsExactly("flapping " + MacAddress.format(address) + " stays on p1, refused on p2");
        assertThat(segment.drops(2).get(DropReason.MAC_FLAPPING)).isGreaterThan(990);
        assertThat(segment.drops(1)).isEqualTo(Map.of());

        segment.now += MoveDamper.HOLD_NANOS;
        heard(2);
        assertThat(moves()).as("free again").isEqualTo(MoveDamper.MAX_MOVES + 2);
    }

    /** A broadcast that goes round behind ports 2 and 3 is heard there more often than its sender is. */
    @Test
    void stationWhoseEchoesAreLouderStaysWhereItIs() {
        heard(1);
        for (int i = 0; i < 20; i++) {
            heard(2);
            heard(3);
        }
        assertThat(segment.bridge.macTable().lookup(address, segment.now)).isEqualTo(1);
        segment.clear();
        heard(1);
        assertThat(segment.drops(1)).as("the station itself is heard").isEqualTo(Map.of());
    }

    @Test
    void othersAreNotDamped() {
        for (int i = 0; i < 20; i++) {
            heard(1 + i % 2);
        }
        segment.receive(1, Segment.station(3), Segment.station(8));
        segment.receive(2, Segment.station(3), Segment.station(8));
        assertThat(segment.bridge.macTable().lookup(Segment.station(8), segment.now))
                .isEqualTo(2);
    }

    @Test
    void heldAddressWhoseEntryIsGoneMayBeLearnedAnywhere() {
        for (int i = 0; i < 20; i++) {
            heard(1 + i % 2);
        }
        segment.bridge.macTable().flushAll();
        heard(3);
        assertThat(segment.bridge.macTable().lookup(address, segment.now)).isEqualTo(3);
    }

    @Test
    void floodOfFlappingAddressesStaysBounded() {
        for (int i = 0; i < 10_000; i++) {
            segment.receive(1 + i % 2, Segment.station(3), 0x0a_11_00_00_00_00L + i / 2 % 500);
        }
        assertThat(segment.fates().received()).isEqualTo(10_000);
    }
}
