package dev.hayabashi.tapio.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every stream in every cut gives the frames that the model gives. */
class FrameDecoderTest {
    private static final int STREAMS = 1_000;

    private final FrameDecoder decoder = new FrameDecoder(DirectMemory.Allocator.withoutAddress());

    /** Feeds a stream in pieces; {@code cut} says how long the next piece is. */
    private StreamModel.Decoded decode(byte[] stream, Random cut) {
        List<byte[]> frames = new ArrayList<>();
        decoder.reset();
        int at = 0;
        while (true) {
            boolean promised = decoder.holdsMore();
            int total = decoder.next();
            assertThat(total != 0).as("holdsMore keeps its word").isEqualTo(promised);
            if (total == FrameDecoder.BAD_LENGTH) {
                assertThat(decoder.frame().length()).isZero();
                return new StreamModel.Decoded(frames, true);
            }
            if (total > 0) {
                frames.add(frameOf(total));
            } else if (at == stream.length) {
                return new StreamModel.Decoded(frames, false);
            } else {
                decoder.fillAddress();
                int room = decoder.fillCapacity();
                assertThat(room).isPositive();
                int bound = cut.nextBoolean() ? 8 : 4000;
                int bytes = Math.min(Math.min(room, stream.length - at), 1 + cut.nextInt(bound));
                decoder.memory().put(decoder.fillIndex(), stream, at, bytes);
                decoder.filled(bytes);
                at += bytes;
            }
        }
    }

    private byte[] frameOf(int total) {
        Frame frame = decoder.frame();
        assertThat(frame.totalBytes()).isEqualTo(total);
        byte[] header = new byte[Frame.VNET_HEADER_BYTES];
        frame.memory().get(frame.start(), header);
        assertThat(header).as("nothing is left to hardware").containsOnly(0);
        byte[] bytes = new byte[frame.length()];
        frame.memory().get(frame.start() + Frame.VNET_HEADER_BYTES, bytes);
        return bytes;
    }

    private void check(byte[] stream, long seed) {
        StreamModel.Decoded expected = StreamModel.decode(stream);
        StreamModel.Decoded actual = decode(stream, new Random(seed));
        assertThat(actual.badLength()).as("seed %d", seed).isEqualTo(expected.badLength());
        assertThat(actual.frames().stream().map(Arrays::hashCode))
                .as("seed %d", seed)
                .isEqualTo(expected.frames().stream().map(Arrays::hashCode).toList());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void framesComeOutAsTheyWentInHoweverTheStreamIsCut(long seed) {
        Random random = new Random(seed);
        int seen = 0;
        for (int i = 0; i < STREAMS; i++) {
            List<byte[]> frames = new ArrayList<>();
            for (int count = random.nextInt(8); count > 0; count--) {
                frames.add(StreamModel.randomFrame(random));
            }
            byte[] stream = StreamModel.encode(frames);
            if (random.nextInt(4) == 0 && stream.length > 0) {
                // Anything at all from somewhere on.
                int from = random.nextInt(stream.length);
                byte[] noise = new byte[stream.length - from];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, stream, from, noise.length);
            }
            check(stream, seed * STREAMS + i);
            seen += frames.size();
        }
        assertThat(seen).isGreaterThan(STREAMS);
    }

    static Stream<String> corpus() throws IOException {
        byte[] text = Objects.requireNonNull(FrameDecoderTest.class.getResourceAsStream("/fuzz/stream.txt"))
                .readAllBytes();
        return new String(text, StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"));
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void keptStreams(String line) {
        byte[] stream = HexFormat.of().parseHex(line.replace(" ", ""));
        for (int seed = 0; seed < 20; seed++) {
            check(stream, seed);
        }
    }

    @Test
    void anArpPacketOf42BytesIsPaddedTo60WithZerosEachTime() {
        byte[] noise = new byte[60];
        Arrays.fill(noise, (byte) 0xee);
        byte[] arp = Arrays.copyOf(noise, 42);
        StreamModel.Decoded decoded = decode(StreamModel.encode(List.of(noise, arp, noise, arp)), new Random(7));
        byte[] padded = Arrays.copyOf(arp, 60);
        assertThat(decoded.frames().get(1)).isEqualTo(padded);
        assertThat(decoded.frames().get(3)).isEqualTo(padded);
    }

    @Test
    void aFrameCostsNoObject() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] stream = StreamModel.encode(List.of(new byte[42], new byte[1514], new byte[60]));
        List<Long> rounds = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 2_000; i++) {
                decoder.fillAddress();
                int split = i % stream.length;
                decoder.memory().put(decoder.fillIndex(), stream, 0, split);
                decoder.filled(split);
                takeAll();
                decoder.fillAddress();
                decoder.memory().put(decoder.fillIndex(), stream, split, stream.length - split);
                decoder.filled(stream.length - split);
                takeAll();
            }
            rounds.add(threads.getCurrentThreadAllocatedBytes() - before);
        }
        // The first rounds load classes, and compiling a loop is charged to its thread.
        assertThat(rounds.subList(2, 10)).as("%s", rounds).allMatch(bytes -> bytes < 2_000);
    }

    private void takeAll() {
        while (decoder.next() > 0) {
            decoder.frame().destination();
        }
    }
}
