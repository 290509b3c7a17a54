package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Hosts;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The recipe {@code docs/recipes/vxlan.md}: one segment over two hosts, two namespaces in their place. */
class VxlanIT {
    private static final Duration CONVERGED = Duration.ofSeconds(20);

    private final Lab lab = Lab.open();
    private final NetNs other = lab.namespace("other");
    private final NetNs here = lab.namespace("here");
    private final NetNs there = lab.namespace("there");

    @AfterEach
    void close() {
        lab.close();
    }

    private static String yaml(String guest, NetNs namespace, int address) {
        return """
                bridges:
                  - name: lab
                    mtu: 1450
                    ports:
                      - {name: vx0, kind: netdev}
                      - {name: %s, kind: tap, edge: true, netns: %s, address: 10.9.0.%d/24}
                """.formatted(guest, namespace.name(), address);
    }

    private static void tunnel(NetNs host, int local, int remote) {
        host.run("ip addr add 10.0.0." + local + "/24 dev under0");
        host.run("ip link add vx0 mtu 1450 type vxlan id 42 dstport 4789 local 10.0.0." + local + " remote 10.0.0."
                + remote);
        host.run("ip link set vx0 up");
    }

    @Test
    void hostsOnTwoMachinesAreOnOneSegment() {
        lab.host().veth("under0", other, "under0");
        tunnel(lab.host(), 1, 2);
        tunnel(other, 2, 1);
        Daemon first = lab.start(yaml("a", here, 1));
        try (Daemon second = Daemon.start(other, yaml("b", there, 2))) {
            first.awaitState("vx0", "forwarding", CONVERGED);
            second.awaitState("vx0", "forwarding", CONVERGED);
            Hosts.awaitReply(here, "10.9.0.2");
            assertThat(Hosts.pingReplies(here, "10.9.0.2", 5)).isEqualTo(5);
            // The two bridges have agreed on one root.
            assertThat(first.port("vx0").path("role").asString())
                    .isNotEqualTo(second.port("vx0").path("role").asString());
            assertThat(first.port("vx0").path("edge").asBoolean()).isFalse();
            Hosts.Transfer transfer = Hosts.iperf3(lab, here, there, "10.9.0.2", false);
            assertThat(transfer.bytes()).isGreaterThanOrEqualTo(Hosts.TRANSFER_BYTES);
            assertThat(Hosts.checksumErrors(there)).isZero();
            System.out.printf("TCP over two bridges and VXLAN: %.2f Gbit/s%n", transfer.gigabitsPerSecond());
        }
    }
}
