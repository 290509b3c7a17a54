package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Checkout;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Shell;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each fault is made for real, must be found, and must be gone after the very commands that {@code doctor} prints. */
class DoctorIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NOBODY = "65534";

    private record Diagnosis(int exitCode, JsonNode report) {
        static Diagnosis of(Shell.Result result) {
            assertThat(result.err()).isEmpty();
            return new Diagnosis(result.exitCode(), JSON.readTree(result.out()));
        }

        List<JsonNode> of(String check, String level) {
            List<JsonNode> found = new ArrayList<>();
            for (JsonNode finding : report.path("findings")) {
                if (finding.path("check").asString().equals(check)
                        && finding.path("level").asString().equals(level)) {
                    found.add(finding);
                }
            }
            return found;
        }

        String text(String check, String level) {
            return String.join(
                    "\n",
                    of(check, level).stream()
                            .map(f -> f.path("text").asString())
                            .toList());
        }

        /** Checks that found something to mend. */
        Set<String> troubles() {
            Set<String> troubles = new TreeSet<>();
            report.path("findings").forEach(finding -> {
                if (!finding.path("level").asString().equals("ok")) {
                    troubles.add(finding.path("check").asString());
                }
            });
            return troubles;
        }

        List<String> commands() {
            List<String> commands = new ArrayList<>();
            report.path("findings")
                    .forEach(finding -> finding.path("mend").forEach(command -> commands.add(command.asString())));
            return commands;
        }
    }

    @Test
    void faultsOfAMachineAreFoundAndTheirCommandsMendThem() throws IOException {
        try (Lab lab = Lab.open()) {
            NetNs host = lab.host();
            Path socket = lab.directory().resolve("sock");
            Path config = Files.writeString(lab.directory().resolve("lab.yaml"), """
                    state-dir: %s
                    bridges:
                      - name: haya0
                        gateway: {address: 192.168.122.1/24, nat: true}
                        auto-attach: "hb-*"
                        ports:
                          - {name: vm0, kind: vm}
                          - {name: t1, kind: tap}
                          - {name: e1, kind: netdev}
                    """.formatted(lab.directory()));
            Path rules = Files.writeString(lab.directory().resolve("rules.nft"), """
                    table ip filter {
                      chain FORWARD {
                        type filter hook forward priority 0; policy drop;
                        ct state established,related accept
                        iifname "docker0" oifname != "docker0" accept
                      }
                    }
                    table ip hayabashi_gone {
                      chain forward { type filter hook forward priority 0; }
                    }
                    """);
            host.exec("nft", "-f", rules.toString());
            host.run("sysctl -qw net.bridge.bridge-nf-call-iptables=1");
            host.run("ip link add virbr0 type bridge");
            host.run("ip addr add 192.168.122.1/24 dev virbr0");
            host.run("ip link set virbr0 up");
            host.run("ip tuntap add dev vm0 mode tap");
            host.run("ip tuntap add dev hb-mq mode tap multi_queue user 1000");
            host.run("ip tuntap add dev t1 mode tap user 0");
            host.run("ip link add e1 type veth peer name e1b");
            host.run("ip link set e1 mtu 1400 master virbr0");
            host.run("ip tuntap add dev stray mode tap user 0");
            host.run("ip link set dev stray alias hayabashi:gone:stray");
            lab.vmm("t1", lab.namespace("guest"));
            try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                // The file of a socket outlives who listened on it.
                dead.bind(UnixDomainSocketAddress.of(socket));
            }

            String[] doctor = {"doctor", "--json", "-c", config.toString(), "--socket", socket.toString()};
            Diagnosis sick = Diagnosis.of(lab.hayabashi(doctor));
            assertThat(sick.exitCode()).isEqualTo(1);
            assertThat(sick.troubles())
                    .containsExactlyInAnyOrder(
                            "forward-policy",
                            "br-netfilter",
                            "subnet",
                            "tap-owner",
                            "multi-queue",
                            "busy-tap",
                            "mtu",
                            "leftovers");
            assertThat(sick.text("forward-policy", "fail"))
                    .contains("table ip filter, chain FORWARD", "packets from haya0");
            assertThat(sick.text("br-netfilter", "warn")).contains("virbr0");
            assertThat(sick.text("subnet", "fail")).contains("virbr0 has 192.168.122.1/24");
            assertThat(sick.text("tap-owner", "warn")).contains("TAP vm0 has no owner");
            assertThat(sick.text("multi-queue", "fail")).contains("TAP hb-mq");
            assertThat(sick.text("busy-tap", "fail"))
                    .contains(
                            "TAP t1 of port t1 is held by pid ", "vmm.py", "e1 of port e1 belongs to a kernel bridge");
            assertThat(sick.text("mtu", "warn")).contains("port e1 carries packets of 1400 bytes");
            assertThat(sick.of("leftovers", "warn")).hasSize(3);
            assertThat(sick.text("ip-forward", "ok")).contains("net.ipv4.ip_forward is 0");

            sick.commands().forEach(command -> host.exec("bash", "-c", command));
            Diagnosis well = Diagnosis.of(lab.hayabashi(doctor));
            assertThat(well.troubles()).isEmpty();
            assertThat(well.exitCode()).isZero();
        }
    }

    @Test
    void aRunningDaemonTellsWhatItHasHeard() {
        try (Lab lab = Lab.open()) {
            NetNs host = lab.host();
            NetNs rogue = lab.namespace("rogue");
            NetNs guest = lab.namespace("guest");
            Daemon daemon = lab.start("""
                    state-dir: %s
                    bridges:
                      - name: haya0
                        gateway: {address: 10.77.0.1/24, nat: true, dhcp: {range: 10.77.0.10-10.77.0.20}}
                        ports:
                          - {name: r0, kind: tap, edge: true, netns: %s, address: 10.77.0.66/24}
                          - {name: vm0, kind: vm}
                    """.formatted(lab.directory(), rogue.name()));
            daemon.api().awaitForwarding("r0");
            Diagnosis before = Diagnosis.of(daemon.cli("doctor", "--json"));
            assertThat(before.troubles()).isEmpty();
            assertThat(before.text("daemon", "ok")).contains("pid " + daemon.pid());

            lab.vmm("vm0", guest);
            daemon.api().awaitForwarding("vm0");
            String tapAddress = host.run("cat /sys/class/net/vm0/address").strip();
            guest.run("ip link set dev eth0 address " + tapAddress);
            guest.run("ip link set dev eth0 up");
            guest.run("ip addr add 10.77.0.5/24 dev eth0");
            guest.attempt("ping -c 1 -W 1 10.77.0.66");
            rogue.exec("python3", Checkout.script("dhcp-offer.py"), "10.77.0.66");
            host.run("sysctl -qw net.ipv4.ip_forward=0");
            Awaitility.await("the rogue server is heard")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> daemon.get("/v1/events").toString().contains("other.dhcp.server"));

            Diagnosis sick = Diagnosis.of(daemon.cli("doctor", "--json"));
            assertThat(sick.troubles()).containsExactlyInAnyOrder("other-dhcp", "guest-mac", "ip-forward");
            assertThat(sick.exitCode()).isEqualTo(1);
            assertThat(sick.text("other-dhcp", "fail")).contains("10.77.0.66", "on r0");
            assertThat(sick.text("guest-mac", "fail")).contains(tapAddress, "the guest on vm0");
            assertThat(sick.text("busy-tap", "ok")).contains("vm0 by pid ", "vmm.py");
            for (JsonNode finding : sick.report().path("findings")) {
                if (!finding.path("check").asString().equals("other-dhcp")) {
                    finding.path("mend").forEach(command -> host.exec("bash", "-c", command.asString()));
                }
            }
            assertThat(Diagnosis.of(daemon.cli("doctor", "--json")).troubles()).containsExactly("other-dhcp");
        }
    }

    @Test
    void withoutRightsItSaysWhatItCannotSee() {
        try (Lab lab = Lab.open()) {
            Shell.Result result = Shell.attempt(lab.host()
                    .inside(List.of(
                            "setpriv",
                            "--reuid=" + NOBODY,
                            "--regid=" + NOBODY,
                            "--clear-groups",
                            "env",
                            "NO_BUILD=1",
                            "HAYABASHI_JAVA_OPTS=-Djna.tmpdir=/tmp",
                            Checkout.LAUNCHER.toString(),
                            "doctor",
                            "--json",
                            "--socket",
                            lab.directory().resolve("none").toString())));
            Diagnosis unprivileged = Diagnosis.of(result);
            assertThat(unprivileged.exitCode()).isEqualTo(1);
            assertThat(unprivileged.text("capabilities", "fail")).contains("lacks CAP_NET_ADMIN");
            assertThat(unprivileged.text("forward-policy", "warn")).contains("not looked at", "without root");
            assertThat(unprivileged.text("ip-forward", "ok")).contains("net.ipv4.ip_forward");
        }
    }
}
