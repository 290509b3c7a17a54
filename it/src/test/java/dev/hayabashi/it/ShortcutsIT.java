package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.FramePeer;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.TestFrame;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Frames of a busy pair of guests go from TAP to TAP in the kernel, and the daemon keeps its say over them. */
class ShortcutsIT {
    private static final String A = "0a:00:00:00:00:0a";
    private static final String B = "0a:00:00:00:00:0b";
    private static final TestFrame UDP = udp(1000, 2000);

    private final Lab lab = Lab.open();
    private final NetNs guestA = lab.silentNamespace("a");
    private final NetNs guestB = lab.silentNamespace("b");
    private Daemon daemon;
    private FramePeer a;
    private FramePeer b;

    @BeforeEach
    @SuppressWarnings("NullAway.Init")
    void start() {
        daemon = lab.start("""
                bridges:
                  - name: haya0
                    vm-shortcuts: true
                    stp: {mode: off}
                    ports:
                      - {name: g0, kind: vm, loop-detection: false}
                      - {name: g1, kind: vm, loop-detection: false}
                """);
        lab.vmm("g0", guestA);
        lab.vmm("g1", guestB);
        guestA.run("ip link set eth0 up");
        guestB.run("ip link set eth0 up");
        List.of("g0", "g1").forEach(daemon.api()::awaitForwarding);
        a = lab.peer(guestA, List.of("eth0"));
        b = lab.peer(guestB, List.of("eth0"));
        makeBusy();
    }

    @AfterEach
    void close() {
        lab.close();
    }

    /** An IPv4 datagram of the least length from A to B. */
    private static TestFrame udp(int from, int to) {
        return new TestFrame((B + A).replace(":", "")
                + "08004500002e0000000040110000" + "0a630001" + "0a630002"
                + "%04x%04x001a0000".formatted(from, to) + "00".repeat(18));
    }

    private void makeBusy() {
        a.send("eth0", TestFrame.of(TestFrame.BROADCAST, A));
        b.send("eth0", TestFrame.of(TestFrame.BROADCAST, B));
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            a.send("eth0", UDP, 600, 500);
            return open() == 1;
        });
    }

    private JsonNode shortcuts() {
        return daemon.get("/v1/status").path("bridges").path(0).path("shortcuts");
    }

    private int open() {
        return shortcuts().path("open").size();
    }

    private long filters() {
        return lab.host()
                .run("tc filter show dev g0 ingress")
                .lines()
                .filter(line -> line.contains("pref 1638"))
                .count();
    }

    /** Frames that wait for the daemon, or that it has read, from all guests so far. */
    private long toTheDaemon() {
        return lab.host().netdevs().stream()
                .filter(netdev -> netdev.startsWith("hbx"))
                .mapToLong(netdev -> counter(lab.host(), netdev, "tx_packets"))
                .sum();
    }

    private static long counter(NetNs namespace, String netdev, String name) {
        return Long.parseLong(namespace
                .run("cat /sys/class/net/" + netdev + "/statistics/" + name)
                .strip());
    }

    private long arrived() {
        return counter(guestB, "eth0", "rx_packets");
    }

    /** After all that A has sent has arrived. */
    private long arrivedSoFar() {
        b.clear();
        a.send("eth0", TestFrame.of(B, A));
        assertThat(b.collect(1).get("eth0")).hasSize(1);
        return arrived();
    }

    private long rx() {
        return daemon.port("g0").path("rx").path("frames").asLong();
    }

    private long tx() {
        return daemon.port("g1").path("tx").path("frames").asLong();
    }

    /** All that was sent so far is counted. */
    private void settle() {
        long[] before = {-1};
        await().pollInterval(Duration.ofMillis(2500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    long now = rx();
                    boolean still = now == before[0];
                    before[0] = now;
                    return still;
                });
    }

    @Test
    void framesGoDirectlyAndEachIsCounted() {
        long arrived = arrivedSoFar();
        long daemons = toTheDaemon();
        int frames = 2000;
        a.send("eth0", UDP, frames, 200);
        await().until(() -> arrived() == arrived + frames);
        assertThat(toTheDaemon()).isEqualTo(daemons);
        assertThat(open()).isOne();
        settle();
        assertThat(rx()).isEqualTo(counter(lab.host(), "g0", "rx_packets"));
        // All that ever came in by the one port has left by the other.
        assertThat(tx()).isEqualTo(rx()).isGreaterThan(frames);
        JsonNode bridge = daemon.get("/v1/status").path("bridges").path(0);
        assertThat(bridge.path("copies").path("made"))
                .isEqualTo(bridge.path("copies").path("sent"));
        assertThat(shortcuts().path("frames").asLong()).isGreaterThanOrEqualTo(frames);
        assertThat(daemon.cli("status").output()).contains("shortcuts ");
    }

    @Test
    void guardsSeeWhatTheyAreThereFor() {
        long arrived = arrivedSoFar();
        a.send("eth0", udp(67, 68));
        a.send("eth0", udp(67, 1000));
        await().until(() -> daemon.api().drops("g0", "dhcp_guard") == 2);
        a.send("eth0", UDP);
        await().until(() -> arrived() > arrived);
        assertThat(arrived()).isEqualTo(arrived + 1);
        assertThat(open()).isOne();
    }

    @Test
    void whatTheDaemonForbidsEndsItAtOnce() {
        daemon.api().patch("/v1/ports/g0", "{\"isolated\": true}");
        assertThat(filters()).isPositive();
        daemon.api().patch("/v1/ports/g1", "{\"isolated\": true}");
        await().atMost(Duration.ofSeconds(1)).until(() -> filters() == 0);
        long arrived = arrived();
        a.send("eth0", UDP, 100, 100);
        await().until(() -> daemon.api().drops("g0", "egress_isolated") == 100);
        assertThat(arrived()).isEqualTo(arrived);

        daemon.api().patch("/v1/ports/g1", "{\"isolated\": false}");
        makeBusy();
        // B is where A was: nothing may go where it was.
        a.send("eth0", TestFrame.of(TestFrame.BROADCAST, B));
        await().atMost(Duration.ofSeconds(1)).until(() -> filters() == 0);
        assertThat(lab.host().run("tc actions ls action mirred")).doesNotContain("index 12122");
    }

    @Test
    void aPortThatIsRemovedTakesItAlong() {
        daemon.api().delete("/v1/ports/g1");
        assertThat(filters()).isZero();
        assertThat(lab.host().run("tc actions ls action mirred")).doesNotContain("index 12122");
        long arrived = arrived();
        a.send("eth0", UDP, 10, 100);
        await().until(() -> rx() > 0);
        assertThat(arrived()).isEqualTo(arrived);
    }

    @Test
    void aKilledDaemonLeavesItForTheNextOneToRemove() {
        long arrived = arrivedSoFar();
        daemon.kill();
        a.send("eth0", UDP, 10, 100);
        await().until(() -> arrived() == arrived + 10);
        daemon = lab.startAgain(daemon);
        assertThat(filters()).isZero();
        assertThat(lab.host().run("tc actions ls action mirred")).doesNotContain("index 12122");
        makeBusy();
        assertThat(daemon.stop()).isEqualTo(143);
        assertThat(filters()).isZero();
        assertThat(lab.host().run("tc actions ls action mirred")).doesNotContain("index 12122");
    }
}
