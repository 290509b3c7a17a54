package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.ChildProcess;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.FramePeer;
import dev.hayabashi.it.fixture.Hosts;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Shell;
import dev.hayabashi.it.fixture.TestFrame;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Killing, stopping and starting the daemon under guests that keep running. */
class RestartIT {
    private final Lab lab = Lab.open();
    private final NetNs h1 = lab.namespace("h1");
    private final NetNs h2 = lab.namespace("h2");
    private final NetNs cabled = lab.namespace("cabled");
    private final NetNs guest = lab.namespace("guest");
    private String yaml = "";
    private Daemon daemon;
    private ChildProcess vmm;

    @BeforeEach
    @SuppressWarnings("NullAway.Init")
    void start() {
        lab.host().veth("v0", cabled, "eth0");
        cabled.run("ip addr add 10.9.0.3/24 dev eth0");
        yaml = """
                bridges:
                  - name: haya0
                    ports:
                      - {name: p1, kind: tap, edge: true, netns: %s, address: 10.9.0.1/24}
                      - {name: p2, kind: tap, edge: true, netns: %s, address: 10.9.0.2/24}
                      - {name: v0, kind: netdev, edge: true}
                      - {name: g0, kind: vm}
                """.formatted(h1.name(), h2.name());
        daemon = lab.start(yaml);
        vmm = lab.vmm("g0", guest);
        guest.run("ip addr add 10.9.0.4/24 dev eth0");
        guest.run("ip link set eth0 up");
        everybodyTalks();
    }

    private void everybodyTalks() {
        Hosts.awaitReply(h1, "10.9.0.2");
        Hosts.awaitReply(cabled, "10.9.0.1");
        Hosts.awaitReply(guest, "10.9.0.1");
        Hosts.awaitReply(guest, "10.9.0.3");
    }

    /** Names of netdevs, qdiscs and redirections, without the numbers that are new each time. */
    private List<String> whatIsThere() {
        return lab.host().netdevs().stream()
                .map(netdev -> netdev + ": "
                        + lab.host()
                                .exec("tc", "qdisc", "show", "dev", netdev)
                                .lines()
                                .filter(line -> !line.contains("pfifo_fast") && !line.contains("noqueue"))
                                .count()
                        + " qdiscs, "
                        + lab.host()
                                .exec("tc", "filter", "show", "dev", netdev, "ingress")
                                .lines()
                                .filter(line -> line.contains("mirred"))
                                .count()
                        + " redirections")
                .toList();
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void killedDaemonIsReplacedAndNothingIsDoubledOrLeftOver() {
        List<String> before = whatIsThere();
        assertThat(before).contains("g0: 1 qdiscs, 1 redirections");
        String address = h1.run("cat /sys/class/net/p1/address");
        daemon.kill();
        assertThat(Files.exists(daemon.socket()))
                .as("a killed daemon cannot tidy up")
                .isTrue();

        long killed = System.nanoTime();
        daemon = lab.startAgain(daemon);
        Hosts.awaitReply(h1, "10.9.0.2");
        assertThat(h1.run("cat /sys/class/net/p1/address"))
                .as("address of a TAP that is made anew")
                .isEqualTo(address);
        double tapSeconds = (System.nanoTime() - killed) / 1e9;
        // Linux believes no second ARP answer within a second (arp(7), locktime): a TAP of h1 with a new address would
        // stay
        // unknown to the guest for half a minute.
        Hosts.awaitReply(guest, "10.9.0.1");
        double guestSeconds = (System.nanoTime() - killed) / 1e9;
        System.out.printf(
                "kill -9, start: traffic between taps after %.2f s, of the guest after %.2f s; %s%n",
                tapSeconds,
                guestSeconds,
                daemon.log().lines().filter(line -> line.contains(" is up: ")).toList());

        everybodyTalks();
        assertThat(vmm.isAlive()).isTrue();
        assertThat(whatIsThere()).isEqualTo(before);
        assertThat(h1.netdevs()).containsExactly("p1");
        FramePeer ends = lab.peer(h1, List.of("p1"));
        FramePeer inGuest = lab.peer(guest, List.of("eth0"));
        TestFrame probe = TestFrame.of(TestFrame.BROADCAST, "0a:00:00:00:00:01");
        inGuest.send("eth0", probe);
        assertThat(ends.collect(1)).as("one copy of each frame").isEqualTo(Map.of("p1", List.of(probe)));
    }

    @Test
    void stoppedDaemonLeavesTheGuestsTapAndRemovesTheRest() {
        int exitCode = daemon.stop();
        assertThat(exitCode).as("128 + SIGTERM").isEqualTo(143);
        assertThat(lab.host().netdevs()).containsExactly("g0", "v0");
        assertThat(whatIsThere()).containsExactly("g0: 0 qdiscs, 0 redirections", "v0: 0 qdiscs, 0 redirections");
        assertThat(h1.netdevs()).isEmpty();
        assertThat(h2.netdevs()).isEmpty();
        assertThat(Files.exists(daemon.socket())).isFalse();
        assertThat(vmm.isAlive()).isTrue();

        daemon = lab.startAgain(daemon);
        everybodyTalks();
    }

    @Test
    void secondDaemonOnTheSameSocketIsRefusedAndDisturbsNothing() {
        Shell.Result second = Daemon.refused(lab.host(), yaml, daemon.socket());
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.output()).contains(daemon.socket().toString()).doesNotContain("\tat ");
        everybodyTalks();
        assertThat(daemon.cli("status", "--json").exitCode()).isZero();
    }
}
