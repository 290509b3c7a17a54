package dev.hayabashi.daemon;

import dev.hayabashi.daemon.runtime.PortOpenException;
import dev.hayabashi.daemon.runtime.RunningBridge;
import dev.hayabashi.daemon.takeover.Estate;
import dev.hayabashi.daemon.takeover.HandOver;
import dev.hayabashi.daemon.takeover.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;

/** A running daemon that hands over. The control thread does it, so that nobody changes anything meanwhile. */
final class Leaving implements HandOver.Giver {
    private final ExecutorService controlThread;
    private final BridgeKeeper keeper;
    private final LiveConfig config;
    private final List<RunningBridge> bridges;
    private final IntConsumer leave;

    /** @param leave lets go of all that is not handed over; given the process that goes on */
    Leaving(
            ExecutorService controlThread,
            BridgeKeeper keeper,
            LiveConfig config,
            List<RunningBridge> bridges,
            IntConsumer leave) {
        this.controlThread = controlThread;
        this.keeper = keeper;
        this.config = config;
        this.bridges = bridges;
        this.leave = leave;
    }

    @Override
    public Estate draft() throws RefusedException {
        try {
            return onControlThread(() -> estate(false));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void surrender(HandOver.PassOn passOn) throws IOException, RefusedException {
        onControlThread(() -> {
            boolean passed = false;
            try {
                keeper.pause();
                Estate estate = estate(true);
                List<Integer> descriptors = new ArrayList<>();
                bridges.forEach(bridge -> descriptors.addAll(bridge.handOver().descriptors()));
                passOn.pass(estate, descriptors);
                passed = true;
            } finally {
                if (!passed) {
                    keeper.resume();
                }
            }
            // Requests that came meanwhile are for the other process: their clients see the connection end.
            controlThread.shutdownNow();
            return passed;
        });
    }

    @Override
    public void leave(int successorPid) {
        leave.accept(successorPid);
    }

    private Estate estate(boolean last) throws RefusedException {
        try {
            return new Estate(
                    Version.CURRENT, config.everything(), keeper.autoAttached(), keeper.keep(last), System.nanoTime());
        } catch (PortOpenException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e.hint());
        }
    }

    private <T> T onControlThread(Callable<T> call) throws IOException, RefusedException {
        try {
            return controlThread.submit(call).get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException io) {
                throw io;
            } else if (cause instanceof RefusedException refused) {
                throw refused;
            }
            throw new IllegalStateException(cause);
        } catch (RejectedExecutionException e) {
            throw new RefusedException("the daemon stops", "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
