package dev.hayabashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CompletionTest {
    @TempDir
    private Path directory = Path.of("");

    private static String script(String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine root = Main.commandLine();
        root.getSubcommands().values().forEach(each -> each.setOut(new PrintWriter(out, true)));
        assertThat(root.execute(arguments)).isZero();
        return out.toString();
    }

    @ParameterizedTest
    @CsvSource({"hayabashi po,ports port", "hayabashi port r,rm", "hayabashi doc,doctor", "hayabashi fdb --fl,--flush"})
    void bashCompletes(String typed, String wanted) throws IOException, InterruptedException {
        Path script = Files.writeString(directory.resolve("completion"), script("completion", "bash"));
        Path ask = Files.writeString(directory.resolve("ask"), """
                compopt() { :; } # of interactive shells only
                source "$1"
                COMP_LINE=$2
                read -ra COMP_WORDS <<<"$2"
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                COMP_POINT=${#COMP_LINE}
                _complete_hayabashi hayabashi "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
                echo "${COMPREPLY[@]}"
                """);
        Process bash = new ProcessBuilder(List.of("bash", ask.toString(), script.toString(), typed))
                .redirectErrorStream(true)
                .start();
        String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(bash.waitFor()).as(answer).isZero();
        assertThat(answer.split("\\s+")).containsExactlyInAnyOrder(wanted.split(" "));
    }

    @Test
    void zshFindsItByItsFirstLine() {
        assertThat(script("completion", "zsh"))
                .startsWith("#compdef hayabashi\n")
                .contains("bashcompinit");
    }

    @Test
    void theFormerNameStillWorks() {
        assertThat(script("generate-completion")).isEqualTo(script("completion"));
    }
}
