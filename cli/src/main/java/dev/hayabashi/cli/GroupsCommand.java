package dev.hayabashi.cli;

import dev.hayabashi.daemon.api.GroupsView;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code hayabashi groups}. */
@Command(
        name = "groups",
        description = "Show multicast groups, who has joined them, and who asks for members.",
        mixinStandardHelpOptions = true)
final class GroupsCommand implements Callable<Integer> {
    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--json", description = "Print JSON for scripts.")
    private boolean json;

    @Option(names = "--bridge", paramLabel = "NAME", description = "Only this bridge.")
    private @Nullable String bridge;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        Output output = new Output(spec);
        JsonNode answer = new ControlClient(socket)
                .get(new Query("/v1/groups").with("bridge", bridge).toString());
        if (json) {
            output.json(answer);
            return ExitCode.DONE;
        }
        for (JsonNode node : answer) {
            print(output, ControlClient.Json.MAPPER.treeToValue(node, GroupsView.class));
        }
        return ExitCode.DONE;
    }

    private static void print(Output output, GroupsView view) {
        if (!view.snooping()) {
            output.line(view.bridge() + ": no multicast snooping, all groups flood");
            return;
        }
        for (GroupsView.QuerierView querier : view.vlans()) {
            output.line(view.bridge() + vlan(querier.vlan()) + ", " + querier.family() + ": " + asks(querier)
                    + (querier.complete() ? "" : "; floods for now")
                    + (querier.routerPorts().isEmpty()
                            ? ""
                            : "; routers behind " + String.join(", ", querier.routerPorts())));
        }
        if (view.refusedJoins() > 0) {
            output.line(view.bridge() + ": " + view.refusedJoins() + " joins refused by a limit");
        }
        Table table = new Table().text("BRIDGE").text("GROUP").text("VLAN").text("MEMBERS");
        for (GroupsView.GroupView group : view.groups()) {
            table.row(
                    view.bridge(),
                    group.group(),
                    group.vlan() == 0 ? "-" : group.vlan(),
                    group.members().stream()
                            .map(member ->
                                    String.format(Locale.ROOT, "%s (%.0fs)", member.port(), member.remainingSeconds()))
                            .collect(Collectors.joining(", ")));
        }
        output.table(table);
    }

    private static String vlan(int vlan) {
        return vlan == 0 ? "" : " VLAN " + vlan;
    }

    private static String asks(GroupsView.QuerierView querier) {
        return switch (querier.querier()) {
            case "" -> "nobody asks for members";
            case "self" -> "the bridge asks for members";
            default -> querier.querier() + " behind " + querier.querierPort() + " asks for members";
        };
    }
}
