package dev.hayabashi.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} says what the key tables say. */
class ConfigReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void thePageIsCurrent() throws IOException {
        if (Boolean.getBoolean("hayabashi.docs.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, ConfigReference.markdown());
        }
        assertThat(PAGE)
                .as("run: mvn test -pl config -am -Dtest=ConfigReferenceTest -Dhayabashi.docs.write=true")
                .hasContent(ConfigReference.markdown());
    }
}
