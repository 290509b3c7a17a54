package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The decoder against noise: it answers every frame, reads nothing beyond it, and every refusal it knows is reachable. */
class BpduReaderFuzzTest {
    private static final long SEED = 20_041_117;
    private static final int FRAMES = 200_000;

    private final BpduReader reader = new BpduReader();
    private final Set<BpduDisposition> seen = EnumSet.noneOf(BpduDisposition.class);

    /** The buffer ends where the frame ends, so any read beyond throws. */
    private void read(byte[] frame) {
        ByteBuffer exact = ByteBuffer.wrap(frame).asReadOnlyBuffer();
        BpduDisposition disposition = reader.envelope(exact, 0, frame.length);
        if (disposition == BpduDisposition.ACCEPTED) {
            assertThat(reader.origin(7).sourceAddress()).isBetween(0L, MacText.MASK);
            disposition = reader.body();
        }
        seen.add(disposition);
        if (disposition == BpduDisposition.ACCEPTED) {
            Bpdu bpdu = reader.bpdu();
            assertThat(bpdu.vector().cost()).isBetween(0L, PathCost.SATURATED);
            assertThat(bpdu.vector().port()).isBetween(0, 0xFFFF);
            assertThat(bpdu.times().messageAge()).isBetween(0, 256);
            assertThat(MacText.isGroup(bpdu.sourceAddress())).isFalse();
        }
    }

    @Test
    void noiseAndMutations() {
        Random random = new Random(SEED);
        for (int i = 0; i < FRAMES; i++) {
            byte[] frame = switch (random.nextInt(5)) {
                case 0 -> Frame.config().flags(random.nextInt(256)).build();
                case 1 -> Frame.tcn().build();
                case 2 -> Frame.rst(random.nextInt(256)).build();
                case 3 ->
                    Frame.rst(random.nextInt(256)).version(3).bpduLength(102).build();
                default -> {
                    byte[] noise = new byte[random.nextInt(80)];
                    random.nextBytes(noise);
                    yield noise;
                }
            };
            for (int flips = random.nextInt(4); flips > 0 && frame.length > 0; flips--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                frame = Arrays.copyOf(frame, random.nextInt(frame.length + 1));
            }
            read(frame);
        }
        assertThat(seen)
                .contains(
                        BpduDisposition.ACCEPTED,
                        BpduDisposition.RUNT,
                        BpduDisposition.GROUP_SOURCE,
                        BpduDisposition.DESTINATION,
                        BpduDisposition.LLC,
                        BpduDisposition.LENGTH,
                        BpduDisposition.SHORT,
                        BpduDisposition.PROTOCOL,
                        BpduDisposition.TYPE,
                        BpduDisposition.VERSION,
                        BpduDisposition.MAX_AGE);
    }

    @Test
    void everyTruncationOfEveryKind() {
        for (Frame whole : new Frame[] {
            Frame.config(),
            Frame.tcn(),
            Frame.rst(0x3C),
            Frame.rst(0x7C).version(3).bpduLength(102)
        }) {
            byte[] octets = whole.build();
            for (int length = 0; length <= octets.length; length++) {
                read(Arrays.copyOf(octets, length));
            }
        }
        assertThat(seen).contains(BpduDisposition.ACCEPTED, BpduDisposition.RUNT, BpduDisposition.LENGTH);
    }

    /** TAGGED needs its two exact octets; noise would rarely find them. */
    @Test
    void bothTagTypes() {
        byte[] frame = Frame.rst(0x3C).tag(5).build();
        read(frame);
        frame[12] = (byte) 0x88;
        frame[13] = (byte) 0xA8;
        read(frame);
        assertThat(seen).containsOnly(BpduDisposition.TAGGED);
    }
}
