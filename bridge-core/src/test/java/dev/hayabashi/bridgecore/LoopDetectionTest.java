package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.stp.PortState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Probes that come back, in virtual time. */
class LoopDetectionTest {
    private final Segment segment = Segment.of(3);

    @BeforeEach
    void protect() {
        segment.protect(1, Protections.loopDetection());
        segment.protect(2, Protections.loopDetection());
    }

    private List<Frame> probes() {
        segment.clear();
        segment.bridge.tick(segment.now);
        List<Frame> probes = new ArrayList<>();
        for (RecordingIo io : segment.ios) {
            if (!io.sent.isEmpty()) {
                probes.add(io.lastFrame());
            }
        }
        return probes;
    }

    @Test
    void onlyPortsThatForwardAndWantItProbe() {
        assertThat(probes()).hasSize(2).allSatisfy(probe -> {
            assertThat(probe.destination()).isEqualTo(LoopDetector.GROUP);
            assertThat(probe.length()).isEqualTo(60);
        });
        assertThat(probes()).as("not before the interval is over").isEmpty();
        segment.bridge.setState(segment.port(1), PortState.DISCARDING);
        segment.now += LoopDetector.INTERVAL_NANOS;
        assertThat(probes())
                .singleElement()
                .satisfies(probe -> assertThat(probe.source()).isEqualTo(Segment.portAddress(2)));
    }

    @Test
    void loopBetweenTwoGuestsShutsTheHigherPortWhicheverWayItIsSeen() {
        List<Frame> probes = probes();
        segment.receive(2, probes.get(0));
        segment.receive(1, probes.get(1));
        assertThat(segment.listener.heard).containsExactly("loop p1 p2, shut p2");
        assertThat(segment.port(2).isHeld()).isTrue();
        segment.clear();
        segment.receive(1, MacAddress.BROADCAST, Segment.station(1));
        segment.receive(2, MacAddress.BROADCAST, Segment.station(2));
        assertThat(segment.sentCounts()).containsExactly(0, 0, 1);
        assertThat(segment.drops(2)).containsEntry(DropReason.LOOP_DETECTED, 1L);
        assertThat(segment.bridge.snapshot(segment.port(2)).state()).isEqualTo(PortState.DISCARDING);
    }

    @Test
    void portOpensWhenTheLoopIsGone() {
        segment.receive(2, probes().get(0));
        for (int i = 0; i < 40; i++) {
            segment.now += Segment.SECOND;
            List<Frame> probes = probes();
            if (i < 10) {
                probes.forEach(probe -> segment.receive(2, probe));
            }
        }
        assertThat(segment.listener.heard).containsExactly("loop p1 p2, shut p2", "loop cleared p2");
        segment.clear();
        segment.receive(2, MacAddress.BROADCAST, Segment.station(2));
        assertThat(segment.sentCounts()).containsExactly(1, 0, 1);
    }

    @Test
    void loopOverAnUplinkShutsTheGuest() {
        segment.receive(3, probes().get(0));
        assertThat(segment.listener.heard).containsExactly("loop p1 p3, shut p1");
    }

    @Test
    void linkThatGoesDownOpensThePort() {
        segment.receive(2, probes().get(0));
        segment.bridge.linkChanged(segment.port(2), false);
        assertThat(segment.port(2).isHeld()).isFalse();
    }

    @Test
    void settingThatIsSwitchedOffOpensThePort() {
        segment.receive(2, probes().get(0));
        segment.protect(2, PortProtection.NONE);
        assertThat(segment.port(2).isHeld()).isFalse();
    }

    @Test
    void probesOfOthersAndForgedOnesAreFramesLikeAnyOther() {
        Frame probe = probes().get(0);
        int check = Frame.VNET_HEADER_BYTES + 30;
        probe.memory().put(check, (byte) (probe.memory().get(check) ^ 1));
        segment.clear();
        segment.receive(2, probe);
        assertThat(segment.port(2).isHeld()).isFalse();
        assertThat(segment.fates().consumed()).isZero();
    }

    @Test
    void rehearsalOfAProbeShutsNothing() {
        Rehearsal.walk(segment.bridge, 2, probes().get(0), new FrameObserver() {}, segment.now);
        assertThat(segment.port(2).isHeld()).isFalse();
        assertThat(segment.listener.heard).isEmpty();
    }

    @Test
    void checkValueDoesNotGiveTheHashKeyAway() {
        // Two bridges with other keys and the same address do not take each other's probes.
        Segment other = Segment.of(
                2, new BridgeSettings("haya0", Segment.BRIDGE_ADDRESS, 300 * Segment.SECOND, 1024, 77, false));
        other.protect(1, Protections.loopDetection());
        other.bridge.tick(0);
        segment.receive(2, other.io(1).lastFrame());
        assertThat(segment.port(2).isHeld()).isFalse();
    }
}
