package dev.hayabashi.daemon.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PageFilesTest {
    private static final Path SOURCES = Path.of("src/main/resources/dev/hayabashi/daemon/page");

    /** The build once put the name of the Maven module where a script says {@code ${name}}. */
    @Test
    void scriptsAreServedAsTheyWereWritten() throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.list(SOURCES)) {
            sources = files.toList();
        }
        assertThat(sources).hasSizeGreaterThan(5);
        for (Path source : sources) {
            try (InputStream built =
                    PageFilesTest.class.getResourceAsStream(source.getFileName().toString())) {
                assertThat(built).as("%s", source).isNotNull().hasBinaryContent(Files.readAllBytes(source));
            }
        }
    }
}
