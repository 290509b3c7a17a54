package dev.hayabashi.cli;

import dev.hayabashi.cli.simulate.SimulateCommand;
import dev.hayabashi.daemon.api.StpView;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code hayabashi stp}. */
@Command(
        name = "stp",
        description = "Show the spanning tree: root, timers, and of each port role, state, reasons, guards, BPDUs.",
        mixinStandardHelpOptions = true,
        subcommands = {
            SimulateCommand.class,
            StpSetCommand.class,
            StpMcheckCommand.class,
            StpClearErrDisableCommand.class,
            StpClearCountersCommand.class
        })
final class StpCommand implements Callable<Integer> {
    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--json", description = "Print JSON for scripts.")
    private boolean json;

    @Option(names = "--bridge", paramLabel = "NAME", description = "Only this bridge.")
    private @Nullable String bridge;

    @Option(names = "--detail", description = "Also why each port is as it is, and its neighbour and BPDUs.")
    private boolean detail;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        Output output = new Output(spec);
        JsonNode trees = new ControlClient(socket)
                .get(new Query("/v1/stp").with("bridge", bridge).toString());
        if (json) {
            output.json(trees);
            return ExitCode.DONE;
        }
        boolean first = true;
        for (JsonNode node : trees) {
            if (!first) {
                output.line("");
            }
            first = false;
            StpReport.print(output, ControlClient.Json.MAPPER.treeToValue(node, StpView.class), detail);
        }
        return ExitCode.DONE;
    }
}
