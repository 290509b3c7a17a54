package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What the engine costs, in transitions and octets; nothing here looks at a clock. */
class EngineCostTest {
    private static final int PORTS = 1000;

    private static SpanningTree bridge(int ports) {
        SpanningTree tree = new SpanningTree(BridgeParameters.of(2), new QuietHost(), 0);
        for (int number = 1; number <= ports; number++) {
            tree.addPort(number, PortParameters.DEFAULT.withEdge(EdgeMode.TRUE), 0x0200_0000_0000L + number, 0);
            tree.linkUp(number, 0);
        }
        return tree;
    }

    @Test
    void anIdleTickAllocatesNothing() {
        SpanningTree tree = bridge(PORTS);
        long now = 0;
        for (int i = 0; i < 500; i++) {
            now += Lab.SECOND;
            tree.tick(now);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        long overhead = threads.getThreadAllocatedBytes(thread) - before;
        before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < 20; i++) {
            now += Lab.SECOND;
            tree.tick(now);
        }
        long octets = threads.getThreadAllocatedBytes(thread) - before - overhead;
        assertThat(octets)
                .as("octets allocated by 20 ticks, hellos on %d ports included", PORTS)
                .isLessThan(256);
    }

    @Test
    void transitionsPerEventGrowLinearly() {
        int few = worstEvent(50);
        int many = worstEvent(500);
        assertThat(many).isLessThan(11 * few).isLessThan(TransitionTrace.LIMIT_BASE + 15 * 500);
    }

    /** A better root appears on one of many ports with bridges behind all of them. */
    private static int worstEvent(int ports) {
        OneBridge bridge = new OneBridge().ports(ports);
        for (int number = 1; number <= ports; number++) {
            bridge.receive(
                    number,
                    Frame.rst(Frame.ROOT | Frame.AGREEMENT)
                            .root(0x8000_0000_0000_0000L | OneBridge.ADDRESS)
                            .cost(1)
                            .bridge(0xF000_0200_0001_0000L + number));
        }
        bridge.run(4);
        bridge.receive(1, Frame.rst(0x0E).from(0x1000_0200_0000_0B00L));
        bridge.receive(1, Frame.rst(0x0E).from(0x1000_0200_0000_0B00L).cost(1000));
        bridge.tree.linkDown(1, bridge.now);
        return bridge.tree.status(0).maxTransitionsPerEvent();
    }
}
