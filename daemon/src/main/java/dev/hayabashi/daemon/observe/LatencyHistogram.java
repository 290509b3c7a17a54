package dev.hayabashi.daemon.observe;

import java.util.concurrent.TimeUnit;

/** Counts durations in buckets. Owned by one thread; others get a {@link Copy}. */
public final class LatencyHistogram {
    /** Upper bounds in seconds: edge ports need microseconds, STP needs half a minute. */
    private static final double[] BOUNDS_SECONDS = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 3, 5, 10, 20, 30, 60};

    private final long[] counts = new long[BOUNDS_SECONDS.length + 1];
    private long sumNanos;

    void record(long nanos) {
        double seconds = (double) nanos / TimeUnit.SECONDS.toNanos(1);
        int bucket = 0;
        while (bucket < BOUNDS_SECONDS.length && seconds > BOUNDS_SECONDS[bucket]) {
            bucket++;
        }
        counts[bucket]++;
        sumNanos += nanos;
    }

    public Copy copy() {
        return new Copy(BOUNDS_SECONDS.clone(), counts.clone(), (double) sumNanos / TimeUnit.SECONDS.toNanos(1));
    }

    /**
     * A histogram at one moment.
     *
     * @param boundsSeconds upper bounds of the buckets but the last, which has none
     * @param counts durations in each bucket, not cumulated
     * @param sumSeconds all durations together
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    public record Copy(double[] boundsSeconds, long[] counts, double sumSeconds) {}
}
