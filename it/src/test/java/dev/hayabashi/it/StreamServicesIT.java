package dev.hayabashi.it;

import dev.hayabashi.it.fixture.Script;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Leases, guards and super-frames of {@code stream} ports, and a lease log on a full disk: the script {@code it/streams/services},
 * which is also of use by hand.
 */
class StreamServicesIT {
    private static final long TIMEOUT_SECONDS = 120;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void leasesOutliveAReconnectionAndSuperFramesAreCutAndAFullDiskStopsLeasesAlone() {
        System.out.println(Script.passes("it/streams/services", directory.resolve("services.log"), TIMEOUT_SECONDS));
    }
}
