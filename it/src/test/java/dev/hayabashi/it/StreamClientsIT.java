package dev.hayabashi.it;

import dev.hayabashi.it.fixture.Script;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bridge of {@code stream} ports run by a user without privileges: clients of every behaviour, and passt as a way out: the
 * script {@code it/streams/run}, which is also of use by hand.
 */
class StreamClientsIT {
    private static final long TIMEOUT_SECONDS = 300;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void aUserWithoutPrivilegesRunsABridgeOfSockets() {
        System.out.println(Script.passes("it/streams/run", directory.resolve("run.log"), TIMEOUT_SECONDS));
    }
}
