package dev.hayabashi.daemon.control;

import static dev.hayabashi.daemon.control.HttpAnswers.path;
import static dev.hayabashi.daemon.control.HttpAnswers.query;

import dev.hayabashi.daemon.api.ApiException;
import dev.hayabashi.daemon.capture.CaptureOptions;
import dev.hayabashi.daemon.capture.FilterException;
import dev.hayabashi.daemon.capture.FrameFilter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/** The part of the control API that looks and changes nothing: why, events, traces, captures. */
public final class ObserveRoutes implements RouteGroup {
    private static final int DEFAULT_EVENTS = 1000;
    private static final int MAX_TRACED_FRAMES = 1000;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private final Observatory observatory;
    private final EventStream events;
    private final HttpAnswers http;

    public ObserveRoutes(Observatory observatory, EventStream events, HttpAnswers http) {
        this.observatory = observatory;
        this.events = events;
        this.http = http;
    }

    @Override
    public void addTo(HttpServerRoutes routes) {
        looks(routes);
        routes.post(
                "/v1/trace",
                (request, response) ->
                        http.answerBody(request, response, body -> observatory.trace(query(request, "bridge"), body)));
        routes.get(
                "/v1/trace/live",
                (request, response) -> stream(
                        request,
                        response,
                        "application/x-ndjson",
                        () -> observatory
                                .liveTrace(
                                        query(request, "bridge"),
                                        required(request, "mac", "?mac=aa:fc:00:00:00:01"),
                                        (int) number(request, "frames", 10, 1, MAX_TRACED_FRAMES))
                                .map(trace -> line(http.toJson(trace)))));
        routes.get(
                "/v1/capture",
                (request, response) -> stream(
                        request,
                        response,
                        "application/x-pcapng",
                        () -> observatory.capture(
                                query(request, "bridge"),
                                captureOptions(request),
                                number(request, "packets", 0, 0, Long.MAX_VALUE))));
    }

    /** Only what a web page without rights may see: no frames' contents. */
    public void looks(HttpServerRoutes routes) {
        routes.get(
                "/v1/why/{subject}",
                (request, response) -> http.answer(
                        request, response, () -> observatory.why(query(request, "bridge"), path(request, "subject"))));
        routes.get("/v1/events", (request, response) -> {
            String accept = request.requestHeaders().get("Accept", "");
            return accept.contains("text/event-stream") ? follow(request, response) : read(request, response);
        });
    }

    private Publisher<Void> read(HttpServerRequest request, HttpServerResponse response) {
        return http.answer(
                request,
                response,
                () -> observatory.events(number(request, "after", 0, Long.MIN_VALUE, Long.MAX_VALUE), (int)
                        number(request, "limit", DEFAULT_EVENTS, 1, DEFAULT_EVENTS)));
    }

    private Publisher<Void> follow(HttpServerRequest request, HttpServerResponse response) {
        return stream(request, response, "text/event-stream", () -> {
            // What a browser sends when it connects again after a break.
            String seen = request.requestHeaders().get("Last-Event-ID");
            long after = seen == null
                    ? number(request, "after", 0, Long.MIN_VALUE, Long.MAX_VALUE)
                    : parse("Last-Event-ID", seen, Long.MIN_VALUE, Long.MAX_VALUE);
            return events.from(after, http::toJson)
                    .mergeWith(Flux.interval(KEEP_ALIVE).onBackpressureDrop().map(tick -> line(":\n")));
        });
    }

    private interface Source {
        Flux<ByteBuf> open();
    }

    /** Opens a stream on the control thread, where a fault still gets a proper answer, and sends it as it comes. */
    private Publisher<Void> stream(
            HttpServerRequest request, HttpServerResponse response, String contentType, Source source) {
        return Mono.fromCallable(source::open)
                .subscribeOn(http.controlThread())
                .doOnNext(flux -> ClientLimits.unlimitedReading(response))
                .flatMap(flux -> response.header("Content-Type", contentType)
                        .header("Cache-Control", "no-store")
                        .send(flux, buffer -> true)
                        .then())
                .onErrorResume(ApiException.class, e -> http.send(response, http.fault(request, e)));
    }

    private static CaptureOptions captureOptions(HttpServerRequest request) {
        List<String> ports = HttpAnswers.parameters(request).getOrDefault("port", List.of());
        String filter = query(request, "filter");
        FrameFilter compiled;
        try {
            compiled = FrameFilter.compile(filter == null ? "" : filter);
        } catch (FilterException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()), e.hint());
        }
        return new CaptureOptions(
                Set.copyOf(ports),
                compiled,
                "true".equals(query(request, "drops")),
                (int) number(
                        request, "snaplen", CaptureOptions.DEFAULT_SNAP_BYTES, 64, CaptureOptions.DEFAULT_SNAP_BYTES),
                CaptureOptions.DEFAULT_RING_BYTES);
    }

    private static String required(HttpServerRequest request, String name, String hint) {
        String value = query(request, name);
        if (value == null) {
            throw ApiException.badRequest("the parameter '" + name + "' is missing", "write " + hint);
        }
        return value;
    }

    private static long number(HttpServerRequest request, String name, long standard, long minimum, long maximum) {
        String text = query(request, name);
        return text == null ? standard : parse(name, text, minimum, maximum);
    }

    private static long parse(String name, @Nullable String text, long minimum, long maximum) {
        try {
            long value = Long.parseLong(String.valueOf(text));
            if (value >= minimum && value <= maximum) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported like a number out of range.
        }
        throw ApiException.badRequest(
                "'" + text + "' is no value for '" + name + "'", "write a number from " + minimum + " to " + maximum);
    }

    private static ByteBuf line(String text) {
        return Unpooled.copiedBuffer(text + "\n", StandardCharsets.UTF_8);
    }
}
