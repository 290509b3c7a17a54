package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.ChildProcess;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Hosts;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What happens at one port while traffic flows disturbs no other: two hosts ping each other ten times a second all the time
 * and lose nothing, and the port that was disturbed works again afterwards.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DisturbanceIT {
    private final Lab lab = Lab.open();
    private final NetNs h1 = lab.namespace("h1");
    private final NetNs h2 = lab.namespace("h2");
    private final NetNs h3 = lab.namespace("h3");
    private final NetNs cabled = lab.namespace("cabled");
    private final NetNs guest = lab.namespace("guest");
    private Daemon daemon;

    @BeforeAll
    @SuppressWarnings("NullAway.Init")
    void start() {
        cable();
        daemon = lab.start("""
                bridges:
                  - name: haya0
                    ports:
                      - {name: p1, kind: tap, edge: true, netns: %s, address: 10.9.0.1/24}
                      - {name: p2, kind: tap, edge: true, netns: %s, address: 10.9.0.2/24}
                      - {name: p3, kind: tap, edge: true, netns: %s, address: 10.9.0.3/24}
                      - {name: v0, kind: netdev, edge: true}
                      - {name: g0, kind: vm}
                """.formatted(h1.name(), h2.name(), h3.name()));
        List.of("p1", "p2", "p3", "v0").forEach(daemon.api()::awaitForwarding);
        Hosts.awaitReply(h1, "10.9.0.2");
    }

    private void cable() {
        lab.host().veth("v0", cabled, "eth0");
        cabled.run("ip addr add 10.9.0.4/24 dev eth0");
    }

    private ChildProcess bootGuest() {
        ChildProcess vmm = lab.vmm("g0", guest);
        guest.run("ip addr add 10.9.0.5/24 dev eth0");
        guest.run("ip link set eth0 up");
        return vmm;
    }

    @AfterAll
    void close() {
        lab.close();
    }

    /** Runs {@code disturbance} while h1 and h2 talk. */
    private void undisturbed(Runnable disturbance) {
        ChildProcess ping = lab.spawn(h1, "ping", "-n", "-i", "0.1", "-c", "30", "-W", "5", "10.9.0.2");
        disturbance.run();
        ping.awaitEnd(Duration.ofSeconds(60));
        assertThat(Hosts.received(ping.log())).as(ping.log()).isEqualTo(30);
        assertThat(daemon.isAlive()).isTrue();
        assertThat(daemon.log()).as("no stack traces").doesNotContain("\tat ");
        assertThat(daemon.port("p1").path("lastError").isNull()).isTrue();
    }

    @Test
    void linkDownAndUp() {
        undisturbed(() -> {
            // Somebody keeps sending to the port that goes down.
            ChildProcess toIt = lab.spawn(h2, "ping", "-n", "-i", "0.02", "-c", "100", "-W", "1", "10.9.0.3");
            for (int i = 0; i < 3; i++) {
                h3.run("ip link set p3 down");
                daemon.api()
                        .awaitPort("p3", "is down", port -> !port.path("linkUp").asBoolean());
                h3.run("ip link set p3 up");
                daemon.api().awaitForwarding("p3");
            }
            toIt.awaitEnd(Duration.ofSeconds(30));
        });
        Hosts.awaitReply(h3, "10.9.0.1");
    }

    @Test
    void netdevDeletedAndMadeAgain() {
        Hosts.awaitReply(cabled, "10.9.0.1");
        undisturbed(() -> {
            ChildProcess toIt = lab.spawn(h2, "ping", "-n", "-i", "0.02", "-c", "100", "-W", "1", "10.9.0.4");
            lab.host().run("ip link del v0");
            daemon.api().awaitPort("v0", "is down", port -> !port.path("linkUp").asBoolean());
            cable();
            daemon.api().awaitForwarding("v0");
            toIt.awaitEnd(Duration.ofSeconds(30));
        });
        Hosts.awaitReply(cabled, "10.9.0.1");
        Hosts.awaitReply(h2, "10.9.0.4");
    }

    @Test
    void guestKilledAndBootedAgain() {
        ChildProcess first = bootGuest();
        daemon.api().awaitForwarding("g0");
        Hosts.awaitReply(guest, "10.9.0.1");
        undisturbed(() -> {
            ChildProcess toIt = lab.spawn(h2, "ping", "-n", "-i", "0.02", "-c", "100", "-W", "1", "10.9.0.5");
            first.kill();
            daemon.api().awaitPort("g0", "is down", port -> !port.path("linkUp").asBoolean());
            bootGuest();
            daemon.api().awaitForwarding("g0");
            toIt.awaitEnd(Duration.ofSeconds(30));
        });
        Hosts.awaitReply(guest, "10.9.0.1");
    }

    @Test
    void portsAddedAndRemoved() {
        NetNs more = lab.namespace("more");
        undisturbed(() -> {
            for (int i = 0; i < 5; i++) {
                daemon.api()
                        .post(
                                "/v1/ports",
                                "{\"name\": \"x1\", \"kind\": \"tap\", \"edge\": true, \"netns\": \"" + more.name()
                                        + "\", \"address\": \"10.9.0.9/24\"}");
                daemon.api().awaitForwarding("x1");
                Hosts.awaitReply(more, "10.9.0.3");
                daemon.api().delete("/v1/ports/x1");
                assertThat(more.netdevs()).isEmpty();
            }
        });
    }

    @Test
    void namespaceOfAPortDeleted() {
        NetNs doomed = lab.namespace("doomed");
        daemon.api()
                .post(
                        "/v1/ports",
                        "{\"name\": \"d1\", \"kind\": \"tap\", \"edge\": true, \"netns\": \"" + doomed.name() + "\"}");
        daemon.api().awaitForwarding("d1");
        undisturbed(() -> {
            doomed.close();
            daemon.api().awaitPort("d1", "is down", port -> !port.path("linkUp").asBoolean());
        });
        daemon.api().delete("/v1/ports/d1");
    }
}
