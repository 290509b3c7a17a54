package dev.hayabashi.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Entry point of the runnable jar. */
public final class Main {
    private static final int MIN_HELP_WIDTH = 60;
    private static final int MAX_HELP_WIDTH = 110;

    private Main() {}

    public static void main(String[] arguments) {
        UpArguments up = UpArguments.plain(arguments);
        System.exit(up != null ? up(up) : commandLine(arguments).execute(arguments));
    }

    private static int up(UpArguments arguments) {
        String socket = arguments.socket();
        try {
            return Foreground.run(
                    arguments.file(),
                    socket != null ? socket : SocketOption.ofEnvironment(),
                    false,
                    new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        } catch (InterruptedException | RuntimeException e) {
            return failed(e, new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        }
    }

    /**
     * The command line with its error handling; separate from {@link #main} so that tests can call it.
     *
     * @param arguments what will be run with it; none for a command line that knows all commands
     */
    static CommandLine commandLine(String... arguments) {
        CommandLine root = new CommandLine(new HayabashiCommand());
        HayabashiCommand.addSubcommands(root, arguments);
        if (root.getSubcommands().containsKey("port")) {
            PortKeyOptions.addTo(spec(root, "port", "add"));
            PortKeyOptions.addTo(spec(root, "port", "set"));
        }
        if (root.getSubcommands().containsKey("stp")) {
            StpSetCommand.addKeysTo(spec(root, "stp", "set"));
        }
        return root.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(Math.max(MIN_HELP_WIDTH, Math.min(MAX_HELP_WIDTH, Terminal.width())))
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        Terminal.hasColour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((thrown, command, parsed) -> failed(thrown, command.getErr()));
    }

    private static CommandSpec spec(CommandLine root, String... path) {
        CommandLine command = root;
        for (String name : path) {
            command = Objects.requireNonNull(command.getSubcommands().get(name), name);
        }
        return command.getCommandSpec();
    }

    private static int failed(Exception thrown, PrintWriter err) {
        if (thrown instanceof ReaderGoneException) {
            return ExitCode.DONE;
        }
        if (thrown instanceof CommandFailure failure) {
            err.println(failure.printed());
            if (!failure.hint().isEmpty()) {
                err.println("  " + failure.hint());
            }
            return failure.exitCode();
        }
        // What nobody foresaw: the trace is what a bug report needs.
        thrown.printStackTrace(err);
        err.println("hayabashi: this is a bug in hayabashi; please report it with the lines above");
        return ExitCode.FAILED;
    }
}
