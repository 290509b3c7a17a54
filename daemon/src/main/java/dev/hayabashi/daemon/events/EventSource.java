package dev.hayabashi.daemon.events;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One thread's way into the journal. Events of one type and port that come faster than {@link #PER_SECOND} after a first burst
 * of {@link #BURST} are counted and not recorded; the count is told with the next one that is, or on its own once the storm
 * is over.
 *
 * <p>Owned by one thread.
 */
public final class EventSource {
    /** Events of one type and port that are recorded whatever their rate. */
    public static final int BURST = 20;

    /** Events of one type and port that are recorded in the long run. */
    public static final int PER_SECOND = 2;

    private static final long REFILL_NANOS = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
    private static final long FULL_AGAIN_NANOS = BURST * REFILL_NANOS;

    private final EventJournal journal;
    private final @Nullable String bridge;
    private final Clock clock;
    private final Map<Key, Bucket> buckets = new HashMap<>();

    /**
     * @param bridge the bridge that its events concern; null for the daemon itself
     * @param clock wall clock
     */
    public EventSource(EventJournal journal, @Nullable String bridge, Clock clock) {
        this.journal = journal;
        this.bridge = bridge;
        this.clock = clock;
    }

    /**
     * Whether an event of this type would be recorded now. Whoever has to build text for a frequent event asks first; a refusal
     * counts.
     */
    public boolean admits(String type, @Nullable String port, long nowNanos) {
        Bucket bucket = bucket(type, port, nowNanos);
        bucket.refill(nowNanos);
        if (bucket.tokens > 0) {
            return true;
        }
        bucket.suppressed++;
        bucket.lastSuppressedNanos = nowNanos;
        return false;
    }

    /** Records an event unless there were too many like it. */
    public void emit(String type, @Nullable String port, String text, Map<String, Object> fields, long nowNanos) {
        if (!admits(type, port, nowNanos)) {
            return;
        }
        Bucket bucket = bucket(type, port, nowNanos);
        bucket.tokens--;
        append(type, port, text, fields, bucket.takeSuppressed(), nowNanos);
    }

    /** Once a second: tells of storms that are over, and forgets buckets that are full again. */
    public void tick(long nowNanos) {
        Iterator<Map.Entry<Key, Bucket>> entries = buckets.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Key, Bucket> entry = entries.next();
            Bucket bucket = entry.getValue();
            if (bucket.suppressed > 0 && nowNanos - bucket.lastSuppressedNanos >= TimeUnit.SECONDS.toNanos(1)) {
                Key key = entry.getKey();
                long suppressed = bucket.takeSuppressed();
                String text = suppressed + " more such events came too fast to be recorded";
                append(key.type(), key.port(), text, Map.of(), suppressed, nowNanos);
            }
            if (bucket.suppressed == 0 && nowNanos - bucket.refilledNanos > FULL_AGAIN_NANOS) {
                entries.remove();
            }
        }
    }

    private void append(
            String type,
            @Nullable String port,
            String text,
            Map<String, Object> fields,
            long suppressed,
            long nowNanos) {
        Instant time = clock.instant();
        journal.append(sequence -> new Event(sequence, time, nowNanos, type, bridge, port, text, fields, suppressed));
    }

    private Bucket bucket(String type, @Nullable String port, long nowNanos) {
        return buckets.computeIfAbsent(new Key(type, port), key -> new Bucket(nowNanos));
    }

    // equals and hashCode by hand: every start needs them, and the virtual machine makes a record's own ones only then.
    private record Key(String type, @Nullable String port) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && type.equals(that.type) && Objects.equals(port, that.port);
        }

        @Override
        public int hashCode() {
            return 31 * type.hashCode() + Objects.hashCode(port);
        }
    }

    private static final class Bucket {
        int tokens = BURST;
        long refilledNanos;
        long suppressed;
        long lastSuppressedNanos;

        Bucket(long nowNanos) {
            refilledNanos = nowNanos;
        }

        void refill(long nowNanos) {
            long due = (nowNanos - refilledNanos) / REFILL_NANOS;
            if (due > 0) {
                tokens = (int) Math.min(BURST, tokens + due);
                refilledNanos += due * REFILL_NANOS;
            }
        }

        long takeSuppressed() {
            long taken = suppressed;
            suppressed = 0;
            return taken;
        }
    }
}
