package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Checkout;
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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code up --takeover}: a new process goes on with everything, or the old one does. */
class TakeoverIT {
    private static final Duration CONVERGED = Duration.ofSeconds(20);
    private static final Pattern SENT = Pattern.compile("(\\d+) packets transmitted");
    private static final Pattern STREAMED = Pattern.compile("sent (\\d+) lost (-?\\d+) faults (\\d+)");

    /** Of some thousands; those that were under way when ping was stopped are among them. */
    private static final int HANDFUL = 20;

    private final Lab lab = Lab.open();
    private final NetNs h1 = lab.namespace("h1");
    private final NetNs h2 = lab.namespace("h2");
    private final NetNs guest = lab.namespace("guest");
    private final NetNs neighbour = lab.namespace("neighbour");
    private Daemon daemon;

    @BeforeEach
    @SuppressWarnings("NullAway.Init")
    void start() {
        lab.host().veth("u1", neighbour, "n1");
        lab.host().veth("u2", neighbour, "n2");
        daemon = lab.start("""
                state-dir: %s
                bridges:
                  - name: haya0
                    stp: {forward-delay: 4, max-age: 6}
                    gateway: {address: 10.9.0.254/24, nat: true, dhcp: {range: 10.9.0.10-10.9.0.20}}
                    ports:
                      - {name: p1, kind: tap, edge: true, netns: %s, address: 10.9.0.1/24}
                      - {name: g0, kind: vm}
                      - {name: u1, kind: netdev}
                      - {name: u2, kind: netdev}
                      - {name: s0, kind: stream, edge: true, path: %s}
                      - {name: "q*", kind: stream, edge: true, path: %s}
                """.formatted(lab.directory().resolve("state"), h1.name(), path("s0"), path("q")));
        lab.vmm("g0", guest);
        guest.run("ip link set eth0 up");
        guest.run("udhcpc -i eth0 -n -q -f -t 10 -T 1 -s /bin/true");
    }

    private Path path(String socket) {
        return lab.directory().resolve(socket + ".sock");
    }

    /** A client of s0 and one of the template, which exchange numbered frames. */
    private ChildProcess streamers() {
        return streamersOf("s0");
    }

    private ChildProcess streamersOf(String socket) {
        ChildProcess streamers = lab.spawn(
                lab.host(),
                "python3",
                Checkout.script("streamers.py"),
                path(socket).toString(),
                path("q").toString());
        streamers.awaitOutput("ready", CONVERGED);
        return streamers;
    }

    /** Ends them, and looks at what became of their frames. */
    private static String result(ChildProcess streamers) {
        Shell.run("kill", "-INT", Long.toString(streamers.pid()));
        assertThat(streamers.awaitEnd(Duration.ofSeconds(10))).isZero();
        Matcher matcher = STREAMED.matcher(streamers.log());
        for (int direction = 0; direction < 2; direction++) {
            assertThat(matcher.find()).as(streamers.log()).isTrue();
            assertThat(Integer.parseInt(matcher.group(1))).isPositive();
            assertThat(Integer.parseInt(matcher.group(2))).as(streamers.log()).isLessThanOrEqualTo(HANDFUL);
            assertThat(matcher.group(3)).as(streamers.log()).isEqualTo("0");
        }
        return streamers.log().strip().replace("\n", "; ");
    }

    @Test
    void clientsOfStreamPortsNoticeNothing() throws IOException {
        ChildProcess streamers = streamers();
        String name = "q" + streamers.pid();
        int number = daemon.port(name).path("number").asInt();
        assertThat(number).isPositive();
        Daemon old = daemon;
        daemon = lab.takeOver(old);
        assertThat(old.awaitEnd()).isZero();
        assertThat(daemon.port(name).path("number").asInt()).isEqualTo(number);
        System.out.printf("takeover: streams: %s%n", result(streamers));
        ChildProcess more = streamersOf("q");
        assertThat(daemon.port("q" + more.pid()).path("number").asInt())
                .as("the other one has its number for some seconds more")
                .isNotEqualTo(number);
        System.out.printf("takeover: streams of new clients: %s%n", result(more));
        daemon.api()
                .awaitPort(
                        "s0",
                        "is left by its client",
                        port -> port.path("state").asString().equals("disabled"));
        assertThat(Files.readString(path("q").resolveSibling("q.sock.lock")).strip())
                .isEqualTo(Long.toString(daemon.pid()));
        assertThat(daemon.get("/v1/ports").findValuesAsString("name")).doesNotContain(name);
        assertThat(daemon.stop()).isEqualTo(143);
        assertThat(path("q")).doesNotExist();
        assertThat(path("s0")).doesNotExist();
    }

    @AfterEach
    void close() {
        lab.close();
    }

    /** What would show that a tree has moved, of all its ports. */
    private static List<String> tree(Daemon of) {
        JsonNode view = of.get("/v1/stp").get(0);
        List<String> lines = new ArrayList<>();
        lines.add("root " + view.path("root") + ", root changes " + view.path("rootChanges") + ", topology changes "
                + view.path("topologyChanges"));
        view.path("ports")
                .forEach(port -> lines.add(port.path("name").asString() + " "
                        + port.path("role").asString() + " "
                        + port.path("state").asString() + " forwarded "
                        + port.path("forwardTransitions") + " times"));
        return lines;
    }

    private static long addresses(Daemon of, String port) {
        return of.get("/v1/fdb?port=" + port)
                .valueStream()
                .filter(entry -> entry.path("type").asString().equals("dynamic"))
                .count();
    }

    private static long received(Daemon of, String port) {
        return of.port(port).path("rx").path("frames").asLong();
    }

    @Test
    void pingsGoOnAndTheTreeDoesNotMove() {
        Daemon peer = Daemon.start(neighbour, """
                bridges:
                  - name: peer0
                    stp: {priority: 4096}
                    ports:
                      - {name: p2, kind: tap, edge: true, netns: %s, address: 10.9.0.2/24}
                      - {name: n1, kind: netdev}
                      - {name: n2, kind: netdev}
                """.formatted(h2.name()));
        try (peer) {
            daemon.awaitRoleAndState("u1", "root/forwarding", CONVERGED);
            daemon.awaitRoleAndState("u2", "alternate/discarding", CONVERGED);
            Hosts.awaitReply(h1, "10.9.0.2");
            Hosts.awaitReply(h1, "10.9.0.254");
            List<String> ours = tree(daemon);
            List<String> theirs = tree(peer);
            String leases = daemon.get("/v1/leases").findValuesAsString("mac").toString();
            assertThat(leases).isNotEqualTo("[]");
            assertThat(addresses(daemon, "g0")).isPositive();

            long framesBefore = received(daemon, "u1");
            assertThat(framesBefore).isPositive();
            ChildProcess pings = lab.spawn(h1, "ping", "-n", "-q", "-i", "0.001", "10.9.0.2");
            Daemon old = daemon;
            daemon = lab.takeOver(old);
            assertThat(old.awaitEnd()).isZero();
            Shell.run("kill", "-INT", Long.toString(pings.pid()));
            pings.awaitEnd(Duration.ofSeconds(10));

            int sent = sent(pings.log());
            int lost = sent - Hosts.received(pings.log());
            System.out.printf(
                    "takeover: %d of %d pings lost; %s; %s%n",
                    lost, sent, line(pings.log(), "rtt"), line(daemon.log(), "took over"));
            assertThat(sent).isGreaterThan(500);
            assertThat(lost).isLessThanOrEqualTo(HANDFUL);
            assertThat(tree(peer)).isEqualTo(theirs);
            assertThat(tree(daemon)).isEqualTo(ours);
            assertThat(daemon.get("/v1/leases").findValuesAsString("mac").toString())
                    .isEqualTo(leases);
            assertThat(addresses(daemon, "g0"))
                    .as("a guest that was silent is known")
                    .isPositive();
            Hosts.awaitReply(h1, "10.9.0.254");
            assertThat(lab.host().run("nft list tables")).contains("hayabashi");
            assertThat(daemon.stop()).isEqualTo(143);
            assertThat(lab.host().netdevs()).containsExactly("g0", "u1", "u2");
        }
    }

    private static int sent(String pingOutput) {
        Matcher matcher = SENT.matcher(pingOutput);
        assertThat(matcher.find()).as(pingOutput).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static String line(String text, String containing) {
        return text.lines()
                .filter(line -> line.contains(containing))
                .findFirst()
                .orElse("-");
    }

    @Test
    void whenTheNewcomerFailsTheOldOneGoesOn() throws IOException {
        Hosts.awaitReply(h1, "10.9.0.254");
        ChildProcess streamers = streamers();
        // Nobody answers there: they forward after two forward delays, which would look like a tree that has moved.
        daemon.awaitRoleAndState("u1", "designated/forwarding", CONVERGED);
        daemon.awaitRoleAndState("u2", "designated/forwarding", CONVERGED);
        List<String> before = tree(daemon);

        assertThat(newcomer("protocol")).contains("hands over by protocol 3").contains("takes over by protocol 99");
        assertThat(newcomer("dies")).contains("offered").contains("has descriptor");
        Hosts.awaitReply(h1, "10.9.0.254");
        assertThat(newcomer("silent")).contains("has descriptor");
        Hosts.awaitReply(h1, "10.9.0.254");

        String good = Files.readString(daemon.config());
        Files.writeString(daemon.config(), good.replace("kind: vm", "kind: vn"));
        Shell.Result bad = daemon.refusedTakeOver();
        assertThat(bad.exitCode()).isEqualTo(2);
        assertThat(bad.output()).contains("vn");

        assertThat(daemon.isAlive()).isTrue();
        assertThat(tree(daemon)).isEqualTo(before);
        guest.run("udhcpc -i eth0 -n -q -f -t 10 -T 1 -s /bin/true");
        assertThat(daemon.get("/v1/leases").size()).isEqualTo(1);
        System.out.printf("takeover: streams after three failures: %s%n", result(streamers));
    }

    private String newcomer(String fate) {
        String socket = daemon.socket() + ".takeover";
        return Shell.attempt(lab.host().inside(List.of("python3", Checkout.script("newcomer.py"), socket, fate)))
                .output();
    }
}
