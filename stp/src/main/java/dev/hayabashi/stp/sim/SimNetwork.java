package dev.hayabashi.stp.sim;

import dev.hayabashi.stp.BridgeParameters;
import dev.hayabashi.stp.StpEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Bridges, LANs and virtual time. Wiring is changed with {@link #plug} and {@link #unplug}, which take effect together with
 * the next {@link #announce}; then {@link #deliver} or {@link #runFor} lets frames travel.
 */
public final class SimNetwork {
    /** A second in the engine's unit. */
    public static final long SECOND = 1_000_000_000L;

    /** Frames that one instant may take; beyond that the bridges talk in a circle. */
    private static final int MAX_FRAMES_PER_INSTANT = 1_000_000;

    private final Delivery delivery;
    private final Map<String, SimBridge> bridges = new LinkedHashMap<>();
    private final Map<String, SimLan> lans = new LinkedHashMap<>();
    private final ForwardingGraph graph = new ForwardingGraph();
    private final List<SimListener> listeners = new ArrayList<>();
    private long now;
    private int nextBridge;
    private int nextLan;
    private boolean gatesChanged;
    private boolean cycle;
    private long cycleNanos;
    private long cycles;
    private long lastChange;

    /**
     * A network without anything, at time 0.
     *
     * @param delivery order of arrivals
     */
    public SimNetwork(Delivery delivery) {
        this.delivery = delivery;
    }

    // ---- building ----

    /** Adds a bridge without ports; its ticks are counted from now. */
    public SimBridge addBridge(String name, BridgeParameters parameters) {
        if (bridges.containsKey(name)) {
            throw new IllegalArgumentException("there is a bridge " + name);
        }
        SimBridge bridge = new SimBridge(this, nextBridge++, name, parameters);
        bridges.put(name, bridge);
        return bridge;
    }

    /** Switches a bridge off: its links go down, and it is gone. */
    public void removeBridge(SimBridge bridge) {
        bridge.ports.values().forEach(this::unplug);
        bridges.remove(bridge.name());
        gatesChanged();
        announce();
    }

    /** The LAN of a name; made when there is none. */
    public SimLan lan(String name) {
        return lans.computeIfAbsent(name, n -> new SimLan(nextLan++, n));
    }

    /** Plugs a port into a LAN. If it was plugged in elsewhere it is moved, and does not notice by itself. */
    public void plug(SimPort port, SimLan lan) {
        if (port.lan == lan) {
            return;
        }
        if (port.lan != null) {
            port.lan.ports.remove(port);
            port.wireEpoch++;
        }
        port.lan = lan;
        lan.ports.add(port);
        gatesChanged();
    }

    /** Takes the link of a port down. */
    public void unplug(SimPort port) {
        if (port.lan != null) {
            port.lan.ports.remove(port);
            port.lan = null;
            port.wireEpoch++;
            gatesChanged();
        }
    }

    /** Tells the engines what has become of their links: up, down, point-to-point or shared. */
    public void announce() {
        for (SimBridge b : List.copyOf(bridges.values())) {
            for (SimPort p : b.ports.values()) {
                announce(p);
            }
        }
    }

    private void announce(SimPort p) {
        SimLan lan = p.lan;
        if (lan == null) {
            if (p.announcedUp) {
                p.announcedUp = false;
                p.bridge.tree.linkDown(p.number, now);
                afterEngine();
            }
        } else if (!p.announcedUp || p.announcedPointToPoint != lan.pointToPoint()) {
            p.announcedUp = true;
            p.announcedPointToPoint = lan.pointToPoint();
            p.bridge.tree.linkUp(p.number, 0, p.announcedPointToPoint, now);
            afterEngine();
        }
    }

    // ---- time ----

    /** Delivers what has arrived by now, and what is sent because of it. */
    public void deliver() {
        afterEngine();
        int frames = 0;
        SimFrame frame;
        while (delivery.nextNanos() <= now && (frame = delivery.poll(now)) != null) {
            if (++frames > MAX_FRAMES_PER_INSTANT) {
                throw new IllegalStateException("the bridges do not stop talking at " + now / SECOND + " s");
            }
            receive(frame);
        }
    }

    private void receive(SimFrame frame) {
        SimPort to = frame.to();
        if (!frame.lost()) {
            to.bridge.tree.received(to.number, frame.octets(), 0, frame.octets().limit(), now);
            afterEngine();
        }
    }

    /** Lets time pass. */
    public void runFor(long nanos) {
        runUntil(now + nanos);
    }

    /** Lets time pass until an instant, whose ticks and arrivals are included. */
    public void runUntil(long untilNanos) {
        deliver();
        while (true) {
            long next = Math.min(delivery.nextNanos(), nextTick());
            if (next > untilNanos) {
                passTo(untilNanos);
                return;
            }
            passTo(Math.max(now, next));
            instant();
        }
    }

    private void passTo(long nanos) {
        if (cycle) {
            cycleNanos += nanos - now;
        }
        now = nanos;
    }

    /** One instant: ticks and arrivals in the order that the delivery likes. */
    private void instant() {
        List<SimBridge> due = due();
        while (!due.isEmpty()) {
            if (!delivery.tickFirst()) {
                SimFrame frame = delivery.nextNanos() <= now ? delivery.poll(now) : null;
                if (frame != null) {
                    receive(frame);
                    continue;
                }
            }
            SimBridge b = due.remove(delivery.choose(due.size()));
            if (bridges.containsKey(b.name())) {
                b.tree.tick(now);
                afterEngine();
            }
        }
        deliver();
    }

    private List<SimBridge> due() {
        List<SimBridge> due = new ArrayList<>(bridges.size());
        for (SimBridge b : bridges.values()) {
            if (b.tree.nextTickNanos() <= now) {
                due.add(b);
            }
        }
        return due;
    }

    private long nextTick() {
        long next = Delivery.NEVER;
        for (SimBridge b : bridges.values()) {
            next = Math.min(next, b.tree.nextTickNanos());
        }
        return next;
    }

    // ---- looking ----

    /** The time. */
    public long now() {
        return now;
    }

    /** The bridges in the order of adding. */
    public List<SimBridge> bridges() {
        return List.copyOf(bridges.values());
    }

    /**
     * The bridge of a name.
     *
     * @throws NoSuchElementException if there is none
     */
    public SimBridge bridge(String name) {
        SimBridge bridge = bridges.get(name);
        if (bridge == null) {
            throw new NoSuchElementException("there is no bridge " + name);
        }
        return bridge;
    }

    /** The LANs in the order of their first use. */
    public List<SimLan> lans() {
        return List.copyOf(lans.values());
    }

    /** When a role or state last changed. */
    public long lastChangeNanos() {
        return lastChange;
    }

    /** For how long forwarding ports have formed a cycle, all told. */
    public long cycleNanos() {
        return cycleNanos;
    }

    /** How many times forwarding ports began to form a cycle, be it for an instant. */
    public long cycles() {
        return cycles;
    }

    /** The ports that form a cycle at the moment; empty when there is none. */
    public List<SimPort> cyclePorts() {
        return ForwardingGraph.cycle(bridges.values());
    }

    /** Adds somebody who wants to know what happens. */
    public void addListener(SimListener listener) {
        listeners.add(listener);
    }

    // ---- called by bridges ----

    void gatesChanged() {
        gatesChanged = true;
    }

    void happened(SimBridge bridge, StpEvent event) {
        if (event instanceof StpEvent.RoleChanged || event instanceof StpEvent.StateChanged) {
            lastChange = now;
        }
        for (SimListener l : listeners) {
            l.event(bridge, event);
        }
    }

    void send(SimPort from, byte[] frame, int length) {
        for (SimListener l : listeners) {
            l.sent(from, now);
        }
        SimLan lan = from.lan;
        if (lan == null || from.dropping) {
            return;
        }
        ByteBuffer octets = ByteBuffer.wrap(Arrays.copyOf(frame, length)).asReadOnlyBuffer();
        for (SimPort to : Collections.unmodifiableList(lan.ports)) {
            if (to != from || from.reflecting) {
                delivery.offer(SimFrame.of(from, to, octets), now);
            }
        }
    }

    /** Gates may have changed by the engine call that has just returned; in the middle of one they are nobody's business. */
    private void afterEngine() {
        if (gatesChanged) {
            gatesChanged = false;
            boolean before = cycle;
            cycle = graph.hasCycle(bridges.values(), nextBridge, nextLan);
            if (cycle && !before) {
                cycles++;
                for (SimListener l : listeners) {
                    l.cycle(now);
                }
            }
        }
    }

    /** Somebody who wants to know what happens. */
    public interface SimListener {
        /** An engine reported something. */
        default void event(SimBridge bridge, StpEvent event) {}

        /** A port sent a BPDU, whether or not it arrives. */
        default void sent(SimPort port, long atNanos) {}

        /** Forwarding ports have begun to form a cycle. */
        default void cycle(long atNanos) {}
    }
}
