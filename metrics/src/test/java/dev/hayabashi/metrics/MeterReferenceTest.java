package dev.hayabashi.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} says what the meters say. */
class MeterReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");

    @Test
    void thePageIsUpToDate() throws IOException {
        if (Boolean.getBoolean("hayabashi.docs.write")) {
            Files.writeString(PAGE, HayabashiMetrics.reference());
        }
        assertThat(PAGE)
                .as("run: mvn test -pl metrics -am -Dtest=MeterReferenceTest -Dhayabashi.docs.write=true")
                .hasContent(HayabashiMetrics.reference());
    }
}
