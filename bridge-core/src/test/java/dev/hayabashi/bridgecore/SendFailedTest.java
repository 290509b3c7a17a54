package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.stp.PortState;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Asynchronous output: SENT is taken back when the kernel refuses after all, and the frame's fate is still counted once. */
class SendFailedTest {
    private static final int EGRESS = 2;

    private final Segment segment = Segment.of(2);
    private final Frame frame = Frames.of(Segment.station(EGRESS), Segment.station(1));

    SendFailedTest() {
        segment.learnStations();
        segment.receive(1, frame);
    }

    private PortStatistics egress() {
        return segment.port(EGRESS).counters.snapshot();
    }

    @Test
    void refusedFrameIsDroppedAndNotCountedAsSent() {
        long sent = egress().txFrames();
        long bytes = egress().txBytes();

        segment.bridge.sendFailed(segment.port(EGRESS), frame, SendResult.LINK_DOWN);

        assertThat(egress().txFrames()).isEqualTo(sent - 1);
        assertThat(egress().txBytes()).isEqualTo(bytes - frame.length());
        assertThat(segment.drops(EGRESS)).isEqualTo(Map.of(DropReason.EGRESS_LINK_DOWN, 1L));
    }

    @Test
    void frameThatFoundNoRoomWaitsAndIsSentOnce() {
        long sent = egress().txFrames();
        segment.clear();

        segment.bridge.sendFailed(segment.port(EGRESS), frame, SendResult.WOULD_BLOCK);
        assertThat(egress().txFrames()).isEqualTo(sent - 1);
        assertThat(segment.bridge.writable(segment.port(EGRESS))).isTrue();

        assertThat(egress().txFrames()).isEqualTo(sent);
        assertThat(segment.sentCounts()).containsExactly(0, 1);
        assertThat(segment.drops(EGRESS)).isEmpty();
    }

    @Test
    void frameThatFoundNoRoomDoesNotWaitBehindAShutGate() {
        segment.bridge.setState(segment.port(EGRESS), PortState.DISCARDING);

        segment.bridge.sendFailed(segment.port(EGRESS), frame, SendResult.WOULD_BLOCK);

        assertThat(segment.drops(EGRESS)).isEqualTo(Map.of(DropReason.EGRESS_CLOSED, 1L));
        segment.bridge.setState(segment.port(EGRESS), PortState.FORWARDING);
        segment.clear();
        segment.bridge.writable(segment.port(EGRESS));
        assertThat(segment.sentCounts()).containsExactly(0, 0);
    }

    @Test
    void failureOfAPortThatIsGoneIsADropOfTheBridge() {
        BridgePort gone = segment.port(EGRESS);
        segment.bridge.removePort(gone);
        BridgeSnapshot.Copies before = segment.bridge.snapshot(false, 0).copies();

        segment.bridge.sendFailed(gone, frame, SendResult.GONE);

        assertThat(segment.fates().dropped()).isZero();
        assertThat(segment.bridge.snapshot(false, 0).copies())
                .isEqualTo(new BridgeSnapshot.Copies(before.made(), before.sent() - 1, before.dropped() + 1, 0));
    }
}
