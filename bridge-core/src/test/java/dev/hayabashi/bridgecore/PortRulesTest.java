package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

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
}
