package dev.hayabashi.daemon.events;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;

/**
 * The last events of the daemon. Any thread may append and any thread may read; neither ever waits for the other.
 */
public final class EventJournal {
    /** Events kept unless asked otherwise. */
    public static final int DEFAULT_CAPACITY = 8192;

    private final AtomicReferenceArray<Event> ring;
    private final int mask;
    private final AtomicLong last = new AtomicLong();

    /**
     * @param capacity events kept, a power of two
     */
    public EventJournal(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity " + capacity + " is no power of two");
        }
        ring = new AtomicReferenceArray<>(capacity);
        mask = capacity - 1;
    }

    /** Appends the event that {@code event} makes for the number that it gets. */
    public void append(LongFunction<Event> event) {
        long sequence = last.incrementAndGet();
        // A writer that was held up for a whole round of the ring must not put its old event over a newer one.
        ring.accumulateAndGet(
                (int) sequence & mask,
                event.apply(sequence),
                (present, mine) -> present != null && present.sequence() > mine.sequence() ? present : mine);
    }

    /** Number of the latest event; 0 when there was none. */
    public long lastSequence() {
        return last.get();
    }

    /**
     * Reads on.
     *
     * @param after number of the last event that the reader has seen; 0 for a new reader
     * @param limit most events to return
     */
    public Batch read(long after, int limit) {
        List<Event> events = new ArrayList<>();
        // A reader from before a restart of the daemon has a number that was not given out yet: it starts anew.
        long seen = after > last.get() || after < 0 ? 0 : after;
        long next = Math.max(seen + 1, last.get() - mask);
        long lost = next - seen - 1;
        while (events.size() < limit && next <= last.get()) {
            Event event = ring.getAcquire((int) next & mask);
            if (event == null || event.sequence() < next) {
                // Its number is taken, but its writer has not put it there yet.
                break;
            }
            if (event.sequence() > next) {
                // The ring went round while we read.
                lost += event.sequence() - next;
                next = event.sequence();
            }
            events.add(event);
            next++;
        }
        return new Batch(events, next - 1, lost);
    }

    /**
     * A part of the journal.
     *
     * @param events events in order
     * @param last what to pass as {@code after} next time
     * @param lost events that were overwritten before this reader came for them
     */
    public record Batch(List<Event> events, long last, long lost) {
        public Batch {
            events = List.copyOf(events);
        }
    }
}
