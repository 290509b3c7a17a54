package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.NetNs;
import dev.hayabashi.it.fixture.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What we send, decoded by somebody else: tshark must understand every BPDU without a complaint. */
class BpduOnTheWireIT {
    private static final int SECONDS = 8;

    @TempDir
    private Path directory = Path.of("");

    /** Protocol version, BPDU type and length field of 802.1D-2004 clause 9.3. */
    @ParameterizedTest
    @CsvSource({"rstp, 2, 0x02, 39", "stp, 0, 0x00, 38"})
    void everyBpduDecodes(String mode, String version, String type, String length) throws IOException {
        Path capture = directory.resolve("bpdus.pcap");
        try (NetNs ours = NetNs.create("h");
                NetNs peer = NetNs.create("p")) {
            ours.veth("p1", peer, "q1");
            Process tcpdump = peer.start(
                    directory.resolve("tcpdump.log"),
                    "tcpdump",
                    "-i",
                    "q1",
                    "-U",
                    "-w",
                    capture.toString(),
                    "ether dst 01:80:c2:00:00:00");
            try (Daemon daemon = Daemon.start(ours, """
                    bridges:
                      - name: haya0
                        stp: {mode: %s, priority: 4096}
                        ports: [{name: p1, kind: netdev}]
                    """.formatted(mode))) {
                Awaitility.await("BPDUs")
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> daemon.get("/v1/stp")
                                        .get(0)
                                        .path("ports")
                                        .get(0)
                                        .path("bpdus")
                                        .path("sent")
                                        .path(mode.equals("rstp") ? "rst" : "config")
                                        .asInt()
                                >= SECONDS / 2);
            } finally {
                Shell.stop(tcpdump);
            }
            List<String> lines = Shell.run(
                            "tshark",
                            "-r",
                            capture.toString(),
                            "-T",
                            "fields",
                            "-e",
                            "stp.version",
                            "-e",
                            "stp.type",
                            "-e",
                            "eth.len",
                            "-e",
                            "stp.root.prio",
                            "-e",
                            "frame.len",
                            "-e",
                            "_ws.expert.message")
                    .lines()
                    .filter(line -> !line.startsWith("Running as user"))
                    .toList();
            assertThat(lines)
                    .hasSizeGreaterThanOrEqualTo(SECONDS / 2)
                    .allSatisfy(line -> assertThat(line.strip().split("\t", -1))
                            .containsExactly(version, type, length, "4096", "60"));
            assertThat(Shell.run("tshark", "-r", capture.toString(), "-Y", "_ws.malformed")
                            .lines()
                            .filter(line -> !line.startsWith("Running as user")))
                    .isEmpty();
        }
    }
}
