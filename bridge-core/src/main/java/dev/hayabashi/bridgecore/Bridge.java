package dev.hayabashi.bridgecore;

import dev.hayabashi.stp.PortState;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The MAC relay (802.1D-2004 clause 7): takes each received frame through admission, reserved addresses, the port-state
 * gate, learning, look-up and egress, in that order. This class is the door to it, and where ports come, change and go; the
 * frame's way is in {@link Ingress}, {@link ReservedAddresses}, {@link Learning}, {@link Forwarding} and {@link Egress}.
 *
 * <p>Every frame that goes no further passes through {@link FrameLedger#drop}. Nothing on the frame path allocates, locks or logs.
 * Not thread-safe: all methods are called on the one event loop that owns the bridge.
 */
public final class Bridge {
    private static final String WAITING = "waiting";

    /** A sweep of the whole MAC table takes at most so many ticks; of one of the default size it takes one. */
    private static final int SWEEP_TICKS = 16;

    private static final int MIN_SWEEP_SLOTS = 32_768;

    private final RelayState state;
    private final DirectMemory.Allocator allocator;
    private final Egress egress;
    private final ReservedAddresses reserved;
    private final LoopGuardian loops;
    private final Learning learning;
    private final Forwarding forwarding;
    private final Ingress ingress;
    private final Snapshots snapshots;

    public Bridge(BridgeSettings settings, BridgeListener listener, DirectMemory.Allocator allocator) {
        this.allocator = allocator;
        MacTable table = new MacTable(settings.macTableLimit(), settings.hashSeed());
        table.setAgeingNanos(settings.ageingNanos());
        table.addLocal(settings.address(), 0);
        state = new RelayState(settings, listener, table);
        egress = new Egress(state, allocator);
        reserved = new ReservedAddresses(state.ledger, settings.relayReserved());
        loops = new LoopGuardian(state, egress, allocator);
        learning = new Learning(state);
        forwarding = new Forwarding(state, egress);
        ingress = new Ingress(state, reserved, loops, learning, forwarding);
        snapshots = new Snapshots(state);
    }

    /** For {@link Rehearsal}: a bridge in the state of {@code real} whose ports all lead to {@code io}. */
    Bridge(Bridge real, MacTable table, PortIo io) {
        allocator = real.allocator;
        state = new RelayState(real.state, table);
        egress = new Egress(state, real.egress);
        reserved = new ReservedAddresses(state.ledger, real.reserved);
        loops = real.loops;
        learning = real.learning.rehearsing(state);
        forwarding = new Forwarding(state, egress);
        ingress = new Ingress(state, reserved, loops, learning, forwarding);
        snapshots = new Snapshots(state);
        for (BridgePort port : real.state.ports.all()) {
            state.ports.add(new BridgePort(port, io, allocator));
        }
    }

    /**
     * Sets who takes BPDUs. Without a handler no spanning tree runs: BPDUs are dropped, or relayed like the other reserved
     * addresses when {@code relayReserved}.
     */
    public void spanningTree(@Nullable BpduHandler handler, boolean relayReservedAddresses) {
        reserved.spanningTree(handler, relayReservedAddresses);
    }

    /** Sets who answers what is for the bridge's own services; null for nobody, which costs the frame path a test. */
    public void services(@Nullable ServiceHandler handler) {
        ingress.serviceHandler = handler;
        state.board.services(handler);
    }

    /**
     * Switches 802.1Q filtering on or off; all learned addresses are forgotten.
     *
     * @param serviceVlan VLAN that the bridge's own services are in, 1..{@value VlanMembership#MAX_VLAN}
     */
    public void vlanFiltering(boolean on, int serviceVlan) {
        state.vlans = on ? new VlanFilter(serviceVlan, allocator) : null;
        openToRelays();
        state.macTable.flushAll();
    }

    /** Whether the bridge filters by VLAN. */
    public boolean isVlanFiltering() {
        return state.vlans != null;
    }

    /**
     * Switches snooping on multicast on, anew or off (null). Until everybody had time to answer the first question, frames to
     * groups flood as without.
     */
    public void multicastSnooping(@Nullable MulticastSettings settings) {
        state.snooper = settings == null ? null : new MulticastSnooper(state, egress, settings, allocator);
    }

    /** Whether queries and hellos of multicast routers are believed that come in by a port; they are unless this says no. */
    public void hearMulticastRouters(BridgePort port, boolean heard) {
        port.hearsMulticastRouters(heard);
    }

    /** Stations may have changed their ports: whoever listens to a group is asked again. */
    public void topologyChanged(long nowNanos) {
        if (state.snooper != null) {
            state.snooper.topologyChanged(nowNanos);
        }
    }

    /** Who listens to what. */
    public MulticastSnapshot multicast(long nowNanos) {
        return state.snooper == null ? MulticastSnapshot.NONE : state.snooper.snapshot(nowNanos);
    }

    /** Sets who watches the frames; nobody by default, which costs the frame path a test for null. */
    public void observer(@Nullable FrameObserver frameObserver) {
        state.ledger.observer = frameObserver;
        openToRelays();
    }

    /** Relay loops tell no observer, and change no tags. */
    private void openToRelays() {
        state.board.open(state.ledger.observer == null && state.vlans == null);
        if (state.shortcuts != null) {
            state.shortcuts.check();
        }
    }

    /**
     * Lets other event loops share the work, before the first port: each may read frames from ports and take those that ask for
     * no change of state to other ports by itself.
     *
     * @param passages one for each of those loops, which are known by their places in this list from now on
     */
    public void relays(List<Passage> passages) {
        if (state.ports.all().length > 0) {
            throw new IllegalStateException(state.settings.name() + " has ports already");
        }
        state.board = new RelayBoard(passages);
        state.board.services(ingress.serviceHandler);
        state.macTable.relays(state.board.relays);
        openToRelays();
    }

    /**
     * Gives busy pairs of stations shortcuts from now on; before the first port, and after {@link #relays}.
     *
     * @param kernel has them in place
     */
    public Shortcuts shortcuts(ShortcutKernel kernel) {
        if (state.ports.all().length > 0) {
            throw new IllegalStateException(state.settings.name() + " has ports already");
        }
        Shortcuts shortcuts = new Shortcuts(state, kernel);
        List<ShortcutSampler> samplers = Stream.generate(ShortcutSampler::new)
                .limit(1L + state.board.relays.count())
                .toList();
        state.shortcuts = shortcuts;
        state.sampler = samplers.get(0);
        state.samplers = samplers;
        state.board.samplers(samplers.subList(1, samplers.size()));
        state.macTable.shortcuts(shortcuts);
        return shortcuts;
    }

    /** The shortcuts; null without. */
    public @Nullable Shortcuts shortcuts() {
        return state.shortcuts;
    }

    /** The way that relay loop number {@code relay} may take frames that it has read from {@code in}. */
    public RelayPath relayPath(BridgePort in, int relay) {
        return new RelayPath(state.board, state.macTable, in, relay);
    }

    /**
     * Relay loops may write to the descriptor of {@code port} by {@code io} from now on. With null they may not: when that call
     * returns, none of them does, and the descriptor can be closed.
     */
    public void relayIo(BridgePort port, @Nullable RelayIo io) {
        RelayPort relay = port.relay();
        if (relay != null) {
            relay.io(port, io);
        }
    }

    /**
     * Tells the time ahead of calls that have no argument for it ({@link #linkChanged}, {@link #setState}, {@link #writable},
     * {@link #sendControl}), so that drops in them are remembered with the right time.
     */
    public void time(long nowNanos) {
        state.ledger.latestNanos = nowNanos;
    }

    public BridgeSettings settings() {
        return state.settings;
    }

    /** The filtering database. */
    public MacTable macTable() {
        return state.macTable;
    }

    /**
     * Adds a port; its link is down and its gate {@link PortState#DISABLED}.
     *
     * @throws IllegalArgumentException when the number or the name is taken
     */
    public BridgePort addPort(PortSettings portSettings, PortIo io, long nowNanos) {
        int number = portSettings.number();
        BridgePort rival = state.ports.rival(number, portSettings.name());
        if (rival != null) {
            throw new IllegalArgumentException("port " + portSettings.name() + " cannot have number " + number + ": "
                    + rival + " on " + state.settings.name() + " has number " + rival.number());
        }
        BridgePort port = new BridgePort(portSettings, io, allocator, state.board.relays);
        port.shortcuts(state.shortcuts);
        state.ports.add(port);
        state.board.port(number, port);
        state.macTable.addLocal(portSettings.address(), nowNanos);
        applyToTable(portSettings, nowNanos);
        port.police(nowNanos);
        return port;
    }

    /** Removes a port and all that was known of the addresses behind it. */
    public void removePort(BridgePort port) {
        if (!state.ports.has(port)) {
            return;
        }
        egress.gone(port);
        noMoreListeners(port);
        state.ledger.portGone(port);
        state.ports.remove(port);
        state.board.port(port.number(), null);
        port.state(PortState.DISABLED);
        state.macTable.removePort(port.number());
        removeLocal(port.settings().address());
    }

    /** Forgets a removed port's own address, unless the bridge or another port has the same one. */
    private void removeLocal(long address) {
        if (address == state.settings.address()) {
            return;
        }
        for (BridgePort other : state.ports.all()) {
            if (other.settings().address() == address) {
                return;
            }
        }
        state.macTable.remove(address);
    }

    /**
     * Changes what may change while the port runs: everything but name, number, address and queue length.
     *
     * @throws IllegalArgumentException when one of those differs, or the port is not one of this bridge; nothing has changed
     */
    public void changePort(BridgePort port, PortSettings changed, long nowNanos) {
        PortSettings now = port.settings();
        if (!state.ports.has(port)
                || !changed.name().equals(now.name())
                || changed.number() != now.number()
                || changed.address() != now.address()
                || changed.queueFrames() != now.queueFrames()) {
            throw new IllegalArgumentException(
                    "port " + now.name() + " must be removed and added again to become " + changed);
        }
        for (Long address : now.staticAddresses()) {
            if (!changed.staticAddresses().contains(address)) {
                state.macTable.removeStatic(address, now.number());
            }
        }
        port.settings(changed, nowNanos);
        applyToTable(changed, nowNanos);
        if (state.vlans != null && !changed.vlan().equals(now.vlan())) {
            state.macTable.flushPort(now.number());
            noMoreListeners(port);
        }
        if (port.isHeld() && !changed.protection().loopDetection()) {
            loops.release(port, nowNanos);
        }
    }

    /** These IPv4 addresses, and no others, are leased to stations behind {@code port}; see {@link PortProtection#sourceGuard}. */
    public void bindSources(BridgePort port, int... addresses) {
        port.bindings().lease(addresses);
    }

    /** An IPv6 address is behind {@code port}, whatever is seen elsewhere: the gateway's own. */
    public void bindSource(BridgePort port, long high, long low) {
        port.bindings().bind(high, low);
    }

    private void applyToTable(PortSettings portSettings, long nowNanos) {
        state.macTable.setPortLimit(portSettings.number(), portSettings.macLimit());
        for (Long address : portSettings.staticAddresses()) {
            state.macTable.addStatic(address, portSettings.number(), nowNanos);
        }
    }

    /** The port with this number, if there is one. */
    public @Nullable BridgePort port(int number) {
        return state.ports.get(number);
    }

    /** What the VLAN of a frame adds to its addresses in the MAC table; 0 while the bridge does not filter. */
    long vlanKey(int portNumber, Frame frame) {
        BridgePort in = port(portNumber);
        return state.vlans == null || in == null ? 0 : (long) VlanFilter.vlanOf(in, frame) << 48;
    }

    /** All ports by number. */
    public List<BridgePort> ports() {
        return List.of(state.ports.all());
    }

    /**
     * Carrier came or went. What was learned behind a port that goes down is forgotten; what waited for it is dropped. Late
     * news of a port that has been removed is ignored.
     */
    public void linkChanged(BridgePort port, boolean up) {
        if (!state.ports.has(port)) {
            return;
        }
        port.linkUp(up);
        if (!up) {
            state.macTable.flushPort(port.number());
            if (port.settings().protection().sourceGuard()) {
                port.bindings().linkDown();
            }
            loops.linkDown(port, state.ledger.latestNanos);
            egress.linkDown(port);
            noMoreListeners(port);
        }
    }

    private void noMoreListeners(BridgePort port) {
        if (state.snooper != null) {
            state.snooper.portClosed(port.number(), state.ledger.latestNanos);
        }
    }

    /** Opens or closes the gate of a port; takes effect before it returns. A port that has been removed stays shut. */
    public void setState(BridgePort port, PortState changed) {
        if (!state.ports.has(port)) {
            return;
        }
        boolean opens = changed == PortState.FORWARDING && port.state() != PortState.FORWARDING;
        port.state(changed);
        if (opens && state.snooper != null) {
            state.snooper.portOpened(port, state.ledger.latestNanos);
        }
        if (changed != PortState.FORWARDING) {
            egress.closed(port);
        }
    }

    /** Once a second or so: takes aged entries out of the MAC table, a part each time. */
    public void tick(long nowNanos) {
        state.ledger.latestNanos = nowNanos;
        state.macTable.sweep(Math.max(MIN_SWEEP_SLOTS, state.macTable.capacity() / SWEEP_TICKS), nowNanos);
        if (state.shortcuts != null) {
            state.shortcuts.tick(nowNanos);
        }
        for (BridgePort port : state.ports.all()) {
            port.trouble.tick(port, state.listener, nowNanos);
        }
        loops.tick(nowNanos);
        if (state.snooper != null) {
            state.snooper.tick(nowNanos);
        }
    }

    /** Takes one frame that was read from {@code in} on its way. The frame may be overwritten when this returns. */
    public void receive(BridgePort in, Frame frame, long nowNanos) {
        ingress.receive(in, frame, nowNanos);
    }

    /**
     * Counts a frame that {@code in} announced with a length that no frame can have, so that nothing more of it is known.
     *
     * @param frame without bytes
     */
    public void receiveBadLength(BridgePort in, Frame frame, long nowNanos) {
        ingress.receiveBadLength(in, frame, nowNanos);
    }

    /**
     * Takes a frame that waited for nobody but this bridge, for longer than a bridge may keep one (802.1D-2004 clause 7.7.3,
     * maximum bridge transit delay). BPDUs are heard all the same; a frame of another kind may have reached its receivers by
     * another branch of a tree that has moved, would reach them twice, and its source would be learned where it is not.
     */
    public void receiveLate(BridgePort in, Frame frame, long nowNanos) {
        ingress.receiveLate(in, frame, nowNanos);
    }

    /** The descriptor of {@code port} takes frames again: sends what waits, BPDUs first. Returns true when nothing waits. */
    public boolean writable(BridgePort port) {
        return egress.drain(port);
    }

    /**
     * Sends a frame of the bridge's own (a BPDU) by {@code port}, in any port state and ahead of all data that waits.
     */
    public void sendControl(BridgePort port, Frame frame) {
        egress.sendControl(port, frame);
    }

    /**
     * Sends a frame of the bridge's own services by {@code port}, behind the data that waits there. A port that does not
     * forward is not for data: the frame is dropped and counted there.
     */
    public void send(BridgePort port, Frame frame) {
        forwarding.sendOwn(port, frame);
    }

    /** Sends a frame of the bridge's own services by all ports that forward and let frames of its kind out. */
    public void flood(Frame frame) {
        forwarding.floodOwn(frame);
    }

    /**
     * Takes back the {@link SendResult#SENT} that a port gave for a frame: asynchronous output has found out that it did not
     * leave. It is dropped, or waits if it may be sent later.
     */
    public void sendFailed(BridgePort port, Frame frame, SendResult result) {
        egress.sendFailed(port, frame, result);
    }

    /** Counters of the bridge by name, for the process that goes on with it; what relay loops have counted is among them. */
    public Map<String, Long> keepCounters() {
        state.board.relays.settle();
        return state.ledger.keep(state.ports.all(), state.board.relayed());
    }

    /** Counters of a port by name, with the frames that wait for it. */
    public Map<String, Long> keepCounters(BridgePort port) {
        state.board.relays.settle();
        Map<String, Long> kept = port.allCounters().keep();
        kept.put(WAITING, (long) port.queue().size() + port.controlQueue().size());
        return kept;
    }

    /**
     * Goes on with the counters of another process; before the first frame. Frames that waited for a port stayed behind there
     * and are counted as {@link DropReason#EGRESS_GONE}.
     *
     * @param ofBridge from {@link #keepCounters()}
     * @param ofPorts from {@link #keepCounters(BridgePort)}, by number of the port
     */
    public void takeOverCounters(Map<String, Long> ofBridge, Map<Integer, Map<String, Long>> ofPorts) {
        state.ledger.takeOver(ofBridge);
        for (BridgePort port : ports()) {
            Map<String, Long> kept = ofPorts.getOrDefault(port.number(), Map.of());
            port.counters.takeOver(kept);
            state.ledger.leftBehind(port, kept.getOrDefault(WAITING, 0L));
        }
    }

    /** What snooping on multicast knows, for the process that goes on with the bridge; null while it is off. */
    public @Nullable KeptMulticast keepMulticast() {
        return state.snooper == null ? null : state.snooper.keep();
    }

    /**
     * Goes on with what another process knew of multicast, once the ports have their links. Nothing while snooping is off.
     *
     * @param kept from {@link #keepMulticast}
     */
    public void takeOverMulticast(@Nullable KeptMulticast kept, long nowNanos) {
        if (state.snooper != null && kept != null) {
            state.snooper.takeOver(kept, nowNanos);
        }
    }

    /** The state of everything; {@code withMacEntries} also copies the MAC table. */
    public BridgeSnapshot snapshot(boolean withMacEntries, long nowNanos) {
        return snapshots.all(withMacEntries, nowNanos);
    }

    /** The state of the bridge itself, for who takes the ports in small portions with {@link #snapshot(BridgePort)}. */
    public BridgeSnapshot snapshotWithoutPorts() {
        return snapshots.withoutPorts();
    }

    /** The state of one port. */
    public PortSnapshot snapshot(BridgePort port) {
        return snapshots.port(port);
    }
}
