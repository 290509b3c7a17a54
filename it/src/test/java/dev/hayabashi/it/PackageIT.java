package dev.hayabashi.it;

import dev.hayabashi.it.fixture.Script;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package in a clean Debian: installs, runs, is removed, and leaves nothing. */
class PackageIT {
    private static final long TIMEOUT_SECONDS = 600;

    @Test
    void installsRunsAndGoesInACleanDebian(@TempDir Path directory) {
        System.out.println(Script.passes("dist/try-package", directory.resolve("log"), TIMEOUT_SECONDS));
    }
}
