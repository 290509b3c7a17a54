package dev.hayabashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandLineTest {
    @TempDir
    private Path directory = Path.of("");

    private record Result(int exitCode, String out, String err) {}

    private static Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        for (CommandLine each : all(commandLine)) {
            each.setOut(new PrintWriter(out, true));
            each.setErr(new PrintWriter(err, true));
        }
        return new Result(commandLine.execute(arguments), out.toString(), err.toString());
    }

    private static List<CommandLine> all(CommandLine root) {
        List<CommandLine> all = new ArrayList<>(List.of(root));
        root.getSubcommands().values().forEach(sub -> all.addAll(all(sub)));
        return all;
    }

    static Stream<CommandLine> everyCommand() {
        return all(Main.commandLine()).stream().filter(command -> command.getParent() != null);
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandTakesSocketAndHelp(CommandLine command) {
        assertThat(command.getCommandSpec().optionsMap()).containsKeys("--socket", "--help");
        assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
    }

    @Test
    void versionNamesTheProgram() {
        assertThat(run("--version").out()).matches("hayabashi [0-9]+\\.[0-9]+\\.[0-9]+\\R");
    }

    @Test
    void aGoodFileIsGood() throws IOException {
        Path file = Files.writeString(directory.resolve("lab.yaml"), """
                bridges:
                  - name: lab0
                    ports: [{name: vm0, kind: vm}]
                """);
        Result result = run("check", file.toString());
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo(file + ": good: 1 bridge, 1 port" + System.lineSeparator());
    }

    @Test
    void aBadFileIsExitCode2WithPlaceAndRemedy() throws IOException {
        Path file = Files.writeString(directory.resolve("lab.yaml"), """
                bridges:
                  - name: lab0
                    ports: [{name: vm0, kind: vm, portfast: true}]
                """);
        Result result = run("check", file.toString());
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .isEqualTo(file + ":3:35: unknown key 'portfast'; did you mean 'edge'?" + System.lineSeparator());
    }

    @Test
    void aMissingFileIsExitCode2() {
        Result result = run("check", directory.resolve("none.yaml").toString());
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("none.yaml");
    }

    @Test
    void anUnknownCommandIsExitCode2() {
        assertThat(run("portz").exitCode()).isEqualTo(2);
        assertThat(run().exitCode()).isEqualTo(2);
    }

    @Test
    void withoutADaemonTheNextStepIsNamed() {
        Result result = run("ports", "--socket", directory.resolve("no.sock").toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("no daemon listens on").contains("hayabashi up");
    }

    @Test
    void everyPortKeyIsAnOptionOfAddAndSet() {
        CommandLine port = Main.commandLine().getSubcommands().get("port");
        assertThat(port).isNotNull();
        for (String command : List.of("add", "set")) {
            CommandLine subcommand = port.getSubcommands().get(command);
            assertThat(subcommand).isNotNull();
            assertThat(subcommand.getCommandSpec().optionsMap())
                    .containsKeys(
                            "--kind", "--owner", "--netns", "--edge", "--bpdu-guard", "--isolated", "--path-cost");
        }
    }
}
