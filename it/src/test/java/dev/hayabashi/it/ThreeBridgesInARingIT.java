package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Probes;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three daemons cabled in a ring, a host behind each. The roles are those of topology r-linkfail; a broadcast probe that is
 * counted at every host shows that nothing ever goes round.
 */
class ThreeBridgesInARingIT {
    private static final Duration CONVERGED = Duration.ofSeconds(10);

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
                  - name: ring%d
                    stp: {priority: %d}
                    ports:
                      - {name: %s, kind: netdev}
                      - {name: %s, kind: netdev}
                      - {name: h%d, kind: tap, netns: %s, address: 10.9.0.%d/24, edge: true}
                """.formatted(number, priority, left, right, number, host.name(), number);
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

        try (Probes atA = Probes.watch(hostA, "h1");
                Probes atC = Probes.watch(hostC, "h3");
                Probes fromB = Probes.send(hostB, "h2", 1000)) {
            netA.run("ip link set ac down");
            c.awaitRoleAndState("cb", "root/forwarding", CONVERGED);
            netA.run("ip link set ac up");
            c.awaitRoleAndState("ca", "root/forwarding", CONVERGED);
            c.awaitRoleAndState("cb", "alternate/discarding", CONVERGED);
            int sent = fromB.sent();
            Probes.Seen seenAtA = atA.seen();
            Probes.Seen seenAtC = atC.seen();
            System.out.printf(
                    "ring of three, cut and mended under %d probes: host A saw %d (gap %.1f ms), host C saw %d (gap %.1f ms)%n",
                    sent, seenAtA.probes(), seenAtA.longestGapMillis(), seenAtC.probes(), seenAtC.longestGapMillis());
            assertThat(seenAtA.mostCopies()).isEqualTo(1);
            assertThat(seenAtC.mostCopies()).isEqualTo(1);
            assertThat(seenAtA.probes())
                    .as("B and A are joined directly all the time")
                    .isEqualTo(sent);
            assertThat(seenAtC.probes()).isGreaterThan(sent / 2);
        }
        assertThat(hostA.run("ping -c 2 -i 0.2 10.9.0.3")).contains(" 0% packet loss");
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
