package dev.hayabashi.cli;

import dev.hayabashi.daemon.api.TraceView;
import dev.hayabashi.daemon.api.TraceView.EgressView;
import dev.hayabashi.daemon.api.TraceView.PassedOverView;
import dev.hayabashi.daemon.api.TraceView.StepView;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code hayabashi trace}. */
@Command(
        name = "trace",
        description = {
            "Walk a made-up frame through the bridge and print each decision; nothing is sent, learned or counted.",
            "With --live, follow the next real frames of a station instead."
        },
        mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {
    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--json", description = "Print JSON for scripts; with --live one object per line.")
    private boolean json;

    @Option(names = "--bridge", paramLabel = "NAME", description = "Only this bridge.")
    private @Nullable String bridge;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Which which = new Which();

    static final class Which {
        @ArgGroup(exclusive = false)
        private @Nullable MadeUp madeUp;

        @ArgGroup(exclusive = false)
        private @Nullable Live live;
    }

    static final class MadeUp {
        @Option(names = "--in", paramLabel = "PORT", required = true, description = "Port that the frame comes in by.")
        private String in = "";

        @Option(names = "--src", paramLabel = "MAC", required = true, description = "Source address.")
        private String source = "";

        @Option(names = "--dst", paramLabel = "MAC", required = true, description = "Destination address.")
        private String destination = "";

        @Option(names = "--vlan", paramLabel = "ID", description = "With an 802.1Q tag.")
        private @Nullable Integer vlan;

        @Option(names = "--ether-type", paramLabel = "TYPE", description = "EtherType, for example 0x0800.")
        private @Nullable Integer etherType;

        @Option(names = "--length", paramLabel = "BYTES", description = "Length without FCS. Default: 60.")
        private @Nullable Integer length;
    }

    static final class Live {
        @Option(names = "--live", paramLabel = "MAC", required = true, description = "Follow this station's frames.")
        private String mac = "";

        @Option(names = "--frames", paramLabel = "N", description = "Stop after so many. Default: 10.")
        private @Nullable Integer frames;
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        Output output = new Output(spec);
        ControlClient client = new ControlClient(socket);
        MadeUp madeUp = which.madeUp;
        Live live = which.live;
        if (madeUp != null) {
            JsonNode answer =
                    client.post(new Query("/v1/trace").with("bridge", bridge).toString(), body(madeUp));
            if (json) {
                output.json(answer);
            } else {
                print(output, ControlClient.Json.MAPPER.treeToValue(answer, TraceView.class));
            }
        } else if (live != null) {
            String path = new Query("/v1/trace/live")
                    .with("bridge", bridge)
                    .with("mac", live.mac)
                    .with("frames", live.frames == null ? null : String.valueOf(live.frames))
                    .toString();
            client.lines(path, "application/x-ndjson", line -> {
                if (json) {
                    output.line(line);
                } else {
                    print(output, ControlClient.Json.MAPPER.readValue(line, TraceView.class));
                    output.line("");
                }
            });
        }
        return ExitCode.DONE;
    }

    private static String body(MadeUp frame) {
        ObjectNode body = ControlClient.Json.MAPPER.createObjectNode();
        body.put("in", frame.in).put("src", frame.source).put("dst", frame.destination);
        if (frame.vlan != null) {
            body.put("vlan", frame.vlan);
        }
        if (frame.etherType != null) {
            body.put("etherType", frame.etherType);
        }
        if (frame.length != null) {
            body.put("length", frame.length);
        }
        return body.toString();
    }

    private static void print(Output output, TraceView trace) {
        output.line((trace.live() ? trace.time() + "  " : "") + trace.bridge() + ": " + trace.frame());
        for (StepView step : trace.steps()) {
            output.line("  " + step.text());
        }
        for (EgressView copy : trace.egress()) {
            String reason = copy.reason() == null ? "" : " as " + copy.reason();
            output.line("    -> " + copy.port() + ": " + (trace.live() ? copy.outcome() : wouldBe(copy)) + reason);
        }
        for (PassedOverView port : trace.notTo()) {
            output.line("    not " + port.port() + ": " + port.why());
        }
    }

    private static String wouldBe(EgressView copy) {
        return copy.outcome().equals("sent") ? "would be sent" : "would be " + copy.outcome();
    }
}
