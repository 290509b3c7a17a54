package dev.hayabashi.cli;

import org.jspecify.annotations.Nullable;
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
        subcommands = {
            UpCommand.class,
            CheckCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            StatusCommand.class,
            PortsCommand.class,
            PortCommand.class,
            FdbCommand.class,
            LeasesCommand.class,
            StpCommand.class,
            WhyCommand.class,
            TraceCommand.class,
            CaptureCommand.class,
            EventsCommand.class,
            ImportCommand.class,
            DemoCommand.class,
            DoctorCommand.class,
            CompletionCommand.class
        },
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0  done",
            "  1  failed",
            "  2  the input is wrong",
        })
public final class HayabashiCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "which command? `hayabashi --help` lists them");
        }
    }
}
