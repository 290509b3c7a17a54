package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DropReasonsPageTest {
    // Surefire runs in the module's directory.
    private static final Path PAGE = Path.of("..", "docs", "drop-reasons.md");

    @Test
    void pageIsCurrent() throws IOException {
        if (Boolean.getBoolean("hayabashi.docs.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, DropReasonsPage.text());
        }
        assertThat(PAGE)
                .as(
                        "docs/drop-reasons.md is generated: mvn -pl bridge-core -am test"
                                + " -Dtest=DropReasonsPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dhayabashi.docs.write=true")
                .hasContent(DropReasonsPage.text());
    }

    @Test
    void everyReasonIsOnThePageOnce() {
        for (DropReason reason : DropReason.values()) {
            assertThat(DropReasonsPage.text()).containsOnlyOnce("| `" + reason.label() + "` |");
        }
    }
}
