package dev.hayabashi.bridgecore;

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

/** One call of the MAC table, addresses in random order: what is not in a cache is fetched from memory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MacTableBenchmark {
    private static final int PORTS = 64;
    private static final int ORDER = 1 << 20;

    /** Addresses in the table. */
    @Param({"1000", "100000", "1000000"})
    public int addresses;

    private MacTable table = new MacTable(1, 0);
    private long[] order = {};
    private int next;

    /** Fills the table, and chooses the order of the calls. */
    @Setup
    public void fill() {
        table = new MacTable(addresses, 0x5851_F42D_4C95_7F2DL);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < addresses; i++) {
            table.learn(address(i), 1 + i % PORTS, false, 0);
        }
        order = new long[ORDER];
        for (int i = 0; i < ORDER; i++) {
            order[i] = address(random.nextInt(addresses));
        }
    }

    private static long address(int number) {
        return 0x02_00_00_00_00_00L + number * 0x9E37L;
    }

    private long next() {
        next = (next + 1) & (ORDER - 1);
        return order[next];
    }

    /** Known unicast destinations. */
    @Benchmark
    public int lookup() {
        return table.lookup(next(), 0);
    }

    /** Destinations that nobody has. */
    @Benchmark
    public int lookupUnknown() {
        return table.lookup(next() ^ 1L << 40, 0);
    }

    /** A source that is heard again where it was. */
    @Benchmark
    public MacTable.Learned refresh() {
        long address = next();
        int number = (int) ((address - 0x02_00_00_00_00_00L) / 0x9E37L);
        return table.learn(address, 1 + number % PORTS, false, 0);
    }
}
