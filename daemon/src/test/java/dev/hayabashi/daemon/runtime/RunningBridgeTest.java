package dev.hayabashi.daemon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.DropReason;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.PortIo;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.ConfigReader;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.daemon.events.EventJournal;
import dev.hayabashi.daemon.events.EventSource;
import dev.hayabashi.daemon.observe.BridgeWatch;
import dev.hayabashi.stp.SpanningTree;
import io.netty.channel.DefaultEventLoop;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a bridge when a device makes trouble: a port is there as a whole or not at all. */
class RunningBridgeTest {
    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final Devices devices = new Devices();
    private final RunningBridge bridge = new RunningBridge(
            bridge(""),
            devices,
            loop,
            DirectMemory.Allocator.withoutAddress(),
            new BridgeWatch(new EventSource(new EventJournal(64), "haya0", Clock.systemUTC())));

    @AfterEach
    void stop() throws InterruptedException {
        bridge.close();
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
    }

    private static BridgeConfig bridge(String more) {
        try {
            return ConfigReader.read("test", "bridges: [{name: haya0" + more + "}]")
                    .bridges()
                    .get(0);
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    private static PortConfig port(String text) {
        try {
            return ConfigReader.readPort("test", text);
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    /** Devices that exist on paper; what the test says of them goes into a log. */
    private static final class Devices implements PortDevices {
        final List<String> log = new ArrayList<>();
        final Map<String, PortDevice.Listener> listeners = new HashMap<>();
        String refusedOwner = "";
        boolean refuseEverything;
        boolean failToStart;
        volatile Runnable onDrain = () -> {};

        @Override
        public PortDevice open(String bridge, PortConfig port, int mtuBytes, boolean ipv6) throws PortOpenException {
            String owner = port.link().owner().map(Object::toString).orElse("");
            if (refuseEverything || !refusedOwner.isEmpty() && owner.contains(refusedOwner)) {
                throw new PortOpenException("EBUSY", "wait", new IllegalStateException());
            }
            log.add("open " + port.name());
            return new Paper(port.name());
        }

        PortDevice.Listener listener(String name) {
            return Objects.requireNonNull(listeners.get(name));
        }

        private final class Paper implements PortDevice {
            private final String name;

            Paper(String name) {
                this.name = name;
            }

            @Override
            public PortIo io() {
                return frame -> SendResult.SENT;
            }

            @Override
            public void start(Listener listener) {
                if (failToStart) {
                    throw new IllegalStateException("no epoll");
                }
                listeners.put(name, listener);
            }

            @Override
            public void drain() {
                onDrain.run();
            }

            @Override
            public String netdev() {
                return name;
            }

            @Override
            public @Nullable String netns() {
                return null;
            }

            @Override
            public @Nullable String lastError() {
                return null;
            }

            @Override
            public void close(boolean keepPersistent) {
                log.add((keepPersistent ? "let go of " : "remove ") + name);
            }
        }
    }

    /** Found by {@code it/chaos/soak}: neighbours had moved the tree meanwhile, and old frames came twice or back to their sender. */
    @Test
    void aBridgeThatStoodStillPassesNothingOldOnFromOtherBridges() throws Exception {
        bridge.addPort(port("{name: uplink, kind: netdev}"));
        bridge.addPort(port("{name: vm0, kind: vm}"));
        CountDownLatch never = new CountDownLatch(1);
        loop.submit(() -> {
                    devices.listener("uplink").carrier(true, System.nanoTime());
                    devices.listener("vm0").carrier(true, System.nanoTime());
                    for (boolean late : new boolean[] {false, true}) {
                        never.await(late ? 3300 : 0, TimeUnit.MILLISECONDS);
                        devices.listener("uplink").frame(frame("0a0000000001"), System.nanoTime());
                        devices.listener("uplink").frame(frame("0180c2000000"), System.nanoTime());
                        devices.listener("vm0").frame(frame("0a0000000001"), System.nanoTime());
                    }
                    return null;
                })
                .sync();
        assertThat(drops("uplink")).containsEntry(DropReason.TRANSIT_DELAY, 1L);
        assertThat(drops("vm0")).doesNotContainKey(DropReason.TRANSIT_DELAY);
        assertThat(bridge.look(false).bridge().fates().consumed())
                .as("BPDUs are heard")
                .isEqualTo(2);
    }

    private Map<DropReason, Long> drops(String port) {
        return bridge.look(false).bridge().ports().stream()
                .filter(snapshot -> snapshot.settings().name().equals(port))
                .findFirst()
                .orElseThrow()
                .statistics()
                .dropsByReason();
    }

    private static Frame frame(String destination) {
        byte[] bytes =
                HexFormat.of().parseHex("00".repeat(Frame.VNET_HEADER_BYTES) + destination + "0a0000000002" + "88b5");
        DirectMemory memory = DirectMemory.Allocator.withoutAddress().allocate(Frame.MEMORY_BYTES);
        memory.buffer().put(0, bytes);
        Frame frame = new Frame(memory.buffer(), memory.address());
        frame.received(Frame.VNET_HEADER_BYTES + 60);
        return frame;
    }

    private List<String> names() {
        assertThat(bridge.look(false).bridge().ports().stream()
                        .map(port -> port.settings().name())
                        .toList())
                .as("control thread and event loop agree")
                .isEqualTo(
                        bridge.config().ports().stream().map(PortConfig::name).toList());
        return bridge.config().ports().stream().map(PortConfig::name).toList();
    }

    @Test
    void aDeviceThatDoesNotStartLeavesNoPort() throws PortOpenException {
        devices.failToStart = true;
        assertThatThrownBy(() -> bridge.addPort(port("{name: vm0, kind: vm}"))).hasMessage("no epoll");
        assertThat(names()).isEmpty();
        assertThat(devices.log).containsExactly("open vm0", "remove vm0");
        devices.failToStart = false;
        bridge.addPort(port("{name: vm0, kind: vm}"));
        assertThat(names()).containsExactly("vm0");
    }

    @Test
    void aDeviceThatCannotBeHadAsAskedLeavesThePortAsItWas() throws PortOpenException {
        PortConfig before = port("{name: vm0, kind: vm, owner: \"1:1\", number: 7}");
        bridge.addPort(before);
        devices.refusedOwner = "2";
        assertThatThrownBy(() -> bridge.changePort(port("{name: vm0, kind: vm, owner: \"2:2\"}")))
                .isInstanceOf(PortOpenException.class)
                .hasMessage("EBUSY");
        assertThat(names()).containsExactly("vm0");
        assertThat(bridge.portConfig("vm0")).isEqualTo(before);
        assertThat(devices.log)
                .as("the TAP stays for its VMM")
                .containsExactly("open vm0", "let go of vm0", "open vm0");
    }

    @Test
    void aPortThatCannotBeHadBackIsSaidToBeGone() throws PortOpenException {
        bridge.addPort(port("{name: vm0, kind: vm, owner: \"1:1\"}"));
        devices.refuseEverything = true;
        assertThatThrownBy(() -> bridge.changePort(port("{name: vm0, kind: vm, owner: \"2:2\"}")))
                .isInstanceOf(PortOpenException.class)
                .hasMessageContaining("is gone");
        assertThat(names()).isEmpty();
    }

    @Test
    void theKindOfAPortMayChange() throws PortOpenException {
        bridge.addPort(port("{name: x0, kind: vm}"));
        bridge.changePort(port("{name: x0, kind: tap}"));
        assertThat(names()).containsExactly("x0");
        assertThat(devices.log).containsExactly("open x0", "remove x0", "open x0");
    }

    @Test
    void aLateTickHearsWhatWaitsInTheDescriptorsFirst() throws Exception {
        bridge.addPort(port("{name: vm0, kind: vm}"));
        SpanningTree tree = bridge.ask(sight -> Objects.requireNonNull(sight.tree()));
        BlockingQueue<Boolean> tickWasStillToCome = new LinkedBlockingQueue<>();
        devices.onDrain = () -> tickWasStillToCome.add(tree.nextTickNanos() < System.nanoTime());
        CountDownLatch never = new CountDownLatch(1);
        loop.submit(() -> {
                    tickWasStillToCome.clear();
                    return never.await(2500, TimeUnit.MILLISECONDS);
                })
                .sync();
        assertThat(tickWasStillToCome.poll(10, TimeUnit.SECONDS)).isEqualTo(true);
    }

    @Test
    void aTreeThatIsTurnedOffLeavesNoShortAgeingBehind() {
        long configured = bridge.ask(sight -> sight.bridge().macTable().ageingNanos());
        assertThat(configured).isEqualTo(TimeUnit.SECONDS.toNanos(300));
        bridge.ask(sight -> {
            // What a topology change does to the table with `mode: stp`.
            sight.bridge().macTable().setAgeingNanos(TimeUnit.SECONDS.toNanos(15));
            return true;
        });
        bridge.changeStp(bridge(", stp: {mode: 'off'}").stp());
        assertThat(bridge.<Long>ask(sight -> sight.bridge().macTable().ageingNanos()))
                .isEqualTo(configured);
    }
}
