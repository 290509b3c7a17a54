package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = Segment.SECOND;

    private static boolean take(TokenBucket bucket, int tokens, long now) {
        boolean has = bucket.has(tokens, now);
        if (has) {
            bucket.take(tokens);
        }
        return has;
    }

    @Test
    void fullBucketGivesItsSizeAtOnceAndThenItsRate() {
        TokenBucket bucket = new TokenBucket(new BucketLimit(10, 0, 1000), 0);
        for (int i = 0; i < 10; i++) {
            assertThat(take(bucket, 1, 0)).isTrue();
        }
        assertThat(take(bucket, 1, 0)).isFalse();
        assertThat(take(bucket, 1, 100 * MILLI - 1)).isFalse();
        assertThat(take(bucket, 1, 100 * MILLI)).isTrue();
        assertThat(take(bucket, 1, 100 * MILLI)).isFalse();
    }

    @Test
    void oneTimeBurstIsSpentOnceAndNeverComesBack() {
        TokenBucket bucket = new TokenBucket(new BucketLimit(2, 3, 1000), 0);
        int taken = 0;
        while (take(bucket, 1, 0)) {
            taken++;
        }
        assertThat(taken).isEqualTo(5);
        taken = 0;
        while (take(bucket, 1, 1000 * SECOND)) {
            taken++;
        }
        assertThat(taken).isEqualTo(2);
    }

    @Test
    void whatIsLargerThanTheBucketPassesWhenItIsFullAndLeavesADebt() {
        TokenBucket bucket = new TokenBucket(new BucketLimit(1000, 0, 1000), 0);
        assertThat(take(bucket, 65_536, 0)).isTrue();
        assertThat(take(bucket, 1, 64 * SECOND)).isFalse();
        assertThat(take(bucket, 1, 65 * SECOND)).isTrue();
    }

    @Test
    void clockThatStandsOrGoesBackGivesNothing() {
        TokenBucket bucket = new TokenBucket(new BucketLimit(1, 0, 1000), 5 * SECOND);
        assertThat(take(bucket, 1, 5 * SECOND)).isTrue();
        assertThat(take(bucket, 1, 5 * SECOND)).isFalse();
        assertThat(take(bucket, 1, 0)).isFalse();
        assertThat(take(bucket, 1, 6 * SECOND)).isTrue();
    }

    @Test
    void limitsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BucketLimit(-1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new BucketLimit(1, BucketLimit.MAX_SIZE + 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new BucketLimit(1, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new BucketLimit(1, 0, BucketLimit.MAX_REFILL_MILLIS + 1));
    }

    /** Never more than bucket, burst and refill give plus one frame; never less than that minus one frame when asked all the time. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void keepsItsRateToTheFrame(long seed) {
        Random random = new Random(seed);
        long size = 1 + (long) (Math.exp(random.nextDouble() * Math.log(1e10)));
        long burst = random.nextBoolean() ? 0 : random.nextInt(1_000_000);
        long refillMillis = 1 + random.nextInt(10_000);
        TokenBucket bucket = new TokenBucket(new BucketLimit(size, burst, refillMillis), 0);
        int maxFrame = 1 + random.nextInt(Frame.MEMORY_BYTES);
        long now = 0;
        long granted = 0;
        long largest = 0;
        for (int i = 0; i < 20_000; i++) {
            int frame = 1 + random.nextInt(maxFrame);
            if (take(bucket, frame, now)) {
                granted += frame;
                largest = Math.max(largest, frame);
            }
            double due = (double) size * now / (refillMillis * MILLI);
            assertThat((double) granted)
                    .as("seed %d size %d burst %d refill %d at %d", seed, size, burst, refillMillis, now)
                    .isLessThanOrEqualTo(size + burst + due + largest + 1);
            // Asked at least ten times in the time of one frame: nothing is lost to a full bucket for long.
            now += random.nextInt(2) == 0 ? 0 : 1 + (long) (random.nextDouble() * refillMillis * MILLI / 10);
        }
        long end = now;
        // Drained now; from here the rate alone counts.
        while (take(bucket, 1, end)) {
            granted++;
            if (granted > 4L * Integer.MAX_VALUE) {
                break;
            }
            if (size > 1_000_000) {
                break;
            }
        }
        assertThat(granted).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36, 37, 38})
    void greedySenderGetsItsRateToOnePartInAThousand(long seed) {
        Random random = new Random(seed);
        long perSecond = 1000 + random.nextInt(10_000_000);
        TokenBucket bucket = new TokenBucket(BucketLimit.perSecond(perSecond), 0);
        int frame = 1 + random.nextInt((int) Math.min(9000, perSecond / 10));
        long granted = 0;
        long step = Math.max(1, frame * SECOND / perSecond / 7);
        long now = 0;
        while (granted < perSecond * 3 && now < 10 * SECOND) {
            if (take(bucket, frame, now)) {
                granted += frame;
            }
            now += step;
        }
        double expected = perSecond + (double) perSecond * now / SECOND;
        assertThat((double) granted)
                .as("seed %d: %d a second in frames of %d", seed, perSecond, frame)
                .isBetween(expected * 0.999 - 2 * frame, expected + 2 * frame);
    }
}
