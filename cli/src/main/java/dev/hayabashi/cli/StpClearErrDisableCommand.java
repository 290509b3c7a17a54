package dev.hayabashi.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hayabashi stp clear-errdisable PORT}. */
@Command(
        name = "clear-errdisable",
        description = "Try a port again that BPDU guard has shut.",
        mixinStandardHelpOptions = true)
final class StpClearErrDisableCommand implements Callable<Integer> {
    @Mixin
    private SocketOption socket = new SocketOption();

    @Parameters(paramLabel = "PORT", description = "Name of the port.")
    private String port = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        new ControlClient(socket).post("/v1/ports/" + Query.encode(port) + "/clear-errdisable", "");
        if (spec != null) {
            new Output(spec).line("enabled " + port);
        }
        return ExitCode.DONE;
    }
}
