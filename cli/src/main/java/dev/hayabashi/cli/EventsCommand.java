package dev.hayabashi.cli;

import dev.hayabashi.daemon.api.EventView;
import dev.hayabashi.daemon.api.EventsView;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code hayabashi events}. */
@Command(
        name = "events",
        description = "Show what happened: states and roles with their reasons, guards, links, moves, configuration.",
        mixinStandardHelpOptions = true)
final class EventsCommand implements Callable<Integer> {
    private static final int LAST = 50;
    private static final String DATA = "data:";

    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--json", description = "Print JSON for scripts; with -f one object per line.")
    private boolean json;

    @Option(
            names = {"-f", "--follow"},
            description = "Keep printing what happens from now on, after the last " + LAST + " events.")
    private boolean follow;

    @Option(
            names = "--after",
            paramLabel = "N",
            description = "Go on after event number N; without it the last " + LAST + " are shown.")
    private @Nullable Long after;

    @Option(names = "--type", paramLabel = "PREFIX", description = "Only types that begin so, for example stp.port.")
    private String type = "";

    @Option(names = "--port", paramLabel = "NAME", description = "Only events of this port.")
    private @Nullable String port;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        Output output = new Output(spec);
        String path = new Query("/v1/events")
                .with("after", String.valueOf(after == null ? -LAST : after))
                .toString();
        if (follow) {
            new ControlClient(socket).lines(path, "text/event-stream", line -> followed(output, line));
            return ExitCode.DONE;
        }
        JsonNode answer = new ControlClient(socket).get(path);
        if (json) {
            output.json(answer);
            return ExitCode.DONE;
        }
        EventsView events = ControlClient.Json.MAPPER.treeToValue(answer, EventsView.class);
        if (events.lost() > 0) {
            output.line(lost(events.lost()));
        }
        events.events().stream().filter(this::wanted).forEach(event -> output.line(text(event)));
        return ExitCode.DONE;
    }

    private void followed(Output output, String line) {
        if (!line.startsWith(DATA)) {
            return;
        }
        String data = line.substring(DATA.length()).strip();
        JsonNode node = ControlClient.Json.MAPPER.readTree(data);
        if (node.has("lost")) {
            output.line(json ? data : lost(node.get("lost").asLong()));
            return;
        }
        EventView event = ControlClient.Json.MAPPER.treeToValue(node, EventView.class);
        if (wanted(event)) {
            output.line(json ? data : text(event));
        }
    }

    private boolean wanted(EventView event) {
        return event.type().startsWith(type) && (port == null || port.equals(event.port()));
    }

    private static String text(EventView event) {
        String where = event.port() == null ? event.bridge() : event.port();
        String suppressed =
                event.suppressed() > 0 ? " (" + event.suppressed() + " before it came too fast to be recorded)" : "";
        return Paint.FAINT.on(event.sequence() + "  " + event.time()) + "  " + event.type() + "  "
                + Paint.STRONG.on(where == null ? "-" : where) + "  " + event.text() + suppressed;
    }

    private static String lost(long count) {
        return count + " events before the next one are no longer kept";
    }
}
