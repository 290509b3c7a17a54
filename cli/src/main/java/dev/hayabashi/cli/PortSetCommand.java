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
import tools.jackson.databind.node.ObjectNode;

/** {@code hayabashi port set NAME --KEY VALUE …}. */
@Command(
        name = "set",
        description = "Change keys of a port and leave the others: hayabashi port set vm0 --isolated true",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true)
final class PortSetCommand implements Callable<Integer> {
    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--json", description = "Print the port as JSON.")
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
        ObjectNode body = PortKeyOptions.toJson(spec);
        if (body.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT, "set what?", "name a key: hayabashi port set " + name + " --isolated true");
        }
        JsonNode port = new ControlClient(socket)
                .patch(
                        new Query("/v1/ports/" + Query.encode(name))
                                .with("bridge", bridge)
                                .toString(),
                        body.toString());
        PortReport.print(new Output(spec), "changed", port, json);
        return ExitCode.DONE;
    }
}
