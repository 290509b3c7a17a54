package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.BpduCapture;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Probes;
import dev.hayabashi.it.fixture.Shell;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Three daemons cabled in a ring, a host behind each. The roles are those of topology r-linkfail; a broadcast probe that is
 * counted at every host shows that nothing ever goes round.
 */
class ThreeBridgesInARingIT {
    private static final Duration CONVERGED = Duration.ofSeconds(20);
    private static final Duration STALL = Duration.ofSeconds(10);

    private final NetNs netA = NetNs.create("a");
    private final NetNs netB = NetNs.create("b");
    private final NetNs netC = NetNs.create("c");
    private final NetNs hostA = NetNs.create("ha");
    private final NetNs hostB = NetNs.create("hb");
    private final NetNs hostC = NetNs.create("hc");
    private Daemon a;
    private Daemon b;
    private Daemon c;

    @BeforeEach
    @SuppressWarnings("NullAway.Init")
    void start() {
        netA.veth("ab", netB, "ba");
        netB.veth("bc", netC, "cb");
        netC.veth("ca", netA, "ac");
        a = Daemon.start(netA, bridge(4096, hostA, 1, "ab", "ac"));
        b = Daemon.start(netB, bridge(8192, hostB, 2, "ba", "bc"));
        c = Daemon.start(netC, bridge(32768, hostC, 3, "ca", "cb"));
    }

    private static String bridge(int priority, NetNs host, int number, String left, String right) {
        return """
                bridges:
                  - name: haya0
                    stp: {priority: %d}
                    ports:
                      - {name: %s, kind: netdev}
                      - {name: %s, kind: netdev}
                      - {name: h%d, kind: tap, netns: %s, address: 10.9.0.%d/24, edge: true}
                """.formatted(priority, left, right, number, host.name(), number);
    }

    @AfterEach
    void stop() {
        for (AutoCloseable each : new AutoCloseable[] {a, b, c, hostA, hostB, hostC, netA, netB, netC}) {
            try {
                each.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void oneLinkIsBlockedAndACutIsHealedWithoutALoop() {
        awaitTree();
        assertThat(b.get("/v1/stp").get(0).path("rootPort").asString()).isEqualTo("ba");
        assertThat(hostA.run("ping -c 2 -i 0.2 10.9.0.3")).contains(" 0% packet loss");

        try (BpduCapture capture = BpduCapture.start(netA, "ac");
                Probes atA = Probes.watch(hostA, "h1");
                Probes atB = Probes.watch(hostB, "h2");
                Probes atC = Probes.watch(hostC, "h3");
                Probes fromA = Probes.send(hostA, "h1", 100);
                Probes fromC = Probes.send(hostC, "h3", 100);
                Probes fromB = Probes.send(hostB, "h2", 1000)) {
            netA.run("ip link set ac down");
            c.awaitRoleAndState("cb", "root/forwarding", CONVERGED);
            netA.run("ip link set ac up");
            c.awaitRoleAndState("ca", "root/forwarding", CONVERGED);
            c.awaitRoleAndState("cb", "alternate/discarding", CONVERGED);
            Probes.assertNoLoopWhileTheTreeMoves(List.of(fromA, fromB, fromC), List.of(atA, atB, atC));
            int sent = fromB.sent();
            Probes.Source seenAtA = atA.seen().from(hostB, "h2");
            Probes.Source seenAtC = atC.seen().from(hostB, "h2");
            System.out.printf(
                    "ring of three, cut and mended under %d probes of host B: host A saw %s, host C saw %s%n",
                    sent, seenAtA, seenAtC);
            assertThat(seenAtA.probes())
                    .as("B and A are joined directly all the time")
                    .isEqualTo(sent);
            // How many are lost meanwhile is a matter of speed, which bench/ring-cut measures.
            assertThat(seenAtC.probes()).isPositive();
            assertThat(capture.decoded())
                    .allSatisfy(bpdu -> assertThat(bpdu.complaint()).isEmpty())
                    .as("an agreement of C's root port")
                    .anySatisfy(bpdu -> assertThat(bpdu.flagBits() & 0x4C).isEqualTo(0x48));
        }
        assertThat(hostA.run("ping -c 2 -i 0.2 10.9.0.3")).contains(" 0% packet loss");
    }

    /** A garbage collection that takes long, a laptop that sleeps: what BPDUs say meanwhile waits in the descriptors. */
    @Test
    void aDaemonThatWasStalledForTenSecondsAgesNothingOut() {
        awaitTree();
        Map<String, String> before = roles(c);
        long lateBefore = c.get("/v1/stp").get(0).path("lateTicks").asLong();
        try (Probes atA = Probes.watch(hostA, "h1");
                Probes atC = Probes.watch(hostC, "h3");
                Probes fromA = Probes.send(hostA, "h1", 100);
                Probes fromC = Probes.send(hostC, "h3", 100)) {
            Shell.run("kill", "-STOP", Long.toString(c.pid()));
            long stalled = System.nanoTime();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> System.nanoTime() - stalled > STALL.toNanos());
            Shell.run("kill", "-CONT", Long.toString(c.pid()));
            Awaitility.await("three more hellos of the neighbours change nothing")
                    .during(Duration.ofSeconds(6))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> roles(c), before::equals);
            assertThat(c.get("/v1/stp").get(0).path("lateTicks").asLong() - lateBefore)
                    .isGreaterThanOrEqualTo(STALL.toSeconds() - 2);
            Probes.assertNoLoop(List.of(fromA, fromC), List.of(atA, atC));
        }
        assertThat(a.roleAndState("ac")).isEqualTo("designated/forwarding");
        assertThat(b.roleAndState("bc")).isEqualTo("designated/forwarding");
        assertThat(hostA.run("ping -c 2 -i 0.2 10.9.0.3")).contains(" 0% packet loss");
    }

    /** Role and state of every port, and how often it began to forward: a change and a change back show as well. */
    private static Map<String, String> roles(Daemon daemon) {
        Map<String, String> roles = new TreeMap<>();
        for (JsonNode port : daemon.get("/v1/stp").get(0).path("ports")) {
            roles.put(
                    port.path("name").asString(),
                    port.path("role").asString() + " " + port.path("state").asString() + ", forwarded "
                            + port.path("forwardTransitions").asLong() + " times");
        }
        return roles;
    }

    @Test
    void whenTheRootDiesAnotherTakesOver() {
        awaitTree();
        a.kill();
        // Carrier of the veth pair stays up: the death shows only by silence.
        b.awaitRoleAndState("bc", "designated/forwarding", Duration.ofSeconds(20));
        c.awaitRoleAndState("cb", "root/forwarding", Duration.ofSeconds(20));
        assertThat(hostB.run("ping -c 2 -i 0.2 10.9.0.3")).contains(" 0% packet loss");
        a = a.startAgain();
        awaitTree();
        assertThat(hostA.run("ping -c 2 -i 0.2 10.9.0.3")).contains(" 0% packet loss");
    }

    private void awaitTree() {
        a.awaitRoleAndState("ab", "designated/forwarding", CONVERGED);
        a.awaitRoleAndState("ac", "designated/forwarding", CONVERGED);
        b.awaitRoleAndState("ba", "root/forwarding", CONVERGED);
        b.awaitRoleAndState("bc", "designated/forwarding", CONVERGED);
        c.awaitRoleAndState("ca", "root/forwarding", CONVERGED);
        c.awaitRoleAndState("cb", "alternate/discarding", CONVERGED);
    }
}
