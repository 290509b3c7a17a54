package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
