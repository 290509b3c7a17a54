package dev.hayabashi.cli;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.daemon.Daemon;
import dev.hayabashi.daemon.Preparation;
import dev.hayabashi.daemon.ServiceManager;
import dev.hayabashi.daemon.StartException;
import dev.hayabashi.daemon.Version;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs the daemon in this process until it is told to stop. Knows nothing of picocli, see {@link UpArguments}. */
final class Foreground {
    static final String DEFAULT_CONFIG = "/etc/hayabashi/hayabashi.yaml";

    private Foreground() {}

    /**
     * Starts the daemon, says so on {@code out}, and returns when it has stopped.
     *
     * @param file the configuration that was named; null for the one of the system, or else the defaults
     * @param asked the control socket that was named; null for the configured one
     * @param takeover whether to go on in the place of the daemon that serves the socket
     * @throws CommandFailure when it does not start
     */
    static int run(@Nullable Path file, @Nullable String asked, boolean takeover, PrintWriter out)
            throws InterruptedException {
        Preparation.begin();
        Optional<Path> configFile = Optional.ofNullable(file)
                .or(() -> Optional.of(Path.of(DEFAULT_CONFIG)).filter(Files::exists));
        HayabashiConfig config = configFile.map(ConfigFile::read).orElse(HayabashiConfig.DEFAULT);
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
        int ports = daemon.portCount();
        out.println("hayabashi " + Version.CURRENT
                + " is up: "
                + config.bridges().stream().map(BridgeConfig::name).collect(Collectors.joining(", "))
                + ", " + ports + " ports, socket " + socketPath
                + ", config " + configFile.map(Path::toString).orElse("defaults")
                + ", " + ProcessAge.now() + " after start");
        out.flush();
        serviceManager.ready(ports + " ports, control socket " + socketPath);
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
}
