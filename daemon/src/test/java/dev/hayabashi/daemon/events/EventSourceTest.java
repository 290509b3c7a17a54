package dev.hayabashi.daemon.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventSourceTest {
    private static final long SECOND = 1_000_000_000L;

    private final EventJournal journal = new EventJournal(1024);
    private final EventSource source =
            new EventSource(journal, "br", Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC));

    @Test
    void recordsWhatItIsTold() {
        source.emit("link.up", "vm0", "carrier came", Map.of("kind", "vm"), 7);
        assertThat(events())
                .containsExactly(new Event(
                        1,
                        Instant.parse("2026-11-23T10:00:00Z"),
                        7,
                        "link.up",
                        "br",
                        "vm0",
                        "carrier came",
                        Map.of("kind", "vm"),
                        0));
    }

    @Test
    void aFloodIsCutAndCounted() {
        flood(1000);
        assertThat(events()).hasSize(EventSource.BURST);
        source.emit("station.moved", "vm0", "again", Map.of(), 10 * SECOND);
        Event next = events().get(EventSource.BURST);
        assertThat(next.text()).isEqualTo("again");
        assertThat(next.suppressed()).isEqualTo(1000 - EventSource.BURST);
    }

    @Test
    void aFloodOfOnePortOrTypeHoldsBackNoOther() {
        flood(1000);
        source.emit("station.moved", "vm1", "other port", Map.of(), 1);
        source.emit("link.up", "vm0", "other type", Map.of(), 1);
        assertThat(events()).hasSize(EventSource.BURST + 2);
    }

    @Test
    void theEndOfAFloodIsTold() {
        flood(1000);
        source.tick(SECOND / 2);
        assertThat(events()).hasSize(EventSource.BURST);
        source.tick(2 * SECOND);
        source.tick(3 * SECOND);
        assertThat(events()).hasSize(EventSource.BURST + 1);
        Event last = events().get(EventSource.BURST);
        assertThat(last.text()).isEqualTo("980 more such events came too fast to be recorded");
        assertThat(last.suppressed()).isEqualTo(980);
    }

    @Test
    void aSteadyTrickleIsRecordedInFull() {
        for (int i = 0; i < 100; i++) {
            source.emit("link.up", "vm0", "carrier came", Map.of(), i * SECOND);
            source.tick(i * SECOND);
        }
        assertThat(events()).hasSize(100);
    }

    private void flood(int count) {
        for (int i = 0; i < count; i++) {
            source.emit("station.moved", "vm0", "moved", Map.of(), i);
        }
    }

    private List<Event> events() {
        return journal.read(0, 10_000).events();
    }
}
