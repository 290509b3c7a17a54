package dev.hayabashi.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code hayabashi port rm NAME}. */
@Command(name = "rm", description = "Remove a port and what was made for it.", mixinStandardHelpOptions = true)
final class PortRemoveCommand implements Callable<Integer> {
    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--json", description = "Print the port as it was, as JSON.")
    private boolean json;

    @Option(names = "--bridge", paramLabel = "NAME", description = "The bridge; may be left out.")
    private @Nullable String bridge;

    @Parameters(paramLabel = "NAME", description = "Name of the port.")
    private String name = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        JsonNode port = new ControlClient(socket)
                .delete(new Query("/v1/ports/" + Query.encode(name))
                        .with("bridge", bridge)
                        .toString());
        PortReport.print(new Output(spec), "removed", port, json);
        return ExitCode.DONE;
    }
}
