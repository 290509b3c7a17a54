package dev.hayabashi.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/openapi.yaml} says what the server has. */
class OpenApiPageTest {
    private static final Path PAGE = Path.of("..", "docs", "openapi.yaml");
    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "hayabashi", "daemon", "control");
    private static final Pattern ROUTE = Pattern.compile("routes\\.(get|post|put|delete)\\(\\s*\"(/v1/[^\"]*)\"");

    @Test
    void thePageIsUpToDate() throws IOException {
        if (Boolean.getBoolean("hayabashi.docs.write")) {
            Files.writeString(PAGE, OpenApiPage.yaml());
        }
        assertThat(PAGE)
                .as("run: mvn test -pl daemon -am -Dtest=OpenApiPageTest -Dhayabashi.docs.write=true")
                .hasContent(OpenApiPage.yaml());
    }

    /** PATCH has no method of its own in the router; the two are tried by the network test like all others. */
    @Test
    void everyRouteOfTheServerIsInIt() throws IOException {
        Set<String> routes = new TreeSet<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                ROUTE.matcher(Files.readString(file))
                        .results()
                        .forEach(match -> routes.add(match.group(1) + " " + match.group(2)));
            }
        }
        Set<String> documented = OpenApiPage.operationNames().stream()
                .filter(name -> !name.startsWith("patch "))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).isEqualTo(routes);
    }
}
