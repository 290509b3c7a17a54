package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.BpduCapture;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.KernelBridge;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Shell;
import dev.hayabashi.it.fixture.TapSegment;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Without a spanning tree, reserved addresses stay where they are or pass, as {@code reserved} says. */
class ReservedAddressesIT {
    private static final String STATION = "0a:00:00:00:00:01";
    private static final Map<String, Integer> BOTH = Map.of("p2", 1, "p3", 1);

    @Test
    void thePolicyIsChangedWhileFramesFlow() {
        try (TapSegment segment = TapSegment.of(3)) {
            stp(segment, "{\"mode\": \"off\"}");
            assertThat(segment.api().get("/v1/stp").get(0).path("mode").asString())
                    .isEqualTo("off");
            for (int last : new int[] {0x00, 0x01, 0x02, 0x03, 0x0E}) {
                assertThat(segment.arrivals("p1", reserved(last), STATION, 0))
                        .as("%02x", last)
                        .isEmpty();
            }
            assertThat(segment.api().drops("p1", "reserved_address")
                            + segment.api().drops("p1", "bpdu_not_wanted"))
                    .isEqualTo(5);

            stp(segment, "{\"reserved\": \"transparent\"}");
            for (int last : new int[] {0x00, 0x02, 0x03, 0x0E}) {
                assertThat(segment.arrivals("p1", reserved(last), STATION, 2))
                        .as("%02x", last)
                        .isEqualTo(BOTH);
            }
            assertThat(segment.arrivals("p1", reserved(0x01), STATION, 0))
                    .as("PAUSE")
                    .isEmpty();

            Shell.Result refused = segment.daemon().cli("stp", "set", "--mode", "rstp");
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err()).contains("'reserved: transparent' needs stp mode off, not rstp");

            stp(segment, "{\"mode\": \"rstp\", \"reserved\": \"standard\"}");
            segment.ports().forEach(segment.api()::awaitForwarding);
            assertThat(segment.arrivals("p1", reserved(0x00), STATION, 0)).isEmpty();
            assertThat(segment.arrivals("p1", "0a:00:00:00:00:77", STATION, 2)).isEqualTo(BOTH);
        }
    }

    private static String reserved(int last) {
        return String.format("01:80:c2:00:00:%02x", last);
    }

    private static void stp(TapSegment segment, String json) {
        segment.api().patch("/v1/stp", json);
    }

    /** Two kernel bridges, joined by a cable and through a transparent bridge, find the loop that they are in. */
    @Test
    void theSpanningTreeOfOthersWorksThroughATransparentBridge() {
        try (Lab lab = Lab.open()) {
            NetNs a = lab.silentNamespace("a");
            NetNs b = lab.silentNamespace("b");
            a.veth("direct", b, "direct");
            lab.host().veth("p1", a, "through");
            lab.host().veth("p2", b, "through");
            Daemon daemon = lab.start("""
                    bridges:
                      - name: haya0
                        stp: {mode: off, reserved: transparent}
                        ports: [{name: p1, kind: netdev}, {name: p2, kind: netdev}]
                    """);
            try (BpduCapture capture = BpduCapture.start(b, "through")) {
                KernelBridge root = KernelBridge.create(a, "br0", 4096);
                root.add("direct");
                root.add("through");
                KernelBridge other = KernelBridge.create(b, "br0", 32768);
                other.add("direct");
                other.add("through");
                Awaitility.await("one of two ways is blocked")
                        .atMost(Duration.ofSeconds(60))
                        .until(
                                () -> other.state("direct") + " " + other.state("through"),
                                "forwarding blocking"::equals);
                assertThat(capture.decoded()).isNotEmpty();
            }
            assertThat(daemon.port("p1").path("rx").path("multicast").asLong()).isPositive();
        }
    }
}
