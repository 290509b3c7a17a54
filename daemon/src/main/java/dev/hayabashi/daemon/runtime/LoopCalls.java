package dev.hayabashi.daemon.runtime;

import io.netty.channel.EventLoop;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls from the control thread into an event loop. */
final class LoopCalls {
    private static final long TIMEOUT_SECONDS = 20;

    private final EventLoop loop;

    LoopCalls(EventLoop loop) {
        this.loop = loop;
    }

    /** Runs {@code call} on the loop and waits for its result; what it throws is thrown here. */
    <T> T call(Callable<T> call) {
        try {
            return loop.submit(call).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the event loop has not answered for " + TIMEOUT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the event loop", e);
        }
    }

    /** Runs {@code task} on the loop soon; nobody waits for it. */
    void later(Runnable task) {
        loop.execute(task);
    }

    void run(Runnable task) {
        call(() -> {
            task.run();
            return true;
        });
    }
}
