package dev.hayabashi.daemon.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class EventJournalTest {
    private final EventJournal journal = new EventJournal(8);

    @Test
    void aReaderGetsEverythingOnceAndInOrder() {
        append(3);
        EventJournal.Batch first = journal.read(0, 2);
        assertThat(numbers(first)).containsExactly(1L, 2L);
        assertThat(first.last()).isEqualTo(2);
        EventJournal.Batch second = journal.read(first.last(), 10);
        assertThat(numbers(second)).containsExactly(3L);
        assertThat(journal.read(second.last(), 10).events()).isEmpty();
        assertThat(journal.read(second.last(), 10).last()).isEqualTo(3);
    }

    @Test
    void aSlowReaderIsToldWhatItLost() {
        append(20);
        EventJournal.Batch batch = journal.read(5, 100);
        assertThat(batch.lost()).isEqualTo(7);
        assertThat(numbers(batch)).containsExactly(13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L);
    }

    @Test
    void aReaderFromBeforeARestartStartsAnew() {
        append(3);
        assertThat(numbers(journal.read(99, 10))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void anEmptyJournalGivesNothing() {
        assertThat(journal.read(0, 10)).isEqualTo(new EventJournal.Batch(List.of(), 0, 0));
    }

    /** Whatever the interleaving: numbers rise, and what was not read was counted as lost. */
    @Test
    void writersAndReadersDoNotDisturbEachOther() throws InterruptedException {
        int writers = 3;
        int each = 20_000;
        CountDownLatch done = new CountDownLatch(writers);
        for (int i = 0; i < writers; i++) {
            new Thread(() -> {
                        append(each);
                        done.countDown();
                    })
                    .start();
        }
        long after = 0;
        long lost = 0;
        List<Long> seen = new ArrayList<>();
        while (done.getCount() > 0 || after < writers * each) {
            EventJournal.Batch batch = journal.read(after, 5);
            seen.addAll(numbers(batch));
            lost += batch.lost();
            after = batch.last();
        }
        assertThat(seen).isSorted().doesNotHaveDuplicates();
        assertThat(seen.size() + lost).isEqualTo(writers * each);
    }

    private void append(int count) {
        LongFunction<Event> event =
                sequence -> new Event(sequence, Instant.EPOCH, 0, "test", null, null, "text", Map.of(), 0);
        for (int i = 0; i < count; i++) {
            journal.append(event);
        }
    }

    private static List<Long> numbers(EventJournal.Batch batch) {
        return batch.events().stream().map(Event::sequence).toList();
    }
}
