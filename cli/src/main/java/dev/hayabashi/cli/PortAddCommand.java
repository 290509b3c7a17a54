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

/** {@code hayabashi port add NAME --kind KIND …}. */
@Command(
        name = "add",
        description = "Add a port: hayabashi port add vm0 --kind vm --owner 1000:1000",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true)
final class PortAddCommand implements Callable<Integer> {
    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--json", description = "Print the port as JSON.")
    private boolean json;

    @Option(names = "--bridge", paramLabel = "NAME", description = "The bridge; may be left out when there is one.")
    private @Nullable String bridge;

    @Parameters(paramLabel = "NAME", description = "Name of the port; of its netdev too, for kinds that have one.")
    private String name = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        ObjectNode body = PortKeyOptions.toJson(spec);
        body.put("name", name);
        JsonNode port = new ControlClient(socket)
                .post(new Query("/v1/ports").with("bridge", bridge).toString(), body.toString());
        PortReport.print(new Output(spec), "added", port, json);
        return ExitCode.DONE;
    }
}
