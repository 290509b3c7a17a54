package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arbitrary bytes as frames, virtio-net header included: whatever a guest writes, the bridge does not throw. */
class BridgeFuzzTest {
    private static final int FRAMES = 100_000;
    private static final int[] LENGTHS = {
        0, 1, 11, 12, 13, 25, 26, 27, 72, 1526, 1534, 1535, 9034, 65_574, Frame.MEMORY_BYTES
    };

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void randomBytesNeverThrow(long seed) {
        Random random = new Random(seed);
        Segment segment = Segment.of(3);
        // The far ends read every header field and all bytes, as a codec would.
        long[] seen = new long[1];
        segment.add(PortSettingsBuilder.port(4)
                .macLimit(10)
                .sticky(true)
                .queueFrames(4)
                .build());
        PortIo reader = frame -> {
            seen[0] += frame.destination() ^ frame.source() ^ frame.etherType() ^ frame.wireLength();
            seen[0] += frame.memory().get(frame.start() + frame.totalBytes() - 1);
            return random.nextInt(8) == 0 ? SendResult.WOULD_BLOCK : SendResult.SENT;
        };
        BridgePort readerPort = segment.bridge.addPort(Segment.defaults(5), reader, 0);
        segment.bridge.setState(readerPort, dev.hayabashi.stp.PortState.FORWARDING);
        segment.bridge.spanningTree((port, frame, now) -> seen[0] += frame.unsignedByte(0), false);
        Frame frame = Frames.empty();
        byte[] bytes = new byte[256];
        for (int i = 0; i < FRAMES; i++) {
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                // No group source, so that it gets further in.
                bytes[Frame.VNET_HEADER_BYTES + 6] &= ~1;
            }
            if (random.nextInt(4) == 0) {
                bytes[1] = 0;
            }
            frame.memory().put(0, bytes);
            int total = random.nextBoolean() ? LENGTHS[random.nextInt(LENGTHS.length)] : random.nextInt(2000);
            frame.received(total);
            segment.bridge.receive(segment.port(1 + i % 4), frame, i * 1_000_000L);
            if (i % 64 == 0) {
                segment.bridge.writable(readerPort);
                segment.bridge.tick(i * 1_000_000L);
                segment.clear();
            }
        }
        BridgeSnapshot.Fates fates = segment.fates();
        assertThat(fates.received()).isEqualTo(FRAMES);
        assertThat(fates.relayed() + fates.consumed() + fates.dropped()).isEqualTo(FRAMES);
        assertThat(fates.relayed()).as("seed %d: some got through", seed).isPositive();
        assertThat(seen[0]).isNotZero();
    }
}
