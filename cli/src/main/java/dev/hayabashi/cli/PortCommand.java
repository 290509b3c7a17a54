package dev.hayabashi.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hayabashi port add|set|rm}. */
@Command(
        name = "port",
        description = "Add, change or remove a port of the running bridge.",
        mixinStandardHelpOptions = true,
        subcommands = {PortAddCommand.class, PortSetCommand.class, PortRemoveCommand.class})
final class PortCommand implements Runnable {
    @Mixin
    @SuppressWarnings("UnusedVariable") // every command takes it, so that a script can always pass it
    private SocketOption socket = new SocketOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "add, set or rm? `hayabashi port --help` explains");
        }
    }
}
