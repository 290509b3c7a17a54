package dev.hayabashi.daemon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.BridgeListener;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.BridgeSettings;
import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.PortSettings;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.bridgecore.Shortcuts;
import dev.hayabashi.stp.PortState;
import dev.hayabashi.tapio.OpenPort.ShortcutEnd;
import dev.hayabashi.tapio.netlink.ShortcutTable;
import io.netty.channel.DefaultEventLoop;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kernel that refuses for a while: what must end ends all the same, and what went that way is counted. */
class KernelShortcutsTest {
    private static final long STATION = 0x0200_0000_0000L;
    private static final int INDEX = 7;

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final Table table = new Table();
    private final Bridge bridge = new Bridge(
            BridgeSettings.of("haya0", STATION + 0xff), BridgeListener.NONE, DirectMemory.Allocator.withoutAddress());
    private KernelShortcuts kernel;
    private Shortcuts shortcuts;
    private BridgePort in;

    /** The kernel's, with faults to come. */
    private static final class Table implements ShortcutTable {
        final Map<Integer, Way> filters = new ConcurrentHashMap<>();
        final AtomicInteger removalFaults = new AtomicInteger();
        final AtomicInteger countFaults = new AtomicInteger();

        @Override
        public int add(Way way) {
            filters.put(INDEX, way);
            return INDEX;
        }

        @Override
        public void removeFilters(Way way) {
            fault(removalFaults);
            filters.values().remove(way);
        }

        @Override
        public boolean removeAction(int index) {
            return true;
        }

        @Override
        public Map<Integer, Count> counts() {
            fault(countFaults);
            return Map.of(INDEX, new Count(500, 23_000, filters.size()));
        }

        private static void fault(AtomicInteger left) {
            if (left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new IllegalStateException("ENOBUFS");
            }
        }
    }

    @BeforeEach
    @SuppressWarnings("NullAway.Init")
    void oneShortcut() throws Exception {
        kernel = new KernelShortcuts(
                "haya0",
                loop,
                request -> request.accept(table),
                port -> new ShortcutEnd(port.number(), port.number() + 100),
                port -> false);
        onLoop(() -> {
            shortcuts = bridge.shortcuts(kernel);
            kernel.answer(shortcuts);
            in = port(1);
            port(2);
            receive(2, 1);
            for (int i = 0; i < 1_000; i++) {
                receive(1, 2);
            }
            bridge.tick(System.nanoTime());
            return true;
        });
        await().until(() -> onLoop(() -> shortcuts.snapshot(System.nanoTime()).size()) == 1);
        assertThat(table.filters).hasSize(1);
    }

    @AfterEach
    void end() {
        kernel.end();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private long counted() throws Exception {
        return onLoop(() -> bridge.snapshotWithoutPorts().shortcuts().frames());
    }

    private <T> T onLoop(Callable<T> call) throws Exception {
        return loop.submit(call).get();
    }

    private BridgePort port(int number) {
        BridgePort port = bridge.addPort(
                PortSettings.of("vm" + number, number, STATION + 16 + number, 1500),
                frame -> SendResult.SENT,
                System.nanoTime());
        bridge.linkChanged(port, true);
        bridge.setState(port, PortState.FORWARDING);
        return port;
    }

    private void receive(int from, int to) {
        ByteBuffer memory = ByteBuffer.allocateDirect(Frame.MEMORY_BYTES);
        int at = Frame.VNET_HEADER_BYTES;
        memory.putShort(at, (short) (STATION >>> 32)).putInt(at + 2, to);
        memory.putShort(at + 6, (short) (STATION >>> 32)).putInt(at + 8, from);
        memory.putShort(at + 12, (short) 0x88b5);
        Frame frame = new Frame(memory, 0);
        frame.received(at + 60);
        BridgePort port = bridge.port(from);
        if (port != null) {
            bridge.receive(port, frame, System.nanoTime());
        }
    }

    /** It went on for ever: the question was asked once, and a kernel that was out of memory for a moment left the filters in place. */
    @Test
    void filtersThatTheKernelKeepsAreAskedToGoAgain() throws Exception {
        table.removalFaults.set(3);
        onLoop(() -> {
            bridge.setState(in, PortState.DISCARDING);
            return true;
        });
        await().until(() -> onLoop(shortcuts::closing) == 0);
        assertThat(table.filters).isEmpty();
        assertThat(table.removalFaults).hasValue(0);
        assertThat(counted()).isEqualTo(500);
    }

    @Test
    void lastCountIsTakenWhenItCanBe() throws Exception {
        table.countFaults.set(2);
        onLoop(() -> {
            shortcuts.suspend();
            return true;
        });
        await().until(() -> onLoop(shortcuts::closing) == 0);
        assertThat(table.filters).isEmpty();
        assertThat(counted()).isEqualTo(500);
    }
}
