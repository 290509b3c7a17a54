package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Hosts;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Three hosts with real stacks on one segment. Counterpart of ping_ipv4 and ping_ipv6 in bridge_vlan_unaware.sh. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PingIT {
    private final Lab lab = Lab.open();
    private final List<NetNs> hosts = List.of(lab.namespace("h1"), lab.namespace("h2"), lab.namespace("h3"));

    @BeforeAll
    void start() {
        StringBuilder ports = new StringBuilder("bridges:\n  - name: haya0\n    ports:\n");
        for (int n = 1; n <= 3; n++) {
            ports.append(
                    "      - {name: h%d, kind: tap, edge: true, netns: %s, address: [10.9.0.%d/24, \"fd00:9::%d/64\"]}%n"
                            .formatted(n, hosts.get(n - 1).name(), n, n));
        }
        Daemon daemon = lab.start(ports.toString());
        List.of("h1", "h2", "h3").forEach(daemon.api()::awaitForwarding);
        hosts.forEach(Hosts::awaitIpv6);
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void everybodyPingsEverybodyOverIpv4AndIpv6() {
        for (int from = 1; from <= 3; from++) {
            for (int to = 1; to <= 3; to++) {
                if (from != to) {
                    assertThat(Hosts.pingReplies(hosts.get(from - 1), "10.9.0." + to, 3))
                            .isEqualTo(3);
                    assertThat(Hosts.pingReplies(hosts.get(from - 1), "fd00:9::" + to, 3))
                            .isEqualTo(3);
                }
            }
        }
    }

    @Test
    void tcpRunsBothWays() {
        for (boolean reverse : new boolean[] {false, true}) {
            Hosts.Transfer transfer = Hosts.iperf3(lab, hosts.get(0), hosts.get(1), "10.9.0.2", reverse);
            System.out.printf("h1 %s h2: %.2f Gbit/s%n", reverse ? "<-" : "->", transfer.gigabitsPerSecond());
            assertThat(transfer.bytes()).isGreaterThanOrEqualTo(Hosts.TRANSFER_BYTES);
            assertThat(transfer.receivedBytes()).isGreaterThan(Hosts.TRANSFER_BYTES / 2);
        }
        Hosts.Transfer ipv6 = Hosts.iperf3(lab, hosts.get(1), hosts.get(2), "fd00:9::3", false);
        assertThat(ipv6.bytes()).isGreaterThanOrEqualTo(Hosts.TRANSFER_BYTES);
        assertThat(ipv6.receivedBytes()).isGreaterThan(Hosts.TRANSFER_BYTES / 2);
        hosts.forEach(host -> assertThat(Hosts.checksumErrors(host)).isZero());
    }
}
