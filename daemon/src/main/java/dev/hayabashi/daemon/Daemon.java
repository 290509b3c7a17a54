package dev.hayabashi.daemon;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.config.Position;
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
import dev.hayabashi.daemon.gateway.GatewayServices;
import dev.hayabashi.daemon.gateway.HostNetworks;
import dev.hayabashi.daemon.gateway.HostSide;
import dev.hayabashi.daemon.observe.BridgeWatch;
import dev.hayabashi.daemon.page.PageRoutes;
import dev.hayabashi.daemon.runtime.AutoAttach;
import dev.hayabashi.daemon.runtime.PortOpenException;
import dev.hayabashi.daemon.runtime.RunningBridge;
import dev.hayabashi.daemon.runtime.TapIoDevices;
import dev.hayabashi.daemon.scrape.BridgeSampler;
import dev.hayabashi.daemon.web.MetricsRoute;
import dev.hayabashi.daemon.web.WebServer;
import dev.hayabashi.daemon.why.Citations;
import dev.hayabashi.metrics.HayabashiMetrics;
import dev.hayabashi.tapio.loop.FrameLoop;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
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
    // Changed on the control thread, read by scrapes too.
    private final List<RunningBridge> bridges = new CopyOnWriteArrayList<>();
    private final List<AutoAttach> attachers = new ArrayList<>();
    private @Nullable FrameLoop loop;
    private @Nullable ControlServer server;
    private @Nullable MetricsRoute metrics;
    private @Nullable WebServer web;
    private @Nullable HostSide host;
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
        Citations citations = (bridge, port, key) -> config.positions().citePort(bridge, port, key);
        DaemonObservatory observatory =
                new DaemonObservatory(running, citations, journal, new FrameStreams(streamThread));
        HttpAnswers http = new HttpAnswers(controlThread);
        ObserveRoutes looking = new ObserveRoutes(observatory, new EventStream(journal, streamThread), http);
        DaemonController controller = new DaemonController(
                config,
                running,
                socket.toString(),
                this::metricsUrl,
                configFile.map(Path::toString).orElse(null));
        ReadRoutes reading = new ReadRoutes(controller, http);
        MetricsRoute scrapes = new MetricsRoute(metrics(frames));
        metrics = scrapes;
        web = startWeb(config, http, List.of(new PageRoutes(), scrapes, reading, looking::looks));
        server = new ControlServer(socket.toString(), controller, http, List.of(reading, looking));
        socketFile.restrict(config.control().group());
    }

    private HayabashiMetrics metrics(FrameLoop frames) {
        HayabashiMetrics registry = new HayabashiMetrics(new BridgeSampler(bridges), Version.CURRENT);
        registry.bindNetty(frames.eventLoop(), (ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT);
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
            return new WebServer(listen, http, new ClientLimits(), groups);
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String what = "metrics cannot be served on " + listen + ": " + cause.getMessage();
            Optional<Position> asked = config.positions().find("metrics/listen");
            if (asked.isPresent()) {
                throw new StartException(
                        place(config, asked.get()) + what,
                        "choose another address and port with `metrics: {listen: …}`");
            }
            LOG.warn("{}; there are none. Choose another address with `metrics: {{listen: …}}`", what);
            return null;
        }
    }

    private @Nullable String metricsUrl() {
        WebServer listener = web;
        return listener == null ? null : listener.url();
    }

    private List<String> startBridges(HayabashiConfig config, FrameLoop frames, TapIoDevices devices) {
        List<String> failures = new ArrayList<>();
        HostSide hostSide;
        try {
            hostSide = HostSide.open(config);
        } catch (GatewayException e) {
            return List.of(e.getMessage() + "; " + e.hint());
        }
        host = hostSide;
        for (BridgeConfig bridge : config.bridges()) {
            if (!removeLeftovers(bridge, devices, hostSide, failures)) {
                continue;
            }
            BridgeWatch watch = new BridgeWatch(new EventSource(journal, bridge.name(), Clock.systemUTC()));
            RunningBridge running = new RunningBridge(bridge, devices, frames.eventLoop(), FrameLoop.memory(), watch);
            bridges.add(running);
            if (bridge.gateway().isPresent()) {
                String place = config.positions()
                        .bridge(bridge.name(), "gateway")
                        .map(at -> place(config, at))
                        .orElse("");
                try {
                    startGateway(config, bridge, running, frames);
                    hostSide.raise(bridge);
                } catch (GatewayException e) {
                    failures.add(place + withHint(e.getMessage(), e.hint()));
                } catch (PortOpenException e) {
                    failures.add(place + "gateway of " + bridge.name() + ": " + withHint(e.getMessage(), e.hint()));
                }
            }
            startPorts(config, bridge, running, failures);
            // Last: a port of the file that waits for such a TAP is not to be taken for one that appeared.
            bridge.autoAttach()
                    .ifPresent(pattern -> attachers.add(new AutoAttach(running, pattern, frames, controlThread)));
        }
        return failures;
    }

    private static boolean removeLeftovers(
            BridgeConfig bridge, TapIoDevices devices, HostSide host, List<String> failures) {
        try {
            List<String> removed = new ArrayList<>(devices.removeLeftovers(bridge));
            host.removeLeftovers(bridge).ifPresent(removed::add);
            removed.forEach(what -> LOG.info("{}: removed what an earlier daemon left: {}", bridge.name(), what));
            return true;
        } catch (PortOpenException | GatewayException e) {
            failures.add("bridge " + bridge.name() + ": " + e.getMessage());
            return false;
        }
    }

    private static void startGateway(
            HayabashiConfig config, BridgeConfig bridge, RunningBridge running, FrameLoop frames)
            throws GatewayException, PortOpenException {
        HostNetworks.refuseClash(bridge.name(), bridge.gateway().orElseThrow());
        running.startGateway(GatewayServices.open(
                bridge,
                running.gatewayMac(),
                Path.of(config.stateDir()),
                frames.eventLoop(),
                FrameLoop.memory(),
                running::serviceEvent));
    }

    private static void startPorts(
            HayabashiConfig config, BridgeConfig bridge, RunningBridge running, List<String> failures) {
        for (PortConfig port : bridge.ports()) {
            try {
                running.addPort(port);
            } catch (PortOpenException e) {
                String place = config.positions()
                        .port(bridge.name(), port.name(), "name")
                        .map(at -> place(config, at))
                        .orElse("");
                failures.add(place + "port '" + port.name() + "' on " + bridge.name() + ": "
                        + withHint(e.getMessage(), e.hint()));
            }
        }
    }

    private static String place(HayabashiConfig config, Position at) {
        return config.positions().source() + ":" + at.line() + ":" + at.column() + ": ";
    }

    private static String withHint(@Nullable String message, String hint) {
        return message + (hint.isEmpty() ? "" : "; " + hint);
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

    private void stopBridges() {
        attachers.forEach(AutoAttach::close);
        if (host != null) {
            host.close();
        }
        bridges.forEach(RunningBridge::close);
    }

    /** Number of ports that run, without those of gateways. */
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
        if (web != null) {
            web.close();
        }
        if (metrics != null) {
            metrics.close();
        }
        if (server != null) {
            server.close();
        }
        try {
            controlThread.submit(this::stopBridges).get(STOP_SECONDS, TimeUnit.SECONDS);
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
