package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.FramePeer;
import dev.hayabashi.it.fixture.Hosts;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Probes;
import dev.hayabashi.it.fixture.TapSegment;
import dev.hayabashi.it.fixture.TestFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Bridges whose ports are spread over three event loops do what they do on one, to the frame. */
class EventLoopsIT {
    private static final String THREE_LOOPS = "event-loops: 3\n";
    private static final String A = "0a:00:00:00:00:01";
    private static final String B = "0a:00:00:00:00:02";
    private static final int FRAMES = 2000;
    private static final Duration CONVERGED = Duration.ofSeconds(20);

    @Test
    void twoPairsOfHostsTalkAtOnceAndEveryFrameIsCounted() {
        try (Lab lab = Lab.open()) {
            List<NetNs> hosts = new ArrayList<>();
            StringBuilder yaml = new StringBuilder(THREE_LOOPS + "bridges:\n  - name: haya0\n    ports:\n");
            for (int n = 1; n <= 4; n++) {
                NetNs host = lab.namespace("h" + n);
                hosts.add(host);
                yaml.append("      - {name: h%d, kind: tap, edge: true, netns: %s, address: 10.9.0.%d/24}%n"
                        .formatted(n, host.name(), n));
            }
            Daemon daemon = lab.start(yaml.toString());
            List.of("h1", "h2", "h3", "h4").forEach(daemon.api()::awaitForwarding);
            assertThat(daemon.get("/v1/status").path("eventLoops").asInt()).isEqualTo(3);

            CompletableFuture<Hosts.Transfer> first = CompletableFuture.supplyAsync(
                    () -> Hosts.iperf3(lab, hosts.get(0), hosts.get(1), "10.9.0.2", false));
            Hosts.Transfer second = Hosts.iperf3(lab, hosts.get(2), hosts.get(3), "10.9.0.4", true);
            for (Hosts.Transfer transfer : List.of(first.join(), second)) {
                assertThat(transfer.bytes()).isGreaterThanOrEqualTo(Hosts.TRANSFER_BYTES);
            }
            hosts.forEach(host -> assertThat(Hosts.checksumErrors(host)).isZero());
            // Hosts may say something at any time: each look must balance by itself.
            for (int look = 0; look < 20; look++) {
                assertBalanced(daemon);
            }
        }
    }

    private static void assertBalanced(Daemon daemon) {
        JsonNode fates = daemon.get("/v1/status").path("bridges").get(0).path("frames");
        assertThat(fates.path("received").asLong())
                .isPositive()
                .isEqualTo(fates.path("relayed").asLong()
                        + fates.path("consumed").asLong()
                        + fates.path("dropped").asLong());
    }

    @Test
    void framesOfAPortKeepTheirOrderAndAreCountedOnce() {
        try (TapSegment segment = TapSegment.ofFile(4, THREE_LOOPS)) {
            segment.hear("p1", A);
            segment.hear("p2", B);
            long before = framesSent(segment.daemon(), "p2");
            segment.peer().clear();
            for (int i = 0; i < FRAMES; i++) {
                // Every seventh one is for a station that nobody knows, and goes the owner's way.
                String destination = i % 7 == 0 ? "0a:00:00:00:00:77" : B;
                segment.peer().send("p1", TestFrame.numbered(destination, A, i));
            }
            List<TestFrame> arrived =
                    segment.peer().collect(FRAMES + 2 * (FRAMES / 7)).getOrDefault("p2", List.of());
            List<Integer> numbers = arrived.stream().map(TestFrame::number).toList();
            assertThat(numbers).hasSize(FRAMES).isSorted();
            assertThat(framesSent(segment.daemon(), "p2") - before).isEqualTo(FRAMES);
        }
    }

    private static long framesSent(Daemon daemon, String port) {
        return daemon.api().port(port).path("tx").path("unicast").asLong();
    }

    @Test
    void ringIsCutAndHealedWithoutALoop() {
        try (NetNs netA = NetNs.create("a");
                NetNs netB = NetNs.create("b");
                NetNs netC = NetNs.create("c");
                NetNs hostA = NetNs.create("ha");
                NetNs hostB = NetNs.create("hb");
                NetNs hostC = NetNs.create("hc")) {
            netA.veth("ab", netB, "ba");
            netB.veth("bc", netC, "cb");
            netC.veth("ca", netA, "ac");
            try (Daemon a = Daemon.start(netA, bridge(4096, hostA, 1, "ab", "ac"));
                    Daemon b = Daemon.start(netB, bridge(8192, hostB, 2, "ba", "bc"));
                    Daemon c = Daemon.start(netC, bridge(32768, hostC, 3, "ca", "cb"))) {
                c.awaitRoleAndState("cb", "alternate/discarding", CONVERGED);
                b.awaitRoleAndState("ba", "root/forwarding", CONVERGED);
                assertThat(hostA.run("ping -c 2 -i 0.2 10.9.0.3")).contains(" 0% packet loss");
                // Known unicast all the time: it is what relay loops take across gates by themselves.
                Path log = Path.of("/dev/null");
                Process load = hostB.start(log, "ping", "-f", "-q", "10.9.0.3");
                try (Probes atA = Probes.watch(hostA, "h1");
                        Probes atC = Probes.watch(hostC, "h3");
                        Probes fromA = Probes.send(hostA, "h1", 100);
                        Probes fromB = Probes.send(hostB, "h2", 1000)) {
                    for (int cut = 0; cut < 2; cut++) {
                        netA.run("ip link set ac down");
                        c.awaitRoleAndState("cb", "root/forwarding", CONVERGED);
                        netA.run("ip link set ac up");
                        c.awaitRoleAndState("ca", "root/forwarding", CONVERGED);
                        c.awaitRoleAndState("cb", "alternate/discarding", CONVERGED);
                    }
                    Probes.assertNoLoopWhileTheTreeMoves(List.of(fromA, fromB), List.of(atA, atC));
                } finally {
                    load.destroy();
                }
                for (Daemon daemon : List.of(a, b, c)) {
                    assertBalanced(daemon);
                }
            }
        }
    }

    private static String bridge(int priority, NetNs host, int number, String left, String right) {
        return THREE_LOOPS + """
                bridges:
                  - name: haya0
                    stp: {priority: %d}
                    ports:
                      - {name: %s, kind: netdev}
                      - {name: %s, kind: netdev}
                      - {name: h%d, kind: tap, netns: %s, address: 10.9.0.%d/24, edge: true}
                """.formatted(priority, left, right, number, host.name(), number);
    }

    /** A rule that comes into force while frames flow holds for the frames after it, and a rule that goes lets them pass again. */
    @Test
    void rulesChangeUnderLoad() {
        try (TapSegment segment = TapSegment.ofFile(4, THREE_LOOPS)) {
            segment.hear("p2", B);
            segment.hear("p1", A);
            segment.set("p1", "{\"isolated\": true}");
            try (FramePeer sender = segment.anotherPeer("p1")) {
                for (int round = 0; round < 5; round++) {
                    CompletableFuture<Void> load =
                            CompletableFuture.runAsync(() -> sender.send("p1", TestFrame.of(B, A), 3000, 200));
                    segment.set("p2", "{\"isolated\": true}");
                    segment.peer().collect(0);
                    segment.peer().clear();
                    assertThat(segment.peer().collect(0).get("p2")).isEmpty();
                    load.join();
                    segment.set("p2", "{\"isolated\": false}");
                    assertThat(segment.arrivals("p1", B, A, 1)).containsEntry("p2", 1);
                }
            }
            assertThat(segment.api().drops("p1", "egress_isolated")).isPositive();
            assertBalanced(segment.daemon());
        }
    }

    @Test
    void theRingIsRefused() {
        try (NetNs host = NetNs.create("refused")) {
            assertThat(Daemon.refused(host, "io: io_uring\nevent-loops: 2\n", Path.of("/tmp/hayabashi-refused"))
                            .output())
                    .contains(":2:14: several event loops work with epoll only");
        }
    }
}
