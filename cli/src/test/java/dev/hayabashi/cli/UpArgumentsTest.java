package dev.hayabashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is read without picocli must be what picocli reads; all else is left to it. */
class UpArgumentsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "up -c a.yaml",
                "up --config a.yaml",
                "up --config=a.yaml",
                "up --socket s",
                "up --socket=s",
                "up -c a.yaml --socket s",
                "up --socket s --config=a=b.yaml",
            })
    void plainOnesMeanWhatPicocliTakesThemFor(String line) {
        String[] words = line.split(" ");
        UpArguments plain = UpArguments.plain(words);
        assertThat(plain).isNotNull();
        CommandLine.ParseResult up = Main.commandLine(words).parseArgs(words).subcommand();
        assertThat(plain.file()).isEqualTo(up.matchedOptionValue("--config", (Path) null));
        assertThat(plain.socket()).isEqualTo(socket(up));
    }

    private static @Nullable String socket(CommandLine.ParseResult up) {
        return up.matchedOptionValue("--socket", (String) null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "up --help",
                "up -h",
                "up -c",
                "up --config",
                "up --config=",
                "up -ca.yaml",
                "up -c a.yaml -c b.yaml",
                "up --socket s --socket=t",
                "up a.yaml",
                "up --nosuch x",
                "up --nosuch=x",
                "up -c --socket s",
                "up @file",
                "up -c @file",
                "up -c 'a",
                "--socket s up",
            })
    void allElseIsForPicocli(String line) {
        assertThat(UpArguments.plain(line.split(" "))).isNull();
    }

    @Test
    void noArguments() {
        assertThat(UpArguments.plain()).isNull();
    }
}
