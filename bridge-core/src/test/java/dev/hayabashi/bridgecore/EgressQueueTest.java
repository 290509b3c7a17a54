package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressQueueTest {
    private static final int RECORD_HEADER = 8;
    /** Smallest ring there is. */
    private static final int SMALL_RING = 2 * Frame.MEMORY_BYTES;

    private int allocations;
    private final DirectMemory.Allocator allocator = bytes -> {
        allocations++;
        return DirectMemory.Allocator.withoutAddress().allocate(bytes);
    };
    private final Frame frame = Frames.empty();
    private final Frame view = Frames.empty();

    private Frame of(int totalBytes, long content) {
        byte[] octets = new byte[totalBytes];
        new Random(content).nextBytes(octets);
        frame.memory().put(0, octets);
        frame.received(totalBytes);
        return frame;
    }

    private byte[] next(EgressQueue queue) {
        queue.peek(view);
        byte[] bytes = Frames.bytes(view);
        queue.remove();
        return bytes;
    }

    @Test
    void takesMemoryWhenTheFirstFrameWaitsAndNotBefore() {
        EgressQueue queue = new EgressQueue(allocator, 4);
        assertThat(queue.isEmpty()).isTrue();
        queue.clear();
        assertThat(allocations).isZero();
        assertThat(queue.offer(of(100, 1))).isTrue();
        assertThat(queue.offer(of(100, 2))).isTrue();
        assertThat(allocations).isOne();
    }

    @Test
    void keepsACopyInOrder() {
        EgressQueue queue = new EgressQueue(allocator, 4);
        byte[] first = Frames.bytes(of(72, 1));
        assertThat(queue.offer(frame)).isTrue();
        byte[] second = Frames.bytes(of(1514, 2));
        assertThat(queue.offer(frame)).isTrue();
        of(1514, 3);
        assertThat(queue.size()).isEqualTo(2);
        assertThat(next(queue)).isEqualTo(first);
        assertThat(next(queue)).isEqualTo(second);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void frameThatWaitedIsReadInNetworkByteOrder() {
        EgressQueue queue = new EgressQueue(allocator, 4);
        byte[] arp =
                HexFormat.of().parseHex("00".repeat(12) + "0a0000000002" + "0a0000000001" + "0806" + "00".repeat(46));
        frame.memory().put(0, arp);
        frame.received(arp.length);
        queue.offer(frame);

        queue.peek(view);

        assertThat(view.destination()).isEqualTo(0x0a00_0000_0002L);
        assertThat(view.source()).isEqualTo(0x0a00_0000_0001L);
        assertThat(view.etherType()).isEqualTo(0x0806);
    }

    @Test
    void littleEndianMemoryIsRefused() {
        ByteBuffer little = ByteBuffer.allocateDirect(8).order(ByteOrder.LITTLE_ENDIAN);
        assertThatThrownBy(() -> new DirectMemory(little, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the memory of frames is big-endian, not LITTLE_ENDIAN");
    }

    @Test
    void refusesMoreFramesThanItsBound() {
        EgressQueue queue = new EgressQueue(allocator, 2);
        assertThat(queue.offer(of(72, 1))).isTrue();
        assertThat(queue.offer(of(72, 2))).isTrue();
        assertThat(queue.offer(of(72, 3))).isFalse();
        next(queue);
        assertThat(queue.offer(of(72, 3))).isTrue();
        assertThat(queue.offer(of(72, 4))).isFalse();
    }

    @Test
    void refusesMoreBytesThanItsMemory() {
        EgressQueue queue = new EgressQueue(allocator, 1000);
        int capacity = 1000 * 2048;
        int accepted = 0;
        while (queue.offer(of(65_562, accepted))) {
            accepted++;
        }
        assertThat(accepted).isEqualTo(capacity / (65_568 + RECORD_HEADER));
        assertThat(queue.offer(of(72, 1))).as("a small one fits behind").isTrue();
    }

    @Test
    void twoSuperFramesFitHoweverShortTheQueue() {
        EgressQueue queue = new EgressQueue(allocator, 2);
        assertThat(queue.offer(of(65_574, 1))).isTrue();
        assertThat(queue.offer(of(65_574, 2))).isTrue();
    }

    @Test
    void recordThatFillsTheMemoryToTheLastByteFits() {
        EgressQueue queue = new EgressQueue(allocator, 10);
        byte[] whole = Frames.bytes(of(Frame.MEMORY_BYTES - RECORD_HEADER, 1));
        assertThat(queue.offer(frame)).isTrue();
        byte[] rest = Frames.bytes(of(SMALL_RING - Frame.MEMORY_BYTES - RECORD_HEADER, 2));
        assertThat(queue.offer(frame)).isTrue();
        assertThat(queue.offer(of(1, 3))).as("full to the last byte").isFalse();
        assertThat(next(queue)).isEqualTo(whole);
        byte[] wrapped = Frames.bytes(of(72, 4));
        assertThat(queue.offer(frame))
                .as("no room for a marker is needed at the very end")
                .isTrue();
        assertThat(next(queue)).isEqualTo(rest);
        assertThat(next(queue)).isEqualTo(wrapped);
    }

    @Test
    void tailNeverCatchesUpWithTheHead() {
        EgressQueue queue = new EgressQueue(allocator, 10);
        assertThat(queue.offer(of(4096 - RECORD_HEADER, 1))).isTrue();
        byte[] big = Frames.bytes(of(Frame.MEMORY_BYTES - RECORD_HEADER, 2));
        assertThat(queue.offer(frame)).isTrue();
        byte[] last = Frames.bytes(of(SMALL_RING - Frame.MEMORY_BYTES - 4096 - RECORD_HEADER, 3));
        assertThat(queue.offer(frame)).isTrue();
        next(queue);
        assertThat(queue.offer(of(4096 - RECORD_HEADER, 4)))
                .as("would make the tail equal to the head, which means empty")
                .isFalse();
        byte[] wrapped = Frames.bytes(of(4096 - RECORD_HEADER - 8, 5));
        assertThat(queue.offer(frame)).isTrue();
        assertThat(next(queue)).isEqualTo(big);
        assertThat(next(queue)).isEqualTo(last);
        assertThat(next(queue)).isEqualTo(wrapped);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void frameLargerThanTheRingIsRefused() {
        EgressQueue queue = new EgressQueue(allocator, 1);
        Frame huge = new Frame(ByteBuffer.allocateDirect(SMALL_RING + 8), 0);
        huge.received(SMALL_RING - 7);
        assertThat(queue.offer(huge)).isFalse();
        assertThat(queue.isEmpty()).isTrue();
        huge.received(SMALL_RING - RECORD_HEADER);
        assertThat(queue.offer(huge)).isTrue();
    }

    @Test
    void clearForgetsEverything() {
        EgressQueue queue = new EgressQueue(allocator, 2);
        queue.offer(of(72, 1));
        queue.offer(of(72, 2));
        queue.clear();
        assertThat(queue.size()).isZero();
        byte[] fresh = Frames.bytes(of(80, 3));
        assertThat(queue.offer(frame)).isTrue();
        assertThat(next(queue)).isEqualTo(fresh);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void behavesLikeADeque(long seed) {
        Random random = new Random(seed);
        int maxFrames = 1 + random.nextInt(120);
        int longest = random.nextBoolean() ? 1514 : 40_000;
        EgressQueue queue = new EgressQueue(allocator, maxFrames);
        ArrayDeque<byte[]> model = new ArrayDeque<>();
        int waiting = 0;
        int capacity = Math.max(maxFrames * 2048, SMALL_RING);
        for (int step = 0; step < 4000; step++) {
            String context = "seed " + seed + " step " + step;
            // Bursts in either direction, so that the ring is often full and often empty.
            boolean filling = (step / 200 & 1) == 0;
            if (random.nextInt(4) == 0 ? !filling : filling) {
                byte[] bytes = Frames.bytes(of(12 + random.nextInt(longest), step));
                int record = RECORD_HEADER + (bytes.length + 7 & ~7);
                boolean taken = queue.offer(frame);
                if (taken) {
                    model.add(bytes);
                    waiting += record;
                } else if (model.size() < maxFrames) {
                    // Refused for want of bytes: no more than a longest record may be lost at the end of the memory.
                    assertThat(waiting + record + longest + 32).as(context).isGreaterThanOrEqualTo(capacity);
                }
                assertThat(waiting).as(context).isLessThanOrEqualTo(capacity);
                assertThat(model.size()).as(context).isLessThanOrEqualTo(maxFrames);
            } else if (!model.isEmpty()) {
                byte[] expected = model.remove();
                waiting -= RECORD_HEADER + (expected.length + 7 & ~7);
                assertThat(next(queue)).as(context).isEqualTo(expected);
            }
            assertThat(queue.size()).as(context).isEqualTo(model.size());
        }
        while (!model.isEmpty()) {
            assertThat(next(queue)).isEqualTo(model.remove());
        }
        assertThat(queue.isEmpty()).isTrue();
    }
}
