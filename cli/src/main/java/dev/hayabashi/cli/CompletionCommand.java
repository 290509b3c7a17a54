package dev.hayabashi.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code source <(hayabashi completion bash)}. */
@Command(
        name = "completion",
        aliases = "generate-completion",
        description = {
            "Print a completion script.",
            "bash, once: source <(hayabashi completion bash)",
            "bash, for good: hayabashi completion bash > ~/.local/share/bash-completion/completions/hayabashi",
            "zsh, for good: hayabashi completion zsh > DIR/_hayabashi, with DIR in $fpath"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {
    /** Shells. */
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Mixin
    @SuppressWarnings("UnusedVariable") // every command takes it, so that a script can always pass it
    private SocketOption socket = new SocketOption();

    @Parameters(paramLabel = "SHELL", arity = "0..1", description = "bash or zsh. Default: bash.")
    private Shell shell = Shell.BASH;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        String script = AutoComplete.bash("hayabashi", spec.root().commandLine());
        // The script serves both shells; zsh finds it by the first line when it lies in a directory of $fpath.
        new Output(spec).line(shell == Shell.ZSH ? "#compdef hayabashi\n" + script : script);
    }
}
