package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Super-frames and unfinished checksums against {@link OffloadedPacket}, which makes the finished frames one by one. */
class OffloadCompletionTest {
    private static final int CASES = 1500;

    private final List<byte[]> sent = new ArrayList<>();
    private SendResult answer = SendResult.SENT;
    private int room = Integer.MAX_VALUE;
    private final OffloadCompletion completion =
            new OffloadCompletion(this::take, DirectMemory.Allocator.withoutAddress());
    private final Frame frame = Frames.empty();

    private SendResult take(Frame wire) {
        if (room == 0) {
            return answer;
        }
        room--;
        sent.add(Frames.bytes(wire));
        return SendResult.SENT;
    }

    private SendResult send(byte[] withHeader) {
        sent.clear();
        frame.memory().put(0, withHeader);
        frame.received(withHeader.length);
        return completion.send(frame);
    }

    /** Finished frames have nothing in their virtio-net header. */
    private List<byte[]> sentBare() {
        return sent.stream()
                .map(each -> {
                    assertThat(each).startsWith(new byte[12]);
                    return Arrays.copyOfRange(each, 12, each.length);
                })
                .toList();
    }

    @Test
    void randomSuperFramesBecomeTheFramesThatTheSenderWouldHaveMade() {
        long seed = Long.getLong("hayabashi.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            OffloadedPacket packet = OffloadedPacket.random(random);
            // UDP segmentation comes with an open checksum only.
            boolean partial = !packet.tcp() || random.nextBoolean();
            byte[] superFrame = packet.superFrame(partial);
            String what = "seed " + seed + " case " + i + ": " + packet;

            assertThat(send(superFrame)).as(what).isEqualTo(SendResult.SENT);

            assertThat(sentBare())
                    .as(what)
                    .usingElementComparator(Arrays::compare)
                    .isEqualTo(packet.segments());
            assertThat(Frames.bytes(frame))
                    .as("the memory that other ports get, " + what)
                    .isEqualTo(superFrame);
        }
    }

    @Test
    void randomOpenChecksumsAreCompleted() {
        long seed = Long.getLong("hayabashi.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            OffloadedPacket packet = OffloadedPacket.random(random);
            byte[] partial = packet.partialFrame();
            String what = "seed " + seed + " case " + i + ": " + packet;

            assertThat(send(partial)).as(what).isEqualTo(SendResult.SENT);

            assertThat(sentBare().get(0)).as(what).isEqualTo(packet.finishedFrame());
            assertThat(Frames.bytes(frame)).as(what).isEqualTo(partial);
        }
    }

    @Test
    void udpChecksumThatComesOutAsZeroIsSentAsAllOnes() {
        OffloadedPacket packet = OffloadedPacket.random(new Random(1));
        OffloadedPacket udp =
                new OffloadedPacket(new int[0], true, 0, new int[0][], false, 7, 0, 0, new byte[0], new byte[64], 32);
        boolean segmentSeen = false;
        boolean partialSeen = false;
        byte[] payload = packet.payload().length >= 64 ? Arrays.copyOf(packet.payload(), 64) : new byte[64];
        for (int word = 0; word < 0x10000 && !(segmentSeen && partialSeen); word++) {
            payload[0] = (byte) (word >> 8);
            payload[1] = (byte) word;
            udp = udp.withPayload(payload);
            send(udp.superFrame(true));
            segmentSeen |= allOnes(sentBare().get(0));
            send(udp.partialFrame());
            partialSeen |= allOnes(sentBare().get(0));
            assertThat(sentBare().get(0)[14 + 20 + 6] | sentBare().get(0)[14 + 20 + 7])
                    .isNotZero();
        }
        assertThat(segmentSeen).isTrue();
        assertThat(partialSeen).isTrue();
    }

    /** One case in 65,536 of {@link #randomOpenChecksumsAreCompleted}, made here each time. */
    @Test
    void openTcpChecksumThatComesOutAsZeroIsAllOnesAsLinuxHasIt() {
        OffloadedPacket tcp =
                new OffloadedPacket(new int[0], true, 0, new int[0][], true, 7, 1, 0x10, new byte[0], new byte[64], 64);
        byte[] payload = new byte[64];
        boolean seen = false;
        for (int word = 0; word < 0x10000 && !seen; word++) {
            payload[0] = (byte) (word >> 8);
            payload[1] = (byte) word;
            OffloadedPacket packet = tcp.withPayload(payload);
            send(packet.partialFrame());
            byte[] wire = sentBare().get(0);
            assertThat(wire).isEqualTo(packet.finishedFrame());
            seen = wire[14 + 20 + 16] == -1 && wire[14 + 20 + 17] == -1;
        }
        assertThat(seen).isTrue();
    }

    private static boolean allOnes(byte[] bare) {
        return bare[14 + 20 + 6] == -1 && bare[14 + 20 + 7] == -1;
    }

    @Test
    void finishedFrameGoesThroughAsItIs() {
        List<Frame> seen = new ArrayList<>();
        OffloadCompletion through = new OffloadCompletion(
                each -> {
                    seen.add(each);
                    return SendResult.SENT;
                },
                DirectMemory.Allocator.withoutAddress());
        Frame plain = Frames.of(1, 2);

        through.send(plain);

        assertThat(seen).containsExactly(plain);
    }

    @Test
    void answerOfTheEgressIsKeptUntilSomethingHasLeft() {
        byte[] superFrame = OffloadedPacket.random(new Random(3))
                .withPayload(new byte[9000])
                .superFrame(true);
        room = 0;
        for (SendResult result : SendResult.values()) {
            answer = result;
            if (result != SendResult.SENT) {
                assertThat(send(superFrame)).isEqualTo(result);
            }
        }
        for (SendResult result : SendResult.values()) {
            room = 1;
            answer = result;
            SendResult expected = result == SendResult.WOULD_BLOCK ? SendResult.NO_BUFFERS : result;
            if (result != SendResult.SENT) {
                assertThat(send(superFrame)).isEqualTo(expected);
            }
        }
    }

    /** Whatever a guest writes into the header: an answer, no exception, nothing beyond the bound. */
    @Test
    void damagedRequestsAreRefusedOrCutWithinBounds() {
        long seed = Long.getLong("hayabashi.seed", System.nanoTime());
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            OffloadedPacket packet = OffloadedPacket.random(random);
            byte[] bytes = random.nextBoolean() ? packet.superFrame(true) : packet.partialFrame();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(Math.min(bytes.length, 90))] = (byte) random.nextInt();
            }
            bytes = Arrays.copyOf(bytes, Math.max(12, bytes.length - random.nextInt(bytes.length)));
            SendResult result;
            try {
                result = send(bytes);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " case " + i + ": " + packet, e);
            }
            assertThat(result).isIn(SendResult.SENT, SendResult.BAD_OFFLOAD);
            assertThat(sent.size()).isLessThanOrEqualTo(Segmenter.MAX_SEGMENTS);
            refused += result == SendResult.BAD_OFFLOAD ? 1 : 0;
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 40})
    void segmentSizesThatWouldKeepTheLoopBusyAreRefused(int segmentBytes) {
        byte[] superFrame = new OffloadedPacket(
                        new int[0], true, 0, new int[0][], true, 7, 0, 0x10, new byte[0], new byte[60_000], 1448)
                .superFrame(true);
        superFrame[4] = (byte) segmentBytes;
        superFrame[5] = 0;

        assertThat(send(superFrame)).isEqualTo(SendResult.BAD_OFFLOAD);
        assertThat(sent).isEmpty();
    }

    @Test
    void allocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] frames = new long[1];
        OffloadCompletion counting = new OffloadCompletion(
                each -> {
                    frames[0]++;
                    return SendResult.SENT;
                },
                DirectMemory.Allocator.withoutAddress());
        byte[] bytes = new OffloadedPacket(
                        new int[] {0x8100},
                        false,
                        0,
                        new int[][] {{0, 1}},
                        true,
                        7,
                        0,
                        0x18,
                        new byte[12],
                        new byte[60_000],
                        1448)
                .superFrame(true);
        frame.memory().put(0, bytes);
        frame.received(bytes.length);
        counting.send(frame);
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < 2_000; i++) {
            counting.send(frame);
        }
        long allocated = threads.getThreadAllocatedBytes(thread) - before;

        assertThat(frames[0]).isEqualTo(2_001 * 42);
        assertThat(allocated).isLessThan(2_000);
    }
}
