package dev.hayabashi.cli;

import dev.hayabashi.config.HayabashiConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hayabashi check FILE}. */
@Command(
        name = "check",
        description = "Check a configuration file and say what is wrong with it, without touching anything.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("UnusedVariable") // every command takes it, so that a script can always pass it
    private SocketOption socket = new SocketOption();

    @Option(
            names = "--rootless",
            hidden = true, // for the launcher
            description = "Only say, by exit code 0 or 1, whether the file can be run without root.")
    private boolean rootless;

    @Parameters(paramLabel = "FILE", description = "The file to check.")
    private Path file = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        HayabashiConfig config = ConfigFile.read(file);
        if (rootless) {
            return config.needsPrivileges() ? ExitCode.FAILED : ExitCode.DONE;
        }
        int ports = config.bridges().stream().mapToInt(b -> b.ports().size()).sum();
        if (spec != null) {
            new Output(spec)
                    .line(file + ": good: " + plural(config.bridges().size(), "bridge") + ", " + plural(ports, "port"));
        }
        return ExitCode.DONE;
    }

    private static String plural(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
