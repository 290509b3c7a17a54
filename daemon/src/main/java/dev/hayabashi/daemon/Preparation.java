package dev.hayabashi.daemon;

import dev.hayabashi.daemon.control.HttpAnswers;
import dev.hayabashi.tapio.loop.FrameLoop;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServer;

/**
 * Has libraries initialised while the configuration is read and while ports are opened: first those that ports need, then those
 * that the servers need. What goes wrong here goes wrong once more where it is needed, and is told there.
 *
 * <p>Nobody initialises the same library at the same time: those who need one wait for its turn to be over. Two threads that
 * enter a library's classes by different doors could wait for each other for ever.
 */
public final class Preparation {
    // Nothing here reads JFR events of allocations. The others make channel names unique across machines; finding them
    // out
    // would ask for all network interfaces, of which there may be a thousand. The last one spares JNA running ldconfig:
    // it
    // loads the C library alone, which the linker knows.
    private static final Map<String, String> SETTINGS = Map.of(
            "io.netty.jfr.enabled", "false",
            "io.netty.machineId", "02:00:00:00:00:00:00:01",
            "io.netty.processId", "1",
            "jna.platform.library.path", "");

    private static @Nullable Preparation running;

    private final CountDownLatch natives = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    private Preparation() {}

    /** Begins, on a thread of its own; once in the life of a process, and before anything else that uses the libraries. */
    public static synchronized void begin() {
        if (running == null) {
            SETTINGS.forEach((key, value) -> {
                if (System.getProperty(key) == null) {
                    System.setProperty(key, value);
                }
            });
            Preparation preparation = new Preparation();
            running = preparation;
            Thread thread = new Thread(preparation::run, "prepare");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        try {
            Logger log = LoggerFactory.getLogger(Preparation.class);
            FrameLoop.prepare();
            natives.countDown();
            Schedulers.parallel();
            HttpServer.create();
            HttpAnswers.prepare();
            log.debug("prepared");
        } catch (RuntimeException | LinkageError e) {
            LoggerFactory.getLogger(Preparation.class).debug("preparing", e);
        } finally {
            natives.countDown();
            end.countDown();
        }
    }

    /** Waits until what ports need is initialised, if that was begun. */
    static void awaitNatives() {
        Preparation preparation = running();
        if (preparation != null) {
            await(preparation.natives);
        }
    }

    /** Waits until all is initialised, if that was begun. */
    static void awaitEnd() {
        Preparation preparation = running();
        if (preparation != null) {
            await(preparation.end);
        }
    }

    private static synchronized @Nullable Preparation running() {
        return running;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
