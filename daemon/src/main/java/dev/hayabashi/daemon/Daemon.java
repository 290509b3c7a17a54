package dev.hayabashi.daemon;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.daemon.control.ControlServer;
import dev.hayabashi.daemon.control.EventStream;
import dev.hayabashi.daemon.control.HttpAnswers;
import dev.hayabashi.daemon.control.ObserveRoutes;
import dev.hayabashi.daemon.events.EventJournal;
import dev.hayabashi.daemon.events.EventSource;
import dev.hayabashi.daemon.observe.BridgeWatch;
import dev.hayabashi.daemon.runtime.PortOpenException;
import dev.hayabashi.daemon.runtime.RunningBridge;
import dev.hayabashi.daemon.runtime.TapIoDevices;
import dev.hayabashi.daemon.why.Citations;
import dev.hayabashi.tapio.loop.FrameLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The daemon from start to end.
 *
 * <p>Start is all or nothing: when a port of the configuration cannot be had, what was made is taken back and the reasons of
 * all such ports are reported together.
 */
public final class Daemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final long STOP_SECONDS = 5;

    private final ControlSocketFile socketFile;
    private final ExecutorService controlThread;
    private final Scheduler streamThread = Schedulers.newSingle("streams", true);
    private final EventJournal journal = new EventJournal(EventJournal.DEFAULT_CAPACITY);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<RunningBridge> bridges = new ArrayList<>();
    private @Nullable FrameLoop loop;
    private @Nullable ControlServer server;
    private boolean closed;

    private Daemon(ControlSocketFile socketFile) {
        this.socketFile = socketFile;
        this.controlThread = Executors.newSingleThreadExecutor(new DefaultThreadFactory("control", true));
    }

    /**
     * Starts the daemon; when this returns, its ports forward and its socket answers.
     *
     * @param config what to run
     * @param configFile where it was read; empty for the defaults
     * @param socket path of the control socket
     * @throws StartException when it cannot start; nothing is left behind
     */
    public static Daemon start(HayabashiConfig config, Optional<Path> configFile, Path socket) throws StartException {
        Daemon daemon = new Daemon(ControlSocketFile.claim(socket));
        try {
            daemon.run(config, configFile, socket);
            return daemon;
        } catch (StartException | RuntimeException e) {
            daemon.close();
            throw e;
        }
    }

    private void run(HayabashiConfig config, Optional<Path> configFile, Path socket) throws StartException {
        FrameLoop frames;
        try {
            frames = FrameLoop.start("frames");
        } catch (IllegalStateException e) {
            throw new StartException(String.valueOf(e.getMessage()), "");
        }
        loop = frames;
        TapIoDevices devices = new TapIoDevices(frames);
        List<String> failures = onControlThread(() -> startBridges(config, frames, devices));
        if (!failures.isEmpty()) {
            throw new StartException(String.join(System.lineSeparator(), failures), "");
        }
        Bridges running = new Bridges(bridges);
        DaemonController controller = new DaemonController(
                config,
                running,
                socket.toString(),
                configFile.map(Path::toString).orElse(null));
        Citations citations = (bridge, port, key) -> config.positions().citePort(bridge, port, key);
        DaemonObservatory observatory =
                new DaemonObservatory(running, citations, journal, new FrameStreams(streamThread));
        HttpAnswers http = new HttpAnswers(controlThread);
        ObserveRoutes looking = new ObserveRoutes(observatory, new EventStream(journal, streamThread), http);
        server = new ControlServer(socket.toString(), controller, http, List.of(looking));
        socketFile.restrict(config.control().group());
    }

    private List<String> startBridges(HayabashiConfig config, FrameLoop frames, TapIoDevices devices) {
        List<String> failures = new ArrayList<>();
        for (BridgeConfig bridge : config.bridges()) {
            try {
                devices.removeLeftovers(bridge)
                        .forEach(what -> LOG.info("{}: removed what an earlier daemon left: {}", bridge.name(), what));
            } catch (PortOpenException e) {
                failures.add("bridge " + bridge.name() + ": " + e.getMessage());
                continue;
            }
            BridgeWatch watch = new BridgeWatch(new EventSource(journal, bridge.name(), Clock.systemUTC()));
            RunningBridge running = new RunningBridge(bridge, devices, frames.eventLoop(), FrameLoop.memory(), watch);
            bridges.add(running);
            for (PortConfig port : bridge.ports()) {
                try {
                    running.addPort(port);
                } catch (PortOpenException e) {
                    String place = config.positions()
                            .port(bridge.name(), port.name(), "name")
                            .map(at -> config.positions().source() + ":" + at.line() + ":" + at.column() + ": ")
                            .orElse("");
                    failures.add(place + "port '" + port.name() + "' on " + bridge.name() + ": " + e.getMessage()
                            + (e.hint().isEmpty() ? "" : "; " + e.hint()));
                }
            }
        }
        return failures;
    }

    private <T> T onControlThread(Callable<T> call) {
        try {
            return controlThread.submit(call).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException runtime ? runtime : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }

    /** Number of ports that run. */
    public int portCount() {
        return onControlThread(() -> bridges.stream()
                .mapToInt(bridge -> bridge.config().ports().size())
                .sum());
    }

    /** Waits until {@link #close} is done. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /**
     * Stops: no more requests, then the ports in reverse order of their making, then the loop. What the daemon made is
     * removed; persistent TAPs stay, because a virtual machine may hold them.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (server != null) {
            server.close();
        }
        try {
            controlThread.submit(() -> bridges.forEach(RunningBridge::close)).get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            LOG.warn("stopping the bridges: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        controlThread.shutdown();
        streamThread.dispose();
        if (loop != null) {
            loop.close();
        }
        socketFile.close();
        stopped.countDown();
    }
}
