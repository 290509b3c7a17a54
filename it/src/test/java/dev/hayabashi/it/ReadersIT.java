package dev.hayabashi.it;

import dev.hayabashi.it.fixture.Script;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Those who look on: the scripts {@code it/observe/readers} and {@code it/observe/openapi}, which are also of use by hand. */
class ReadersIT {
    private static final long TIMEOUT_SECONDS = 300;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void tenThousandScrapesAndAHundredSlowClientsCostNoFrame() {
        System.out.println(Script.passes("it/observe/readers", directory.resolve("readers.log"), TIMEOUT_SECONDS));
    }

    @Test
    void eachDocumentedOperationIsThere() {
        System.out.println(Script.passes("it/observe/openapi", directory.resolve("openapi.log"), TIMEOUT_SECONDS));
    }
}
