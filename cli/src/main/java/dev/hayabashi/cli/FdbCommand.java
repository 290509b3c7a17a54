package dev.hayabashi.cli;

import dev.hayabashi.daemon.api.FdbView;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code hayabashi fdb}. */
@Command(name = "fdb", description = "Show the MAC table, or forget what was learned.", mixinStandardHelpOptions = true)
final class FdbCommand implements Callable<Integer> {
    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--json", description = "Print JSON for scripts.")
    private boolean json;

    @Option(names = "--bridge", paramLabel = "NAME", description = "Only this bridge.")
    private @Nullable String bridge;

    @Option(names = "--port", paramLabel = "NAME", description = "Only entries of this port.")
    private @Nullable String port;

    @Option(names = "--flush", description = "Forget learned entries instead of showing them; pinned ones stay.")
    private boolean flush;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        Output output = new Output(spec);
        ControlClient client = new ControlClient(socket);
        Query query = new Query("/v1/fdb").with("bridge", bridge).with("port", port);
        if (flush) {
            JsonNode answer = client.delete(query.toString());
            if (json) {
                output.json(answer);
            } else {
                output.line("forgot " + answer.path("flushed").asInt() + " addresses");
            }
            return ExitCode.DONE;
        }
        JsonNode entries = client.get(query.toString());
        if (json) {
            output.json(entries);
            return ExitCode.DONE;
        }
        Table table = new Table()
                .text("BRIDGE")
                .text("MAC")
                .text("VLAN")
                .text("PORT")
                .text("TYPE")
                .number("AGE");
        for (JsonNode node : entries) {
            FdbView entry = ControlClient.Json.MAPPER.treeToValue(node, FdbView.class);
            boolean ages = entry.type().equals("dynamic") || entry.type().equals("sticky");
            table.row(
                    entry.bridge(),
                    entry.mac(),
                    entry.vlan() == 0 ? "-" : entry.vlan(),
                    entry.port(),
                    entry.type(),
                    ages ? String.format(Locale.ROOT, "%.1fs", entry.ageSeconds()) : "-");
        }
        output.table(table);
        return ExitCode.DONE;
    }
}
