package dev.hayabashi.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the jcstress tests in a JVM of their own: for a few seconds, or with the options in {@code hayabashi.stress}. */
class StressTest {
    /** One JVM for each test, which compiles as it does in production, and few states at a time: they hold whole tables. */
    private static final String SHORT =
            "-jvmArgs -XX:+UseSerialGC -sc false -af NONE -f 1 -fsm 1 -iters 1 -time 300 -strideSize 16 -strideCount 8";

    @TempDir
    private Path results;

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void nothingForbiddenIsSeen() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-r",
                results.toString()));
        command.addAll(List.of(System.getProperty("hayabashi.stress", SHORT).split(" ")));
        Process jcstress = new ProcessBuilder(command)
                .directory(results.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(jcstress.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcstress.waitFor()).as(output).isZero();
        assertThat(output).contains("Failed tests: No matches.", "Error tests: No matches.");
    }
}
