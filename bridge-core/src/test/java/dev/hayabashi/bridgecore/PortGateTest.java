package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.stp.PortState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Port states (802.1D-2004 clause 7.4). */
class PortGateTest {
    private final Segment segment = Segment.of(3);

    @ParameterizedTest
    @CsvSource({
        // state, drop, learned, BPDU received
        "DISABLED, PORT_DISABLED, false, false",
        "DISCARDING, PORT_DISCARDING, false, true",
        "LEARNING, PORT_LEARNING, true, true",
        "FORWARDING, , true, true"
    })
    void ingress(PortState state, @Nullable DropReason drop, boolean learned, boolean bpduReceived) {
        List<BridgePort> bpdus = new ArrayList<>();
        segment.bridge.spanningTree((port, frame, nowNanos) -> bpdus.add(port), false);
        segment.bridge.setState(segment.port(1), state);

        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        segment.receive(1, MacAddress.BRIDGE_GROUP, Segment.station(1));

        assertThat(segment.sentCounts()).isEqualTo(drop == null ? List.of(0, 1, 1) : List.of(0, 0, 0));
        assertThat(segment.bridge.macTable().lookup(Segment.station(1), 0)).isEqualTo(learned ? 1 : MacTable.NO_PORT);
        assertThat(bpdus).hasSize(bpduReceived ? 1 : 0);
        long refused = bpduReceived ? 1 : 2;
        assertThat(segment.drops(1)).isEqualTo(drop == null ? Map.of() : Map.of(drop, refused));
    }

    @ParameterizedTest
    @EnumSource(PortState.class)
    void egress(PortState state) {
        segment.learnStations();
        segment.bridge.setState(segment.port(2), state);
        boolean open = state == PortState.FORWARDING;

        segment.receive(1, Segment.station(2), Segment.station(1));
        assertThat(segment.sentCounts()).containsExactly(0, open ? 1 : 0, 0);
        assertThat(segment.drops(1)).isEqualTo(open ? Map.of() : Map.of(DropReason.EGRESS_NOT_FORWARDING, 1L));

        segment.clear();
        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        assertThat(segment.sentCounts()).containsExactly(0, open ? 1 : 0, 1);
        assertThat(segment.drops(2)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(PortState.class)
    void bpdusLeaveInAnyState(PortState state) {
        segment.bridge.setState(segment.port(2), state);
        segment.bridge.sendControl(segment.port(2), Frames.of(MacAddress.BRIDGE_GROUP, Segment.portAddress(2)));
        assertThat(segment.sentCounts()).containsExactly(0, 1, 0);
        assertThat(segment.port(2).counters.snapshot().txMulticast()).isOne();
    }

    @Test
    void newPortIsShut() {
        RecordingIo io = new RecordingIo();
        BridgePort fresh = segment.bridge.addPort(Segment.defaults(9), io, 0);
        assertThat(fresh.state()).isEqualTo(PortState.DISABLED);
        assertThat(fresh.isLinkUp()).isFalse();
        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        assertThat(io.sent).isEmpty();
        segment.bridge.receive(fresh, Frames.of(MacAddress.BROADCAST, Segment.station(9)), 0);
        assertThat(fresh.counters.snapshot().dropsByReason()).isEqualTo(Map.of(DropReason.PORT_DISABLED, 1L));
    }

    @Test
    void gateChangesTakeEffectBeforeTheyReturn() {
        segment.bridge.spanningTree(
                (port, frame, nowNanos) -> segment.bridge.setState(port, PortState.DISCARDING), false);
        segment.receive(1, MacAddress.BRIDGE_GROUP, Segment.station(1));
        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.PORT_DISCARDING, 1L));
    }
}
