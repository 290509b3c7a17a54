package dev.hayabashi.daemon.runtime;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The seconds that pass for a bridge on its event loop: a tick each, however late, that must not throw. Owned by the loop.
 */
final class Seconds {
    /** Time from one tick to the next. */
    static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A tick this late means that the process stood still; neighbours wait for at least three seconds before they move a tree. */
    private static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final EventLoop loop;
    private final Tick task;
    private @Nullable ScheduledFuture<?> ticks;
    private long dueNanos;

    /** What is done each second. */
    interface Tick {
        /** @param lateNanos how late it is */
        void tick(long nowNanos, long lateNanos);
    }

    Seconds(EventLoop loop, Tick task) {
        this.loop = loop;
        this.task = task;
    }

    /** Ticks come from {@code firstNanos} on, or from now on if that is past. */
    void start(long firstNanos) {
        stop();
        long now = System.nanoTime();
        dueNanos = Math.max(now, firstNanos);
        ticks = loop.scheduleAtFixedRate(this::tick, dueNanos - now, TICK_NANOS, TimeUnit.NANOSECONDS);
    }

    void stop() {
        if (ticks != null) {
            ticks.cancel(false);
        }
    }

    private void tick() {
        long now = System.nanoTime();
        try {
            task.tick(now, Math.max(0, now - dueNanos));
        } finally {
            // Last: what the tick itself hears from the descriptors is as old as the standstill.
            dueNanos += TICK_NANOS;
        }
    }

    /** Whether the process has stood still and its next tick will say so. */
    boolean stoodStill(long nowNanos) {
        return nowNanos - dueNanos > STANDSTILL_NANOS;
    }
}
