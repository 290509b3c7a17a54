import dev.hayabashi.stp.BridgeParameters;
import dev.hayabashi.stp.FlushCause;
import dev.hayabashi.stp.PortParameters;
import dev.hayabashi.stp.PortState;
import dev.hayabashi.stp.SpanningTree;
import dev.hayabashi.stp.StpHost;
import java.util.Arrays;

/** Cost of one tick of the spanning tree engine with many ports, in virtual time. */
public final class StpTick {
    private static final long SECOND = 1_000_000_000L;
    private static final int WARM_UP = 2000;
    private static final int MEASURED = 2000;

    public static void main(String[] arguments) {
        int ports = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
        long[] bpdus = new long[1];
        SpanningTree tree = new SpanningTree(BridgeParameters.of(0x02_0000_0000_01L), new StpHost() {
            @Override
            public void transmit(int portNumber, byte[] frame, int length) {
                bpdus[0]++;
            }

            @Override
            public void setPortState(int portNumber, PortState state) {}

            @Override
            public void flush(int portNumber, FlushCause cause) {}
        }, 0);
        for (int number = 1; number <= ports; number++) {
            tree.addPort(number, PortParameters.DEFAULT, 0x02_0000_0100_00L + number, 0);
            tree.linkUp(number, 0);
        }
        long now = 0;
        long[] quiet = new long[MEASURED];
        long[] sending = new long[MEASURED];
        int quietCount = 0;
        int sendingCount = 0;
        for (int i = 0; i < WARM_UP + 2 * MEASURED && (quietCount < MEASURED || sendingCount < MEASURED); i++) {
            now += SECOND;
            long sentBefore = bpdus[0];
            long start = System.nanoTime();
            tree.tick(now);
            long took = System.nanoTime() - start;
            if (i < WARM_UP) {
                continue;
            }
            if (bpdus[0] == sentBefore && quietCount < MEASURED) {
                quiet[quietCount++] = took;
            } else if (bpdus[0] != sentBefore && sendingCount < MEASURED) {
                sending[sendingCount++] = took;
            }
        }
        print(ports, "tick without a BPDU", quiet, quietCount);
        print(ports, "tick that sends a hello by every port", sending, sendingCount);
    }

    private static void print(int ports, String what, long[] nanos, int count) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        if (count > 0) {
            System.out.printf("%d ports, %-38s median %7.1f µs, p99 %7.1f µs, worst %7.1f µs (%d ticks)%n",
                    ports, what, sorted[count / 2] / 1e3, sorted[count * 99 / 100] / 1e3, sorted[count - 1] / 1e3, count);
        }
    }
}
