package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.ChildProcess;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Hosts;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A configuration file against a running daemon: what did not change is not touched, and what fails changes nothing. */
class ApplyIT {
    private static final Pattern SEQUENCE = Pattern.compile("icmp_seq=(\\d+) ");

    private final Lab lab = Lab.open();
    private final NetNs h1 = lab.namespace("h1");
    private final NetNs h2 = lab.namespace("h2");
    private final NetNs h3 = lab.namespace("h3");
    private Daemon daemon = lab.start(yaml("", ""));

    @BeforeEach
    void hostsTalk() {
        Hosts.awaitReply(h1, "10.6.0.2");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private String yaml(String keysOfH2, String morePorts) {
        return """
                bridges:
                  - name: haya0
                    ports:
                      - {name: h1, kind: tap, edge: true, netns: %s, address: 10.6.0.1/24}
                      - {name: h2, kind: tap, edge: true, netns: %s, address: 10.6.0.2/24%s}
                %s
                """.formatted(h1.name(), h2.name(), keysOfH2, morePorts);
    }

    /** A file of such a configuration, with the settings of the process that the running daemon was started with. */
    private Path file(String name, String yaml) throws IOException {
        return Files.writeString(lab.directory().resolve(name), Daemon.asStarted(yaml));
    }

    @Test
    void portsThatDidNotChangeLoseNoFrame() throws IOException {
        Path wanted = file(
                "wanted.yaml",
                yaml(
                        ", path-cost: 500",
                        "      - {name: h3, kind: tap, edge: true, netns: " + h3.name() + ", address: 10.6.0.3/24}\n"
                                + "      - {name: vm9, kind: vm}\n  - name: haya1"));
        Shell.Result plan = daemon.cli("plan", wanted.toString());
        assertThat(plan.exitCode()).isZero();
        assertThat(plan.out().lines().toList())
                .contains(
                        "~ port h2 on haya0: path-cost auto -> 500 (while frames flow)",
                        "+ port h3 on haya0 (kind tap)",
                        "+ port vm9 on haya0 (kind vm)",
                        "+ bridge haya1")
                .hasSize(5);
        assertThat(h3.netdevs()).as("a plan touches nothing").isEmpty();

        ChildProcess ping = lab.spawn(h1, "ping", "-n", "-i", "0.01", "10.6.0.2");
        ping.awaitOutput("icmp_seq=10 ", Duration.ofSeconds(20));
        daemon.cli("apply", wanted.toString()).orFail();
        assertNoPingIsLost(ping);
        Hosts.awaitReply(h1, "10.6.0.3");

        JsonNode again = new JsonMapper()
                .readTree(daemon.cli("apply", wanted.toString(), "--json")
                        .orFail()
                        .out());
        assertThat(again.path("changes").isEmpty()).as("twice is once").isTrue();
    }

    @Test
    void aPortThatCannotBeOpenedTakesTheRestBack() throws IOException {
        JsonNode before = daemon.get("/v1/config");
        Path bad = file(
                "bad.yaml",
                yaml(
                        ", path-cost: 9",
                        "      - {name: h3, kind: tap, netns: " + h3.name()
                                + "}\n      - {name: nosuch0, kind: netdev}"));
        ChildProcess ping = lab.spawn(h1, "ping", "-n", "-i", "0.01", "10.6.0.2");
        ping.awaitOutput("icmp_seq=10 ", Duration.ofSeconds(20));
        Shell.Result refused = daemon.cli("apply", bad.toString());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("nosuch0", "ENODEV", "nothing was changed");
        assertThat(h3.netdevs()).isEmpty();
        assertThat(daemon.get("/v1/config")).isEqualTo(before);
        assertNoPingIsLost(ping);

        Path wrong = Files.writeString(lab.directory().resolve("wrong.yaml"), "bridges: [{name: haya0, mtv: 9000}]");
        Shell.Result input = daemon.cli("apply", wrong.toString());
        assertThat(input.exitCode()).isEqualTo(2);
        assertThat(input.err()).contains("wrong.yaml:1:", "unknown key 'mtv'");
    }

    /** Whatever was sent until now is answered, each one and in order. */
    private static void assertNoPingIsLost(ChildProcess ping) {
        int sent = sequences(ping).size();
        ping.awaitOutput("icmp_seq=" + (sent + 20) + " ", Duration.ofSeconds(20));
        List<Integer> seen = sequences(ping);
        assertThat(seen).isEqualTo(IntStream.rangeClosed(1, seen.size()).boxed().toList());
        ping.close();
    }

    private static List<Integer> sequences(ChildProcess ping) {
        return SEQUENCE.matcher(ping.log())
                .results()
                .map(match -> Integer.valueOf(match.group(1)))
                .toList();
    }

    @Test
    void hangupReadsTheFileAgain() throws IOException {
        Path own = daemon.socket().resolveSibling("lab.yaml");
        Files.writeString(own, Daemon.asStarted(yaml(", isolated: true", "")));
        Shell.run("kill", "-HUP", String.valueOf(daemon.pid()));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> daemon.port("h2").path("isolated").asBoolean());

        Files.writeString(own, "bridges: [{name: haya0, mtv: 1}]");
        Shell.run("kill", "-HUP", String.valueOf(daemon.pid()));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> daemon.log().contains("lab.yaml:1:"));
        assertThat(daemon.isAlive()).isTrue();
        assertThat(List.of(daemon.port("h2").path("isolated").asBoolean())).containsExactly(true);
    }

    @Test
    void guestsStayNoDhcpServersWhenTheGatewayIsStartedAnewOrStopped() throws IOException {
        String gateway = "    gateway: {address: 10.6.0.254/24, dhcp: {lease: %d}}";
        List<String> courses = List.of(gateway.formatted(600), gateway.formatted(1200), "");
        for (int i = 0; i < courses.size(); i++) {
            Path wanted = file("course" + i, yaml(", dhcp-guard: true", courses.get(i)));
            daemon.cli("apply", wanted.toString()).orFail();
            offerFrom(h2);
            int offers = i + 1;
            Awaitility.await("offer " + offers + " is dropped").until(() -> guarded("h2") == offers);
        }
    }

    /** An answer of a DHCP server to everybody. */
    private static void offerFrom(NetNs guest) {
        guest.exec("python3", "-c", """
                import socket
                s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
                s.bind(("h2", 0))
                s.send(bytes.fromhex("ffffffffffff0a0000000001080045000030000000004011" + "0000"
                                     + "0a060002ffffffff00430044001c0000") + bytes(20))
                """);
    }

    private long guarded(String port) {
        return daemon.get("/v1/ports")
                .valueStream()
                .filter(each -> each.path("name").asString().equals(port))
                .mapToLong(each -> each.path("drops").path("dhcp_guard").asLong(0))
                .sum();
    }
}
