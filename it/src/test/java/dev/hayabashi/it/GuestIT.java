package dev.hayabashi.it;

import dev.hayabashi.it.fixture.Script;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Virtual machines boot and have a lease for their first DISCOVER, with spanning tree on; a kernel bridge in the same run shows
 * that the loss would be seen: the script {@code it/guests/run}, which is also of use by hand.
 */
class GuestIT {
    private static final long TIMEOUT_SECONDS = 300;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void guestsHaveTheirLeaseForTheFirstDiscover() {
        System.out.println(Script.passes("it/guests/run", directory.resolve("run.log"), TIMEOUT_SECONDS));
    }
}
