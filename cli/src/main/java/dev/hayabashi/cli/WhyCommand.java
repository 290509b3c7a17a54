package dev.hayabashi.cli;

import dev.hayabashi.daemon.api.WhyView;
import dev.hayabashi.daemon.api.WhyView.DropGroupView;
import dev.hayabashi.daemon.api.WhyView.DroppedFrameView;
import dev.hayabashi.daemon.api.WhyView.PortWhyView;
import dev.hayabashi.daemon.api.WhyView.TimelineView;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code hayabashi why}. */
@Command(
        name = "why",
        description = "Say what happened to the frames of a port, or of a MAC or IP address, and why.",
        mixinStandardHelpOptions = true)
final class WhyCommand implements Callable<Integer> {
    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--json", description = "Print JSON for scripts.")
    private boolean json;

    @Option(names = "--bridge", paramLabel = "NAME", description = "Only this bridge.")
    private @Nullable String bridge;

    @Option(names = "--detail", description = "Also the port's timeline and each dropped frame that is remembered.")
    private boolean detail;

    @Parameters(paramLabel = "PORT|MAC|IP", description = "Whose frames.")
    private String subject = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        Output output = new Output(spec);
        JsonNode answer = new ControlClient(socket)
                .get(new Query("/v1/why/" + Query.encode(subject))
                        .with("bridge", bridge)
                        .toString());
        if (json) {
            output.json(answer);
            return ExitCode.DONE;
        }
        WhyView why = ControlClient.Json.MAPPER.treeToValue(answer, WhyView.class);
        why.sentences().forEach(output::line);
        if (detail) {
            why.ports().forEach(port -> print(output, port));
        }
        return ExitCode.DONE;
    }

    private static void print(Output output, PortWhyView port) {
        output.line("");
        output.line("timeline of " + port.name() + " (seconds count from the last time its link came up):");
        for (TimelineView entry : port.timeline()) {
            output.line("  " + entry.time() + "  " + after(entry.afterSeconds()) + "  " + entry.what() + ": "
                    + entry.text());
        }
        if (port.forgotten() > 0) {
            output.line("  " + port.forgotten() + " entries in the middle are no longer kept");
        }
        for (DropGroupView group : port.drops()) {
            output.line("");
            output.line("dropped as " + group.reason() + ", " + group.counted() + " in all, the last "
                    + group.remembered() + ":");
            for (DroppedFrameView frame : group.frames()) {
                output.line("  " + frame.time() + "  " + after(frame.afterSeconds()) + "  " + frame.state() + "  "
                        + frame.summary() + ", " + frame.length() + " bytes");
            }
        }
    }

    private static String after(double seconds) {
        return String.format(Locale.ROOT, "%+9.3f s", seconds);
    }
}
