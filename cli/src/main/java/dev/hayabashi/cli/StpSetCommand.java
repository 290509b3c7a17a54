package dev.hayabashi.cli;

import dev.hayabashi.daemon.api.StpView;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code hayabashi stp set}. */
@Command(
        name = "set",
        description = "Change the spanning tree of the running bridge; all given values take effect together.",
        mixinStandardHelpOptions = true)
final class StpSetCommand implements Callable<Integer> {
    private static final List<String> KEYS = List.of(
            "mode",
            "priority",
            "hello-time",
            "max-age",
            "forward-delay",
            "tx-hold-count",
            "path-cost-method",
            "err-disable-recovery",
            "reserved");

    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--json", description = "Print the spanning tree as JSON.")
    private boolean json;

    @Option(names = "--bridge", paramLabel = "NAME", description = "The bridge; may be left out when there is one.")
    private @Nullable String bridge;

    @Spec
    private @Nullable CommandSpec spec;

    static void addKeysTo(CommandSpec spec) {
        for (String key : KEYS) {
            spec.addOption(OptionSpec.builder("--" + key)
                    .paramLabel("VALUE")
                    .type(String.class)
                    .description("`stp: {" + key + ": VALUE}` of the configuration file.")
                    .build());
        }
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        ObjectNode body = ControlClient.Json.MAPPER.createObjectNode();
        for (String key : KEYS) {
            OptionSpec option = spec.findOption("--" + key);
            String value = option == null ? null : option.getValue();
            if (value != null) {
                PortKeyOptions.putScalar(body, key, value);
            }
        }
        if (body.isEmpty()) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "set what?", "for example: hayabashi stp set --priority 4096");
        }
        JsonNode tree = new ControlClient(socket)
                .patch(new Query("/v1/stp").with("bridge", bridge).toString(), body.toString());
        Output output = new Output(spec);
        if (json) {
            output.json(tree);
        } else {
            StpReport.print(output, ControlClient.Json.MAPPER.treeToValue(tree, StpView.class), false);
        }
        return ExitCode.DONE;
    }
}
