package dev.hayabashi.bridgecore;

import dev.hayabashi.stp.PortState;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A frame of 64 octets through the whole bridge, without the system calls that read and write it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BridgeBenchmark {
    private static final int ORDER = 1 << 20;
    private static final int FRAME_BYTES = 60;
    private static final long STATION = 0x02_00_00_00_00_00L;

    /** Ports of the bridge. */
    @Param({"2", "100"})
    public int ports;

    /** Stations behind them. */
    @Param({"1000", "1000000"})
    public int stations;

    private final DirectMemory memory = DirectMemory.Allocator.withoutAddress().allocate(Frame.MEMORY_BYTES);
    private final Frame frame = new Frame(memory.buffer(), 0);
    private BridgePort[] all = {};
    private int[] order = {};
    private Bridge bridge = new Bridge(
            BridgeSettings.of("b", 0x02_ff_00_00_00_00L), BridgeListener.NONE, DirectMemory.Allocator.withoutAddress());
    private int next;

    /** Lets every station be heard once. */
    @Setup
    public void learn() {
        bridge = new Bridge(
                new BridgeSettings("b", 0x02_ff_00_00_00_00L, 300_000_000_000L, stations, 1, false),
                BridgeListener.NONE,
                DirectMemory.Allocator.withoutAddress());
        all = new BridgePort[ports];
        for (int i = 0; i < ports; i++) {
            all[i] = bridge.addPort(
                    PortSettings.of("p" + i, i + 1, 0x02_ee_00_00_00_00L + i, 1500), out -> SendResult.SENT, 0);
            bridge.setState(all[i], PortState.FORWARDING);
        }
        for (int i = 0; i < stations; i++) {
            pass(i, -1);
        }
        SplittableRandom random = new SplittableRandom(1);
        order = new int[ORDER];
        for (int i = 0; i < ORDER; i++) {
            order[i] = random.nextInt(stations);
        }
    }

    private void pass(int from, int to) {
        long destination = to < 0 ? MacAddress.BROADCAST : STATION + to;
        long source = STATION + from;
        var octets = frame.memory();
        octets.putLong(Frame.VNET_HEADER_BYTES, destination << 16 | source >>> 32);
        octets.putInt(Frame.VNET_HEADER_BYTES + 8, (int) source);
        octets.putShort(Frame.VNET_HEADER_BYTES + 12, (short) 0x0800);
        frame.received(Frame.VNET_HEADER_BYTES + FRAME_BYTES);
        bridge.receive(all[from % ports], frame, 0);
    }

    /** From any station to any other. */
    @Benchmark
    public void unicast() {
        next = (next + 1) & (ORDER - 1);
        pass(order[next], order[(next + ORDER / 2) & (ORDER - 1)]);
    }

    /** To all ports. */
    @Benchmark
    public void broadcast() {
        next = (next + 1) & (ORDER - 1);
        pass(order[next], -1);
    }
}
