package dev.hayabashi.bridgecore;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What is done for a port that can take neither open checksums nor super-frames. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OffloadBenchmark {
    private static final int IP = Frame.VNET_HEADER_BYTES + Frame.ETHERNET_HEADER_BYTES;
    private static final int TCP = IP + 20;
    private static final int SEGMENT_BYTES = 1448;
    private static final int PAYLOAD_BYTES = 45 * SEGMENT_BYTES;
    private static final int BYTES_1500 = 1500;

    private final DirectMemory memory = DirectMemory.Allocator.withoutAddress().allocate(Frame.MEMORY_BYTES);
    private final Frame frame = new Frame(memory.buffer(), 0);
    private final OffloadCompletion completion =
            new OffloadCompletion(out -> SendResult.SENT, DirectMemory.Allocator.withoutAddress());

    /** A TCP super-frame as a guest's kernel sends it. */
    @Setup
    public void write() {
        ByteBuffer b = memory.buffer();
        for (int i = 0; i < Frame.MEMORY_BYTES; i++) {
            b.put(i, (byte) (i * 31));
        }
        b.putLong(Frame.VNET_HEADER_BYTES, 0x02_00_00_00_00_01_02_00L);
        b.putShort(Frame.VNET_HEADER_BYTES + 12, (short) 0x0800);
        b.put(IP, (byte) 0x45);
        b.putShort(IP + 2, (short) (40 + PAYLOAD_BYTES));
        b.putShort(IP + 6, (short) 0);
        b.put(IP + 9, (byte) 6);
        b.put(TCP + 12, (byte) 0x50);
        b.put(TCP + 13, (byte) 0x10);
        header();
    }

    private void header() {
        ByteBuffer b = memory.buffer();
        // Little-endian, as virtio has it: checksum wanted, TCP over IPv4, 54 octets of headers, segments of 1,448.
        b.put(0, (byte) 1).put(1, (byte) 1);
        b.putShort(2, Short.reverseBytes((short) 54));
        b.putShort(4, Short.reverseBytes((short) SEGMENT_BYTES));
        b.putShort(6, Short.reverseBytes((short) 34));
        b.putShort(8, Short.reverseBytes((short) 16));
        frame.received(TCP + 20 + PAYLOAD_BYTES);
    }

    /** 64 KiB into 45 frames, each with its headers and checksums. */
    @Benchmark
    public SendResult segment() {
        header();
        return completion.send(frame);
    }

    /** The sum over 1,500 octets. */
    @Benchmark
    public int checksum() {
        return InternetChecksum.of(InternetChecksum.sum(memory.buffer(), IP, BYTES_1500));
    }
}
