package dev.hayabashi.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every kept input once more: what was found stays mended, and what was reached stays right. */
class CorpusTest {
    /** A loop without an end, and no slow machine. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TestFactory
    Stream<DynamicNode> inputs() {
        return Targets.ALL.stream().map(target -> DynamicContainer.dynamicContainer(target.name(), tests(target)));
    }

    private static Stream<DynamicNode> tests(Target target) {
        Corpus corpus = Corpus.of(target.name());
        List<DynamicNode> tests = new ArrayList<>();
        try {
            corpus.named()
                    .forEach((name, input) -> tests.add(DynamicTest.dynamicTest(
                            name, () -> assertTimeoutPreemptively(LIMIT, () -> replay(target, name, input)))));
        } catch (IOException e) {
            throw new AssertionError("a target has inputs in src/test/resources/corpus/" + target.name(), e);
        }
        tests.add(DynamicTest.dynamicTest(
                "kept",
                () -> assertTimeoutPreemptively(LIMIT, () -> {
                    int line = 1;
                    for (byte[] input : corpus.kept()) {
                        replay(target, "kept.hex:" + line++, input);
                    }
                })));
        return tests.stream();
    }

    private static void replay(Target target, String name, byte[] input) {
        try {
            target.run().accept(input);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError(target.name() + ", input " + name + " " + Octets.hex(input) + ": " + e, e);
        }
    }

    /** An input in a directory that no target reads would look replayed and not be. */
    @Test
    void everyDirectoryBelongsToATarget() throws IOException {
        try (Stream<Path> directories = Files.list(Path.of("src/test/resources/corpus"))) {
            assertThat(directories.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Targets.ALL.stream().map(Target::name).toList());
        }
    }
}
