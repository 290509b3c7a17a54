package dev.hayabashi.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hayabashi stp mcheck PORT}. */
@Command(
        name = "mcheck",
        description = "Speak RSTP on a port again and find out what its neighbour speaks.",
        mixinStandardHelpOptions = true)
final class StpMcheckCommand implements Callable<Integer> {
    @Mixin
    private SocketOption socket = new SocketOption();

    @Parameters(paramLabel = "PORT", description = "Name of the port.")
    private String port = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        new ControlClient(socket).post("/v1/ports/" + Query.encode(port) + "/mcheck", "");
        if (spec != null) {
            new Output(spec).line("checking the neighbour of " + port);
        }
        return ExitCode.DONE;
    }
}
