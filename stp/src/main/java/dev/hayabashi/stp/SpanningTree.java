package dev.hayabashi.stp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spanning tree engine of one bridge (802.1D-2004 clause 17). See the package description for how it works.
 *
 * <p>Not thread-safe: one thread owns it. It has no clock; every method that can change something takes the time as
 * {@code nowNanos}, which must not go backwards (any origin, as {@link System#nanoTime}). All methods act at once: when one
 * returns, the machines are at rest, gates are set and BPDUs have been handed to the host.
 *
 * <p>Methods that name a port throw {@link StpParameterException} when there is no such port, except {@link #received}, which
 * is fed by the network and never throws because of what it is fed.
 */
public final class SpanningTree {
    private static final long SECOND = 1_000_000_000L;
    /** BPDUs that may wait on a port while the machines run; only a reflecting cable gets near it. */
    private static final int MAX_WAITING = 16;

    private final Bridge bridge;
    private final Receiver receiver;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long nextTick;
    private boolean running;

    /** A frame that arrived while the machines were running. */
    private record Waiting(Port port, ByteBuffer frame) {}

    /**
     * Creates a bridge without ports; it is its own root.
     *
     * @param parameters the settings
     * @param host the bridge around the engine
     * @param nowNanos the time; the first tick is due a second later
     */
    public SpanningTree(BridgeParameters parameters, StpHost host, long nowNanos) {
        bridge = new Bridge(parameters, host, nowNanos);
        receiver = new Receiver(bridge);
        nextTick = nowNanos + SECOND;
        perform(nowNanos, bridge.prs::begin);
    }

    // ---- another process goes on ----

    /**
     * A port of a tree that is resumed.
     *
     * @param number as it was
     * @param parameters as they were
     * @param macAddress as it was
     */
    public record ResumedPort(int number, PortParameters parameters, long macAddress) {}

    /**
     * All that the tree knows, but for the settings: numbers, booleans, strings, null, lists and maps of these, fit for JSON.
     * Times in it are in the clock of {@code nowNanos}.
     */
    public Map<String, @Nullable Object> state() {
        if (running) {
            throw new IllegalStateException("the state of a tree is told between its events");
        }
        Ledger ledger = Ledger.writing();
        ledger.number("nextTick", nextTick);
        bridge.exchange(ledger);
        Ledger ports = ledger.part("ports");
        for (Port port : bridge.ports) {
            port.exchange(ports.part(Integer.toString(port.number)));
        }
        return ledger.values();
    }

    /**
     * A tree that goes on where another one was when it told its {@link #state}, with the same settings and ports: given the
     * same events it does from here on what that one would have done. The host hears of nothing but short ageing; it is
     * to read the gates with {@link #state(int)}.
     *
     * @param nowNanos the time, in the clock of the tree that was
     * @throws IllegalArgumentException when the state is none, or not that of these ports
     */
    public static SpanningTree resume(
            BridgeParameters parameters,
            Map<String, @Nullable Object> state,
            Collection<ResumedPort> ports,
            StpHost host,
            long nowNanos) {
        SpanningTree tree = new SpanningTree(parameters, host, nowNanos);
        Bridge bridge = tree.bridge;
        Ledger ledger = Ledger.reading(state);
        tree.nextTick = ledger.number("nextTick", 0);
        Ledger noted = ledger.part("ports");
        if (ports.size() != noted.values().size()) {
            throw new IllegalArgumentException("the state of a spanning tree is that of ports "
                    + noted.values().keySet() + ", not of " + ports);
        }
        for (ResumedPort each : ports) {
            Port port = new Port(bridge, each.number(), each.parameters(), each.macAddress());
            bridge.insert(port);
            port.exchange(noted.part(Integer.toString(each.number())));
        }
        bridge.exchange(ledger);
        if (bridge.shortAgeingSeconds != 0) {
            host.setShortAgeing(bridge.shortAgeingSeconds);
        }
        return tree;
    }

    // ---- ports ----

    /**
     * Adds a port whose link is down.
     *
     * @param number 1 to 4095, not in use. Keep it stable over restarts of a guest: it decides ties
     * @param parameters the settings
     * @param macAddress the source address of the port's BPDUs: 48 bits, different for every port
     * @throws StpParameterException when the number is out of range or in use, or the address is not unicast
     */
    public void addPort(int number, PortParameters parameters, long macAddress, long nowNanos) {
        PortParameters.checkNumber(number);
        BridgeParameters.checkAddress("port address", macAddress);
        if (bridge.find(number) != null) {
            throw new StpParameterException(
                    "port number", number + " is in use", "choose another, or remove that port");
        }
        perform(nowNanos, () -> {
            Port port = new Port(bridge, number, parameters, macAddress);
            bridge.insert(port);
            port.begin();
        });
    }

    /** Removes a port; another one becomes root port in the same call if it was that. */
    public void removePort(int number, long nowNanos) {
        Port port = port(number);
        perform(nowNanos, () -> {
            port.linkUp = false;
            port.refreshEnabled(StateReason.REMOVED);
        });
        perform(nowNanos, () -> {
            bridge.remove(port);
            bridge.reselectPending = true;
        });
    }

    /**
     * The link came up, or its properties changed. An edge port forwards when this returns.
     *
     * @param kilobitsPerSecond the rate for automatic path cost; 0 = unknown, counts as 1 Gb/s
     * @param pointToPoint whether the link has exactly two ends, for {@link PointToPoint#AUTO}
     */
    public void linkUp(int number, long kilobitsPerSecond, boolean pointToPoint, long nowNanos) {
        Port port = port(number);
        perform(nowNanos, () -> {
            port.linkUp = true;
            port.kilobitsPerSecond = kilobitsPerSecond;
            port.linkPointToPoint = pointToPoint;
            refreshIdAndCost(port);
            port.refreshPointToPoint();
            port.refreshEnabled(StateReason.LINK_UP);
        });
    }

    /** The link came up: a point-to-point link of unknown rate, as a TAP or a socket is. */
    public void linkUp(int number, long nowNanos) {
        linkUp(number, 0, true, nowNanos);
    }

    /** The link went down. */
    public void linkDown(int number, long nowNanos) {
        Port port = port(number);
        perform(nowNanos, () -> {
            port.linkUp = false;
            port.refreshEnabled(StateReason.LINK_DOWN);
        });
    }

    // ---- input ----

    /**
     * A frame to the bridge group address arrived. Never throws because of the frame.
     *
     * @param number the port
     * @param frame holds the whole Ethernet frame; position and limit are neither used nor changed
     * @param offset index of the first octet of the destination address
     * @param length octets of the frame, without FCS
     * @return what became of it; everything but {@link BpduDisposition#ACCEPTED} has been counted on the port
     */
    public BpduDisposition received(int number, ByteBuffer frame, int offset, int length, long nowNanos) {
        Port port = bridge.find(number);
        if (port == null) {
            return BpduDisposition.UNKNOWN_PORT;
        } else if (running) {
            return enqueue(port, frame, offset, length);
        }
        return process(port, frame, offset, length, nowNanos);
    }

    private BpduDisposition process(Port port, ByteBuffer frame, int offset, int length, long nowNanos) {
        begin(nowNanos);
        BpduDisposition disposition;
        try {
            disposition = receiver.receive(port, frame, offset, length);
            if (disposition == BpduDisposition.ACCEPTED
                    || disposition == BpduDisposition.OWN
                    || disposition == BpduDisposition.BPDU_GUARD) {
                bridge.run();
            }
        } finally {
            running = false;
        }
        finish(nowNanos);
        return disposition;
    }

    /** The frame's memory is the caller's, so it is copied. */
    private BpduDisposition enqueue(Port port, ByteBuffer frame, int offset, int length) {
        int ahead = 0;
        for (Waiting other : waiting) {
            ahead += other.port() == port ? 1 : 0;
        }
        if (ahead >= MAX_WAITING) {
            port.counters.rejected(BpduDisposition.OVERFLOW);
            return BpduDisposition.OVERFLOW;
        }
        int start = Math.max(0, offset);
        byte[] copy = new byte[Math.max(0, Math.min(length, frame.limit() - start))];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = frame.get(start + i);
        }
        waiting.add(new Waiting(port, ByteBuffer.wrap(copy)));
        return BpduDisposition.ACCEPTED;
    }

    /**
     * Advances the timers if a tick is due. May be called at any time. Runs at most one tick: when several are overdue (the
     * process was stopped) the others are counted as late and skipped, so that a pause ages nothing out. Hand over waiting
     * BPDUs first.
     *
     * @return whether a tick ran
     */
    public boolean tick(long nowNanos) {
        long overdue = nowNanos - nextTick;
        if (overdue < 0) {
            return false;
        }
        long late = overdue / SECOND;
        nextTick += (late + 1) * SECOND;
        bridge.lateTicks += late;
        begin(nowNanos);
        try {
            bridge.tick();
            bridge.run();
        } finally {
            running = false;
        }
        finish(nowNanos);
        return true;
    }

    /** When {@link #tick} is due. */
    public long nextTickNanos() {
        return nextTick;
    }

    // ---- management ----

    /** Applies all settings of the bridge in one step; what has not changed is left alone. */
    public void configure(BridgeParameters parameters, long nowNanos) {
        perform(nowNanos, () -> Configurator.apply(bridge, parameters));
    }

    /** Applies all settings of a port in one step; what has not changed is left alone. */
    public void configurePort(int number, PortParameters parameters, long nowNanos) {
        Port port = port(number);
        perform(nowNanos, () -> Configurator.apply(port, parameters));
    }

    /** The settings of the bridge. Use with {@code configure(parameters().withPriority(4096), now)}. */
    public BridgeParameters parameters() {
        return bridge.parameters;
    }

    /** The settings of a port. Use with {@code configurePort(n, portParameters(n).withPathCost(10), now)}. */
    public PortParameters portParameters(int number) {
        return port(number).parameters;
    }

    /** Changes the source address of a port's BPDUs. */
    public void setPortAddress(int number, long macAddress) {
        port(number).macAddress = BridgeParameters.checkAddress("port address", macAddress);
    }

    /** Makes the port speak RSTP again and look whether its neighbour does (17.24). No effect in STP mode. */
    public void mcheck(int number, long nowNanos) {
        Port port = port(number);
        perform(nowNanos, () -> {
            port.mcheck = true;
            // Root and alternate ports have nothing to say of their own accord; without this mcheck would send nothing.
            port.newInfo |= port.rstpVersion();
            port.touch();
        });
    }

    /**
     * Enables a port that BPDU guard has shut.
     *
     * @return whether it was shut
     */
    public boolean clearErrDisable(int number, long nowNanos) {
        Port port = port(number);
        boolean shut = port.guards.errDisabled();
        perform(nowNanos, () -> port.guards.recover(false));
        return shut;
    }

    /** Restarts all machines (BEGIN): every port discards and starts anew. Error-disabled ports stay so. */
    public void restart(long nowNanos) {
        perform(nowNanos, () -> Configurator.restart(bridge));
    }

    // ---- looking ----

    /** A snapshot of the bridge. */
    public BridgeStatus status(long nowNanos) {
        return Snapshots.bridge(bridge, nowNanos);
    }

    /** A snapshot of a port. */
    public PortStatus portStatus(int number, long nowNanos) {
        return Snapshots.port(port(number), nowNanos);
    }

    /** The numbers of all ports, ascending. */
    public int[] portNumbers() {
        int[] numbers = new int[bridge.ports.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = bridge.ports[i].number;
        }
        return numbers;
    }

    /** The role of a port, without making a snapshot. */
    public PortRole role(int number) {
        return port(number).role;
    }

    /** The gate of a port, without making a snapshot. */
    public PortState state(int number) {
        return port(number).gate;
    }

    /** Whether a port is an edge port now, without making a snapshot. */
    public boolean operEdge(int number) {
        return port(number).operEdge;
    }

    /** The root bridge in force. */
    public BridgeId rootId() {
        return new BridgeId(bridge.rootPriority.root());
    }

    /** The cost of the way to the root, 0 on the root. */
    public long rootPathCost() {
        return bridge.rootPriority.cost();
    }

    /** The root port, 0 on the root. */
    public int rootPort() {
        Port port = bridge.rootPort;
        return port == null ? 0 : port.number;
    }

    /** Whether really no machine can move, as it must be between calls; for tests. */
    boolean atRest() {
        return bridge.runner.atRest();
    }

    /** How many machine transitions the last event took; for tests. */
    int transitionsOfLastEvent() {
        return bridge.trace.count();
    }

    // ---- one event at a time ----

    private Port port(int number) {
        @Nullable Port port = bridge.find(number);
        if (port == null) {
            throw new StpParameterException("port number", number + " is not a port of this bridge", "add it first");
        }
        return port;
    }

    private static void refreshIdAndCost(Port port) {
        int id = port.portId;
        long cost = port.portPathCost;
        port.refreshIdAndCost();
        if (id != port.portId || cost != port.portPathCost) {
            port.bridge.reselectAll();
        }
    }

    private void perform(long nowNanos, Runnable change) {
        begin(nowNanos);
        try {
            change.run();
            bridge.run();
        } finally {
            running = false;
        }
        finish(nowNanos);
    }

    private void begin(long nowNanos) {
        if (running) {
            throw new IllegalStateException(
                    "the engine was called from its own host callback; only received() and event handlers may do that");
        }
        running = true;
        bridge.now = nowNanos;
        bridge.trace.start(bridge.ports.length);
    }

    /** Events first, in the order in which they happened; then frames that arrived meanwhile. */
    private void finish(long nowNanos) {
        bridge.deliver();
        Waiting next;
        while (!running && (next = waiting.poll()) != null) {
            ByteBuffer frame = next.frame();
            if (bridge.find(next.port().number) == next.port()) {
                process(next.port(), frame, 0, frame.limit(), nowNanos);
            }
        }
    }
}
