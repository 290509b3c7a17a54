package dev.hayabashi.daemon.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.BridgeListener;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.BridgeSettings;
import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.bridgecore.PortSettings;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.daemon.decode.FrameBytes;
import dev.hayabashi.stp.PortState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures a bridge at work and reads the file back with tshark (Debian package tshark). */
class CaptureTest {
    private static final long EPOCH_NANOS = 1_764_000_000_000_000_000L;
    private static final String A = "aa:fc:00:00:00:01";

    @TempDir
    private Path directory;

    private final Bridge bridge = new Bridge(
            BridgeSettings.of("haya0", MacAddress.parse("02:00:00:00:00:ff")),
            BridgeListener.NONE,
            DirectMemory.Allocator.withoutAddress());
    private final List<SendResult> answers = new ArrayList<>();
    private BridgePort vm0;
    private BridgePort vm1;
    private BridgePort vm2;

    @BeforeEach
    void threePorts() {
        vm0 = port("vm0", 1);
        vm1 = port("vm1", 2);
        vm2 = port("vm2", 3);
    }

    private BridgePort port(String name, int number) {
        BridgePort port = bridge.addPort(
                PortSettings.of(name, number, 0x0200_0000_0000L + number, 1500),
                frame -> answers.isEmpty() ? SendResult.SENT : answers.remove(0),
                0);
        bridge.linkChanged(port, true);
        bridge.setState(port, PortState.FORWARDING);
        return port;
    }

    @Test
    void tsharkReadsPortsDirectionsAndVerdicts() throws Exception {
        CaptureOptions options = CaptureOptions.everything();
        CaptureTap tap = start(options);
        receive(vm0, FrameBytes.arpRequest(A, "10.0.0.2", "10.0.0.1"), 1_000_000);
        bridge.setState(vm0, PortState.LEARNING);
        receive(vm0, FrameBytes.dhcpDiscover(A, "web"), 2_000_000);
        bridge.setState(vm0, PortState.FORWARDING);
        bridge.spanningTree((port, frame, now) -> {}, false);
        receive(
                vm1,
                FrameBytes.ethernet("01:80:c2:00:00:00", A, 38)
                        .hex("424203")
                        .zeros(43)
                        .bytes(),
                3_000_000);

        assertThat(tshark(
                        pcapng(tap, options),
                        "frame.interface_name",
                        "frame.packet_flags_direction",
                        "frame.comment",
                        "_ws.col.Protocol"))
                .containsExactly(
                        "vm0|0x00000001|forwarded to vm1, vm2|ARP",
                        "vm1|0x00000002||ARP",
                        "vm2|0x00000002||ARP",
                        "vm0|0x00000001|dropped: port_learning (The spanning tree holds the port in learning: the source was"
                                + " learned, the frame goes no further.)|DHCP",
                        "vm1|0x00000001|for the bridge itself|STP");
        assertThat(tshark(pcapng, "frame.time_epoch").get(0)).isEqualTo("1764000000.001000000");
        assertThat(tshark(pcapng, "frame.interface_description").get(0)).isEqualTo("port vm0 of bridge haya0");
    }

    @Test
    void queuesAndEgressDropsAreTold() throws Exception {
        CaptureOptions options = CaptureOptions.everything();
        CaptureTap tap = start(options);
        answers.add(SendResult.WOULD_BLOCK);
        answers.add(SendResult.NO_BUFFERS);
        receive(vm0, FrameBytes.arpRequest(A, "10.0.0.2", "10.0.0.1"), 1);
        bridge.writable(vm1);
        assertThat(tshark(
                        pcapng(tap, options), "frame.interface_name", "frame.packet_flags_direction", "frame.comment"))
                .containsExactly(
                        "vm0|0x00000001|forwarded to vm1 (waits in its queue), vm2 (dropped: egress_no_buffers)",
                        "vm2|0x00000002|dropped: egress_no_buffers (The kernel had no room for the frame (ENOBUFS).)",
                        "vm1|0x00000002|");
    }

    @Test
    void portsFilterAndDropsOnlyNarrowItDown() throws Exception {
        CaptureOptions options = new CaptureOptions(
                Set.of("vm0"), FrameFilter.compile("dhcp"), true, CaptureOptions.DEFAULT_SNAP_BYTES, 1 << 16);
        CaptureTap tap = start(options);
        receive(vm0, FrameBytes.dhcpDiscover(A, "one"), 1);
        bridge.setState(vm0, PortState.DISCARDING);
        bridge.setState(vm1, PortState.DISCARDING);
        receive(vm0, FrameBytes.arpRequest(A, "10.0.0.2", "10.0.0.1"), 2);
        receive(vm1, FrameBytes.dhcpDiscover(A, "two"), 3);
        receive(vm0, FrameBytes.dhcpDiscover(A, "three"), 4);
        assertThat(tshark(pcapng(tap, options), "frame.interface_name", "dhcp.option.hostname"))
                .containsExactly("vm0|three");
    }

    @Test
    void aReaderThatSleepsLosesFramesAndIsToldHowMany() throws Exception {
        CaptureOptions options = new CaptureOptions(Set.of(), FrameFilter.ALL, false, 64, 1024);
        CaptureTap tap = start(options);
        for (int i = 0; i < 100; i++) {
            receive(vm0, FrameBytes.arpRequest(A, "10.0.0.2", "10.0.0." + i), i);
        }
        CaptureReader reader = reader(tap, options);
        ByteBuf out = Unpooled.buffer();
        int before = reader.read(out, Integer.MAX_VALUE, Long.MAX_VALUE);
        receive(vm0, FrameBytes.arpRequest(A, "10.0.0.2", "10.0.0.200"), 1000);
        int after = reader.read(out, Integer.MAX_VALUE, Long.MAX_VALUE);
        assertThat(after).isEqualTo(3);
        assertThat(reader.lost()).isEqualTo(300 - before).isPositive();
        List<String> drops = tshark(file(out), "frame.packet_flags_direction", "arp.dst.proto_ipv4");
        assertThat(drops).hasSize(before + 3).contains("0x00000001|10.0.0.200");
        assertThat(reader.packets()).isEqualTo(before + 3);
    }

    @Test
    void longFramesAreCutAtTheSnapLength() throws Exception {
        CaptureOptions options = new CaptureOptions(Set.of(), FrameFilter.ALL, false, 64, 1 << 16);
        CaptureTap tap = start(options);
        receive(vm0, FrameBytes.dhcpDiscover(A, "web"), 1);
        assertThat(tshark(pcapng(tap, options), "frame.len", "frame.cap_len").get(0))
                .isEqualTo(FrameBytes.dhcpDiscover(A, "web").length + "|64");
    }

    private CaptureTap start(CaptureOptions options) {
        CaptureTap tap = new CaptureTap(options, 0);
        bridge.observer(tap);
        return tap;
    }

    private void receive(BridgePort port, byte[] octets, long nowNanos) {
        bridge.receive(port, FrameFilterTest.frame(octets), nowNanos);
    }

    private static CaptureReader reader(CaptureTap tap, CaptureOptions options) {
        return new CaptureReader(tap, options, "haya0", "hayabashi test", EPOCH_NANOS);
    }

    private Path pcapng = Path.of("");

    private Path pcapng(CaptureTap tap, CaptureOptions options) throws IOException {
        ByteBuf out = Unpooled.buffer();
        reader(tap, options).read(out, Integer.MAX_VALUE, Long.MAX_VALUE);
        pcapng = file(out);
        return pcapng;
    }

    private Path file(ByteBuf out) throws IOException {
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return Files.write(directory.resolve("capture.pcapng"), bytes);
    }

    private static List<String> tshark(Path file, String... fields) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("tshark", "-n", "-r", file.toString(), "-T", "fields", "-E", "separator=|"));
        for (String field : fields) {
            command.add("-e");
            command.add(field);
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as("tshark reads the file without complaint")
                .isZero();
        return output.lines().toList();
    }
}
