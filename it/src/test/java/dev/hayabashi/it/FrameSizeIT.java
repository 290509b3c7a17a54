package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.FramePeer;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.TestFrame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Lengths and VLAN tags over ports of every kind: tap p1, netdev v0 (its far end is v1), vm g0 (behind a VMM), and on a second
 * bridge with MTU 9000 taps j1 and j2, and j3 that stayed at 1500. Lengths are without FCS: 1518 here are 1522 on the wire.
 * Counterpart of the tagged half of ping tests in bridge_vlan_unaware.sh.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrameSizeIT {
    private static final String A = "0a:00:00:00:00:01";
    private static final String B = "0a:00:00:00:00:02";
    private static final String C = "0a:00:00:00:00:03";
    private static final String TAG_42 = "8100002a";
    private static final String TAG_PRIORITY_7 = "8100e000";
    private static final String TAG_S_100 = "88a80064";

    private final Lab lab = Lab.open();
    private final NetNs ends = lab.silentNamespace("ends");
    private final NetNs guest = lab.silentNamespace("guest");
    private Daemon daemon;
    private FramePeer peer;
    private FramePeer guestPeer;

    @BeforeAll
    @SuppressWarnings("NullAway.Init")
    void start() {
        lab.host().veth("v0", ends, "v1");
        daemon = lab.start("""
                bridges:
                  - name: haya0
                    ports:
                      - {name: p1, kind: tap, edge: true, netns: $ENDS}
                      - {name: v0, kind: netdev, edge: true}
                      - {name: g0, kind: vm, loop-detection: false}
                  - name: jumbo
                    mtu: 9000
                    ports:
                      - {name: j1, kind: tap, edge: true, netns: $ENDS}
                      - {name: j2, kind: tap, edge: true, netns: $ENDS}
                      - {name: j3, kind: tap, edge: true, netns: $ENDS, mtu: 1500}
                """.replace("$ENDS", ends.name()));
        lab.vmm("g0", guest);
        guest.run("ip link set eth0 up");
        List.of("p1", "v0", "g0", "j1", "j2", "j3").forEach(daemon.api()::awaitForwarding);
        peer = lab.peer(ends, List.of("p1", "v1", "j1", "j2", "j3"));
        guestPeer = lab.peer(guest, List.of("eth0"));
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 60",
        "'', 1514",
        TAG_42 + ", 64",
        TAG_42 + ", 1518",
        TAG_PRIORITY_7 + ", 1518",
        TAG_S_100 + TAG_42 + ", 1000"
    })
    void frameArrivesUnchangedBetweenPortsOfEveryKind(String tags, int length) {
        // Each port has a source of its own: an address that moves from port to port all the time is damped.
        TestFrame fromTap = TestFrame.of(TestFrame.BROADCAST, A, tags, length);
        guestPeer.clear();
        assertThat(peer.arrivals("p1", fromTap, 1)).as("tap to netdev").isEqualTo(Map.of("v1", 1));
        assertThat(guestPeer.collect(1).get("eth0")).as("tap to vm").containsExactly(fromTap);
        TestFrame fromNetdev = TestFrame.of(TestFrame.BROADCAST, B, tags, length);
        guestPeer.clear();
        assertThat(peer.arrivals("v1", fromNetdev, 1)).as("netdev to tap").isEqualTo(Map.of("p1", 1));
        assertThat(guestPeer.collect(1).get("eth0")).as("netdev to vm").containsExactly(fromNetdev);
        TestFrame fromVm = TestFrame.of(TestFrame.BROADCAST, C, tags, length);
        peer.clear();
        guestPeer.send("eth0", fromVm);
        Map<String, List<TestFrame>> arrived = peer.collect(2);
        assertThat(arrived.get("p1")).as("vm to tap").containsExactly(fromVm);
        assertThat(arrived.get("v1")).as("vm to netdev").containsExactly(fromVm);
        assertThat(arrived.get("j1")).as("the other bridge").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', 9014", TAG_42 + ", 9018"})
    void jumboFramePassesWhereTheMtuAllowsItAndIsCountedWhereNot(String tags, int length) {
        TestFrame frame = TestFrame.of(TestFrame.BROADCAST, A, tags, length);
        long before = daemon.api().drops("j3", "egress_mtu");
        assertThat(peer.arrivals("j1", frame, 1)).isEqualTo(Map.of("j2", 1));
        assertThat(daemon.api().drops("j3", "egress_mtu")).isEqualTo(before + 1);
    }

    @Test
    void frameThatFitsEverywhereReachesTheSmallPortToo() {
        assertThat(peer.arrivals("j1", TestFrame.of(TestFrame.BROADCAST, A, "", 1514), 2))
                .isEqualTo(Map.of("j2", 1, "j3", 1));
    }
}
