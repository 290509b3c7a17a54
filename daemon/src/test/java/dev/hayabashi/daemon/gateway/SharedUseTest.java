package dev.hayabashi.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedUseTest {
    private final List<String> cleared = new ArrayList<>();

    @TempDir
    private Path directory = Path.of("");

    private SharedUse user() {
        return new SharedUse(directory.resolve("made"), "lock");
    }

    @Test
    void theLastUserClearsAway() throws IOException {
        SharedUse only = user();
        only.begin();
        only.begin();
        only.end(() -> cleared.add("only"));
        assertThat(cleared).containsExactly("only");
    }

    @Test
    void whoNeverWasAUserClearsAwayWhatAKilledOneLeft() throws IOException {
        user().begin();
        SharedUse late = user();
        late.end(() -> cleared.add("late"));
        assertThat(cleared).as("the first is still there").isEmpty();
    }

    @Test
    void aPlaceThatIsNotThereIsNotMade() throws IOException {
        user().end(() -> cleared.add("nobody"));
        assertThat(cleared).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }
}
