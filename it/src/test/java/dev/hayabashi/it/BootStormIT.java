package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Program;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A hundred clients ask at once. How fast they are served is for {@code bench/boot-storm} to say. */
class BootStormIT {
    private static final int CLIENTS = 100;
    private static final int AT_REST = 5;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void everyFirstDiscoverIsAnsweredAndNoAddressIsGivenTwice() throws IOException, InterruptedException {
        Program.Result run = Program.run(
                directory,
                "boot-storm",
                "--json",
                "--servers",
                "hayabashi",
                "--clients",
                String.valueOf(CLIENTS),
                "--rest",
                String.valueOf(AT_REST));
        assertThat(run.exitValue()).as("%s%s", run.output(), run.errors()).isZero();
        JsonNode result = new ObjectMapper().readTree(run.output()).get("hayabashi");
        JsonNode storm = result.get("storm");
        assertThat(storm.get("leased").asInt()).as("%s", result).isEqualTo(CLIENTS);
        assertThat(storm.get("givenTwice").asInt()).as("%s", result).isZero();
        assertThat(storm.get("firstDiscoverAnswered").asInt()).as("%s", result).isEqualTo(CLIENTS);
        assertThat(result.get("leasesInServer").asInt()).as("%s", result).isEqualTo(CLIENTS + AT_REST);
    }
}
