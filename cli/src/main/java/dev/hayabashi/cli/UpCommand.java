package dev.hayabashi.cli;

import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.daemon.Daemon;
import dev.hayabashi.daemon.ServiceManager;
import dev.hayabashi.daemon.StartException;
import dev.hayabashi.daemon.Version;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hayabashi up}. */
@Command(
        name = "up",
        description = {
            "Start the bridge and run until SIGTERM or Ctrl-C.",
            "A file of stream ports alone needs no root; every other one does.",
            "Without -c it reads " + UpCommand.DEFAULT_CONFIG + " if there is one, and runs with defaults if not."
        },
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    static final String DEFAULT_CONFIG = "/etc/hayabashi/hayabashi.yaml";

    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration file, YAML.")
    private @Nullable Path file;

    @Option(
            names = "--takeover",
            description = {
                "Go on in the place of the daemon that serves the socket, without losing its connections:",
                "take its ports, addresses, leases and spanning tree over, then apply the file.",
                "Whatever fails before, the running daemon goes on."
            })
    private boolean takeover;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        Optional<Path> configFile = configFile();
        HayabashiConfig config = configFile.map(ConfigFile::read).orElse(HayabashiConfig.DEFAULT);
        String asked = socket.asked();
        Path socketPath = Path.of(asked == null ? socketOf(config) : asked);
        Daemon daemon;
        try {
            daemon = takeover
                    ? Daemon.takeOver(config, configFile, socketPath)
                    : Daemon.start(config, configFile, socketPath);
        } catch (StartException e) {
            Logging.finish();
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e.hint());
        }
        Hangup.onHangup(daemon::reload);
        ServiceManager serviceManager = ServiceManager.ofThisProcess();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (daemon.successorPid() == 0) {
                                serviceManager.stopping();
                            }
                            daemon.close();
                            Logging.finish();
                        },
                        "stop"));
        long startedMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
        new Output(spec)
                .line(String.format(
                        Locale.ROOT,
                        "hayabashi %s is up: %s, %d ports, socket %s, config %s, %.2f s after start",
                        Version.CURRENT,
                        String.join(
                                ", ",
                                config.bridges().stream().map(b -> b.name()).toList()),
                        daemon.portCount(),
                        socketPath,
                        configFile.map(Path::toString).orElse("defaults"),
                        (System.currentTimeMillis() - startedMillis) / 1000.0));
        serviceManager.ready(daemon.portCount() + " ports, control socket " + socketPath);
        daemon.awaitStop();
        if (daemon.successorPid() != 0) {
            serviceManager.mainProcess(daemon.successorPid());
        }
        return ExitCode.DONE;
    }

    /** A user's own daemon has its socket where the user may make one, unless the file says otherwise. */
    private static String socketOf(HayabashiConfig config) {
        String configured = config.control().socket();
        return configured.equals(SocketOption.DEFAULT)
                ? SocketOption.ofUser().filter(own -> !config.needsPrivileges()).orElse(configured)
                : configured;
    }

    private Optional<Path> configFile() {
        if (file != null) {
            return Optional.of(file);
        }
        Path standard = Path.of(DEFAULT_CONFIG);
        return Files.exists(standard) ? Optional.of(standard) : Optional.empty();
    }
}
