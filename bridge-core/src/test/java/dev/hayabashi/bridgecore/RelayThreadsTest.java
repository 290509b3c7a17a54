package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.stp.PortState;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A relay loop on one thread, the owner on another, which opens and shuts what it can. What is shut when a call returns is shut, no
 * frame overtakes another, and the book of fates balances to the frame.
 */
class RelayThreadsTest {
    private static final int FRAMES = 20_000;
    private static final long FIRST = 0x02_00_00_00_00_01L;
    private static final long SECOND = 0x02_00_00_00_00_02L;
    private static final DirectMemory.Allocator HEAP = bytes -> new DirectMemory(ByteBuffer.allocateDirect(bytes), 0);

    /** Takes frames from both threads, one at a time by what the bridge promises. */
    private static final class End implements PortIo, RelayIo {
        final AtomicInteger sent = new AtomicInteger();
        // Set by the owner after a call that shuts has returned, taken back before a call that opens.
        volatile boolean shut;
        volatile String wrong = "";
        int lastLabel;
        boolean tight;

        @Override
        public SendResult send(Frame frame) {
            if (tight && frame.unsignedByte(17) % 7 == 0) {
                return SendResult.WOULD_BLOCK;
            }
            take(frame);
            return SendResult.SENT;
        }

        @Override
        public boolean send(int relay, Frame frame) {
            take(frame);
            return true;
        }

        private void take(Frame frame) {
            int label = Frames.label(frame);
            if (shut) {
                wrong = "frame " + label + " left by a port that is shut";
            }
            if (label <= lastLabel) {
                wrong = "frame " + label + " left after " + lastLabel;
            }
            lastLabel = label;
            sent.incrementAndGet();
        }
    }

    private final Passage passage = new Passage(Thread::yield);
    private final End far = new End();
    private final Bridge bridge = new Bridge(
            new BridgeSettings("b", 0x02_00_00_00_ff_00L, 300_000_000_000L, 512, 1, false), BridgeListener.NONE, HEAP);
    private final AtomicReference<Frame> lent = new AtomicReference<>();
    private long shortWays;
    private long said;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shutIsShut(long seed) throws InterruptedException {
        Random random = new Random(seed);
        bridge.relays(List.of(passage));
        BridgePort in = bridge.addPort(Segment.defaults(1), frame -> SendResult.SENT, 0);
        BridgePort out = bridge.addPort(Segment.defaults(2), far, 0);
        for (BridgePort port : List.of(in, out)) {
            bridge.linkChanged(port, true);
            bridge.setState(port, PortState.FORWARDING);
        }
        bridge.relayIo(out, far);
        bridge.receive(in, Frames.of(MacAddress.BROADCAST & ~1, FIRST), 0);
        bridge.receive(out, Frames.of(FIRST, SECOND), 0);
        far.wrong = "";
        far.lastLabel = 0;
        far.sent.set(0);
        long before = bridge.snapshot(false, 0).fates().received();

        RelayPath path = bridge.relayPath(in, 0);
        Thread relay = new Thread(() -> relay(path));
        relay.start();
        while (relay.isAlive()) {
            takeLent(in);
            if (random.nextInt(16) == 0) {
                disturb(out, random);
            }
        }
        relay.join();
        takeLent(in);
        far.tight = false;
        far.shut = false;
        bridge.writable(out);

        assertThat(far.wrong).isEmpty();
        BridgeSnapshot after = bridge.snapshot(false, 0);
        assertThat(after.fates().received() - before).isEqualTo(FRAMES + said);
        assertThat(after.fates().received())
                .isEqualTo(after.fates().relayed()
                        + after.fates().consumed()
                        + after.fates().dropped());
        PortStatistics statistics = after.ports().get(1).statistics();
        assertThat(statistics.txFrames()).isEqualTo(far.sent.get() + 1L);
        assertThat(shortWays).isPositive();
    }

    private void relay(RelayPath path) {
        Frame frame = Frames.empty();
        for (int label = 1; label <= FRAMES; label++) {
            Frames.fill(frame, SECOND, FIRST, 60, label);
            passage.enter();
            boolean done = path.relay(frame, 0);
            passage.leave();
            if (done) {
                shortWays++;
                continue;
            }
            lent.set(frame);
            while (lent.get() != null) {
                Thread.yield();
            }
        }
    }

    private void takeLent(BridgePort in) {
        Frame frame = lent.get();
        if (frame != null) {
            // Learned again at once: a station that was flushed sends on.
            bridge.receive(in, frame, 0);
            lent.set(null);
        }
    }

    private void disturb(BridgePort out, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> {
                bridge.setState(out, PortState.DISCARDING);
                far.shut = true;
                Thread.yield();
                far.shut = false;
                bridge.setState(out, PortState.FORWARDING);
                known(out);
            }
            case 1 -> {
                bridge.linkChanged(out, false);
                far.shut = true;
                Thread.yield();
                far.shut = false;
                bridge.linkChanged(out, true);
                known(out);
            }
            case 2 -> {
                bridge.relayIo(out, null);
                bridge.relayIo(out, far);
            }
            case 3 -> {
                bridge.macTable().flushAll();
                known(out);
            }
            case 4 -> far.tight = !far.tight;
            default -> bridge.writable(out);
        }
    }

    /** The station behind {@code out} says something, so that frames for it need not be flooded. */
    private void known(BridgePort out) {
        bridge.receive(out, Frames.of(FIRST, SECOND), 0);
        said++;
    }
}
