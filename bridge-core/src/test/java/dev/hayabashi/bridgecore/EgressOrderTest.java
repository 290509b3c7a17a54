package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.stp.PortState;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
}
