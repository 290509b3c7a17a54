package dev.hayabashi.daemon;

import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.config.MetricsConfig;
import dev.hayabashi.daemon.control.ClientAccess;
import dev.hayabashi.daemon.control.ClientLimits;
import dev.hayabashi.daemon.control.ControlServer;
import dev.hayabashi.daemon.control.EventStream;
import dev.hayabashi.daemon.control.HttpAnswers;
import dev.hayabashi.daemon.control.ObserveRoutes;
import dev.hayabashi.daemon.control.ReadRoutes;
import dev.hayabashi.daemon.control.RouteGroup;
import dev.hayabashi.daemon.events.EventJournal;
import dev.hayabashi.daemon.events.EventSource;
import dev.hayabashi.daemon.gateway.GatewayException;
import dev.hayabashi.daemon.page.PageRoutes;
import dev.hayabashi.daemon.runtime.RunningBridge;
import dev.hayabashi.daemon.scrape.BridgeSampler;
import dev.hayabashi.daemon.takeover.HandOver;
import dev.hayabashi.daemon.web.Credentials;
import dev.hayabashi.daemon.web.MetricsRoute;
import dev.hayabashi.daemon.web.WebServer;
import dev.hayabashi.daemon.why.Citations;
import dev.hayabashi.metrics.HayabashiMetrics;
import dev.hayabashi.tapio.loop.EngineChoice;
import dev.hayabashi.tapio.loop.EngineRefusedException;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.loop.FrameLoops;
import dev.hayabashi.tapio.loop.IoEngine;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
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
    private static final int MAX_AUTO_LOOPS = 4;

    /** The time after a start belongs to the guests that wait for it. */
    private static final Duration METERS_DELAY = Duration.ofSeconds(1);

    private final ExecutorService controlThread =
            Executors.newSingleThreadExecutor(new DefaultThreadFactory("control", true));
    private final EventJournal journal = new EventJournal(EventJournal.DEFAULT_CAPACITY);
    private final CountDownLatch stopped = new CountDownLatch(1);
    // Changed on the control thread, read by scrapes too.
    private final List<RunningBridge> bridges = new CopyOnWriteArrayList<>();
    private @Nullable ControlSocketFile socketFile;
    private @Nullable Scheduler streamThread;
    private @Nullable FrameLoops loops;
    private @Nullable EngineChoice engine;
    private @Nullable ControlServer server;
    private @Nullable ClientAccess access;
    private @Nullable MetricsRoute metrics;
    private @Nullable WebServer web;
    private @Nullable BridgeKeeper keeper;
    private @Nullable LiveConfig live;
    private @Nullable HandOver handOver;
    private boolean closed;
    private volatile int successorPid;

    private Daemon() {}

    /**
     * Starts the daemon; when this returns, its ports forward and its socket answers.
     *
     * @param config what to run
     * @param configFile where it was read; empty for the defaults
     * @param socket path of the control socket
     * @throws StartException when it cannot start; nothing is left behind
     */
    public static Daemon start(HayabashiConfig config, Optional<Path> configFile, Path socket) throws StartException {
        Daemon daemon = new Daemon();
        daemon.socketFile = ControlSocketFile.claim(socket);
        try {
            daemon.run(config, configFile, socket);
            return daemon;
        } catch (StartException | RuntimeException e) {
            daemon.close();
            throw e;
        }
    }

    /**
     * Goes on in the place of the daemon that serves {@code socket}; when this returns, that one has let go of everything.
     *
     * @throws StartException when it cannot be. The process has to end then without closing anything: the other one goes on
     */
    public static Daemon takeOver(HayabashiConfig config, Optional<Path> configFile, Path socket)
            throws StartException {
        // The other process waits for what this one says: what takes long is done before.
        Preparation.awaitEnd();
        Daemon daemon = new Daemon();
        Arriving arriving = new Arriving(config, socket);
        FrameLoops frames = daemon.startLoops(config);
        arriving.rehearse(frames.first());
        BridgeKeeper keeper = daemon.makeKeeper(arriving.running(), frames);
        Optional<StartException> failure = daemon.onControlThread(() -> {
            try {
                arriving.takeOver(keeper);
                return Optional.empty();
            } catch (StartException e) {
                return Optional.of(e);
            }
        });
        if (failure.isPresent()) {
            throw failure.get();
        }
        daemon.serveInSpiteOfAll(arriving, keeper, configFile, socket, frames);
        return daemon;
    }

    /** From here on there is no way back: what fails is logged, and frames flow. */
    private void serveInSpiteOfAll(
            Arriving arriving, BridgeKeeper bridgeKeeper, Optional<Path> configFile, Path socket, FrameLoops frames) {
        try {
            socketFile = ControlSocketFile.claim(socket);
            serve(arriving.running(), configFile, socket, frames, bridgeKeeper);
            letIn(arriving.running(), socket, bridgeKeeper);
        } catch (StartException e) {
            LOG.error("the bridges run; but {}; {}", e.getMessage(), e.hint());
        }
        LiveConfig config = live;
        onControlThread(() -> {
            arriving.raiseHost(bridgeKeeper);
            if (config != null) {
                config.applyFile();
            }
            return true;
        });
    }

    private FrameLoops startLoops(HayabashiConfig config) throws StartException {
        Preparation.awaitNatives();
        int count = eventLoops(config);
        try {
            EngineChoice choice = EngineChoice.of(config.io(), count);
            choice.reason().ifPresent(reason -> LOG.info("frames move by epoll: {}", reason));
            FrameLoops frames =
                    FrameLoops.start(count, choice.engine(), TimeUnit.MICROSECONDS.toNanos(config.busyPollMicros()));
            loops = frames;
            engine = choice;
            return frames;
        } catch (EngineRefusedException e) {
            throw new StartException(new Places(config).written("io").orElse("") + e.getMessage(), e.hint());
        } catch (IllegalStateException e) {
            throw new StartException(String.valueOf(e.getMessage()), "");
        }
    }

    private BridgeKeeper makeKeeper(HayabashiConfig config, FrameLoops frames) throws StartException {
        try {
            BridgeKeeper made = new BridgeKeeper(config, frames, controlThread, journal, bridges);
            keeper = made;
            return made;
        } catch (GatewayException e) {
            throw new StartException(String.valueOf(e.getMessage()), e.hint());
        }
    }

    private void run(HayabashiConfig config, Optional<Path> configFile, Path socket) throws StartException {
        FrameLoops frames = startLoops(config);
        BridgeKeeper bridgeKeeper = makeKeeper(config, frames);
        // The servers take as long to make as the ports take to open: both at once.
        Future<List<String>> ports = controlThread.submit(() -> bridgeKeeper.startAll(config));
        @Nullable StartException refused = null;
        try {
            serve(config, configFile, socket, frames, bridgeKeeper);
        } catch (StartException e) {
            refused = e;
        }
        List<String> failures = result(ports);
        if (!failures.isEmpty()) {
            throw new StartException(String.join(System.lineSeparator(), failures), "");
        }
        if (refused != null) {
            throw refused;
        }
        letIn(config, socket, bridgeKeeper);
    }

    /** Makes what answers clients. The control socket is not to be found yet; a scrape sees the bridges that are there. */
    private void serve(
            HayabashiConfig config,
            Optional<Path> configFile,
            Path socket,
            FrameLoops frames,
            BridgeKeeper bridgeKeeper)
            throws StartException {
        Preparation.awaitEnd();
        Bridges running = new Bridges(bridges);
        LiveConfig liveConfig = new LiveConfig(
                config, configFile, bridgeKeeper, bridges, new EventSource(journal, null, Clock.systemUTC()));
        live = liveConfig;
        Citations citations =
                (bridge, port, key) -> liveConfig.inForce().positions().citePort(bridge, port, key);
        Scheduler streams = Schedulers.newSingle("streams", true);
        streamThread = streams;
        DaemonObservatory observatory = new DaemonObservatory(
                running, citations, journal, new FrameStreams(streams), bridgeKeeper::lookAtKernelDrops);
        HttpAnswers http = new HttpAnswers(controlThread);
        ObserveRoutes looking = new ObserveRoutes(observatory, new EventStream(journal, streams), http);
        DaemonController controller = new DaemonController(
                liveConfig,
                running,
                Objects.requireNonNull(engine),
                frames.all().size(),
                socket.toString(),
                this::metricsUrl,
                configFile.map(Path::toString).orElse(null),
                bridgeKeeper::lookAtKernelDrops);
        ReadRoutes reading = new ReadRoutes(controller, http);
        MetricsRoute scrapes = new MetricsRoute(() -> metrics(frames, bridgeKeeper));
        metrics = scrapes;
        web = startWeb(config, http, List.of(new PageRoutes(), scrapes, reading, looking::looks));
        String bindPath = Objects.requireNonNull(socketFile).bindPath().toString();
        ClientAccess clients = new ClientAccess();
        access = clients;
        server = new ControlServer(bindPath, controller, http, List.of(reading, looking), clients);
        scrapes.prepareAfter(METERS_DELAY);
    }

    /** Lets clients in, and a process that wants to go on in the place of this one. */
    private void letIn(HayabashiConfig config, Path socket, BridgeKeeper bridgeKeeper) throws StartException {
        Objects.requireNonNull(socketFile)
                .publish(config.control().group(), config.control().readGroup(), Objects.requireNonNull(access));
        LiveConfig liveConfig = Objects.requireNonNull(live);
        try {
            handOver =
                    HandOver.listen(socket, new Leaving(controlThread, bridgeKeeper, liveConfig, bridges, this::leave));
        } catch (IOException e) {
            LOG.warn("this daemon cannot be taken over: {}", e.getMessage());
        }
    }

    /** {@code auto}: the hosts that use the bridge need CPUs too. */
    private static int eventLoops(HayabashiConfig config) {
        if (config.eventLoops() > 0) {
            return config.eventLoops();
        }
        boolean alone = config.io().equals(IoEngine.IO_URING.label());
        return alone
                ? 1
                : Math.max(1, Math.min(MAX_AUTO_LOOPS, Runtime.getRuntime().availableProcessors() / 2));
    }

    private HayabashiMetrics metrics(FrameLoops frames, BridgeKeeper bridgeKeeper) {
        HayabashiMetrics registry =
                new HayabashiMetrics(new BridgeSampler(bridges, bridgeKeeper::lookAtKernelDrops), Version.CURRENT);
        registry.bindNetty((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT);
        registry.bindLoops(
                frames.all().stream().<EventExecutor>map(FrameLoop::eventLoop).toList());
        return registry;
    }

    /**
     * Starts the read-only listener. An address that somebody asked for and that cannot be had is an error; without the default
     * one (a second daemon, a namespace without loopback) the bridge runs all the same.
     */
    private static @Nullable WebServer startWeb(HayabashiConfig config, HttpAnswers http, List<RouteGroup> groups)
            throws StartException {
        String listen = config.metrics().listen();
        try {
            return new WebServer(
                    listen, http, new ClientLimits(), groups, credentials(config.metrics()), tls(config.metrics()));
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String what = "metrics cannot be served on " + listen + ": " + cause.getMessage();
            Optional<String> asked = new Places(config).written("metrics/listen");
            if (asked.isPresent()) {
                throw new StartException(
                        asked.get() + what, "choose another address and port with `metrics: {listen: …}`");
            }
            LOG.warn("{}; there are none. Choose another address with `metrics: {listen: …}`", what);
            return null;
        }
    }

    private static @Nullable Credentials credentials(MetricsConfig metrics) throws StartException {
        if (metrics.tokenFile().isEmpty()) {
            return null;
        }
        try {
            return Credentials.read(Path.of(metrics.tokenFile().get()));
        } catch (IOException e) {
            throw new StartException(
                    "metrics.token-file cannot be used: " + e.getMessage(),
                    "make one: (umask 077; openssl rand -hex 24 > "
                            + metrics.tokenFile().get() + ")");
        }
    }

    private static @Nullable SslContext tls(MetricsConfig metrics) throws StartException {
        if (metrics.certificate().isEmpty() || metrics.key().isEmpty()) {
            return null;
        }
        try {
            return SslContextBuilder.forServer(
                            new File(metrics.certificate().get()),
                            new File(metrics.key().get()))
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StartException(
                    "TLS for the metrics cannot be set up: " + cause.getMessage(),
                    "`certificate` is a PEM chain, `key` its private key as PEM in PKCS #8");
        }
    }

    private @Nullable String metricsUrl() {
        WebServer listener = web;
        return listener == null ? null : listener.url();
    }

    private <T> T onControlThread(Callable<T> call) {
        return result(controlThread.submit(call));
    }

    private static <T> T result(Future<T> call) {
        try {
            return call.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException runtime ? runtime : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }

    /** Number of ports that run, without those of gateways. */
    public int portCount() {
        return onControlThread(() -> bridges.stream()
                .mapToInt(bridge -> bridge.config().ports().size())
                .sum());
    }

    /** Reads the configuration file again and applies it, soon. */
    public void reload() {
        LiveConfig config = live;
        if (config != null) {
            controlThread.execute(config::reload);
        }
    }

    /** The process that has taken over; 0 while there is none. */
    public int successorPid() {
        return successorPid;
    }

    /** Another process goes on: lets go of all that it does not have yet, and of nothing that it has. */
    private void leave(int pid) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        LOG.info("process {} has taken over; this one ends", pid);
        successorPid = pid;
        if (loops != null) {
            // A port that waits for its netdev is for the other process to set up.
            loops.all().forEach(loop -> loop.setup().shutdownNow());
        }
        closeListeners();
        if (socketFile != null) {
            socketFile.close();
        }
        stopped.countDown();
    }

    private void closeListeners() {
        if (web != null) {
            web.close();
        }
        if (metrics != null) {
            metrics.close();
        }
        if (server != null) {
            server.close();
        }
        if (handOver != null) {
            handOver.close();
        }
    }

    /** Waits until {@link #close} is done, or another process has taken over. */
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
        closeListeners();
        try {
            if (keeper != null) {
                controlThread.submit(keeper::stopAll).get(STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            LOG.warn("stopping the bridges: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        controlThread.shutdown();
        if (streamThread != null) {
            streamThread.dispose();
        }
        if (loops != null) {
            loops.close();
        }
        if (socketFile != null) {
            socketFile.close();
        }
        stopped.countDown();
    }
}
