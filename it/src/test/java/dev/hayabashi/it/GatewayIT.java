package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A guest's first DISCOVER, names, NAT, leases over a kill, auto-attach, and nothing left behind: the script {@code
 * gateway/run}, which is also of use by hand.
 */
class GatewayIT {
    private static final long TIMEOUT_SECONDS = 300;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void guestsAreServedFromTheirFirstDiscoverOn() throws IOException, InterruptedException {
        Path log = directory.resolve("run.log");
        Process run = new ProcessBuilder(
                        Path.of("gateway", "run").toAbsolutePath().toString())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log.toFile())
                .start();
        boolean ended = run.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            // SIGTERM, so that the script takes its namespaces down.
            run.destroy();
        }
        assertThat(ended).as("%s", Files.readString(log)).isTrue();
        assertThat(run.exitValue()).as("%s", Files.readString(log)).isZero();
        assertThat(Files.readString(log)).endsWith("PASSED\n");
    }
}
