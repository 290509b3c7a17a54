package dev.hayabashi.daemon.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CaptureRingTest {
    @Test
    void recordsComeOutAsTheyWentIn() throws InterruptedException {
        CaptureRing ring = new CaptureRing(4096);
        long seed = System.nanoTime();
        int rounds = 300_000;
        int[] refused = {0};
        Thread writer = new Thread(() -> {
            Random random = new Random(seed);
            int number = 0;
            while (number < rounds) {
                int bytes = 8 + random.nextInt(600);
                int at = ring.begin(bytes);
                if (at < 0) {
                    refused[0]++;
                    Thread.yield();
                    continue;
                }
                ring.memory().putInt(at, number);
                ring.memory().putInt(at + 4, bytes);
                ring.memory().put(at + bytes - 1, (byte) number);
                if (bytes == 8) {
                    ring.memory().putInt(at + 4, bytes);
                }
                ring.commit();
                number++;
            }
        });
        writer.start();
        for (int expected = 0; expected < rounds; ) {
            int at = ring.peek();
            if (at < 0) {
                Thread.onSpinWait();
                continue;
            }
            assertThat(ring.memory().getInt(at)).as("seed %d", seed).isEqualTo(expected);
            int bytes = ring.memory().getInt(at + 4);
            if (bytes > 8) {
                assertThat(ring.memory().get(at + bytes - 1)).isEqualTo((byte) expected);
            }
            ring.release();
            expected++;
        }
        writer.join();
        assertThat(ring.peek()).isEqualTo(-1);
        assertThat(refused[0]).as("the ring was full at times").isPositive();
    }

    @Test
    void aFullRingRefusesUntilTheReaderReleases() {
        CaptureRing ring = new CaptureRing(64);
        for (int i = 0; i < 4; i++) {
            assertThat(ring.begin(8)).isEqualTo(i * 16 + 8);
            ring.commit();
        }
        assertThat(ring.begin(1)).isEqualTo(-1);
        assertThat(ring.peek()).isEqualTo(8);
        ring.release();
        assertThat(ring.begin(1)).isEqualTo(8);
        assertThat(ring.begin(1000)).isEqualTo(-1);
    }
}
