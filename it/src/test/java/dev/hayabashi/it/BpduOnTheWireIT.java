package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.BpduCapture;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.NetNs;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What we send, decoded by somebody else: tshark must understand every BPDU without a complaint. Those of root and alternate
 * ports, agreements and topology changes are decoded where they are sent, in the tests with other bridges.
 */
class BpduOnTheWireIT {
    private static final int ENOUGH = 4;

    /** Protocol version, BPDU type and length field of 802.1D-2004 clause 9.3. */
    @ParameterizedTest
    @CsvSource({"rstp, 2, 0x02, 39", "stp, 0, 0x00, 38"})
    void everyBpduDecodes(String mode, String version, String type, String length) {
        try (NetNs ours = NetNs.create("h");
                NetNs peer = NetNs.create("p")) {
            ours.veth("p1", peer, "q1");
            try (BpduCapture capture = BpduCapture.start(peer, "q1");
                    Daemon daemon = Daemon.start(ours, """
                            bridges:
                              - name: haya0
                                stp: {mode: %s, priority: 4096}
                                ports: [{name: p1, kind: netdev}]
                            """.formatted(mode))) {
                // The last of them may still be on its way through the capturing program's buffers.
                Awaitility.await("BPDUs").atMost(Duration.ofSeconds(40)).until(() -> sent(daemon) >= ENOUGH + 2);
                assertThat(capture.decoded())
                        .hasSizeGreaterThanOrEqualTo(ENOUGH)
                        .allSatisfy(bpdu -> {
                            assertThat(bpdu.complaint()).isEmpty();
                            assertThat(bpdu.version()).isEqualTo(version);
                            assertThat(bpdu.type()).isEqualTo(type);
                            assertThat(bpdu.length()).isEqualTo(length);
                            assertThat(bpdu.frameLength()).isEqualTo("60");
                            assertThat(bpdu.rootPriority()).isEqualTo("4096");
                        });
            }
        }
    }

    private static int sent(Daemon daemon) {
        return daemon.get("/v1/stp")
                .get(0)
                .path("ports")
                .get(0)
                .path("bpdus")
                .path("sent")
                .valueStream()
                .mapToInt(count -> count.asInt())
                .sum();
    }
}
