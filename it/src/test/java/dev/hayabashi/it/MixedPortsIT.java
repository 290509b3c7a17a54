package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.ChildProcess;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Hosts;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * A tap, a veth and two guests behind VMMs on one segment, with real stacks that leave checksums and segmentation to the
 * network: one guest acknowledged all of Firecracker's offloads, the other none.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MixedPortsIT {
    private static final int LARGEST_WIRE_FRAME = 1518;

    /**
     * To and from a guest without offloads, whose monitor reads frame by frame in Python. More than twice what the sender's socket holds
     * (tcp_wmem, 4 MB): iperf3 ends when all is in there.
     */
    private static final long BYTES_BY_WIRE_FRAMES = 24 << 20;

    private final Lab lab = Lab.open();
    private final NetNs tap = lab.namespace("tap");
    private final NetNs veth = lab.namespace("veth");
    private final NetNs guest = lab.namespace("guest");
    private final NetNs plain = lab.namespace("plain");
    private Daemon daemon;

    @BeforeAll
    @SuppressWarnings("NullAway.Init")
    void start() {
        lab.host().veth("v0", veth, "eth0");
        veth.run("ip addr add 10.9.0.2/24 dev eth0");
        daemon = lab.start("""
                bridges:
                  - name: haya0
                    ports:
                      - {name: t0, kind: tap, edge: true, netns: %s, address: 10.9.0.1/24}
                      - {name: v0, kind: netdev, edge: true}
                      - {name: g0, kind: vm}
                      - {name: g1, kind: vm}
                """.formatted(tap.name()));
        assertThat(daemon.port("g0").path("state").asString())
                .as("no VMM has opened it yet")
                .isEqualTo("disabled");
        bootGuest("g0", guest, "0x17", "10.9.0.3/24");
        bootGuest("g1", plain, "0x0", "10.9.0.4/24");
        List.of("t0", "v0", "g0", "g1").forEach(daemon.api()::awaitForwarding);
    }

    private void bootGuest(String port, NetNs namespace, String offloads, String address) {
        lab.vmm(port, namespace, offloads);
        namespace.run("ip addr add " + address + " dev eth0");
        namespace.run("ip link set eth0 up");
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void everybodyReachesEverybody() {
        List<NetNs> hosts = List.of(tap, veth, guest, plain);
        for (int from = 0; from < hosts.size(); from++) {
            for (int to = 1; to <= hosts.size(); to++) {
                if (to != from + 1) {
                    assertThat(Hosts.pingReplies(hosts.get(from), "10.9.0." + to, 3))
                            .as("10.9.0.%d to 10.9.0.%d", from + 1, to)
                            .isEqualTo(3);
                }
            }
        }
    }

    @Test
    void segmentsStayWholeWhereBothEndsTakeThem() {
        assertThat(veth.exec("ethtool", "-k", "eth0")).contains("tcp-segmentation-offload: on");
        JsonNode before = daemon.port("g0").path("rx");
        transfer(guest, "10.9.0.1", tap);
        JsonNode after = daemon.port("g0").path("rx");
        long bytes = after.path("bytes").asLong() - before.path("bytes").asLong();
        long frames = after.path("frames").asLong() - before.path("frames").asLong();
        assertThat(bytes / frames)
                .as("%d bytes in %d frames of the guest", bytes, frames)
                .isGreaterThan(2 * LARGEST_WIRE_FRAME);
        transfer(tap, "10.9.0.3", guest);
        transfer(veth, "10.9.0.3", guest);
        transfer(guest, "10.9.0.2", veth);
        transfer(tap, "10.9.0.2", veth);
    }

    @Test
    void guestWithoutOffloadsGetsFinishedFrames() {
        JsonNode before = daemon.port("g1").path("rx");
        transfer(plain, "10.9.0.3", guest, BYTES_BY_WIRE_FRAMES);
        JsonNode after = daemon.port("g1").path("rx");
        long bytes = after.path("bytes").asLong() - before.path("bytes").asLong();
        assertThat(bytes
                        / (after.path("frames").asLong() - before.path("frames").asLong()))
                .isLessThanOrEqualTo(LARGEST_WIRE_FRAME);
        transfer(guest, "10.9.0.4", plain, BYTES_BY_WIRE_FRAMES);
        transfer(veth, "10.9.0.4", plain, BYTES_BY_WIRE_FRAMES);
        transfer(tap, "10.9.0.4", plain, BYTES_BY_WIRE_FRAMES);
        // They were, when a super-frame's hdr_len was more than its headers: TCP repeated it, and it was dropped again.
        assertThat(daemon.port("g1").path("drops").path("egress_mtu").asLong()).isZero();
    }

    private void transfer(NetNs from, String address, NetNs to) {
        transfer(from, address, to, Hosts.TRANSFER_BYTES);
    }

    private void transfer(NetNs from, String address, NetNs to, long bytes) {
        Hosts.Transfer done = Hosts.iperf3(lab, from, to, address, false, bytes);
        System.out.printf("%s -> %s: %.2f Gbit/s%n", from.name(), to.name(), done.gigabitsPerSecond());
        assertThat(done.bytes()).isGreaterThanOrEqualTo(bytes);
        assertThat(done.receivedBytes()).isGreaterThan(bytes / 2);
        for (NetNs host : List.of(from, to)) {
            assertThat(Hosts.checksumErrors(host)).as(host.name()).isZero();
        }
    }

    @Test
    void carrierOfAGuestPortIsThatOfItsVmm() {
        NetNs late = lab.namespace("late");
        daemon.api().post("/v1/ports", "{\"name\": \"g9\", \"kind\": \"vm\"}");
        assertThat(daemon.port("g9").path("linkUp").asBoolean()).isFalse();
        try (ChildProcess vmm = lab.vmm("g9", late)) {
            assertThat(vmm.isAlive()).isTrue();
            daemon.api()
                    .awaitPort("g9", "has carrier", port -> port.path("linkUp").asBoolean());
            daemon.api().awaitForwarding("g9");
        }
        daemon.api()
                .awaitPort(
                        "g9", "has lost carrier", port -> !port.path("linkUp").asBoolean());
        assertThat(daemon.port("g9").path("state").asString()).isEqualTo("disabled");
        daemon.api().delete("/v1/ports/g9");
    }
}
