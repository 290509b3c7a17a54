package dev.hayabashi.daemon.web;

import dev.hayabashi.daemon.control.RouteGroup;
import dev.hayabashi.metrics.HayabashiMetrics;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * {@code /metrics}. Scrapes are made one after another on a thread of their own; when too many wait, more are turned away, so
 * that a flood of them costs neither memory nor the event loop's time.
 */
public final class MetricsRoute implements RouteGroup, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsRoute.class);
    private static final int MAX_WAITING = 64;
    private static final int UNAVAILABLE = 503;
    private static final int INTERNAL_ERROR = 500;

    private final Supplier<HayabashiMetrics> maker;
    private final Scheduler thread = Schedulers.newBoundedElastic(1, MAX_WAITING, "scrape", 60, true);
    private @Nullable HayabashiMetrics metrics;
    private boolean closed;

    /**
     * @param maker makes the meters, once: for the first scrape, or when there is time, see {@link #prepareAfter}
     */
    public MetricsRoute(Supplier<HayabashiMetrics> maker) {
        this.maker = maker;
    }

    /**
     * Makes the meters after a while if no scrape has come before. Their registry takes as long to make as all ports take to
     * open, and a start is in a hurry.
     */
    public void prepareAfter(Duration delay) {
        Disposable unused = thread.schedule(this::metrics, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized HayabashiMetrics metrics() {
        if (closed) {
            throw new IllegalStateException("the daemon stops");
        }
        if (metrics == null) {
            metrics = maker.get();
        }
        return metrics;
    }

    @Override
    public void addTo(HttpServerRoutes routes) {
        routes.get(
                "/metrics",
                (request, response) -> Mono.fromCallable(() -> metrics().scrape())
                        .subscribeOn(thread)
                        .flatMap(text -> response.header("Content-Type", HayabashiMetrics.TEXT)
                                .header("Content-Length", String.valueOf(text.length))
                                .header("Cache-Control", "no-store")
                                .sendObject(Mono.just(Unpooled.wrappedBuffer(text)))
                                .then())
                        .onErrorResume(RejectedExecutionException.class, e -> refuse(response))
                        .onErrorResume(IllegalStateException.class, e -> fail(response, e)));
    }

    private static Mono<Void> refuse(HttpServerResponse response) {
        return response.status(UNAVAILABLE)
                .sendString(Mono.just("too many scrapes at once\n"))
                .then();
    }

    /** A loop that does not answer, or a daemon that stops: a failed scrape is what the graph should show. */
    private static Mono<Void> fail(HttpServerResponse response, Throwable thrown) {
        LOG.warn("a scrape failed: {}", thrown.toString());
        return response.status(INTERNAL_ERROR)
                .sendString(Mono.just("no sample could be taken: " + thrown.getMessage() + "\n"))
                .then();
    }

    @Override
    public void close() {
        thread.dispose();
        synchronized (this) {
            closed = true;
            if (metrics != null) {
                metrics.close();
            }
        }
    }
}
