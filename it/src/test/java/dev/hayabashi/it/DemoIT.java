package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Checkout;
import dev.hayabashi.it.fixture.Program;
import dev.hayabashi.it.fixture.Shell;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** {@code hayabashi demo}: shows the loss on the kernel's side and none on ours, and leaves nothing behind. */
class DemoIT {
    private static final int WIDTH = 80;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void kernelBridgeLosesTheFirstDiscoverAndWeDoNot() throws IOException, InterruptedException {
        Program.Result run = Program.hayabashi(directory, "demo", "--json");
        assertThat(run.exitValue()).as("%s%s", run.output(), run.errors()).isZero();
        JsonNode result = new ObjectMapper().readTree(run.output());
        JsonNode kernel = result.get("kernelBridge");
        JsonNode ours = result.get("hayabashi");
        assertThat(kernel.get("lostDiscovers").asInt()).as("%s", kernel).isPositive();
        assertThat(kernel.get("leaseSeconds").asDouble()).as("%s", kernel).isGreaterThan(4);
        assertThat(ours.get("lostDiscovers").asInt()).as("%s", ours).isZero();
        assertThat(ours.get("discovers").asInt()).as("%s", ours).isEqualTo(1);
        assertThat(ours.get("leaseSeconds").isNumber()).as("%s", ours).isTrue();
        assertNothingIsLeft();
    }

    @Test
    void timelineFitsIntoATerminalAndEndsWithTwoLines() throws IOException, InterruptedException {
        Program.Result run = Program.hayabashi(directory, "demo");
        assertThat(run.exitValue()).as("%s%s", run.output(), run.errors()).isZero();
        assertThat(run.output().lines()).allMatch(line -> line.length() <= WIDTH);
        assertThat(run.output()).contains("DISCOVER x lost").doesNotContain("\033");
        assertThat(run.output()
                        .lines()
                        .toList()
                        .subList((int) run.output().lines().count() - 2, (int)
                                run.output().lines().count()))
                .satisfiesExactly(
                        line -> assertThat(line).contains("Linux bridge").contains("DISCOVERs lost"),
                        line -> assertThat(line).contains("Hayabashi").contains("first DISCOVER answered in"));
        assertNothingIsLeft();
    }

    @Test
    void interruptLeavesNothingBehind() throws IOException, InterruptedException {
        Process demo = new ProcessBuilder("env", "NO_BUILD=1", Checkout.LAUNCHER.toString(), "demo")
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> namespaces().contains("hbdemo"));
            // The same way out as Ctrl-C, which is ignored by what runs in the background of a shell.
            Shell.run("kill", "-TERM", String.valueOf(demo.pid()));
            assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            demo.destroyForcibly();
        }
        assertNothingIsLeft();
    }

    private static String namespaces() {
        return Shell.run("ip", "netns", "list");
    }

    private static void assertNothingIsLeft() {
        assertThat(namespaces()).doesNotContain("hbdemo");
        assertThat(new File("/tmp").list((in, name) -> name.startsWith("hbdemo")))
                .isEmpty();
    }
}
