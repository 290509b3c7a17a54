package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Checkout;
import dev.hayabashi.it.fixture.Shell;
import dev.hayabashi.it.fixture.TapSegment;
import dev.hayabashi.it.fixture.TestFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that look at a running bridge and change it, as people and scripts use them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsIT {
    private static final String A = "0a:00:00:00:00:01";
    private static final JsonMapper JSON = new JsonMapper();

    private final TapSegment segment = TapSegment.of(2);

    @AfterAll
    void close() {
        segment.close();
    }

    private String run(String... arguments) {
        return segment.daemon().cli(arguments).orFail().out();
    }

    @Test
    void statusPortsAndFdbHaveTheFixedNames() {
        segment.hear("p1", A);
        JsonNode status = JSON.readTree(run("status", "--json"));
        assertThat(status.path("pid").asLong()).isEqualTo(segment.daemon().pid());
        JsonNode bridge = status.path("bridges").path(0);
        assertThat(bridge.path("name").asString()).isEqualTo("haya0");
        JsonNode frames = bridge.path("frames");
        assertThat(frames.path("received").asLong())
                .isPositive()
                .isEqualTo(frames.path("relayed").asLong()
                        + frames.path("consumed").asLong()
                        + frames.path("dropped").asLong());

        JsonNode port = JSON.readTree(run("ports", "--json")).path(0);
        assertThat(port.path("name").asString()).isEqualTo("p1");
        assertThat(port.path("number").asInt()).isEqualTo(1);
        assertThat(port.path("kind").asString()).isEqualTo("tap");
        assertThat(port.path("role").asString()).isEqualTo("designated");
        assertThat(port.path("state").asString()).isEqualTo("forwarding");
        assertThat(port.path("edge").asBoolean()).isTrue();

        JsonNode entry = null;
        for (JsonNode each : JSON.readTree(run("fdb", "--json"))) {
            entry = each.path("mac").asString().equals(A) ? each : entry;
        }
        assertThat(entry).isNotNull();
        assertThat(List.copyOf(entry.propertyNames())).contains("mac", "port", "type", "ageSeconds");
        assertThat(entry.path("port").asString()).isEqualTo("p1");
        assertThat(entry.path("type").asString()).isEqualTo("dynamic");

        assertThat(run("ports")).contains("p1", "p2", "forwarding");
        assertThat(run("fdb")).contains(A);
        assertThat(run("status")).contains("haya0");
    }

    @Test
    void portIsAddedChangedAndRemovedLive() {
        run("port", "add", "x1", "--kind", "tap", "--edge", "true");
        assertThat(segment.lab().host().netdevs()).containsExactly("x1");
        segment.api().awaitForwarding("x1");

        run("port", "set", "p2", "--isolated", "true", "--json");
        assertThat(segment.api().port("p2").path("isolated").asBoolean()).isTrue();
        run("port", "set", "p1", "--isolated", "true");
        assertThat(segment.arrivals("p1", TestFrame.BROADCAST, A, 0)).isEmpty();
        run("port", "set", "p1", "--isolated", "false");
        assertThat(segment.arrivals("p1", TestFrame.BROADCAST, A, 1)).isEqualTo(Map.of("p2", 1));

        run("port", "rm", "x1");
        assertThat(segment.lab().host().netdevs()).isEmpty();
        Shell.Result again = segment.daemon().cli("port", "rm", "x1");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.output()).contains("x1").doesNotContain("\tat ");
    }

    @Test
    void checkNamesThePlaceAndWhatToWrite() throws IOException {
        Path wrong = Files.writeString(segment.lab().directory().resolve("haya.yaml"), """
                bridges:
                  - name: haya0
                    ports:
                      - name: p1
                        kind: tap
                        portfast: true
                """);
        Shell.Result result = segment.lab().hayabashi("check", wrong.toString());
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output()).contains("haya.yaml:6:9: unknown key 'portfast'; did you mean 'edge'?");
    }

    /** Runs a command with a terminal of so many columns for its standard output. */
    private String onTerminal(int columns, String environment, String command) {
        return segment.lab()
                .host()
                .exec(
                        "script",
                        "-qec",
                        "stty cols " + columns + "; env -u COLUMNS TERM=xterm " + environment + " " + Checkout.LAUNCHER
                                + " " + command + " --socket "
                                + segment.daemon().socket(),
                        "/dev/null");
    }

    @Test
    void tablesFitTheTerminalAndAreColouredThereOnly() {
        String wide = onTerminal(160, "NO_COLOR=", "ports");
        assertThat(wide).contains("NETDEV", "\u001b[32mforwarding\u001b[0m");
        String narrow = onTerminal(70, "NO_COLOR=1", "ports");
        assertThat(narrow).contains("forwarding").doesNotContain("\u001b", "NETDEV");
        assertThat(narrow.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(70));
        assertThat(run("ports")).contains("NETDEV").doesNotContain("\u001b");
        assertThat(segment.lab()
                        .host()
                        .exec(
                                "env",
                                "COLUMNS=70",
                                Checkout.LAUNCHER.toString(),
                                "ports",
                                "--socket",
                                segment.daemon().socket().toString()))
                .as("under watch(1), which says how wide it is")
                .doesNotContain("NETDEV", "\u001b");
        String help = onTerminal(80, "NO_COLOR=", "ports --help").replaceAll("\u001b\\[[0-9;]*m", "");
        assertThat(help.lines().mapToInt(String::length).max().orElse(0)).isLessThanOrEqualTo(80);
    }

    @Test
    void manPagesRenderWithoutAWarning() throws IOException {
        try (Stream<Path> pages = Files.list(Checkout.ROOT.resolve("docs/man"))) {
            List<String> command = new ArrayList<>(List.of("groff", "-ww", "-man", "-Tutf8", "-z"));
            pages.sorted().map(Path::toString).forEach(command::add);
            assertThat(command.size()).isGreaterThan(15);
            assertThat(Shell.attempt(command).orFail().output()).isEmpty();
        }
    }
}
