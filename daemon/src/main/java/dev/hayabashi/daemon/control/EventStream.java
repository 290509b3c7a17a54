package dev.hayabashi.daemon.control;

import dev.hayabashi.daemon.api.EventView;
import dev.hayabashi.daemon.api.EventsView;
import dev.hayabashi.daemon.events.Event;
import dev.hayabashi.daemon.events.EventJournal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Server-sent events from the journal. Each client has nothing but a place in the journal; it is looked at on a timer, when
 * the client has room for more. A client that does not read makes its own place fall behind and nothing else.
 */
public final class EventStream {
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final int BATCH = 100;

    private final EventJournal journal;
    private final Scheduler scheduler;

    public EventStream(EventJournal journal, Scheduler scheduler) {
        this.journal = journal;
        this.scheduler = scheduler;
    }

    /**
     * Events from a place on, for ever.
     *
     * @param after number of the last event seen; negative for the last so many
     * @param toJson writes the data
     */
    Flux<ByteBuf> from(long after, Function<Object, String> toJson) {
        return Flux.defer(() -> {
            AtomicLong seen = new AtomicLong(resolve(journal, after));
            return Flux.interval(Duration.ZERO, INTERVAL, scheduler)
                    .onBackpressureDrop()
                    .concatMap(
                            tick -> Flux.<ByteBuf>generate(sink -> {
                                EventJournal.Batch batch = journal.read(seen.get(), BATCH);
                                seen.set(batch.last());
                                if (batch.events().isEmpty() && batch.lost() == 0) {
                                    sink.complete();
                                } else {
                                    sink.next(Unpooled.copiedBuffer(text(batch, toJson), StandardCharsets.UTF_8));
                                }
                            }),
                            1);
        });
    }

    /** A negative number asks for the last so many events. */
    static long resolve(EventJournal journal, long after) {
        return after < 0 ? Math.max(0, journal.lastSequence() + after) : after;
    }

    /**
     * One part of the journal.
     *
     * @param after number of the last event seen; negative for the last so many
     */
    public static EventsView read(EventJournal journal, long after, int limit) {
        EventJournal.Batch batch = journal.read(resolve(journal, after), limit);
        return new EventsView(batch.events().stream().map(EventStream::view).toList(), batch.last(), batch.lost());
    }

    /** What the API shows of an event. */
    static EventView view(Event event) {
        return new EventView(
                event.sequence(),
                event.time().toString(),
                event.type(),
                event.bridge(),
                event.port(),
                event.text(),
                event.fields(),
                event.suppressed());
    }

    private static String text(EventJournal.Batch batch, Function<Object, String> toJson) {
        StringBuilder text = new StringBuilder();
        if (batch.lost() > 0) {
            text.append("event: lost\ndata: {\"lost\":").append(batch.lost()).append("}\n\n");
        }
        for (Event event : batch.events()) {
            text.append("id: ")
                    .append(event.sequence())
                    .append("\nevent: ")
                    .append(event.type())
                    .append("\ndata: ")
                    .append(toJson.apply(view(event)))
                    .append("\n\n");
        }
        return text.toString();
    }
}
