package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.hayabashi.stp.PortState;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The frame path allocates nothing. The frames of each measurement go partly through interpreted code, where no escape
 * analysis hides an allocation.
 */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int FRAMES = 20_000;
    private static final int PORTS = 4;

    private final Bridge bridge = new Bridge(
            new BridgeSettings("haya0", Segment.BRIDGE_ADDRESS, 300 * Segment.SECOND, 1024, 99, false),
            BridgeListener.NONE,
            DirectMemory.Allocator.withoutAddress());
    private final List<BridgePort> ports = new ArrayList<>();
    private final Frame frame = Frames.empty();
    private SendResult answer = SendResult.SENT;
    private long sent;

    @BeforeAll
    static void measurementIsPossibleAndWouldNotice() {
        assertThat(THREADS.isThreadAllocatedMemorySupported()).isTrue();
        THREADS.setThreadAllocatedMemoryEnabled(true);
        Object[] kept = new Object[1];
        assertThat(allocatedBytes(0, 100, i -> kept[0] = new long[i + 1])).isGreaterThan(100 * 24);
        assertThat(kept[0]).isNotNull();
    }

    AllocationTest() {
        for (int number = 1; number <= PORTS; number++) {
            BridgePort port = bridge.addPort(
                    Segment.defaults(number),
                    out -> {
                        sent++;
                        return answer;
                    },
                    0);
            bridge.setState(port, PortState.FORWARDING);
            bridge.receive(port, Frames.of(MacAddress.BROADCAST, Segment.station(number)), 0);
            ports.add(port);
        }
        sent = 0;
    }

    private static long allocatedBytes(int from, int to, IntConsumer action) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = from; i < to; i++) {
            action.accept(i);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private void allocatesNothing(IntConsumer action) {
        // Classes are loaded and call sites linked on the way through the first tenth. The JVM charges a few hundred
        // bytes to
        // a thread whose loop it replaces by a compiled one, which happens once or twice: most of the tenths must be
        // clean.
        List<Long> tenths = new ArrayList<>();
        for (int tenth = 0; tenth < 10; tenth++) {
            tenths.add(allocatedBytes(tenth * FRAMES / 10, (tenth + 1) * FRAMES / 10, action));
        }
        assertThat(tenths.subList(1, 10))
                .filteredOn(bytes -> bytes != 0)
                .as("%s", tenths)
                .hasSizeLessThanOrEqualTo(2);
        assertThat(tenths.subList(1, 10)).allMatch(bytes -> bytes < FRAMES / 10, "less than a byte a frame");
    }

    private void receive(int in, long destination, long source, int length, int i) {
        receiveAt(in, destination, source, length, i * 1_000_000L);
    }

    private void receiveAt(int in, long destination, long source, int length, long nowNanos) {
        Frames.fill(frame, destination, source, length, 0);
        bridge.receive(ports.get(in - 1), frame, nowNanos);
    }

    @Test
    void knownUnicast() {
        allocatesNothing(i -> receive(1, Segment.station(2), Segment.station(1), 60, i));
        assertThat(sent).isEqualTo(FRAMES);
    }

    @Test
    void flooding() {
        allocatesNothing(i -> receive(1, MacAddress.BROADCAST, Segment.station(1), 1514, i));
        assertThat(sent).isEqualTo(3L * FRAMES);
    }

    @Test
    void learningAndEvicting() {
        allocatesNothing(i -> receive(1, Segment.station(2), Segment.station(1000 + i), 60, i));
        assertThat(sent).isEqualTo(FRAMES);
        assertThat(bridge.macTable().evictions()).isGreaterThan(FRAMES - 2048);
    }

    @Test
    void movingStations() {
        allocatesNothing(
                i -> receiveAt(1 + i % 2, Segment.station(3), Segment.station(1000), 60, i * 3L * Segment.SECOND));
        assertThat(bridge.macTable().moves()).isEqualTo(FRAMES - 1);
    }

    @Test
    void guardedPorts() {
        RateLimit limit = RateLimit.perSecond(1000, 1_000_000);
        PortProtection all = new PortProtection(
                new StormLimits(limit, limit, limit), limit, limit, true, List.of(0x0a00_0001), true, false);
        for (int number = 1; number <= 2; number++) {
            bridge.changePort(
                    ports.get(number - 1),
                    PortSettingsBuilder.port(number).protection(all).build(),
                    0);
            bridge.linkChanged(ports.get(number - 1), true);
        }
        allocatesNothing(i -> {
            long now = i * 100_000L;
            receiveAt(1, Segment.station(2), Segment.station(1), 60, now);
            receiveAt(1, MacAddress.BROADCAST, Segment.station(1), 60, now);
            receiveAt(1, Segment.station(999), Segment.station(1), 60, now);
            receiveAt(3, Segment.station(1), Segment.station(3), 60, now);
            receiveAt(3 + i % 2, Segment.station(1), Segment.station(1000), 60, now);
            if (i % 64 == 0) {
                bridge.tick(now);
            }
        });
        assertThat(sent).isPositive();
    }

    @Test
    void multicastWithSnooping() {
        bridge.multicastSnooping(MulticastSettings.DEFAULT);
        Frame join = GroupMessages.joinV2(2, GroupMessages.GROUP);
        Frame data = GroupMessages.data(1, GroupMessages.GROUP);
        Frame nobodys = GroupMessages.dataV6(1, GroupMessages.GROUP_V6);
        Frame mld = GroupMessages.joinMld1(2, GroupMessages.GROUP_V6.replace('a', 'b'));
        bridge.tick(Segment.SECOND);
        bridge.receive(ports.get(1), join, Segment.SECOND);
        bridge.receive(ports.get(1), mld, Segment.SECOND);
        sent = 0;
        allocatesNothing(i -> {
            long now = 20 * Segment.SECOND + i * 1000L;
            bridge.receive(ports.get(0), data, now);
            bridge.receive(ports.get(0), nobodys, now);
            // Who is a member already says so again.
            bridge.receive(ports.get(1), join, now);
            bridge.receive(ports.get(1), mld, now);
        });
        assertThat(sent).as("one member").isEqualTo(FRAMES);
    }

    @Test
    void dropsOfAllKinds() {
        bridge.changePort(ports.get(3), PortSettingsBuilder.port(4).macLimit(1).build(), 0);
        allocatesNothing(i -> {
            receive(1, Segment.station(1), Segment.station(1), 60, i);
            receive(1, Segment.station(2), MacAddress.BROADCAST, 60, i);
            receive(1, Segment.station(2), Segment.station(1), 9, i);
            receive(1, Segment.station(2), Segment.station(1), 3000, i);
            receive(1, MacAddress.BRIDGE_GROUP + i % 16, Segment.station(1), 60, i);
            receive(1, Segment.BRIDGE_ADDRESS, Segment.station(1), 60, i);
            receive(4, Segment.station(2), Segment.station(5000 + i), 60, i);
        });
        assertThat(sent).isZero();
        assertThat(bridge.snapshot(false, 0).fates().dropped())
                .as("and the first broadcast, which found no other port")
                .isEqualTo(7L * FRAMES + 1);
    }

    @Test
    void waitingAndSendingErrors() {
        SendResult[] results = SendResult.values();
        allocatesNothing(i -> {
            answer = results[i % results.length];
            receive(1, Segment.station(2), Segment.station(1), 1514, i);
            bridge.sendControl(ports.get(1), frame);
            bridge.writable(ports.get(1));
        });
        assertThat(sent).isGreaterThan(FRAMES);
    }

    @Test
    void ticksAndFlushes() {
        allocatesNothing(i -> {
            receive(1 + i % 4, MacAddress.BROADCAST, Segment.station(1000 + i % 500), 60, i);
            if (i % 16 == 0) {
                bridge.tick(i * 1_000_000L);
                bridge.macTable().flushPort(1 + i / 16 % 4);
            }
        });
    }
}
