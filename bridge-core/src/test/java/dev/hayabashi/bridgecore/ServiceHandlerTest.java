package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.stp.PortState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bridge's own services on the frame path. */
class ServiceHandlerTest {
    private final Segment segment = Segment.of(3);
    private final List<String> asked = new ArrayList<>();
    private ServiceHandler.Fate fate = ServiceHandler.Fate.PASS;

    @BeforeEach
    void serve() {
        segment.bridge.services((in, frame, nowNanos) -> {
            asked.add(in.name());
            return fate;
        });
    }

    @Test
    void passedFrameGoesOn() {
        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        assertThat(asked).containsExactly("p1");
        assertThat(segment.sentCounts()).containsExactly(0, 1, 1);
    }

    @Test
    void consumedFrameTeachesItsSourceAndGoesNoFurther() {
        fate = ServiceHandler.Fate.CONSUMED;
        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        assertThat(segment.sentCounts()).containsExactly(0, 0, 0);
        assertThat(segment.fates()).isEqualTo(new BridgeSnapshot.Fates(1, 0, 1, 0));
        assertThat(segment.bridge.macTable().lookup(Segment.station(1), 0)).isEqualTo(1);
    }

    @Test
    void guardsDropWithTheirReason() {
        fate = ServiceHandler.Fate.DROP_DHCP_GUARD;
        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        fate = ServiceHandler.Fate.DROP_RA_GUARD;
        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.DHCP_GUARD, 1L, DropReason.RA_GUARD, 1L));
        assertThat(segment.fates()).isEqualTo(new BridgeSnapshot.Fates(2, 0, 0, 2));
        assertThat(segment.sentCounts()).containsExactly(0, 0, 0);
    }

    @Test
    void mistakeOfAServiceCostsItsFrameAndIsTold() {
        segment.listener.expectsFaults = true;
        segment.bridge.services((in, frame, nowNanos) -> {
            if (in.number() == 1) {
                throw new IllegalStateException("oh");
            }
            return ServiceHandler.Fate.PASS;
        });
        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        segment.receive(2, MacAddress.BROADCAST, Segment.station(2));
        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.INTERNAL_ERROR, 1L));
        assertThat(segment.fates()).isEqualTo(new BridgeSnapshot.Fates(2, 1, 0, 1));
        assertThat(segment.sentCounts()).containsExactly(1, 0, 1);
        assertThat(segment.listener.heard).containsExactly("fault oh p1");
    }

    @Test
    void mistakeOfTheSpanningTreeIsNoSecondFateOfItsBpdu() {
        segment.listener.expectsFaults = true;
        segment.bridge.spanningTree(
                (in, frame, nowNanos) -> {
                    throw new IllegalStateException("oh");
                },
                false);
        segment.receive(1, MacAddress.BRIDGE_GROUP, Segment.station(1));
        assertThat(segment.fates()).isEqualTo(new BridgeSnapshot.Fates(1, 0, 1, 0));
        assertThat(segment.drops(1)).isEmpty();
        assertThat(segment.listener.heard).containsExactly("fault oh p1");
    }

    @Test
    void portThatDoesNotForwardIsNotServed() {
        for (PortState state : List.of(PortState.DISABLED, PortState.DISCARDING, PortState.LEARNING)) {
            segment.bridge.setState(segment.port(1), state);
            segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void answersLeaveByForwardingPortsAndAreCounted() {
        Frame answer = Frames.of(Segment.station(1), Segment.BRIDGE_ADDRESS);
        segment.bridge.send(segment.port(1), answer);
        segment.bridge.setState(segment.port(2), PortState.DISCARDING);
        segment.bridge.send(segment.port(2), answer);
        segment.bridge.flood(Frames.of(MacAddress.BROADCAST, Segment.BRIDGE_ADDRESS));
        assertThat(segment.sentCounts()).containsExactly(2, 0, 1);
        assertThat(segment.drops(2)).isEqualTo(Map.of(DropReason.EGRESS_CLOSED, 1L));
        assertThat(segment.port(1).counters.snapshot().txFrames()).isEqualTo(2);
    }
}
