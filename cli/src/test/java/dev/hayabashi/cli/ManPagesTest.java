package dev.hayabashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class ManPagesTest {
    // Surefire runs in the module's directory.
    private static final Path PAGES = Path.of("..", "docs", "man");

    static List<CommandLine> commands() {
        return ManPage.commands(Main.commandLine());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void pageIsCurrent(CommandLine command) throws IOException {
        Path page = PAGES.resolve(ManPage.fileName(command));
        if (Boolean.getBoolean("hayabashi.docs.write")) {
            Files.createDirectories(PAGES);
            Files.writeString(page, ManPage.of(command));
        }
        assertThat(page)
                .as("docs/man is generated: mvn -pl cli -am test -Dtest=ManPagesTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dhayabashi.docs.write=true")
                .hasContent(ManPage.of(command));
    }

    @Test
    void noPageIsOfACommandThatIsNoMore() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            assertThat(pages.map(page -> page.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            commands().stream().map(ManPage::fileName).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void pageNamesEveryOptionOfTheCommandAndThoseBelow(CommandLine command) {
        String page = ManPage.of(command);
        for (CommandLine each : withThoseBelow(command)) {
            each.getCommandSpec().options().stream()
                    .filter(option -> !option.hidden())
                    .forEach(option ->
                            assertThat(page).contains(option.longestName().replace("-", "\\-")));
        }
    }

    private static List<CommandLine> withThoseBelow(CommandLine command) {
        return command.getParent() == null
                ? List.of(command)
                : Stream.concat(Stream.of(command), command.getSubcommands().values().stream())
                        .toList();
    }
}
