package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Shortcuts;
import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.ReservedPolicy;
import dev.hayabashi.config.StpMode;
import dev.hayabashi.daemon.observe.BridgeWatch;
import dev.hayabashi.stp.FlushCause;
import dev.hayabashi.stp.PortParameters;
import dev.hayabashi.stp.PortState;
import dev.hayabashi.stp.SpanningTree;
import dev.hayabashi.stp.StpEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bridge's spanning tree, which comes and goes, and the gates of its ports while there is none. On the loop. */
final class BridgeTree {
    private static final Logger LOG = LoggerFactory.getLogger(BridgeTree.class);

    private final String name;
    private final long address;
    private final Bridge bridge;
    private final BridgeWatch watch;
    private final DirectMemory.Allocator allocator;
    private final List<RunningPort> ports;
    private @Nullable StpBinding binding;

    /**
     * @param address of the bridge
     * @param ports the loop's list of them
     */
    BridgeTree(
            String name,
            long address,
            Bridge bridge,
            BridgeWatch watch,
            DirectMemory.Allocator allocator,
            List<RunningPort> ports) {
        this.name = name;
        this.address = address;
        this.bridge = bridge;
        this.watch = watch;
        this.allocator = allocator;
        this.ports = ports;
    }

    /** The tree; null while there is none. */
    @Nullable StpBinding binding() {
        return binding;
    }

    /** The engine; null while there is none. */
    @Nullable SpanningTree engine() {
        StpBinding present = binding;
        return present == null ? null : present.tree();
    }

    /** How often it had addresses forgotten. */
    Map<FlushCause, Long> flushes() {
        StpBinding present = binding;
        return present == null ? Map.of() : present.flushes();
    }

    /** Parameters in one step, or the tree switched on or off. */
    void change(BridgeConfig after) {
        boolean wanted = after.stp().mode() != StpMode.OFF;
        StpBinding present = binding;
        if (present != null && wanted) {
            present.tree().configure(StpMapping.bridge(after, address), System.nanoTime());
        } else if (wanted) {
            start(after);
        } else {
            stop(after.stp().reserved() == ReservedPolicy.TRANSPARENT);
        }
    }

    /** A new tree, in which the ports that are there begin anew. */
    void start(BridgeConfig wanted) {
        long now = System.nanoTime();
        StpBinding fresh = new StpBinding(bridge, StpMapping.bridge(wanted, address), allocator, this::event, now);
        binding = fresh;
        bridge.spanningTree(fresh, false);
        for (RunningPort port : ports) {
            // Closed before the tree knows it: what was open without a tree must not stay so.
            bridge.setState(port.port(), PortState.DISABLED);
            fresh.tree()
                    .addPort(
                            port.port().number(),
                            StpMapping.port(port.config()),
                            port.port().settings().address(),
                            now);
            if (port.port().isLinkUp()) {
                fresh.linkChanged(port.port(), true, now);
            }
        }
    }

    private void stop(boolean relayReserved) {
        StpBinding present = binding;
        if (present != null) {
            present.close();
            binding = null;
        }
        bridge.spanningTree(null, relayReserved);
        for (RunningPort port : ports) {
            setState(port.port(), port.port().isLinkUp(), System.nanoTime());
        }
    }

    /** A tree that nobody has heard of yet, to make room for {@link #takeOver}. */
    void forget() {
        binding = null;
    }

    /** Goes on with the tree of another process, whose ports have joined the bridge. */
    void takeOver(BridgeConfig config, KeptBridge kept, List<RunningPort> joined) {
        if (kept.tree() == null) {
            throw new IllegalArgumentException("bridge " + name + " has no spanning tree to be taken over");
        }
        List<SpanningTree.ResumedPort> resumed = joined.stream()
                .map(port -> new SpanningTree.ResumedPort(
                        port.port().number(),
                        StpMapping.port(port.config()),
                        port.port().settings().address()))
                .toList();
        StpBinding taken = StpBinding.takeOver(
                bridge,
                StpMapping.bridge(config, address),
                kept.tree(),
                resumed,
                kept.flushes(),
                allocator,
                this::event,
                System.nanoTime());
        binding = taken;
        bridge.spanningTree(taken, false);
    }

    private void event(StpEvent event) {
        LOG.info("{}: {}", name, event.text());
        watch.stp(event);
        Shortcuts shortcuts = bridge.shortcuts();
        if (shortcuts != null) {
            // A port may have lost its edge.
            shortcuts.check();
        }
    }

    /** A port has joined the bridge. */
    void added(BridgePort port, PortParameters parameters, long now) {
        SpanningTree engine = engine();
        if (engine != null) {
            engine.addPort(port.number(), parameters, port.settings().address(), now);
        }
    }

    /** A port's parameters are others now. */
    void changed(BridgePort port, PortParameters parameters, long now) {
        SpanningTree engine = engine();
        if (engine != null) {
            engine.configurePort(port.number(), parameters, now);
        }
    }

    /** A port leaves the bridge, which it may have joined half only. */
    void removed(int number, long now) {
        StpBinding present = binding;
        if (present != null && Arrays.stream(present.tree().portNumbers()).anyMatch(known -> known == number)) {
            present.removePort(number, now);
        }
    }

    /** A port's device has carrier, or has none any more. */
    void carrier(BridgePort port, boolean up, long now) {
        StpBinding present = binding;
        if (present != null) {
            present.linkChanged(port, up, now);
        } else {
            setState(port, up, now);
        }
    }

    /** Opens or shuts a gate that no spanning tree minds. */
    private void setState(BridgePort port, boolean open, long now) {
        PortState state = open ? PortState.FORWARDING : PortState.DISABLED;
        bridge.setState(port, state);
        watch.stateWithoutTree(port, state, now);
    }

    /** Whether a bridge may be behind the port; what waits behind an edge port can have gone no other way. */
    boolean leadsToABridge(BridgePort port, long now) {
        SpanningTree engine = engine();
        return engine != null && !engine.portStatus(port.number(), now).operEdge();
    }

    /** Counters of the port of that name, or of all when it is null, begin at zero; false without a tree. */
    boolean clearCounters(@Nullable String portName) {
        StpBinding present = binding;
        if (present == null) {
            return false;
        }
        for (RunningPort port : ports) {
            if (portName == null || port.config().name().equals(portName)) {
                present.clearCounters(port.port().number(), System.nanoTime());
            }
        }
        return true;
    }
}
