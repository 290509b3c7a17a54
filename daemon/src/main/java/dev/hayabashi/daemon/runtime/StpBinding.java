package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.BpduHandler;
import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.stp.BridgeParameters;
import dev.hayabashi.stp.FlushCause;
import dev.hayabashi.stp.PortState;
import dev.hayabashi.stp.PortStatus;
import dev.hayabashi.stp.SpanningTree;
import dev.hayabashi.stp.StpEvent;
import dev.hayabashi.stp.StpHost;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Ties a spanning tree to a bridge: BPDUs in, BPDUs out ahead of all data, gates, flushes. Everything happens in the call that
 * causes it; owned by the bridge's event loop.
 */
final class StpBinding implements BpduHandler, StpHost {
    private final Bridge bridge;
    private final SpanningTree tree;
    private final Frame outgoing;
    private final Consumer<StpEvent> events;
    private final Map<FlushCause, Long> flushes = new EnumMap<>(FlushCause.class);
    // What the ports had counted when an operator cleared their counters; whoever collects them must not see a reset.
    private final Map<Integer, PortStatus> cleared = new HashMap<>();
    private final long ageingNanos;
    private long nowNanos;

    StpBinding(
            Bridge bridge,
            BridgeParameters parameters,
            DirectMemory.Allocator allocator,
            Consumer<StpEvent> events,
            long nowNanos) {
        this(bridge, allocator, events, nowNanos, host -> new SpanningTree(parameters, host, nowNanos));
    }

    private StpBinding(
            Bridge bridge,
            DirectMemory.Allocator allocator,
            Consumer<StpEvent> events,
            long nowNanos,
            Function<StpHost, SpanningTree> trees) {
        this.bridge = bridge;
        this.events = events;
        this.nowNanos = nowNanos;
        this.ageingNanos = bridge.settings().ageingNanos();
        DirectMemory memory = allocator.allocate(Frame.MEMORY_BYTES);
        this.outgoing = new Frame(memory.buffer(), memory.address());
        this.tree = trees.apply(this);
    }

    /** A tree that goes on where that of another process was; its ports are on the bridge already, and get their gates. */
    static StpBinding takeOver(
            Bridge bridge,
            BridgeParameters parameters,
            Map<String, @Nullable Object> state,
            List<SpanningTree.ResumedPort> ports,
            Map<FlushCause, Long> flushes,
            DirectMemory.Allocator allocator,
            Consumer<StpEvent> events,
            long nowNanos) {
        StpBinding binding = new StpBinding(
                bridge,
                allocator,
                events,
                nowNanos,
                host -> SpanningTree.resume(parameters, state, ports, host, nowNanos));
        binding.flushes.putAll(flushes);
        ports.forEach(port -> binding.setPortState(port.number(), binding.tree.state(port.number())));
        return binding;
    }

    SpanningTree tree() {
        return tree;
    }

    /** A snapshot of a port with what it has counted since {@link #clearCounters}. */
    PortStatus status(int portNumber, long now) {
        PortStatus status = tree.portStatus(portNumber, now);
        PortStatus before = cleared.get(portNumber);
        return before == null ? status : status.countedSince(before);
    }

    /** Counts of a port begin at zero again in {@link #status}; the tree itself goes on counting. */
    void clearCounters(int portNumber, long now) {
        cleared.put(portNumber, tree.portStatus(portNumber, now));
    }

    void removePort(int portNumber, long now) {
        nowNanos = now;
        cleared.remove(portNumber);
        tree.removePort(portNumber, now);
    }

    /** The tree is given up: a topology change that it had going leaves no trace. */
    void close() {
        setShortAgeing(0);
    }

    /** How often addresses were forgotten, by cause. */
    Map<FlushCause, Long> flushes() {
        return new EnumMap<>(flushes);
    }

    @Override
    public void received(BridgePort port, Frame frame, long now) {
        nowNanos = now;
        tree.received(port.number(), frame.memory(), frame.start() + Frame.VNET_HEADER_BYTES, frame.length(), now);
    }

    void linkChanged(BridgePort port, boolean up, long now) {
        nowNanos = now;
        if (up) {
            tree.linkUp(port.number(), now);
        } else {
            tree.linkDown(port.number(), now);
        }
    }

    boolean tick(long now) {
        nowNanos = now;
        return tree.tick(now);
    }

    @Override
    public void transmit(int portNumber, byte[] frame, int length) {
        BridgePort port = bridge.port(portNumber);
        if (port == null) {
            return;
        }
        // The memory in front of the Ethernet frame stays zero: no offload is asked for.
        outgoing.memory().put(Frame.VNET_HEADER_BYTES, frame, 0, length);
        outgoing.received(Frame.VNET_HEADER_BYTES + length);
        bridge.sendControl(port, outgoing);
    }

    @Override
    public void setPortState(int portNumber, PortState state) {
        BridgePort port = bridge.port(portNumber);
        if (port != null) {
            bridge.setState(port, state);
        }
    }

    @Override
    public void flush(int portNumber, FlushCause cause) {
        flushes.merge(cause, 1L, Long::sum);
        bridge.macTable().flushPort(portNumber);
        if (cause != FlushCause.PORT_INACTIVE) {
            bridge.topologyChanged(nowNanos);
        }
    }

    @Override
    public void moveAddresses(int fromPort, int toPort) {
        bridge.macTable().movePort(fromPort, toPort, nowNanos);
    }

    @Override
    public void setShortAgeing(int seconds) {
        long shortNanos = TimeUnit.SECONDS.toNanos(seconds);
        bridge.macTable().setAgeingNanos(seconds == 0 ? ageingNanos : Math.min(shortNanos, ageingNanos));
    }

    @Override
    public void event(StpEvent event) {
        events.accept(event);
    }
}
