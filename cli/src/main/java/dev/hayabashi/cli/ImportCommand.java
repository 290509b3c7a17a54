package dev.hayabashi.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hayabashi import}. */
@Command(
        name = "import",
        description = "Turn the configuration of something else into one of ours.",
        mixinStandardHelpOptions = true,
        subcommands = ImportLibvirtCommand.class)
final class ImportCommand implements Runnable {
    @Mixin
    @SuppressWarnings("UnusedVariable") // every command takes it, so that a script can always pass it
    private SocketOption socket = new SocketOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "import what? `hayabashi import libvirt FILE`");
        }
    }
}
