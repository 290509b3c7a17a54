package dev.hayabashi.daemon;

import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.ConfigReader;
import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.daemon.control.ClientAccess;
import dev.hayabashi.daemon.control.ControlServer;
import dev.hayabashi.daemon.control.EventStream;
import dev.hayabashi.daemon.control.HttpAnswers;
import dev.hayabashi.daemon.control.ObserveRoutes;
import dev.hayabashi.daemon.control.ReadRoutes;
import dev.hayabashi.daemon.control.RouteGroup;
import dev.hayabashi.daemon.events.EventJournal;
import dev.hayabashi.daemon.events.EventSource;
import dev.hayabashi.daemon.runtime.RunningBridge;
import dev.hayabashi.tapio.loop.EngineChoice;
import dev.hayabashi.tapio.loop.IoEngine;
import io.netty.channel.DefaultEventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A daemon with everything but a host: its control API on a unix socket, and bridges without devices. */
final class PaperDaemon {
    /** What runs at the start of each input. */
    static final String CONFIG = """
            bridges:
              - name: haya0
                ports:
                  - {name: vm0, kind: vm}
                  - {name: eth1, kind: netdev, edge: false}
              - name: haya1
                vlan-filtering: true
                stp: {mode: stp}
                ports:
                  - {name: q0, kind: stream, path: /run/q0.sock}
            """;

    final Path socket;

    private PaperDaemon(Path socket) {
        this.socket = socket;
    }

    /** Starts one; it ends with the JVM. */
    static PaperDaemon start() {
        try {
            Path directory = Files.createTempDirectory("hayabashi-fuzz");
            Path socket = directory.resolve("control.sock");
            // Deleted in the reverse order.
            directory.toFile().deleteOnExit();
            socket.toFile().deleteOnExit();
            HayabashiConfig config = ConfigReader.read("fuzz.yaml", CONFIG);
            ExecutorService control = Executors.newSingleThreadExecutor(PaperDaemon::thread);
            Scheduler streams = Schedulers.newSingle("streams", true);
            EventJournal journal = new EventJournal(64);
            List<RunningBridge> bridges = new CopyOnWriteArrayList<>();
            PaperKeeper keeper = new PaperKeeper(new DefaultEventLoop(PaperDaemon::thread), journal, bridges);
            Bridges running = new Bridges(bridges);
            LiveConfig live = new LiveConfig(
                    config.withBridges(List.of()),
                    Optional.empty(),
                    keeper,
                    bridges,
                    new EventSource(journal, null, Clock.systemUTC()));
            DaemonObservatory observatory = new DaemonObservatory(
                    running,
                    (bridge, port, key) -> live.inForce().positions().citePort(bridge, port, key),
                    journal,
                    new FrameStreams(streams),
                    () -> {});
            EngineChoice engine = new EngineChoice(IoEngine.EPOLL, Optional.empty());
            DaemonController controller =
                    new DaemonController(live, running, engine, 1, socket.toString(), () -> null, null, () -> {});
            HttpAnswers http = new HttpAnswers(control);
            List<RouteGroup> groups = List.of(
                    new ReadRoutes(controller, http),
                    new ObserveRoutes(observatory, new EventStream(journal, streams), http));
            serve(socket, controller, http, groups);
            return new PaperDaemon(socket);
        } catch (ConfigException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("resource") // it serves until the JVM ends
    private static void serve(Path socket, DaemonController controller, HttpAnswers http, List<RouteGroup> groups) {
        new ControlServer(socket.toString(), controller, http, groups, new ClientAccess());
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "paper");
        thread.setDaemon(true);
        return thread;
    }
}
