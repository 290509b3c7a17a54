package dev.hayabashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.cli.JsonShapes.Printed;
import dev.hayabashi.daemon.api.EventView;
import dev.hayabashi.daemon.api.EventsView;
import dev.hayabashi.daemon.api.FdbView;
import dev.hayabashi.daemon.api.GroupsView;
import dev.hayabashi.daemon.api.LeaseView;
import dev.hayabashi.daemon.api.PlanView;
import dev.hayabashi.daemon.api.PortView;
import dev.hayabashi.daemon.api.StatusView;
import dev.hayabashi.daemon.api.StpView;
import dev.hayabashi.daemon.api.TraceView;
import dev.hayabashi.daemon.api.WhyView;
import dev.hayabashi.daemon.doctor.DoctorReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class JsonShapesTest {
    // Surefire runs in the module's directory.
    private static final Path PAGE = Path.of("..", "docs", "json.md");

    private static final List<Printed> PRINTED = List.of(
            new Printed("hayabashi status", StatusView.class, false),
            new Printed("hayabashi ports", PortView.class, true),
            new Printed("hayabashi port add", PortView.class, false),
            new Printed("hayabashi port set", PortView.class, false),
            new Printed("hayabashi port rm", PortView.class, false),
            new Printed("hayabashi fdb", FdbView.class, true),
            new Printed("hayabashi groups", GroupsView.class, true),
            new Printed("hayabashi leases", LeaseView.class, true),
            new Printed("hayabashi stp", StpView.class, true),
            new Printed("hayabashi stp set", StpView.class, false),
            new Printed("hayabashi why", WhyView.class, false),
            new Printed("hayabashi trace", TraceView.class, false),
            new Printed("hayabashi events", EventsView.class, false),
            new Printed("hayabashi events -f", EventView.class, false),
            new Printed("hayabashi plan", PlanView.class, false),
            new Printed("hayabashi apply", PlanView.class, false),
            new Printed("hayabashi doctor", DoctorReport.class, false));

    /** Commands whose JSON is of their own making, with the page that has it. */
    private static final Set<String> ELSEWHERE =
            Set.of("hayabashi stp simulate", "hayabashi capture", "hayabashi demo");

    @Test
    void pageIsCurrent() throws IOException {
        String page = JsonShapes.page(PRINTED);
        if (Boolean.getBoolean("hayabashi.docs.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as("docs/json.md is generated: mvn -pl cli -am test -Dtest=JsonShapesTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dhayabashi.docs.write=true")
                .hasContent(page);
    }

    @Test
    void everyFieldHasAMeaningAndEveryCommandItsShape() throws IOException {
        assertThat(JsonShapes.page(PRINTED).lines().filter(line -> line.startsWith("| `") && line.endsWith("|  |")))
                .as("fields without @param")
                .isEmpty();
        Set<String> printing = new TreeSet<>();
        collect(Main.commandLine(), printing);
        for (String command : printing) {
            assertThat(PRINTED.stream().map(Printed::command).anyMatch(command::equals) || ELSEWHERE.contains(command))
                    .as("%s --json is documented", command)
                    .isTrue();
        }
    }

    private static void collect(CommandLine command, Set<String> printing) {
        if (command.getCommandSpec().findOption("--json") != null) {
            printing.add(command.getCommandSpec().qualifiedName(" "));
        }
        command.getSubcommands().values().forEach(each -> collect(each, printing));
    }
}
