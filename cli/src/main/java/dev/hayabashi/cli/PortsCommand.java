package dev.hayabashi.cli;

import dev.hayabashi.daemon.api.PortView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** {@code hayabashi ports}. */
@Command(
        name = "ports",
        description = "Show the ports: state, role, traffic, drops by reason.",
        mixinStandardHelpOptions = true)
final class PortsCommand implements Callable<Integer> {
    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--json", description = "Print JSON for scripts.")
    private boolean json;

    @Option(names = "--bridge", paramLabel = "NAME", description = "Only ports of this bridge.")
    private @Nullable String bridge;

    @Parameters(arity = "0..*", paramLabel = "PORT", description = "Only these ports.")
    private List<String> names = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        Output output = new Output(spec);
        ArrayNode shown = ControlClient.Json.MAPPER.createArrayNode();
        for (JsonNode port : new ControlClient(socket).get("/v1/ports")) {
            boolean wanted = names.isEmpty() || names.contains(port.path("name").asString());
            if (wanted && (bridge == null || bridge.equals(port.path("bridge").asString()))) {
                shown.add(port);
            }
        }
        for (String name : names) {
            if (shown.valueStream()
                    .noneMatch(port -> name.equals(port.path("name").asString()))) {
                throw new CommandFailure(
                        ExitCode.FAILED, "there is no port '" + name + "'", "`hayabashi ports` lists them");
            }
        }
        if (json) {
            output.json(shown);
            return ExitCode.DONE;
        }
        Table table = table(true);
        for (JsonNode port : shown) {
            row(table, ControlClient.Json.MAPPER.treeToValue(port, PortView.class), true);
        }
        if (table.isEmpty()) {
            output.line("no ports; add one with: hayabashi port add NAME --kind vm --owner $(id -u):$(id -g)");
        } else {
            output.table(table);
        }
        return ExitCode.DONE;
    }

    static Table table(boolean withBridge) {
        Table table = new Table();
        if (withBridge) {
            table.text("BRIDGE");
        }
        return table.number("#")
                .text("PORT")
                .text("KIND")
                .optionalText("PROFILE")
                .text("ROLE")
                .text("STATE")
                .text("EDGE")
                .optionalText("NETDEV")
                .optionalNumber("MACS")
                .number("RX")
                .number("TX")
                .text("DROPS");
    }

    static void row(Table table, PortView port, boolean withBridge) {
        String netdev = port.netns() == null ? port.netdev() : port.netdev() + "@" + port.netns();
        String why = port.linkUp() ? port.loopDetected() ? " (loop)" : "" : " (no carrier)";
        String state = port.state() + why;
        Object[] cells = {
            port.bridge(),
            port.number(),
            port.name(),
            port.kind(),
            port.profile(),
            port.role(),
            new Table.Painted(state, Paint.ofState(port.state())),
            port.edge() ? "edge" : "-",
            netdev,
            port.learnedMacs(),
            Output.count(port.rx().frames()),
            Output.count(port.tx().frames()),
            drops(port)
        };
        table.row(withBridge ? cells : java.util.Arrays.copyOfRange(cells, 1, cells.length));
    }

    private static String drops(PortView port) {
        Map<String, Long> drops = new LinkedHashMap<>(port.drops());
        drops.put("kernel_from_port", port.kernelDrops().fromPort());
        drops.put("kernel_to_port", port.kernelDrops().toPort());
        String text = drops.entrySet().stream()
                .filter(drop -> drop.getValue() > 0)
                .map(drop -> drop.getKey() + " " + Output.count(drop.getValue()))
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "-" : text;
    }
}
