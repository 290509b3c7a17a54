package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a port's settings do to frames. */
class PortRulesTest {
    private static final long STRANGER = 0x0a_00_00_00_99_99L;

    private final Segment segment = Segment.of(3);

    @Test
    void lockedPortAdmitsOnlySourcesThatAreStaticOnIt() {
        segment.learnStations();
        segment.change(1, port -> port.locked(true).statics(STRANGER));
        segment.change(2, port -> port.statics(Segment.station(7)));

        segment.receive(1, Segment.station(2), STRANGER);
        assertThat(segment.sentCounts()).containsExactly(0, 1, 0);

        segment.receive(1, Segment.station(2), Segment.station(1));
        segment.receive(1, Segment.station(2), Segment.station(7));
        segment.receive(1, Segment.station(2), Segment.station(99));
        assertThat(segment.drops(1))
                .as("learned before the lock, static on another port, unknown")
                .isEqualTo(Map.of(DropReason.LOCKED, 3L));
        assertThat(segment.sentCounts()).containsExactly(0, 1, 0);
        assertThat(segment.bridge.macTable().lookup(Segment.station(99), 0)).isEqualTo(MacTable.NO_PORT);
    }

    @Test
    void staticAddressThatMovesToAnotherPortSurvivesEitherOrderOfChanges() {
        MacTable table = segment.bridge.macTable();
        segment.change(1, port -> port.statics(STRANGER));
        segment.change(2, port -> port.statics(STRANGER));
        segment.change(1, port -> port.statics());
        assertThat(table.lookup(STRANGER, 0)).isEqualTo(2);

        segment.change(2, port -> port.statics());
        assertThat(table.lookup(STRANGER, 0)).isEqualTo(MacTable.NO_PORT);
        segment.change(1, port -> port.statics(STRANGER));
        assertThat(table.lookup(STRANGER, 0)).isEqualTo(1);
    }

    @Test
    void changeOfWhatIsFixedIsRefusedAndChangesNothing() {
        BridgePort port = segment.port(1);
        PortSettings before = port.settings();
        PortSettings other = PortSettings.of("other", 1, before.address(), 9000);
        for (PortSettings changed : List.of(
                other,
                Segment.defaults(2),
                PortSettings.of(before.name(), 1, STRANGER, 9000),
                PortSettingsBuilder.port(1).queueFrames(1).build())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> segment.bridge.changePort(port, changed, 0))
                    .withMessageStartingWith("port p1 must be removed and added again");
            assertThat(port.settings()).isSameAs(before);
        }
    }

    @Test
    void agedAddressMakesRoomUnderThePortLimitWithTheNextTick() {
        segment.change(1, port -> port.macLimit(1));
        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        segment.receive(1, MacAddress.BROADCAST, STRANGER);
        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.MAC_LIMIT, 1L));

        segment.now = 300 * Segment.SECOND;
        segment.bridge.tick(segment.now);
        segment.receive(1, MacAddress.BROADCAST, STRANGER);

        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.MAC_LIMIT, 1L));
        assertThat(segment.bridge.macTable().lookup(STRANGER, segment.now)).isOne();
    }

    @Test
    void isolatedPortsTalkToAllButEachOther() {
        segment.learnStations();
        segment.change(1, port -> port.isolated(true));
        segment.change(2, port -> port.isolated(true));

        segment.receive(1, Segment.station(2), Segment.station(1));
        assertThat(segment.sentCounts()).containsOnly(0);
        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.EGRESS_ISOLATED, 1L));

        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        segment.receive(1, STRANGER, Segment.station(1));
        assertThat(segment.sentCounts()).containsExactly(0, 0, 2);

        segment.clear();
        segment.receive(1, Segment.station(3), Segment.station(1));
        segment.receive(3, Segment.station(1), Segment.station(3));
        segment.receive(3, MacAddress.BROADCAST, Segment.station(3));
        assertThat(segment.sentCounts()).containsExactly(2, 1, 1);
    }

    @Test
    void isolatedPortsAloneHaveNobodyToFloodTo() {
        for (int number = 1; number <= 3; number++) {
            segment.change(number, port -> port.isolated(true));
        }
        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.NO_EGRESS, 1L));
    }

    @Test
    void stickyStationDoesNotMoveAndItsImpostorLearnsNothing() {
        segment.change(1, port -> port.sticky(true));
        segment.learnStations();
        segment.receive(2, Segment.station(3), Segment.station(1));
        assertThat(segment.sentCounts()).as("the frame itself passes").containsExactly(0, 0, 1);
        segment.clear();
        segment.receive(3, Segment.station(1), Segment.station(3));
        assertThat(segment.sentCounts()).containsExactly(1, 0, 0);
        assertThat(segment.listener.heard).isEmpty();

        segment.now = 300 * Segment.SECOND;
        segment.receive(2, MacAddress.BROADCAST, Segment.station(1));
        assertThat(segment.bridge.macTable().lookup(Segment.station(1), segment.now))
                .as("it has aged out and may be learned anywhere")
                .isEqualTo(2);
    }

    @Test
    void staticStationIsReachedWithoutHavingSpokenAndStaysWhereItIs() {
        segment.change(2, port -> port.statics(STRANGER));
        segment.receive(1, STRANGER, Segment.station(1));
        assertThat(segment.sentCounts()).containsExactly(0, 1, 0);
        segment.receive(3, MacAddress.BROADCAST, STRANGER);
        segment.bridge.linkChanged(segment.port(2), false);
        segment.bridge.linkChanged(segment.port(2), true);
        segment.clear();
        segment.receive(1, STRANGER, Segment.station(1));
        assertThat(segment.sentCounts()).containsExactly(0, 1, 0);
    }

    @Test
    void staticAddressOfANewPortIsKnownFromTheStart() {
        segment.add(PortSettingsBuilder.port(4).statics(STRANGER).macLimit(1).build());
        segment.receive(1, STRANGER, Segment.station(1));
        assertThat(segment.sentCounts()).containsExactly(0, 0, 0, 1);
        segment.receive(4, MacAddress.BROADCAST, Segment.station(4));
        segment.receive(4, MacAddress.BROADCAST, Segment.station(5));
        assertThat(segment.drops(4)).isEqualTo(Map.of(DropReason.MAC_LIMIT, 1L));
    }

    @Test
    void portAtItsLimitAdmitsWhomItKnowsAndTellsOfWhomItRefuses() {
        segment.change(1, port -> port.macLimit(2));
        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        segment.receive(1, MacAddress.BROADCAST, Segment.station(11));
        segment.receive(1, MacAddress.BROADCAST, STRANGER);
        segment.receive(1, MacAddress.BROADCAST, Segment.station(11));
        assertThat(segment.sentCounts()).containsExactly(0, 3, 3);
        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.MAC_LIMIT, 1L));
        assertThat(segment.listener.heard).containsExactly("limit 0a:00:00:00:99:99 p1");

        segment.change(1, port -> port.macLimit(3));
        segment.receive(1, MacAddress.BROADCAST, STRANGER);
        assertThat(segment.sentCounts()).containsExactly(0, 4, 4);
    }

    @Test
    void portThatDoesNotLearnLeavesItsStationsUnknown() {
        segment.change(1, port -> port.learning(false));
        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        segment.clear();
        segment.receive(2, Segment.station(1), Segment.station(2));
        assertThat(segment.sentCounts()).as("flooded").containsExactly(1, 0, 1);
    }

    @ParameterizedTest
    @CsvSource({
        // destination, flood unicast, multicast, broadcast; reaches port 2
        "0a:00:00:00:77:77, true, false, false, true",
        "0a:00:00:00:77:77, false, true, true, false",
        "01:00:5e:00:00:01, false, true, false, true",
        "33:33:00:00:00:01, true, false, true, false",
        "ff:ff:ff:ff:ff:ff, false, false, true, true",
        "ff:ff:ff:ff:ff:ff, true, true, false, false",
    })
    void floodFlagsChooseWhatIsFlooded(
            String destination, boolean unicast, boolean multicast, boolean broadcast, boolean reaches) {
        segment.change(2, port -> port.flood(unicast, multicast, broadcast));
        segment.receive(1, MacAddress.parse(destination), Segment.station(1));
        assertThat(segment.sentCounts()).containsExactly(0, reaches ? 1 : 0, 1);
    }

    @Test
    void knownUnicastReachesAPortThatFloodsNothing() {
        segment.learnStations();
        segment.change(2, port -> port.flood(false, false, false));
        segment.receive(1, Segment.station(2), Segment.station(1));
        assertThat(segment.sentCounts()).containsExactly(0, 1, 0);
    }
}
