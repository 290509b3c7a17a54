package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Program;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A guest's first DISCOVER, names, NAT, leases over a kill, auto-attach, and nothing left behind ({@code gateway/run}).
 */
class GatewayIT {
    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"run", "variants"})
    void guestsAreServedFromTheirFirstDiscoverOn(String script) throws IOException, InterruptedException {
        Program.Result run = Program.run(directory, script);
        assertThat(run.exitValue()).as("%s%s", run.output(), run.errors()).isZero();
        assertThat(run.output()).endsWith("PASSED\n");
    }
}
