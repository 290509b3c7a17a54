package dev.hayabashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hayabashi events -f | head} once went on until it was stopped by hand. */
class ReaderGoneTest {
    @Command
    private static final class Loud implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            new Output(Objects.requireNonNull(spec)).line("an event");
            throw new AssertionError("went on");
        }
    }

    @Test
    void aCommandWhoseReaderHasGoneEndsWithoutAWord() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        StringWriter errors = new StringWriter();
        CommandLine commands = Main.commandLine()
                .addSubcommand("loud", new Loud())
                .setOut(new PrintWriter(
                        new PrintStream(broken, true, StandardCharsets.UTF_8), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(errors));
        assertThat(commands.execute("loud")).isEqualTo(ExitCode.DONE);
        assertThat(errors.toString()).isEmpty();
    }
}
