package dev.hayabashi.cli;

import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.ConfigReader;
import dev.hayabashi.daemon.api.PlanView;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code hayabashi apply FILE}. */
@Command(
        name = "apply",
        description = {
            "Make the running daemon be what a configuration file says: all of it, or nothing.",
            "Ports that did not change are not touched. `hayabashi plan FILE` shows the changes before. The daemon also reads its"
                    + " own file again on SIGHUP."
        },
        mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {
    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--json", description = "Print JSON for scripts.")
    private boolean json;

    @Parameters(paramLabel = "FILE", description = "Configuration file, YAML.")
    private Path file = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        // Read here first: a mistake is shown with its place even when no daemon runs.
        ConfigFile.read(file);
        String text;
        try {
            text = ConfigReader.text(file);
        } catch (ConfigException e) {
            throw CommandFailure.inFile(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()));
        }
        JsonNode answer = new ControlClient(socket)
                .put(new Query("/v1/config").with("source", file.toString()).toString(), text);
        Output output = new Output(spec);
        if (json) {
            output.json(answer);
        } else {
            PlanReport.print(ControlClient.Json.MAPPER.treeToValue(answer, PlanView.class), output);
        }
        return ExitCode.DONE;
    }
}
