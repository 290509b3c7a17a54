package dev.hayabashi.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hayabashi up}, where {@link UpArguments} leaves it to picocli, and its help. */
@Command(
        name = "up",
        description = {
            "Start the bridge and run until SIGTERM or Ctrl-C.",
            "A file of stream ports alone needs no root; every other one does.",
            "Without -c it reads " + Foreground.DEFAULT_CONFIG + " if there is one, and runs with defaults if not."
        },
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration file, YAML.")
    private @Nullable Path file;

    @Option(
            names = "--takeover",
            description = {
                "Go on in the place of the daemon that serves the socket, without losing its connections:",
                "take its ports, addresses, leases and spanning tree over, then apply the file.",
                "Whatever fails before, the running daemon goes on."
            })
    private boolean takeover;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        return Foreground.run(file, socket.asked(), takeover, spec.commandLine().getOut());
    }
}
