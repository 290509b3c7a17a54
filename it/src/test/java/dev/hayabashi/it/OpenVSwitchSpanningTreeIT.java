package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.BpduCapture;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.OpenVSwitch;
import dev.hayabashi.it.fixture.Probes;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two parallel links to Open vSwitch, in its STP and in its RSTP mode, as root and as leaf. */
class OpenVSwitchSpanningTreeIT {
    private static final Duration CONVERGED = Duration.ofSeconds(75);
    private static final int OVS_PRIORITY = 16384;

    private final NetNs ours = NetNs.create("h");
    private final NetNs theirs = NetNs.create("o");
    private final NetNs ourHost = NetNs.create("hh");
    private final NetNs theirHost = NetNs.create("oh");

    @BeforeEach
    void cables() {
        ours.veth("p1", theirs, "q1");
        ours.veth("p2", theirs, "q2");
        theirHost.veth("host", theirs, "tohost");
        theirHost.run("ip addr add 10.9.0.2/24 dev host");
        // Without its kernel module Open vSwitch completes no checksums for veth: the hosts must not leave them open.
        for (String netdev : new String[] {"q1", "q2", "tohost"}) {
            theirs.run("ethtool -K " + netdev + " tx off");
        }
        theirHost.run("ethtool -K host tx off");
    }

    @AfterEach
    void remove() {
        for (NetNs namespace : new NetNs[] {ourHost, theirHost, ours, theirs}) {
            namespace.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rstp, 4096, designated/forwarding, designated/forwarding",
        "rstp, 61440, root/forwarding, alternate/discarding",
        "stp, 4096, designated/forwarding, designated/forwarding",
        "stp, 61440, root/forwarding, alternate/discarding"
    })
    void ofTwoParallelLinksOneIsBlocked(String mode, int priority, String first, String second) {
        try (OpenVSwitch ovs = OpenVSwitch.start(theirs)) {
            String number = " other_config:" + mode + "-port-num=";
            ovs.vsctl("add-br br0 -- set bridge br0 datapath_type=netdev " + mode + "_enable=true other_config:" + mode
                    + "-priority=" + OVS_PRIORITY
                    + (mode.equals("stp") ? " other_config:stp-max-age=6 other_config:stp-forward-delay=4" : "")
                    // Without numbers of ours it would number the ports in an order of its own, and ties go by number.
                    + " -- add-port br0 q1 -- set port q1" + number + "1 -- add-port br0 q2 -- set port q2" + number
                    + "2 -- add-port br0 tohost -- set port tohost" + number + "3");
            try (BpduCapture capture = BpduCapture.start(theirs, "q1");
                    Probes atTheirHost = Probes.watch(theirHost, "host");
                    Probes fromTheirs = Probes.send(theirHost, "host", 200);
                    Daemon daemon = Daemon.start(ours, yaml(priority));
                    Probes atOurs = Probes.watch(ourHost, "h1");
                    Probes fromOurs = Probes.send(ourHost, "h1", 200)) {
                daemon.awaitRoleAndState("p1", first, CONVERGED);
                daemon.awaitRoleAndState("p2", second, CONVERGED);
                awaitTraffic();
                assertThat(daemon.roleAndState("p2")).isEqualTo(second);
                assertThat(daemon.get("/v1/stp")
                                .get(0)
                                .path("ports")
                                .get(1)
                                .path("protocol")
                                .asString())
                        .isEqualTo(mode);
                Probes.assertNoLoop(List.of(fromOurs, fromTheirs), List.of(atOurs, atTheirHost));
                assertThat(capture.decoded())
                        .isNotEmpty()
                        .allSatisfy(bpdu -> assertThat(bpdu.complaint()).isEmpty());
            }
        }
    }

    /** We are the root; the link between the two others is the one that is blocked, until a link of ours is cut. */
    @Test
    void inARingWithTwoOfThemTheCutIsHealed() {
        theirs.run("ip link add r2 type veth peer name r3");
        theirs.run("ip link set r2 up");
        theirs.run("ip link set r3 up");
        theirs.run("ethtool -K r2 tx off");
        theirs.run("ethtool -K r3 tx off");
        try (OpenVSwitch ovs = OpenVSwitch.start(theirs)) {
            ovs.vsctl(rapid("br0", 16384) + " -- add-port br0 q1 -- add-port br0 r2 -- add-port br0 tohost");
            ovs.vsctl(rapid("br1", 32768) + " -- add-port br1 q2 -- add-port br1 r3");
            try (Daemon daemon = Daemon.start(ours, yaml(4096));
                    Probes atTheirHost = Probes.watch(theirHost, "host");
                    Probes atOurs = Probes.watch(ourHost, "h1");
                    Probes fromTheirs = Probes.send(theirHost, "host", 200);
                    Probes fromOurs = Probes.send(ourHost, "h1", 200)) {
                daemon.awaitRoleAndState("p1", "designated/forwarding", CONVERGED);
                daemon.awaitRoleAndState("p2", "designated/forwarding", CONVERGED);
                awaitRole(ovs, "r3", "Alternate");
                awaitTraffic();
                ours.run("ip link set p1 down");
                awaitRole(ovs, "r3", "Designated");
                awaitTraffic();
                Probes.assertNoLoop(List.of(fromOurs, fromTheirs), List.of(atOurs, atTheirHost));
            }
        }
    }

    private String yaml(int priority) {
        return """
                bridges:
                  - name: haya0
                    stp: {priority: %d, hello-time: 2, max-age: 6, forward-delay: 4}
                    ports:
                      - {name: h1, kind: tap, netns: %s, address: 10.9.0.1/24, edge: true}
                      - {name: p1, kind: netdev}
                      - {name: p2, kind: netdev}
                """.formatted(priority, ourHost.name());
    }

    private static String rapid(String bridge, int priority) {
        return "add-br " + bridge + " -- set bridge " + bridge
                + " datapath_type=netdev rstp_enable=true other_config:rstp-priority=" + priority;
    }

    private static void awaitRole(OpenVSwitch ovs, String port, String role) {
        Awaitility.await(port + " " + role)
                .atMost(CONVERGED)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> ovs.vsctl("get port " + port + " rstp_status:rstp_port_role"),
                        said -> said.contains(role));
    }

    private void awaitTraffic() {
        Awaitility.await("traffic")
                .atMost(CONVERGED)
                .until(() -> ourHost.attempt("ping -c 1 -W 1 10.9.0.2").exitCode() == 0);
    }
}
