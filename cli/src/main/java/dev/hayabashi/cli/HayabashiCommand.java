package dev.hayabashi.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line. */
@Command(
        name = "hayabashi",
        description =
                "A userspace Ethernet bridge for microVM labs: loop protection on, zero wait, every drop explained.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0  done",
            "  1  failed",
            "  2  the input is wrong",
        })
public final class HayabashiCommand implements Runnable {
    private static final Map<String, Class<?>> SUBCOMMANDS = subcommands();

    @Spec
    private @Nullable CommandSpec spec;

    private static Map<String, Class<?>> subcommands() {
        Map<String, Class<?>> all = new LinkedHashMap<>();
        all.put("up", UpCommand.class);
        all.put("check", CheckCommand.class);
        all.put("plan", PlanCommand.class);
        all.put("apply", ApplyCommand.class);
        all.put("status", StatusCommand.class);
        all.put("ports", PortsCommand.class);
        all.put("port", PortCommand.class);
        all.put("fdb", FdbCommand.class);
        all.put("groups", GroupsCommand.class);
        all.put("leases", LeasesCommand.class);
        all.put("stp", StpCommand.class);
        all.put("why", WhyCommand.class);
        all.put("trace", TraceCommand.class);
        all.put("capture", CaptureCommand.class);
        all.put("events", EventsCommand.class);
        all.put("import", ImportCommand.class);
        all.put("demo", DemoCommand.class);
        all.put("doctor", DoctorCommand.class);
        all.put("completion", CompletionCommand.class);
        return all;
    }

    /**
     * Adds the subcommands. Reading the options of all takes longer than most commands run, so that when the first argument
     * names one, that one alone is added.
     */
    static void addSubcommands(CommandLine root, String... arguments) {
        Class<?> asked = arguments.length == 0 ? null : SUBCOMMANDS.get(arguments[0]);
        if (asked == null || asked == CompletionCommand.class) {
            SUBCOMMANDS.forEach(root::addSubcommand);
        } else {
            root.addSubcommand(arguments[0], asked);
        }
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "which command? `hayabashi --help` lists them");
        }
    }
}
