package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.FramePeer;
import dev.hayabashi.it.fixture.Hosts;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.OpenVSwitch;
import dev.hayabashi.it.fixture.TestFrame;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Counterpart of bridge_vlan_aware.sh, a trunk between two bridges, and Open vSwitch at the other end of one. */
class VlanIT {
    private static final String A = "0a:00:00:00:00:01";
    private static final String B = "0a:00:00:00:00:02";
    private static final String TAG_10 = "8100000a";
    private static final String TAG_20 = "81000014";

    @Test
    void framesStayInTheirVlan() {
        try (Lab lab = Lab.open()) {
            NetNs ends = lab.silentNamespace("ends");
            lab.host().veth("v0", ends, "v1");
            Daemon daemon = lab.start("""
                    bridges:
                      - name: haya0
                        vlan-filtering: true
                        ports:
                          - {name: a1, kind: tap, edge: true, netns: $ENDS, vlan: 10}
                          - {name: a2, kind: tap, edge: true, netns: $ENDS, vlan: 20}
                          - {name: t1, kind: tap, edge: true, netns: $ENDS, vlan: none, vlans: [10, 20-29]}
                          - {name: v0, kind: netdev, edge: true, vlans: 10}
                    """.replace("$ENDS", ends.name()));
            List.of("a1", "a2", "t1", "v0").forEach(daemon.api()::awaitForwarding);
            FramePeer peer = lab.peer(ends, List.of("a1", "a2", "t1", "v1"));
            TestFrame plain = TestFrame.of(TestFrame.BROADCAST, A);
            TestFrame ten = TestFrame.of(TestFrame.BROADCAST, A, TAG_10, 64);
            TestFrame twenty = TestFrame.of(TestFrame.BROADCAST, A, TAG_20, 64);
            assertThat(arrivals(peer, "a1", plain)).isEqualTo(Map.of("t1", TAG_10, "v1", TAG_10));
            assertThat(arrivals(peer, "t1", ten)).isEqualTo(Map.of("a1", "-", "v1", TAG_10));
            assertThat(arrivals(peer, "t1", twenty)).isEqualTo(Map.of("a2", "-"));
            assertThat(arrivals(peer, "v1", ten)).isEqualTo(Map.of("a1", "-", "t1", TAG_10));
            assertThat(arrivals(peer, "v1", twenty)).isEmpty();
            assertThat(arrivals(peer, "t1", plain)).isEmpty();
            assertThat(daemon.api().drops("v0", "vlan_ingress")).isEqualTo(1);
            assertThat(daemon.api().drops("t1", "vlan_ingress")).isEqualTo(1);
            assertThat(daemon.get("/v1/fdb").toString()).contains("\"vlan\":10").contains("\"vlan\":20");
            // At run time: a1 moves to VLAN 20.
            daemon.api().patch("/v1/ports/a1", "{\"vlan\": 20}");
            assertThat(arrivals(peer, "a1", TestFrame.of(TestFrame.BROADCAST, B)))
                    .isEqualTo(Map.of("a2", "-", "t1", TAG_20));
        }
    }

    /** By netdev: the tag with which the frame arrived, "-" for none. */
    private static Map<String, String> arrivals(FramePeer peer, String from, TestFrame frame) {
        peer.clear();
        peer.send(from, frame);
        return peer.collect(frame.hex().contains(A.replace(":", "") + "8100") ? 1 : 0).entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> {
                    assertThat(entry.getValue()).hasSize(1);
                    String hex = entry.getValue().get(0).hex();
                    return hex.startsWith("8100", 24) ? hex.substring(24, 32) : "-";
                }));
    }

    /** Partial checksums and super-frames get a tag, cross a veth, and lose it again: the kernel judges the offsets. */
    @Test
    void tcpCrossesATrunkBetweenTwoBridges() {
        try (Lab lab = Lab.open()) {
            NetNs h1 = lab.namespace("h1");
            NetNs h2 = lab.namespace("h2");
            NetNs other = lab.namespace("other");
            lab.host().veth("t1", lab.host(), "t2");
            Daemon daemon = lab.start("""
                    bridges:
                      - name: haya0
                        vlan-filtering: true
                        ports:
                          - {name: t1, kind: netdev, edge: true, vlan: none, vlans: [10, 20]}
                          - {name: a1, kind: tap, edge: true, netns: %s, vlan: 10, address: 10.10.0.1/24}
                          - {name: b1, kind: tap, edge: true, netns: %s, vlan: 20, address: 10.10.0.2/24}
                      - name: haya1
                        vlan-filtering: true
                        ports:
                          - {name: t2, kind: netdev, edge: true, vlan: none, vlans: 10-20}
                          - {name: a2, kind: tap, edge: true, netns: %s, vlan: 10, address: 10.10.0.2/24}
                    """.formatted(h1.name(), other.name(), h2.name()));
            List.of("a1", "a2").forEach(daemon.api()::awaitForwarding);
            Hosts.awaitReply(h1, "10.10.0.2");
            // The client may send a block of 128 KiB more than it was asked for.
            assertThat(Hosts.iperf3(lab, h1, h2, "10.10.0.2", false).bytes())
                    .isGreaterThanOrEqualTo(Hosts.TRANSFER_BYTES);
            assertThat(Hosts.iperf3(lab, h1, h2, "10.10.0.2", true).bytes()).isGreaterThan(Hosts.TRANSFER_BYTES / 2);
            assertThat(Hosts.checksumErrors(h1) + Hosts.checksumErrors(h2)).isZero();
            assertThat(daemon.get("/v1/fdb").toString()).contains("\"vlan\":10");
            assertThat(daemon.log()).doesNotContain("\tat ");
        }
    }

    /** A trunk port of Open vSwitch with an access port of its own behind it. */
    @Test
    void openVSwitchUnderstandsOurTags() {
        try (Lab lab = Lab.open()) {
            NetNs far = lab.namespace("far");
            NetNs h10 = lab.namespace("h10");
            NetNs h20 = lab.namespace("h20");
            Daemon daemon = lab.start("""
                    bridges:
                      - name: haya0
                        vlan-filtering: true
                        ports:
                          - {name: t1, kind: tap, edge: true, netns: %s, vlans: [10, 20]}
                          - {name: a1, kind: tap, edge: true, netns: %s, vlan: 10, address: 10.10.0.2/24}
                          - {name: a2, kind: tap, edge: true, netns: %s, vlan: 20, address: 10.10.0.2/24}
                    """.formatted(far.name(), h10.name(), h20.name()));
            List.of("a1", "a2", "t1").forEach(daemon.api()::awaitForwarding);
            try (OpenVSwitch ovs = OpenVSwitch.start(far)) {
                ovs.vsctl("add-br br0 -- set bridge br0 datapath_type=netdev");
                ovs.vsctl("add-port br0 t1 trunks=10,20");
                ovs.vsctl("add-port br0 i10 tag=10 -- set interface i10 type=internal");
                far.run("ip addr add 10.10.0.1/24 dev i10");
                far.run("ip link set i10 up");
                Hosts.awaitReply(h10, "10.10.0.1");
                assertThat(h10.attempt("ping -n -c 5 -i 0.1 -s 1472 -W 2 10.10.0.1")
                                .exitCode())
                        .isZero();
                assertThat(h20.attempt("ping -n -c 2 -i 0.1 -W 1 10.10.0.1").exitCode())
                        .isNotZero();
            }
        }
    }
}
