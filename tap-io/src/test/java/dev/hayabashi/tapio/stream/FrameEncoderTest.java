package dev.hayabashi.tapio.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.tapio.sys.Errno;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a socket takes at a time, whole frames come out of it, in order, and the frame's own memory is as it was. */
class FrameEncoderTest {
    private static final int EAGAIN = -Errno.EAGAIN.code();

    private final DirectMemory memory = DirectMemory.Allocator.withoutAddress().allocate(Frame.MEMORY_BYTES);
    private final Frame frame = new Frame(memory.buffer(), 0);
    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private final List<Integer> writes = new ArrayList<>();
    // Bytes that the socket takes at most in the next write; less than 1 is EAGAIN.
    private int room = Integer.MAX_VALUE;
    private final FrameEncoder encoder = new FrameEncoder(DirectMemory.Allocator.withoutAddress(), this::socket);

    private int socket(ByteBuffer from, long address, int at, int bytes) {
        if (room < 1) {
            return EAGAIN;
        }
        int taken = Math.min(room, bytes);
        byte[] copy = new byte[taken];
        from.get(at, copy);
        wire.writeBytes(copy);
        writes.add(taken);
        // What is left of the buffer is full now.
        room = taken < bytes ? 0 : room;
        return taken;
    }

    private int write(byte[] bytes) {
        byte[] header = new byte[Frame.VNET_HEADER_BYTES];
        Arrays.fill(header, (byte) 0x5a);
        memory.buffer().put(0, header).put(Frame.VNET_HEADER_BYTES, bytes);
        frame.received(Frame.VNET_HEADER_BYTES + bytes.length);
        int result = encoder.write(frame);
        byte[] after = new byte[Frame.VNET_HEADER_BYTES];
        memory.buffer().get(0, after);
        assertThat(after)
                .as("the header is put back, for the ports that are next")
                .isEqualTo(header);
        return result;
    }

    @Test
    void aFrameIsItsLengthAndItsBytesInOneWrite() {
        byte[] bytes = new byte[442];
        bytes[0] = 7;
        assertThat(write(bytes)).isEqualTo(Frame.VNET_HEADER_BYTES + 442);
        assertThat(wire.toByteArray()).isEqualTo(StreamModel.encode(List.of(bytes)));
        assertThat(Arrays.copyOf(wire.toByteArray(), 4)).containsExactly(0, 0, 0x01, 0xba);
        assertThat(writes).hasSize(1);
    }

    @Test
    void theRestOfAFrameGoesBeforeAnythingElse() {
        byte[] first = new byte[1000];
        byte[] second = new byte[60];
        Arrays.fill(first, (byte) 1);
        Arrays.fill(second, (byte) 2);
        room = 100;
        assertThat(write(first)).as("taken: the rest waits here").isPositive();
        assertThat(encoder.holdsUnwritten()).isTrue();
        assertThat(write(second)).as("nothing may come between").isEqualTo(EAGAIN);
        assertThat(wire.size()).isEqualTo(100);
        room = 50;
        assertThat(encoder.flush()).isEqualTo(EAGAIN);
        room = Integer.MAX_VALUE;
        assertThat(write(second)).isPositive();
        assertThat(wire.toByteArray()).isEqualTo(StreamModel.encode(List.of(first, second)));
        assertThat(encoder.holdsUnwritten()).isFalse();
    }

    @Test
    void framesWithoutALengthThatTheFramingHasAreRefused() {
        assertThat(write(new byte[0])).isEqualTo(-Errno.EMSGSIZE.code());
        assertThat(write(new byte[Framing.MAX_FRAME_BYTES + 1])).isEqualTo(-Errno.EMSGSIZE.code());
        assertThat(write(new byte[Framing.MAX_FRAME_BYTES])).isPositive();
        assertThat(wire.size()).isEqualTo(4 + Framing.MAX_FRAME_BYTES);
    }

    @Test
    void corkedFramesLeaveByOneWrite() {
        byte[] bytes = new byte[1514];
        assertThat(encoder.cork()).isTrue();
        for (int i = 0; i < 45; i++) {
            assertThat(write(bytes)).isPositive();
        }
        assertThat(wire.size()).isZero();
        encoder.uncork();
        assertThat(encoder.flush()).isZero();
        assertThat(writes).hasSize(1);
        assertThat(StreamModel.decode(wire.toByteArray()).frames()).hasSize(45).allMatch(f -> f.length == 1514);
    }

    @Test
    void nothingIsCorkedWhileTheRestOfAFrameWaits() {
        room = 10;
        write(new byte[1000]);
        assertThat(encoder.cork()).isFalse();
        room = Integer.MAX_VALUE;
        assertThat(encoder.cork()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void whateverASocketTakesAtATime(long seed) {
        Random random = new Random(seed);
        List<byte[]> taken = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            room = switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> 1 + random.nextInt(20);
                case 2 -> 1 + random.nextInt(3000);
                default -> Integer.MAX_VALUE;
            };
            byte[] bytes = StreamModel.randomFrame(random);
            boolean corked = random.nextInt(8) == 0 && encoder.cork();
            int result = write(bytes);
            if (corked) {
                encoder.uncork();
                encoder.flush();
            }
            if (result > 0) {
                taken.add(bytes);
            } else {
                assertThat(result).isEqualTo(EAGAIN);
                refused++;
            }
        }
        room = Integer.MAX_VALUE;
        assertThat(encoder.flush()).isZero();
        assertThat(refused).as("seed %d", seed).isPositive();
        assertThat(Arrays.equals(wire.toByteArray(), StreamModel.encode(taken)))
                .as("seed %d: %d frames taken, %d refused", seed, taken.size(), refused)
                .isTrue();
    }
}
