package dev.hayabashi.cli;

import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.daemon.api.EventsView;
import dev.hayabashi.daemon.api.FdbView;
import dev.hayabashi.daemon.api.StatusView;
import dev.hayabashi.daemon.doctor.DaemonFacts;
import dev.hayabashi.daemon.doctor.Doctor;
import dev.hayabashi.daemon.doctor.DoctorReport;
import dev.hayabashi.daemon.doctor.Finding;
import dev.hayabashi.daemon.doctor.Setup;
import dev.hayabashi.daemon.doctor.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hayabashi doctor}. */
@Command(
        name = "doctor",
        description = {
            "Look for what breaks a lab on this machine, and say how to mend it.",
            "Changes nothing. Works with and without a running daemon; as root it sees more.",
            "Ends with 1 when something fails, with 0 when there are warnings at most."
        },
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final String RECENT_EVENTS = "/v1/events?after=-1000";

    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--json", description = "Print JSON for scripts.")
    private boolean json;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Go by this configuration file, not by the bridges of a running daemon.")
    private @Nullable Path file;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        Optional<DaemonFacts> daemon = file == null ? ask() : Optional.empty();
        HayabashiConfig config = config();
        Setup setup = daemon.map(facts -> Setup.of(facts.status())).orElseGet(() -> Setup.of(config));
        DoctorReport report = Doctor.examine(
                new Surroundings(Path.of("/"), setup, Path.of(socket.path()), Path.of(config.stateDir()), daemon));
        Output output = new Output(spec);
        if (json) {
            output.json(ControlClient.Json.MAPPER.valueToTree(report));
        } else {
            print(output, report);
        }
        return report.fail() > 0 ? ExitCode.FAILED : ExitCode.DONE;
    }

    /** What the daemon says; empty when none answers, which is no failure here. */
    private Optional<DaemonFacts> ask() {
        try {
            ControlClient client = new ControlClient(socket);
            return Optional.of(new DaemonFacts(
                    client.get("/v1/status", StatusView.class),
                    List.of(client.get("/v1/fdb", FdbView[].class)),
                    client.get(RECENT_EVENTS, EventsView.class).events()));
        } catch (CommandFailure e) {
            return Optional.empty();
        }
    }

    private HayabashiConfig config() {
        if (file != null) {
            return ConfigFile.read(file);
        }
        Path standard = Path.of(Foreground.DEFAULT_CONFIG);
        return Files.isReadable(standard) ? ConfigFile.read(standard) : HayabashiConfig.DEFAULT;
    }

    private static void print(Output output, DoctorReport report) {
        int width = report.findings().stream()
                .mapToInt(finding -> finding.check().length())
                .max()
                .orElse(0);
        for (Finding finding : report.findings()) {
            String check = finding.check() + " ".repeat(width - finding.check().length());
            output.line(paint(finding.level()).on(String.format("%-4s", finding.level())) + "  "
                    + Paint.STRONG.on(check) + "  " + finding.text());
            if (!finding.mend().isEmpty()) {
                output.line("        mend: " + String.join(System.lineSeparator() + "              ", finding.mend()));
            }
        }
        output.line("");
        output.line(report.ok() + " ok, " + report.warn() + " warn, " + report.fail() + " fail");
    }

    private static Paint paint(String level) {
        return switch (level) {
            case "ok" -> Paint.GOOD;
            case "warn" -> Paint.WARN;
            default -> Paint.BAD;
        };
    }
}
