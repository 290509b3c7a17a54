package dev.hayabashi.cli;

import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code source <(hayabashi generate-completion)}. */
@Command(
        name = "generate-completion",
        description = "Print a completion script for bash and zsh: source <(hayabashi generate-completion)",
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {
    @Mixin
    @SuppressWarnings("UnusedVariable") // every command takes it, so that a script can always pass it
    private SocketOption socket = new SocketOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            new Output(spec).line(AutoComplete.bash("hayabashi", spec.root().commandLine()));
        }
    }
}
