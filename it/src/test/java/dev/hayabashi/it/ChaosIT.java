package dev.hayabashi.it;

import dev.hayabashi.it.fixture.Script;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Half a minute of everything at once, with a seed of its own each time: {@code it/chaos/soak} says what must hold, prints the
 * seed and tells the story. {@code bench/chaos} runs the same for hours.
 */
class ChaosIT {
    private static final long TIMEOUT_SECONDS = 400;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void noLoopNoLostHostNoLeaseTwiceNoFrameUncounted() {
        System.out.println(Script.passes("it/chaos/soak", directory.resolve("chaos.log"), TIMEOUT_SECONDS));
    }
}
