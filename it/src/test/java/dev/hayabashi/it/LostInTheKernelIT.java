package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Checkout;
import dev.hayabashi.it.fixture.ChildProcess;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.FramePeer;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Shell;
import dev.hayabashi.it.fixture.TestFrame;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What was sent is what the bridge has had and what the kernel lost, to the frame, and people are told of both. Nothing else is sent. */
class LostInTheKernelIT {
    /** More than a TAP's queue of 4096 frames holds. */
    private static final int BURST = 9000;

    /** More than the 8 MB of a packet socket hold. */
    private static final int LONG_BURST = 40_000;

    private static final TestFrame FRAME = TestFrame.of("0a:00:00:00:00:77", "0a:00:00:00:00:01");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern TOOK = Pattern.compile("took (\\d+)\\.");

    private final Lab lab = Lab.open();
    private final NetNs ends = lab.silentNamespace("ends");
    private Daemon daemon;
    private FramePeer peer;

    @BeforeEach
    @SuppressWarnings("NullAway.Init")
    void start() {
        lab.host().veth("u1", ends, "n1");
        daemon = lab.start("""
                bridges:
                  - name: haya0
                    stp: {mode: "off"}
                    ports:
                      - {name: p1, kind: tap, netns: %s}
                      - {name: g0, kind: vm, loop-detection: false}
                      - {name: u1, kind: netdev}
                """.formatted(ends.name()));
        daemon.api().awaitForwarding("p1");
        daemon.api().awaitForwarding("u1");
        peer = lab.peer(ends, List.of("p1", "n1"));
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private static void whileItStands(Daemon daemon, Runnable burst) {
        Shell.run("kill", "-STOP", Long.toString(daemon.pid()));
        try {
            burst.run();
        } finally {
            Shell.run("kill", "-CONT", Long.toString(daemon.pid()));
        }
    }

    private static long received(JsonNode port) {
        return port.path("rx").path("frames").asLong();
    }

    private static long lostFrom(JsonNode port) {
        return port.path("kernelDrops").path("fromPort").asLong();
    }

    private static long lostTo(JsonNode port) {
        return port.path("kernelDrops").path("toPort").asLong();
    }

    /** Waits until all that was sent by a port has been read or is known to be lost; says how much was lost. */
    private static long accountedFor(Daemon daemon, String port, long sent) {
        daemon.api().awaitPort(port, "accounts for " + sent, view -> received(view) + lostFrom(view) == sent);
        JsonNode view = daemon.api().port(port);
        assertThat(received(view)).isPositive();
        assertThat(lostFrom(view)).isPositive();
        assertThat(received(view) + lostFrom(view)).isEqualTo(sent);
        return lostFrom(view);
    }

    @Test
    void whatAHostSendsWhileTheDaemonStands() {
        assertThat(daemon.cli("status").out()).doesNotContain("lost in the kernel");
        whileItStands(daemon, () -> peer.send("p1", FRAME, BURST, 0));
        long lost = accountedFor(daemon, "p1", BURST);
        assertThat(lostTo(daemon.api().port("p1"))).isZero();

        assertThat(daemon.cli("ports", "p1").out()).contains("kernel_from_port");
        assertThat(daemon.cli("status").out()).contains("lost in the kernel: ", " from ports, 0 to ports");
        assertThat(daemon.cli("why", "p1").out())
                .contains(lost + " frames that the host behind p1 sent were lost in the kernel before Hayabashi could")
                .contains("`ip link set p1 txqueuelen 20000`");
        assertThat(lab.host().run("curl -sS --fail http://127.0.0.1:9475/metrics"))
                .contains("hayabashi_port_kernel_drops_total{bridge=\"haya0\",port=\"p1\",direction=\"in\"} " + lost)
                .contains("hayabashi_port_kernel_drops_total{bridge=\"haya0\",port=\"p1\",direction=\"out\"} 0")
                .contains("hayabashi_port_kernel_drops_total{bridge=\"haya0\",port=\"g0\",direction=\"in\"} 0");
        assertThat(daemon.cli("events").out()).contains("kernel.drops.started");
    }

    @Test
    void whatComesByANetdevWhileTheDaemonStands() {
        whileItStands(daemon, () -> peer.send("n1", FRAME, LONG_BURST, 0));
        accountedFor(daemon, "u1", LONG_BURST);
        assertThat(daemon.cli("why", "u1").out()).contains(" frames that came in by u1 were lost in the kernel");
    }

    private ChildProcess deafGuest() {
        ChildProcess guest = lab.spawn(lab.host(), "python3", Checkout.script("deaf.py"), "g0", "" + BURST);
        guest.awaitOutput("ready", PATIENCE);
        daemon.api().awaitForwarding("g0");
        return guest;
    }

    @Test
    void whatAGuestSendsWhileTheDaemonStands() {
        ChildProcess guest = deafGuest();
        whileItStands(daemon, () -> {
            Shell.run("kill", "-USR2", Long.toString(guest.pid()));
            guest.awaitOutput("sent " + BURST, PATIENCE);
        });
        accountedFor(daemon, "g0", BURST);
        assertThat(daemon.cli("why", "g0").out()).contains(" frames that the guest of g0 sent were lost in the kernel");
    }

    @Test
    void whatAGuestThatDoesNotReadIsSent() {
        ChildProcess guest = deafGuest();
        peer.send("p1", FRAME, BURST, 20);
        daemon.api().awaitPort("p1", "has all", view -> received(view) + lostFrom(view) == BURST);
        long relayed = received(daemon.api().port("p1"));
        daemon.api()
                .awaitPort(
                        "g0",
                        "was sent all",
                        view -> view.path("tx").path("frames").asLong() == relayed);

        Shell.run("kill", "-USR1", Long.toString(guest.pid()));
        guest.awaitOutput("took ", PATIENCE);
        long taken = TOOK.matcher(guest.log())
                .results()
                .mapToLong(LostInTheKernelIT::number)
                .sum();
        long lost = lostTo(daemon.api().port("g0"));
        assertThat(taken).isPositive();
        assertThat(lost).isPositive();
        assertThat(taken + lost).isEqualTo(relayed);
        assertThat(daemon.cli("ports", "g0").out()).contains("kernel_to_port");
        assertThat(daemon.cli("why", "g0").out())
                .startsWith("The guest does not read its TAP, or not fast enough: " + lost
                        + " frames that were sent to it");
    }

    private static long number(MatchResult result) {
        return Long.parseLong(result.group(1));
    }

    /** What was lost last is counted by the old process or by the new one, and once. */
    @Test
    void aNewProcessGoesOnCounting() {
        whileItStands(daemon, () -> {
            peer.send("p1", FRAME, BURST, 0);
            peer.send("n1", FRAME, LONG_BURST, 0);
        });
        Daemon next = lab.takeOver(daemon);
        long lost = accountedFor(next, "p1", BURST);
        accountedFor(next, "u1", LONG_BURST);
        whileItStands(next, () -> peer.send("p1", FRAME, BURST, 0));
        assertThat(accountedFor(next, "p1", 2 * BURST)).isGreaterThan(lost);
    }
}
