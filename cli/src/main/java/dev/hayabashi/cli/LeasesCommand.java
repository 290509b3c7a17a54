package dev.hayabashi.cli;

import dev.hayabashi.daemon.api.LeaseView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code hayabashi leases}. */
@Command(name = "leases", description = "Show the DHCP leases, or end one.", mixinStandardHelpOptions = true)
final class LeasesCommand implements Callable<Integer> {
    /** Forms for other programs. */
    enum Format {
        dnsmasq
    }

    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--json", description = "Print JSON for scripts.")
    private boolean json;

    @Option(names = "--format", paramLabel = "FORMAT", description = "Print the form of another program: dnsmasq.")
    private @Nullable Format format;

    @Option(names = "--bridge", paramLabel = "NAME", description = "Only leases of this bridge.")
    private @Nullable String bridge;

    @Option(
            names = "--free",
            paramLabel = "ADDRESS",
            description = "End the lease of this address. Its client is not told, and asks again when it renews.")
    private @Nullable String free;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        Output output = new Output(spec);
        ControlClient client = new ControlClient(socket);
        if (free != null) {
            JsonNode ended = client.delete(
                    new Query("/v1/leases/" + free).with("bridge", bridge).toString());
            if (json) {
                output.json(ended);
            } else {
                output.line("freed " + free + ", which " + ended.path("mac").asString() + " on "
                        + ended.path("port").asString() + " had");
            }
            return ExitCode.DONE;
        }
        JsonNode answer =
                client.get(new Query("/v1/leases").with("bridge", bridge).toString());
        if (json) {
            output.json(answer);
            return ExitCode.DONE;
        }
        List<LeaseView> leases = new ArrayList<>();
        answer.forEach(node -> leases.add(ControlClient.Json.MAPPER.treeToValue(node, LeaseView.class)));
        if (format == Format.dnsmasq) {
            leases.forEach(lease -> output.line(dnsmasq(lease)));
        } else if (leases.isEmpty()) {
            output.line("no leases");
        } else {
            output.table(table(leases));
        }
        return ExitCode.DONE;
    }

    /** A line of dnsmasq's leases file. */
    private static String dnsmasq(LeaseView lease) {
        return lease.expirySeconds() + " " + lease.mac() + " " + lease.address() + " "
                + (lease.name() == null ? "*" : lease.name()) + " "
                + (lease.clientId() == null ? "*" : lease.clientId());
    }

    private static Table table(List<LeaseView> leases) {
        Table table = new Table()
                .text("BRIDGE")
                .text("ADDRESS")
                .text("MAC")
                .text("NAME")
                .text("PORT")
                .number("LEFT");
        long nowSeconds = System.currentTimeMillis() / 1000;
        for (LeaseView lease : leases) {
            String left = lease.expirySeconds() == 0
                    ? "infinite"
                    : Output.duration((double) Math.max(0, lease.expirySeconds() - nowSeconds));
            table.row(
                    lease.bridge(),
                    lease.address(),
                    lease.mac(),
                    lease.name() == null ? "-" : lease.name(),
                    lease.port(),
                    left);
        }
        return table;
    }
}
