package dev.hayabashi.daemon;

import dev.hayabashi.bridgecore.FrameObserver;
import dev.hayabashi.daemon.api.ApiException;
import dev.hayabashi.daemon.api.TraceView;
import dev.hayabashi.daemon.capture.CaptureOptions;
import dev.hayabashi.daemon.capture.CaptureReader;
import dev.hayabashi.daemon.capture.CaptureTap;
import dev.hayabashi.daemon.runtime.RunningBridge;
import dev.hayabashi.daemon.trace.LiveTrace;
import dev.hayabashi.daemon.trace.TraceRecorder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Streams of what passes through a bridge. The event loop puts frames into bounded memory; a timer elsewhere empties it when the
 * client has room. A client that leaves, or that does not read, is of no consequence to the loop.
 */
final class FrameStreams {
    private static final Logger LOG = LoggerFactory.getLogger(FrameStreams.class);
    private static final Duration INTERVAL = Duration.ofMillis(20);
    private static final int CHUNK_BYTES = 1 << 16;

    private final Scheduler scheduler;

    FrameStreams(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Frames as pcapng; {@code packets} 0 means for ever. */
    Flux<ByteBuf> capture(RunningBridge running, CaptureOptions options, long packets) {
        // The seat is taken when somebody is there to read, and given back when that ends.
        return Flux.defer(() -> captureNow(running, options, packets));
    }

    private Flux<ByteBuf> captureNow(RunningBridge running, CaptureOptions options, long packets) {
        CaptureTap tap = new CaptureTap(options, System.nanoTime());
        CaptureReader reader = new CaptureReader(
                tap,
                options,
                running.config().name(),
                "hayabashi " + Version.CURRENT,
                epochNanos(Instant.now()) - System.nanoTime());
        long most = packets == 0 ? Long.MAX_VALUE : packets;
        take(running, tap);
        return Flux.interval(Duration.ZERO, INTERVAL, scheduler)
                .onBackpressureDrop()
                .concatMap(tick -> chunks(reader, most), 1)
                .takeUntil(chunk -> reader.packets() >= most)
                .doOnDiscard(ByteBuf.class, ByteBuf::release)
                .doFinally(end -> {
                    running.tell(sight -> sight.seat().remove(tap));
                    LOG.info(
                            "{}: a capture ended after {} frames, {} lost",
                            running.config().name(),
                            reader.packets(),
                            reader.lost());
                });
    }

    private static Flux<ByteBuf> chunks(CaptureReader reader, long most) {
        return Flux.generate(sink -> {
            ByteBuf chunk = Unpooled.buffer(CHUNK_BYTES);
            reader.read(chunk, CHUNK_BYTES, most - reader.packets());
            if (chunk.isReadable()) {
                sink.next(chunk);
            } else {
                chunk.release();
                sink.complete();
            }
        });
    }

    /** The ways of the next frames of a station. */
    Flux<TraceView> trace(RunningBridge running, long station, int frames) {
        return Flux.defer(() -> traceNow(running, station, frames));
    }

    private Flux<TraceView> traceNow(RunningBridge running, long station, int frames) {
        // As many as asked for fit: the loop never finds it full.
        Sinks.Many<TraceRecorder> sink =
                Sinks.many().unicast().onBackpressureBuffer(new java.util.concurrent.ArrayBlockingQueue<>(frames));
        LiveTrace live = running.ask(
                sight -> new LiveTrace(station, frames, () -> new TraceRecorder(sight.bridge()), sink::tryEmitNext));
        take(running, live);
        long offset = epochNanos(Instant.now()) - System.nanoTime();
        return sink.asFlux()
                .publishOn(scheduler)
                .map(recorder -> recorder.view(true, time(recorder.atNanos() + offset)))
                .take(frames)
                .doFinally(end -> running.tell(sight -> sight.seat().remove(live)));
    }

    private static void take(RunningBridge running, FrameObserver observer) {
        if (!running.ask(sight -> sight.seat().add(observer))) {
            throw ApiException.conflict(
                    "too many captures and traces run on " + running.config().name() + " already",
                    "end one of them first");
        }
        running.awaitShortcuts();
    }

    private static long epochNanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    private static String time(long epochNanos) {
        return Instant.ofEpochSecond(0, epochNanos).toString();
    }
}
