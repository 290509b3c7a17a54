package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.ChildProcess;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Hosts;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.OpenVSwitch;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A guest cables two of its interfaces with a switch that swallows BPDUs, as Open vSwitch does by default. */
class HiddenLoopIT {
    @Test
    void loopThatNoSpanningTreeSeesIsShutAndTheOthersGoOn() {
        try (Lab lab = Lab.open()) {
            NetNs h1 = lab.namespace("h1");
            NetNs h2 = lab.namespace("h2");
            NetNs guest = lab.silentNamespace("guest");
            Daemon daemon = lab.start("""
                    bridges:
                      - name: haya0
                        ports:
                          - {name: p1, kind: tap, edge: true, netns: %s, address: 10.9.0.1/24}
                          - {name: p2, kind: tap, edge: true, netns: %s, address: 10.9.0.2/24}
                          - {name: g1, kind: tap, profile: guest, netns: %s}
                          - {name: g2, kind: tap, profile: guest, netns: %s}
                    """.formatted(h1.name(), h2.name(), guest.name(), guest.name()));
            daemon.api().awaitForwarding("g2");
            Hosts.awaitReply(h1, "10.9.0.2");
            try (OpenVSwitch ovs = OpenVSwitch.start(guest)) {
                ovs.vsctl("add-br br0 -- set bridge br0 datapath_type=netdev");
                ovs.vsctl("add-port br0 g1");
                ovs.vsctl("add-port br0 g2");
                // Something for the loop to carry.
                ChildProcess storm = lab.spawn(h1, "ping", "-n", "-b", "-i", "0.2", "-c", "20", "10.9.0.255");
                daemon.api()
                        .awaitPort(
                                "g2",
                                "is shut",
                                port -> port.path("loopDetected").asBoolean());
                assertThat(daemon.port("g2").path("state").asString()).isEqualTo("discarding");
                assertThat(daemon.port("g1").path("state").asString()).isEqualTo("forwarding");
                Awaitility.await("what goes round the loop is stopped")
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> daemon.api().drops("g2", "loop_detected") > 0);
                assertThat(Hosts.pingReplies(h1, "10.9.0.2", 20)).isEqualTo(20);
                assertThat(daemon.get("/v1/events?after=0").toString()).contains("loop.detected");
                assertThat(daemon.cli("why", "g2").output()).contains("loop");
                storm.awaitEnd(Duration.ofSeconds(30));
                ovs.vsctl("del-port br0 g2");
            }
            guest.run("ip link set g2 down");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !daemon.port("g2").path("loopDetected").asBoolean());
            guest.run("ip link set g2 up");
            daemon.api().awaitForwarding("g2");
            assertThat(daemon.get("/v1/events?after=0").toString()).contains("loop.cleared");
            assertThat(daemon.isAlive()).isTrue();
        }
    }
}
