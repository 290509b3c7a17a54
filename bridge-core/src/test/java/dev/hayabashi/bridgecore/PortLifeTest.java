package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hayabashi.stp.PortState;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ports that come and go. */
class PortLifeTest {
    private final Segment segment = Segment.of(3);

    @Test
    void lateNewsOfRemovedPortDoesNotTouchThePortThatHasItsNumberNow() {
        BridgePort old = segment.port(2);
        segment.bridge.removePort(old);
        BridgePort young = segment.bridge.addPort(Segment.defaults(2), new RecordingIo(), 0);
        segment.bridge.setState(young, PortState.FORWARDING);
        segment.bridge.receive(young, Frames.of(Segment.station(1), Segment.station(2)), 0);

        segment.bridge.linkChanged(old, false);
        segment.bridge.removePort(old);
        segment.bridge.setState(old, PortState.FORWARDING);
        segment.bridge.receive(old, Frames.of(Segment.station(1), Segment.station(9)), 0);

        assertThat(segment.bridge.port(2)).isSameAs(young);
        assertThat(segment.bridge.macTable().lookup(Segment.station(2), 0)).isEqualTo(2);
        assertThat(segment.bridge.macTable().lookup(Segment.station(9), 0)).isEqualTo(MacTable.NO_PORT);
        assertThat(old.counters.snapshot().dropsByReason()).isEqualTo(Map.of(DropReason.PORT_DISABLED, 1L));
    }

    @Test
    void addressThatTwoPortsShareStaysOwnUntilTheLastOfThemIsGone() {
        long shared = Segment.portAddress(7);
        BridgePort first = segment.add(PortSettings.of("a", 11, shared, 1500));
        BridgePort second = segment.add(PortSettings.of("b", 12, shared, 1500));
        BridgePort likeBridge = segment.add(PortSettings.of("c", 13, Segment.BRIDGE_ADDRESS, 1500));
        MacTable table = segment.bridge.macTable();

        segment.bridge.removePort(first);
        assertThat(table.lookup(shared, 0)).isEqualTo(MacTable.LOCAL_PORT);
        segment.bridge.removePort(second);
        assertThat(table.lookup(shared, 0)).isEqualTo(MacTable.NO_PORT);
        segment.bridge.removePort(likeBridge);
        assertThat(table.lookup(Segment.BRIDGE_ADDRESS, 0)).isEqualTo(MacTable.LOCAL_PORT);
    }

    @Test
    void numberAndNameAreUnique() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> segment.bridge.addPort(
                        PortSettings.of("new", 2, Segment.portAddress(9), 1500), new RecordingIo(), 0))
                .withMessage("port new cannot have number 2: p2 on haya0 has number 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> segment.bridge.addPort(
                        PortSettings.of("p2", 9, Segment.portAddress(9), 1500), new RecordingIo(), 0))
                .withMessage("port p2 cannot have number 9: p2 on haya0 has number 2");
        assertThat(segment.bridge.ports()).hasSize(3);
        assertThat(segment.bridge.macTable().lookup(Segment.portAddress(9), 0)).isEqualTo(MacTable.NO_PORT);
    }
}
