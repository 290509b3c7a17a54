package dev.hayabashi.cli.demo;

import dev.hayabashi.cli.demo.Happening.Side;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The whole of it: two sides at the same time, told as it happens. */
public final class Demo {
    private static final long TIMEOUT_SECONDS = 50;
    private static final long REFRESH_MILLIS = 100;

    private final int delaySeconds;
    private final Function<String, String> stateOf;
    private final List<Happening> happenings = Collections.synchronizedList(new ArrayList<>());

    /**
     * @param delaySeconds the forward delay that the kernel's bridge is given
     * @param stateOf asks the daemon behind a socket for the state of port vm0
     */
    public Demo(int delaySeconds, Function<String, String> stateOf) {
        this.delaySeconds = delaySeconds;
        this.stateOf = stateOf;
    }

    /**
     * Plays it.
     *
     * @param out where the timeline goes; null for nowhere
     * @param terminal whether {@code out} is a terminal
     * @param colour whether it shows colours
     * @return what happened, for JSON
     */
    public Map<String, Object> play(@Nullable PrintWriter out, boolean terminal, boolean colour) {
        Screen screen = out == null ? null : new Screen(out, terminal, colour);
        Stage stage = new Stage();
        Thread stop = new Thread(stage::close, "demo-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "demo");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Play kernel = new Play(Side.KERNEL, new KernelSide(stage, delaySeconds), stage, h -> told(screen, h));
            Play ours = new Play(Side.HAYABASHI, new HayabashiSide(stage, stateOf), stage, h -> told(screen, h));
            if (screen != null) {
                screen.waiting("  setting up two bridges in network namespaces of their own …");
            }
            both(threads, kernel::setUp, ours::setUp, screen, false);
            if (screen != null) {
                screen.heading(delaySeconds);
            }
            both(threads, () -> kernel.run(TIMEOUT_SECONDS), () -> ours.run(TIMEOUT_SECONDS), screen, true);
            if (screen != null) {
                screen.result(kernel.outcome(), ours.outcome());
            }
            return json(kernel.outcome(), ours.outcome());
        } finally {
            stage.close();
            threads.shutdownNow();
            try {
                Runtime.getRuntime().removeShutdownHook(stop);
            } catch (IllegalStateException e) {
                // It is what closed the stage.
            }
        }
    }

    private void told(@Nullable Screen screen, Happening happening) {
        happenings.add(happening);
        if (screen != null) {
            screen.show(happening);
        }
    }

    private static void both(
            ExecutorService threads, Runnable one, Runnable other, @Nullable Screen screen, boolean clock) {
        CompletableFuture<Void> all = CompletableFuture.allOf(
                CompletableFuture.runAsync(one, threads), CompletableFuture.runAsync(other, threads));
        long start = System.nanoTime();
        while (true) {
            try {
                all.get(REFRESH_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (screen != null && clock) {
                    screen.waiting(String.format(Locale.ROOT, "%7.1f s", (System.nanoTime() - start) / 1e9));
                }
            } catch (ExecutionException | CompletionException e) {
                Play.rethrow(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Map<String, Object> json(Play.Outcome kernel, Play.Outcome ours) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("kernelBridge", side(Side.KERNEL, kernel));
        all.put("hayabashi", side(Side.HAYABASHI, ours));
        return all;
    }

    private Map<String, Object> side(Side side, Play.Outcome outcome) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("leaseSeconds", outcome.leaseNanos() == 0 ? null : outcome.leaseNanos() / 1e9);
        map.put("discovers", outcome.discovers());
        map.put("lostDiscovers", outcome.lost());
        map.put("answerMilliseconds", outcome.answerNanos() == 0 ? null : outcome.answerNanos() / 1e6);
        List<Map<String, Object>> events = new ArrayList<>();
        synchronized (happenings) {
            for (Happening h : happenings) {
                if (h.side() == side) {
                    Map<String, Object> event = new LinkedHashMap<>();
                    event.put("seconds", h.seconds());
                    event.put("event", h.what().name().toLowerCase(Locale.ROOT));
                    event.put("detail", h.detail());
                    events.add(event);
                }
            }
        }
        map.put("events", events);
        return map;
    }
}
