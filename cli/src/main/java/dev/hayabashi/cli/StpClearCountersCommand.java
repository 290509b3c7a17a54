package dev.hayabashi.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hayabashi stp clear-counters [PORT]}. */
@Command(
        name = "clear-counters",
        description = {
            "Let the BPDU and transition counters that `stp` shows begin at zero, of PORT or of all.",
            "Metrics go on counting: they are for whoever collects them."
        },
        mixinStandardHelpOptions = true)
final class StpClearCountersCommand implements Callable<Integer> {
    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--bridge", paramLabel = "NAME", description = "Only this bridge.")
    private @Nullable String bridge;

    @Parameters(paramLabel = "PORT", arity = "0..1", description = "Name of the port; all when left out.")
    private @Nullable String port;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        new ControlClient(socket)
                .post(
                        new Query("/v1/stp/clear-counters")
                                .with("bridge", bridge)
                                .with("port", port)
                                .toString(),
                        "");
        if (spec != null) {
            new Output(spec).line("cleared the counters of " + (port == null ? "all ports" : port));
        }
        return ExitCode.DONE;
    }
}
