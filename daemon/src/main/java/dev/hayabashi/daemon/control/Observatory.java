package dev.hayabashi.daemon.control;

import dev.hayabashi.daemon.api.EventsView;
import dev.hayabashi.daemon.api.TraceView;
import dev.hayabashi.daemon.api.WhyView;
import dev.hayabashi.daemon.capture.CaptureOptions;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * All that can be seen of a running daemon. Called on the control thread; what is streamed comes on other threads.
 *
 * <p>Every method throws {@link dev.hayabashi.daemon.api.ApiException} for what the client can mend.
 */
public interface Observatory {
    /**
     * Why frames were dropped.
     *
     * @param subject name of a port, MAC address or IP address
     */
    WhyView why(@Nullable String bridge, String subject);

    /**
     * Reads the journal.
     *
     * @param after number of the last event seen, 0 for all, negative for the last so many
     * @param limit most events
     */
    EventsView events(long after, int limit);

    /**
     * Walks a made-up frame.
     *
     * @param body what the frame is, JSON
     */
    TraceView trace(@Nullable String bridge, String body);

    /** Follows the next {@code frames} frames of a station. */
    Flux<TraceView> liveTrace(@Nullable String bridge, String mac, int frames);

    /**
     * Captures frames as pcapng until the subscriber leaves.
     *
     * @param packets stop after so many; 0 for never
     */
    Flux<ByteBuf> capture(@Nullable String bridge, CaptureOptions options, long packets);
}
