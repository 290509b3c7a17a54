package dev.hayabashi.metrics;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.BridgeListener;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.BridgeSettings;
import dev.hayabashi.bridgecore.BridgeSnapshot;
import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.PortSettings;
import dev.hayabashi.bridgecore.PortSnapshot;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.stp.PortState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Samples of a bridge with real counters and made-up spanning tree values. */
final class Samples {
    private Samples() {}

    static List<BridgeSample> ofPorts(int ports) {
        Bridge bridge = new Bridge(
                BridgeSettings.of("haya0", 0x0200_0000_00ffL),
                BridgeListener.NONE,
                DirectMemory.Allocator.withoutAddress());
        for (int number = 1; number <= ports; number++) {
            BridgePort port = bridge.addPort(
                    PortSettings.of("vm" + number, number, 0x0200_0001_0000L + number, 1500),
                    frame -> SendResult.SENT,
                    0);
            bridge.linkChanged(port, true);
            bridge.setState(port, PortState.FORWARDING);
            bridge.receive(port, frame(), 1);
        }
        BridgeSnapshot snapshot = bridge.snapshot(false, 1);
        List<PortSample> samples = new ArrayList<>();
        for (PortSnapshot port : snapshot.ports()) {
            samples.add(new PortSample(port, "vm", "forwarding", "designated", 0.001, tree()));
        }
        return List.of(new BridgeSample(
                snapshot,
                samples,
                new BridgeSample.TreeSample(
                        "rstp",
                        "8000.020000000ff",
                        "8000.020000000ff",
                        "",
                        true,
                        0,
                        0,
                        2,
                        1e9,
                        0,
                        Map.of("port-inactive", 1L)),
                0.0001,
                histogram(),
                new BridgeSample.DhcpSample(Map.of("bound", 3L), 250, histogram())));
    }

    private static BridgeSample.HistogramSample histogram() {
        return new BridgeSample.HistogramSample(new double[] {0.001, 1}, new long[] {2, 1, 1}, 12.5);
    }

    private static PortSample.TreePortSample tree() {
        return new PortSample.TreePortSample(
                true,
                false,
                List.of("loop-inconsistent"),
                20_000,
                12.5,
                1,
                0,
                Map.of("loop", 1L),
                Map.of("config", 0L, "tcn", 0L, "rst", 3L, "mst", 0L),
                Map.of("config", 0L, "tcn", 0L, "rst", 7L),
                Map.of("short", 1L),
                0,
                1);
    }

    private static Frame frame() {
        ByteBuffer memory = ByteBuffer.allocateDirect(Frame.MEMORY_BYTES);
        Frame frame = new Frame(memory, 0);
        memory.put(Frame.VNET_HEADER_BYTES, new byte[] {2, 0, 0, 0, 0, 9, 1, 0, 0, 0, 0, 1});
        frame.received(Frame.VNET_HEADER_BYTES + 60);
        return frame;
    }
}
