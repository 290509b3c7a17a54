package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Hosts;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Shell;
import org.junit.jupiter.api.Test;

/** A start with a netdev that is not there yet; what is wrong otherwise still stops a start, and nothing is half made. */
class LateNetdevIT {
    @Test
    void theDaemonStartsWithoutANetdevAndTakesItUpWhenItComes() {
        try (Lab lab = Lab.open()) {
            NetNs h1 = lab.namespace("h1");
            NetNs cabled = lab.namespace("cabled");
            Daemon daemon = lab.start(yaml(h1));
            daemon.api().awaitForwarding("p1");
            assertThat(daemon.port("late0").path("state").asString()).isEqualTo("disabled");
            assertThat(daemon.port("late0").path("lastError").asString()).isEqualTo("the netdev does not exist");
            assertThat(daemon.cli("why", "late0").orFail().out()).contains("does not exist");
            assertThat(daemon.log()).contains("port late0 waits for the netdev late0, which does not exist");

            lab.host().veth("late0", cabled, "eth0");
            cabled.run("ip addr add 10.9.0.2/24 dev eth0");
            daemon.api().awaitForwarding("late0");
            Hosts.awaitReply(cabled, "10.9.0.1");

            Shell.Result added = daemon.cli("port", "add", "absent0", "--kind", "netdev");
            assertThat(added.exitCode())
                    .as("who adds a port by hand is told at once")
                    .isNotZero();
            assertThat(added.output()).contains("absent0").contains("create it first");
            assertThat(daemon.get("/v1/ports").findValuesAsString("name")).doesNotContain("absent0");
        }
    }

    @Test
    void aNetdevThatIsThereAndUnfitStillStopsTheStart() {
        try (Lab lab = Lab.open()) {
            NetNs h1 = lab.namespace("h1");
            lab.host().run("ip link add late0 type veth peer name late1");
            lab.host().run("ip link add k0 type bridge");
            lab.host().run("ip link set late0 master k0");
            Shell.Result refused =
                    Daemon.refused(lab.host(), yaml(h1), lab.directory().resolve("sock"));
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.output()).contains("late0 belongs to a kernel bridge");
            assertThat(lab.host().netdevs()).containsExactlyInAnyOrder("k0", "late0", "late1");
            assertThat(h1.netdevs()).isEmpty();
        }
    }

    private static String yaml(NetNs h1) {
        return """
                bridges:
                  - name: haya0
                    ports:
                      - {name: p1, kind: tap, edge: true, netns: %s, address: 10.9.0.1/24}
                      - {name: late0, kind: netdev, edge: true}
                """.formatted(h1.name());
    }
}
