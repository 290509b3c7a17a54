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

    @Test
    void removedPortTakesItsStationsItsAddressAndItsQueueAlong() {
        segment.change(2, port -> port.statics(Segment.station(22)));
        segment.learnStations();
        BridgePort gone = segment.port(2);
        segment.io(2).room = 0;
        segment.receive(1, Segment.station(2), Segment.station(1));
        segment.bridge.sendControl(gone, Frames.of(MacAddress.BRIDGE_GROUP, Segment.portAddress(2)));

        segment.bridge.removePort(gone);

        assertThat(segment.bridge.ports()).doesNotContain(gone).hasSize(2);
        assertThat(segment.bridge.port(2)).isNull();
        MacTable table = segment.bridge.macTable();
        for (long address : new long[] {Segment.station(2), Segment.station(22), Segment.portAddress(2)}) {
            assertThat(table.lookup(address, 0)).isEqualTo(MacTable.NO_PORT);
        }
        segment.io(2).room = -1;
        assertThat(segment.bridge.writable(gone)).isTrue();
        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        segment.receive(1, Segment.station(2), Segment.station(1));
        assertThat(segment.sentCounts()).containsExactly(0, 0, 2);
    }

    @Test
    void linkDownForgetsLearnedStationsOfThatPortOnly() {
        segment.change(2, port -> port.statics(Segment.station(22)));
        segment.learnStations();
        segment.bridge.linkChanged(segment.port(2), false);
        MacTable table = segment.bridge.macTable();
        assertThat(table.lookup(Segment.station(1), 0)).isEqualTo(1);
        assertThat(table.lookup(Segment.station(2), 0)).isEqualTo(MacTable.NO_PORT);
        assertThat(table.lookup(Segment.station(22), 0)).isEqualTo(2);
        assertThat(segment.port(2).isLinkUp()).isFalse();
        assertThat(segment.bridge.snapshot(false, 0).ports().get(1).linkUp()).isFalse();
    }

    @Test
    void snapshotShowsPortsByNumberAndAllEntries() {
        segment.add(Segment.defaults(9));
        segment.add(Segment.defaults(4));
        segment.change(1, port -> port.statics(Segment.station(11)).sticky(true));
        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        BridgeSnapshot snapshot = segment.bridge.snapshot(true, 2 * Segment.SECOND);
        assertThat(snapshot.ports())
                .extracting(port -> port.settings().number())
                .containsExactly(1, 2, 3, 4, 9);
        assertThat(snapshot.ports().get(0).learnedAddresses()).isOne();
        assertThat(snapshot.macEntries())
                .hasSize(1 + 5 + 2)
                .contains(
                        new BridgeSnapshot.MacEntry(Segment.station(1), 1, EntryType.STICKY, 2.0),
                        new BridgeSnapshot.MacEntry(Segment.station(11), 1, EntryType.STATIC, 0),
                        new BridgeSnapshot.MacEntry(Segment.BRIDGE_ADDRESS, MacTable.LOCAL_PORT, EntryType.LOCAL, 0));
        assertThat(segment.bridge.snapshot(false, 0).macEntries()).isEmpty();
    }

    @Test
    void numbersOutOfRangeNameNoPort() {
        assertThat(segment.bridge.port(0)).isNull();
        assertThat(segment.bridge.port(-1)).isNull();
        assertThat(segment.bridge.port(MacTable.LOCAL_PORT)).isNull();
        assertThat(segment.bridge.port(3)).isSameAs(segment.port(3));
    }
}
