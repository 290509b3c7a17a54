package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code ./hayabashi up} and nothing else: what libvirt's default network gives, and gone again afterwards. */
class NoConfigurationIT {
    private final Lab lab = Lab.open();
    private final NetNs host = lab.host();

    @AfterEach
    void close() {
        lab.close();
    }

    private void everythingIsThere() {
        assertThat(host.run("ip addr show haya0"))
                .contains("inet 192.168.122.1/24")
                .contains("LOWER_UP");
        assertThat(host.run("nft list table ip hayabashi_haya0"))
                .contains("ip saddr 192.168.122.0/24 ip daddr != 192.168.122.0/24 masquerade");
        assertThat(host.run("sysctl -n net.ipv4.ip_forward")).startsWith("1");
    }

    @Test
    void givesTheLookAlikeOfVirbr0AndTakesItAwayAgain() {
        assertThat(host.run("sysctl -n net.ipv4.ip_forward")).startsWith("0");
        Daemon daemon = lab.startWithDefaults();
        everythingIsThere();
        assertThat(daemon.cli("status").orFail().out()).contains("haya0", "192.168.122.1/24", "nat", "forwarding");
        daemon.cli("port", "add", "vm0", "--kind", "vm", "--owner", "12345:23456")
                .orFail();
        assertThat(host.run("ip -d link show vm0")).contains("user 12345", "group 23456", "persist on");
        assertThat(daemon.cli("ports").orFail().out()).contains("vm0", "no carrier");

        // On a socket of its own, so that only the bridge itself can tell.
        Path elsewhere = lab.directory().resolve("second");
        Shell.Result second = daemon.refusedBeside(elsewhere);
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.output()).contains("another daemon runs this bridge", "held by pid " + daemon.pid());
        assertThat(Files.exists(elsewhere)).isFalse();
        everythingIsThere();

        daemon.kill();
        daemon = lab.startAgain(daemon);
        everythingIsThere();

        assertThat(daemon.stop()).as("128 + SIGTERM").isEqualTo(143);
        assertThat(host.netdevs()).isEmpty();
        assertThat(host.run("nft list ruleset")).isEmpty();
        assertThat(host.run("sysctl -n net.ipv4.ip_forward"))
                .as("as it was before the daemon that was killed")
                .startsWith("0");
        assertThat(Files.exists(daemon.socket())).isFalse();
    }

    /** A new network namespace: Java takes "no device has an address" for an error. */
    @Test
    void startsWhereNoDeviceHasAnAddress() {
        host.run("ip link set lo down");
        host.run("ip addr flush dev lo");
        Daemon daemon = lab.startWithDefaults();
        everythingIsThere();
        assertThat(daemon.cli("doctor").out()).contains("no other netdev is in the network of a gateway");
    }

    @Test
    void theTableOfADaemonThatWasKilledGoesWhereNoneIsWanted() {
        String yaml = """
                bridges:
                  - name: haya0
                    ports: [{name: p1, kind: tap, edge: true}]
                """;
        Daemon daemon = lab.start(yaml + "    gateway: {address: 192.0.2.1/24, nat: true}\n");
        assertThat(host.run("nft list tables")).contains("hayabashi_haya0");
        daemon.kill();

        host.run("nft add table ip somebody_elses");
        daemon = lab.start(yaml);
        assertThat(host.run("nft list tables").strip()).isEqualTo("table ip somebody_elses");
        daemon.stop();
    }
}
