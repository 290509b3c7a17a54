package dev.hayabashi.bridgecore;

import dev.hayabashi.stp.PortState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The MAC relay (802.1D-2004 clause 7): takes each received frame through admission, reserved addresses, the port-state
 * gate, learning, look-up and egress, in that order.
 *
 * <p>Every frame that goes no further passes through {@link #drop}. Nothing on the frame path allocates, locks or logs.
 * Not thread-safe: all methods are called on the one event loop that owns the bridge.
 */
public final class Bridge {
    /** Ethernet header and two VLAN tags on top of the MTU. */
    private static final int MAX_OVERHEAD_BYTES = Frame.ETHERNET_HEADER_BYTES + 2 * 4;

    /** A sweep of the whole MAC table takes at most so many ticks; of one of the default size it takes one. */
    private static final int SWEEP_TICKS = 16;

    private static final int MIN_SWEEP_SLOTS = 32_768;

    private static final BridgePort[] NO_PORTS = {};

    private final BridgeSettings settings;
    private final BridgeListener listener;
    private final DirectMemory.Allocator allocator;
    private final MacTable macTable;
    private final Frame queuedFrame;
    private final @Nullable BridgePort[] portsByNumber = new @Nullable BridgePort[MacTable.MAX_PORT + 1];
    // Dense, for flooding; replaced and not changed when a port comes or goes.
    private BridgePort[] ports = NO_PORTS;
    private @Nullable BpduHandler bpduHandler;
    private @Nullable ServiceHandler serviceHandler;
    private @Nullable FrameObserver observer;
    // The latest time that was told, for drops in calls that have none of their own.
    private long latestNanos;
    private boolean relayReserved;
    private long received;
    private long relayed;
    private long consumed;
    private long dropped;
    private final long[] drops = new long[DropReason.count()];
    // Of ports that were removed; of those that are there their own counters say it.
    private long copiesOfGonePorts;
    private long sentByGonePorts;
    private final MoveDamper damper;
    private final LoopGuardian loops;
    private final boolean rehearsal;
    // Null while the bridge does not filter by VLAN.
    private @Nullable VlanFilter vlans;

    public Bridge(BridgeSettings settings, BridgeListener listener, DirectMemory.Allocator allocator) {
        this.settings = settings;
        this.listener = listener;
        this.allocator = allocator;
        this.relayReserved = settings.relayReserved();
        this.macTable = new MacTable(settings.macTableLimit(), settings.hashSeed());
        DirectMemory none = allocator.allocate(Frame.MEMORY_BYTES);
        this.queuedFrame = new Frame(none.buffer(), none.address());
        damper = new MoveDamper();
        loops = new LoopGuardian(this, listener, allocator);
        rehearsal = false;
        macTable.setAgeingNanos(settings.ageingNanos());
        macTable.addLocal(settings.address(), 0);
    }

    /** For {@link Rehearsal}: a bridge in the state of {@code real} whose ports all lead to {@code io}. */
    Bridge(Bridge real, MacTable table, PortIo io) {
        settings = real.settings;
        listener = BridgeListener.NONE;
        allocator = real.allocator;
        macTable = table;
        queuedFrame = real.queuedFrame;
        damper = real.damper;
        loops = real.loops;
        vlans = real.vlans;
        rehearsal = true;
        relayReserved = real.relayReserved;
        bpduHandler = real.bpduHandler == null ? null : (port, frame, nowNanos) -> {};
        for (BridgePort port : real.ports) {
            portsByNumber[port.number()] = new BridgePort(port, io, allocator);
        }
        rebuildPorts();
    }

    /**
     * Sets who takes BPDUs. Without a handler no spanning tree runs: BPDUs are dropped, or relayed like the other reserved
     * addresses when {@code relayReserved}.
     */
    public void spanningTree(@Nullable BpduHandler handler, boolean relayReservedAddresses) {
        bpduHandler = handler;
        relayReserved = relayReservedAddresses;
    }

    /** Sets who answers what is for the bridge's own services; null for nobody, which costs the frame path a test. */
    public void services(@Nullable ServiceHandler handler) {
        serviceHandler = handler;
    }

    /**
     * Switches 802.1Q filtering on or off; all learned addresses are forgotten.
     *
     * @param serviceVlan VLAN that the bridge's own services are in, 1..{@value VlanMembership#MAX_VLAN}
     */
    public void vlanFiltering(boolean on, int serviceVlan) {
        vlans = on ? new VlanFilter(serviceVlan, allocator) : null;
        macTable.flushAll();
    }

    /** Whether the bridge filters by VLAN. */
    public boolean isVlanFiltering() {
        return vlans != null;
    }

    /** Sets who watches the frames; nobody by default, which costs the frame path a test for null. */
    public void observer(@Nullable FrameObserver frameObserver) {
        observer = frameObserver;
    }

    /**
     * Tells the time ahead of calls that have no argument for it ({@link #linkChanged}, {@link #setState}, {@link #writable},
     * {@link #sendControl}), so that drops in them are remembered with the right time.
     */
    public void time(long nowNanos) {
        latestNanos = nowNanos;
    }

    public BridgeSettings settings() {
        return settings;
    }

    /** The filtering database. */
    public MacTable macTable() {
        return macTable;
    }

    /**
     * Adds a port; its link is down and its gate {@link PortState#DISABLED}.
     *
     * @throws IllegalArgumentException when the number or the name is taken
     */
    public BridgePort addPort(PortSettings portSettings, PortIo io, long nowNanos) {
        int number = portSettings.number();
        for (BridgePort other : ports) {
            if (other.number() == number || other.name().equals(portSettings.name())) {
                throw new IllegalArgumentException("port " + portSettings.name() + " cannot have number " + number
                        + ": " + other + " on " + settings.name() + " has number " + other.number());
            }
        }
        BridgePort port = new BridgePort(portSettings, io, allocator);
        portsByNumber[number] = port;
        rebuildPorts();
        macTable.addLocal(portSettings.address(), nowNanos);
        applyToTable(portSettings, nowNanos);
        port.police(nowNanos);
        return port;
    }

    /** Removes a port and all that was known of the addresses behind it. */
    public void removePort(BridgePort port) {
        int number = port.number();
        if (!isPresent(port)) {
            return;
        }
        dropQueued(port, port.controlQueue(), DropReason.EGRESS_GONE);
        dropQueued(port, port.queue(), DropReason.EGRESS_GONE);
        copiesOfGonePorts += port.counters.copies;
        sentByGonePorts += port.counters.txFrames;
        portsByNumber[number] = null;
        rebuildPorts();
        port.state(PortState.DISABLED);
        macTable.removePort(number);
        removeLocal(port.settings().address());
    }

    /** Forgets a removed port's own address, unless the bridge or another port has the same one. */
    private void removeLocal(long address) {
        if (address == settings.address()) {
            return;
        }
        for (BridgePort other : ports) {
            if (other.settings().address() == address) {
                return;
            }
        }
        macTable.remove(address);
    }

    /**
     * Changes what may change while the port runs: everything but name, number, address and queue length.
     *
     * @throws IllegalArgumentException when one of those differs, or the port is not one of this bridge; nothing has changed
     */
    public void changePort(BridgePort port, PortSettings changed, long nowNanos) {
        PortSettings now = port.settings();
        if (!isPresent(port)
                || !changed.name().equals(now.name())
                || changed.number() != now.number()
                || changed.address() != now.address()
                || changed.queueFrames() != now.queueFrames()) {
            throw new IllegalArgumentException(
                    "port " + now.name() + " must be removed and added again to become " + changed);
        }
        for (Long address : now.staticAddresses()) {
            if (!changed.staticAddresses().contains(address)) {
                macTable.removeStatic(address, now.number());
            }
        }
        port.settings(changed, nowNanos);
        applyToTable(changed, nowNanos);
        if (vlans != null && !changed.vlan().equals(now.vlan())) {
            macTable.flushPort(now.number());
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

    private boolean isPresent(BridgePort port) {
        return portsByNumber[port.number()] == port;
    }

    private void applyToTable(PortSettings portSettings, long nowNanos) {
        macTable.setPortLimit(portSettings.number(), portSettings.macLimit());
        for (Long address : portSettings.staticAddresses()) {
            macTable.addStatic(address, portSettings.number(), nowNanos);
        }
    }

    /** The port with this number, if there is one. */
    public @Nullable BridgePort port(int number) {
        return number >= 1 && number <= MacTable.MAX_PORT ? portsByNumber[number] : null;
    }

    /** What the VLAN of a frame adds to its addresses in the MAC table; 0 while the bridge does not filter. */
    long vlanKey(int portNumber, Frame frame) {
        BridgePort in = port(portNumber);
        return vlans == null || in == null ? 0 : (long) VlanFilter.vlanOf(in, frame) << 48;
    }

    /** All ports by number. */
    public List<BridgePort> ports() {
        return List.of(ports);
    }

    /**
     * Carrier came or went. What was learned behind a port that goes down is forgotten; what waited for it is dropped. Late
     * news of a port that has been removed is ignored.
     */
    public void linkChanged(BridgePort port, boolean up) {
        if (!isPresent(port)) {
            return;
        }
        port.linkUp(up);
        if (!up) {
            macTable.flushPort(port.number());
            if (port.settings().protection().sourceGuard()) {
                port.bindings().linkDown();
            }
            loops.linkDown(port, latestNanos);
            // A BPDU that waited would be old news to whoever is at the other end when the link is back.
            dropQueued(port, port.controlQueue(), DropReason.EGRESS_LINK_DOWN);
            dropQueued(port, port.queue(), DropReason.EGRESS_LINK_DOWN);
        }
    }

    /** Opens or closes the gate of a port; takes effect before it returns. A port that has been removed stays shut. */
    public void setState(BridgePort port, PortState state) {
        if (!isPresent(port)) {
            return;
        }
        port.state(state);
        if (state != PortState.FORWARDING) {
            dropQueued(port, port.queue(), DropReason.EGRESS_CLOSED);
        }
    }

    /** A port was shut for reasons of its own: what it held and what waited for it goes. */
    void shut(BridgePort port) {
        macTable.flushPort(port.number());
        dropQueued(port, port.queue(), DropReason.EGRESS_CLOSED);
    }

    /** Once a second or so: takes aged entries out of the MAC table, a part each time. */
    public void tick(long nowNanos) {
        latestNanos = nowNanos;
        macTable.sweep(Math.max(MIN_SWEEP_SLOTS, macTable.capacity() / SWEEP_TICKS), nowNanos);
        for (BridgePort port : ports) {
            port.trouble.tick(port, listener, nowNanos);
        }
        loops.tick(ports, nowNanos);
    }

    /** Takes one frame that was read from {@code in} on its way. The frame may be overwritten when this returns. */
    public void receive(BridgePort in, Frame frame, long nowNanos) {
        latestNanos = nowNanos;
        try {
            if (in.awaitsFirstFrame()) {
                receiveFirst(in, frame, nowNanos);
            } else {
                take(in, frame, nowNanos);
            }
        } catch (RuntimeException e) {
            faulted(in, frame, e, nowNanos);
        }
    }

    /**
     * Counts a frame that {@code in} announced with a length that no frame can have, so that nothing more of it is known.
     *
     * @param frame without bytes
     */
    public void receiveBadLength(BridgePort in, Frame frame, long nowNanos) {
        latestNanos = nowNanos;
        received++;
        if (observer != null) {
            observer.received(in, frame, nowNanos);
        }
        in.counters.received(frame);
        drop(in, frame, DropReason.BAD_LENGTH);
    }

    /** A mistake of ours costs the frame that met it, and nothing else. */
    private void faulted(BridgePort in, Frame frame, RuntimeException fault, long nowNanos) {
        if (relayed + consumed + dropped < received) {
            drop(in, frame, DropReason.INTERNAL_ERROR);
        }
        listener.frameFaulted(in, fault, nowNanos);
    }

    private void receiveFirst(BridgePort in, Frame frame, long nowNanos) {
        long droppedBefore = dropped;
        take(in, frame, nowNanos);
        in.firstFrame(frame, dropped == droppedBefore, nowNanos);
    }

    private void take(BridgePort in, Frame frame, long nowNanos) {
        received++;
        if (observer != null) {
            observer.received(in, frame, nowNanos);
        }
        in.counters.received(frame);
        int length = frame.length();
        if (length < Frame.ETHERNET_HEADER_BYTES) {
            drop(in, frame, DropReason.RUNT);
            return;
        }
        long destination = frame.destination();
        if (MacAddress.isGroup(destination)) {
            in.counters.receivedGroup(destination);
        }
        DropReason refusal = admit(in, frame, length);
        if (refusal != null) {
            drop(in, frame, refusal);
            return;
        }
        if (MacAddress.isReserved(destination) && !reserved(in, frame, destination, nowNanos)) {
            return;
        }
        if (destination == LoopDetector.GROUP && loops.takes(in, frame, rehearsal, nowNanos)) {
            consume(in, frame);
            return;
        }
        VlanFilter filter = vlans;
        if (filter != null && !filter.enter(in, frame)) {
            drop(in, frame, DropReason.VLAN_INGRESS);
            return;
        }
        refusal = gateAndLearn(in, frame, destination, nowNanos);
        if (refusal != null) {
            drop(in, frame, refusal);
            return;
        }
        if (serviceHandler != null) {
            boolean served = filter == null || filter.isServed();
            ServiceHandler.Fate fate = served
                    ? serviceHandler.received(in, frame, nowNanos)
                    : serviceHandler.receivedElsewhere(in, frame, nowNanos);
            if (!goesOn(fate, in, frame)) {
                return;
            }
        }
        if (MacAddress.isGroup(destination)) {
            flood(in, frame, destination);
        } else {
            forward(in, frame, destination, nowNanos);
        }
    }

    private boolean goesOn(ServiceHandler.Fate fate, BridgePort in, Frame frame) {
        switch (fate) {
            case PASS -> {
                return true;
            }
            case CONSUMED -> consume(in, frame);
            case DROP_DHCP_GUARD -> drop(in, frame, DropReason.DHCP_GUARD);
            case DROP_RA_GUARD -> drop(in, frame, DropReason.RA_GUARD);
        }
        return false;
    }

    private void consume(BridgePort in, Frame frame) {
        consumed++;
        if (observer != null) {
            observer.consumed(in, frame);
        }
    }

    /** The descriptor of {@code port} takes frames again: sends what waits, BPDUs first. Returns true when nothing waits. */
    public boolean writable(BridgePort port) {
        return drain(port, port.controlQueue()) && drain(port, port.queue());
    }

    /**
     * Sends a frame of the bridge's own (a BPDU) by {@code port}, in any port state and ahead of all data that waits.
     */
    public void sendControl(BridgePort port, Frame frame) {
        port.counters.copies++;
        SendResult result = port.controlQueue().isEmpty() ? port.io().send(frame) : SendResult.WOULD_BLOCK;
        settle(port, frame, result, port.controlQueue());
    }

    /**
     * Sends a frame of the bridge's own services by {@code port}, behind the data that waits there. A port that does not
     * forward is not for data: the frame is dropped and counted there.
     */
    public void send(BridgePort port, Frame frame) {
        if (!port.isForwarding()) {
            port.counters.copies++;
            drop(port, frame, DropReason.EGRESS_CLOSED);
            return;
        }
        Frame leaving = vlans == null ? frame : vlans.ofService(port, frame);
        if (leaving == null) {
            port.counters.copies++;
            drop(port, frame, DropReason.EGRESS_VLAN);
        } else {
            put(port, leaving);
        }
    }

    /** Sends a frame of the bridge's own services by all ports that forward and let frames of its kind out. */
    public void flood(Frame frame) {
        long destination = frame.destination();
        for (BridgePort out : ports) {
            Frame leaving = vlans == null ? frame : vlans.ofService(out, frame);
            if (leaving != null && out.isForwarding() && wants(out.settings(), destination)) {
                put(out, leaving);
            }
        }
    }

    /** The state of everything; {@code withMacEntries} also copies the MAC table. */
    public BridgeSnapshot snapshot(boolean withMacEntries, long nowNanos) {
        List<PortSnapshot> portSnapshots = new ArrayList<>(ports.length);
        for (BridgePort port : ports) {
            portSnapshots.add(snapshot(port));
        }
        List<BridgeSnapshot.MacEntry> entries = new ArrayList<>();
        if (withMacEntries) {
            macTable.forEach(
                    nowNanos,
                    (key, port, type, age) -> entries.add(new BridgeSnapshot.MacEntry(
                            key & MacAddress.BROADCAST, port, type, age, PackedEntry.vlanOf(key))));
        }
        return snapshot(portSnapshots, entries);
    }

    /** The state of the bridge itself, for who takes the ports in small portions with {@link #snapshot(BridgePort)}. */
    public BridgeSnapshot snapshotWithoutPorts() {
        return snapshot(List.of(), List.of());
    }

    private BridgeSnapshot snapshot(List<PortSnapshot> portSnapshots, List<BridgeSnapshot.MacEntry> entries) {
        return new BridgeSnapshot(
                settings,
                portSnapshots,
                entries,
                macTable.learnedCount(),
                macTable.moves(),
                macTable.evictions(),
                new BridgeSnapshot.Fates(received, relayed, consumed, dropped),
                copies(),
                drops.clone());
    }

    private BridgeSnapshot.Copies copies() {
        long made = copiesOfGonePorts;
        long sent = sentByGonePorts;
        long queued = 0;
        for (BridgePort port : ports) {
            made += port.counters.copies;
            sent += port.counters.txFrames;
            queued += port.queue().size() + port.controlQueue().size();
        }
        long lost = 0;
        for (int i = 0; i < drops.length; i++) {
            lost += DropReason.of(i).stage() == DropReason.Stage.EGRESS ? drops[i] : 0;
        }
        return new BridgeSnapshot.Copies(made, sent, lost, queued);
    }

    /** The state of one port. */
    public PortSnapshot snapshot(BridgePort port) {
        return new PortSnapshot(
                port.settings(),
                port.isLinkUp(),
                port.isHeld() && port.state() != PortState.DISABLED ? PortState.DISCARDING : port.state(),
                port.isHeld(),
                port.queue().size(),
                macTable.learnedCount(port.number()),
                port.counters.snapshot());
    }

    private @Nullable DropReason admit(BridgePort in, Frame frame, int length) {
        if (in.state() == PortState.DISABLED) {
            return DropReason.PORT_DISABLED;
        }
        if (length > in.settings().mtuBytes() + MAX_OVERHEAD_BYTES && !frame.isSuperFrame()) {
            return DropReason.OVERSIZE;
        }
        long source = frame.source();
        if (MacAddress.isGroup(source)) {
            return DropReason.GROUP_SOURCE;
        }
        return source == 0 ? DropReason.ZERO_SOURCE : null;
    }

    /** Deals with a reserved destination; true when the frame is to be relayed like any other. */
    private boolean reserved(BridgePort in, Frame frame, long destination, long nowNanos) {
        if (destination == MacAddress.BRIDGE_GROUP && bpduHandler != null) {
            consume(in, frame);
            bpduHandler.received(in, frame, nowNanos);
            return false;
        }
        if (in.settings().protection().transparent() && !isLinkLocalOnly(destination)) {
            return true;
        }
        // PAUSE is an order to the link partner: relayed, it would stop somebody who was not meant.
        if (relayReserved && bpduHandler == null && destination != MacAddress.PAUSE) {
            return true;
        }
        drop(
                in,
                frame,
                destination == MacAddress.BRIDGE_GROUP ? DropReason.BPDU_NOT_WANTED : DropReason.RESERVED_ADDRESS);
        return false;
    }

    /** BPDUs are the spanning tree's even when none runs, and PAUSE is for the link partner: no port passes them on by itself. */
    private static boolean isLinkLocalOnly(long destination) {
        return destination == MacAddress.BRIDGE_GROUP || destination == MacAddress.PAUSE;
    }

    private @Nullable DropReason gateAndLearn(BridgePort in, Frame frame, long destination, long nowNanos) {
        if (!in.isLearning()) {
            return in.isHeld() ? DropReason.LOOP_DETECTED : DropReason.PORT_DISCARDING;
        }
        long source = frame.source();
        PortSettings port = in.settings();
        if (port.locked() && !macTable.isStaticOn(source, port.number())) {
            return DropReason.LOCKED;
        }
        PortPolicer policer = in.policer();
        if (policer != null) {
            DropReason refusal = policer.refuse(frame, destination, in.bindings(), ports, nowNanos);
            if (refusal != null) {
                return refusal;
            }
        }
        long key = vlans == null ? source : vlans.key(source);
        if (damper.isActive() && isFlapping(key, in, nowNanos)) {
            return DropReason.MAC_FLAPPING;
        }
        int pinnedTo = vlans == null ? MacTable.NO_PORT : macTable.lookup(source, nowNanos);
        if (pinnedTo != MacTable.NO_PORT) {
            DropReason refusal = pinnedElsewhere(in, pinnedTo);
            if (refusal != null) {
                return refusal;
            }
        } else if (port.learning()) {
            MacTable.Learned learned = macTable.learn(key, port.number(), port.sticky(), nowNanos);
            if (observer != null) {
                observer.learned(in, source, learned);
            }
            if (learned != MacTable.Learned.KNOWN) {
                DropReason refusal = notePlaceChange(in, key, learned, nowNanos);
                if (refusal != null) {
                    return refusal;
                }
            }
        } else if (macTable.lookup(source, nowNanos) == MacTable.LOCAL_PORT) {
            return DropReason.OWN_SOURCE;
        }
        return in.isForwarding() ? null : DropReason.PORT_LEARNING;
    }

    /** An address has moved once too often: back to where it was at first. */
    private @Nullable DropReason hold(long key, int stays, int left, BridgePort in, long nowNanos) {
        long address = key & MacAddress.BROADCAST;
        BridgePort home = portsByNumber[stays];
        if (home == null || stays == in.number()) {
            BridgePort other = portsByNumber[left];
            if (other != null) {
                listener.addressFlapping(address, in, other, nowNanos);
            }
            return null;
        }
        macTable.learn(key, stays, home.settings().sticky(), nowNanos);
        listener.addressFlapping(address, home, in, nowNanos);
        return DropReason.MAC_FLAPPING;
    }

    /** What comes of a source that has a pinned entry; it may be this port's own. */
    private static @Nullable DropReason pinnedElsewhere(BridgePort in, int pinnedTo) {
        if (pinnedTo == MacTable.LOCAL_PORT) {
            return DropReason.OWN_SOURCE;
        }
        return pinnedTo != in.number() && in.settings().protection().sourceGuard() ? DropReason.LOCKED : null;
    }

    /** Whether the address is on another port and is to stay there for now. */
    private boolean isFlapping(long key, BridgePort in, long nowNanos) {
        if (!damper.isHeld(key, nowNanos)) {
            return false;
        }
        int where = macTable.lookup(key, nowNanos);
        return where != MacTable.NO_PORT && where != in.number();
    }

    private @Nullable DropReason notePlaceChange(BridgePort in, long key, MacTable.Learned learned, long nowNanos) {
        long source = key & MacAddress.BROADCAST;
        switch (learned) {
            case MOVED -> {
                int left = macTable.movedFrom();
                BridgePort from = portsByNumber[left];
                if (from != null) {
                    listener.stationMoved(source, from, in, nowNanos);
                }
                int stays = rehearsal ? 0 : damper.moved(key, left, nowNanos);
                return stays == 0 ? null : hold(key, stays, left, in, nowNanos);
            }
            case PORT_LIMIT -> {
                listener.macLimitReached(in, source, nowNanos);
                return DropReason.MAC_LIMIT;
            }
            case PINNED -> {
                return pinnedElsewhere(in, macTable.lookup(key, nowNanos));
            }
            default -> {
                return null;
            }
        }
    }

    private void forward(BridgePort in, Frame frame, long destination, long nowNanos) {
        int number = vlans == null ? MacTable.NO_PORT : macTable.lookup(vlans.key(destination), nowNanos);
        if (number == MacTable.NO_PORT) {
            // Without VLANs there is nothing else; with them this finds what is pinned in all of them.
            number = macTable.lookup(destination, nowNanos);
        }
        if (observer != null) {
            observer.lookedUp(in, destination, number);
        }
        if (number == MacTable.NO_PORT) {
            PortPolicer policer = in.policer();
            if (policer == null || policer.admitsUnknownUnicast(frame, nowNanos)) {
                flood(in, frame, destination);
            } else {
                drop(in, frame, DropReason.STORM_UNKNOWN_UNICAST);
            }
            return;
        }
        if (number == in.number()) {
            drop(in, frame, DropReason.SAME_PORT);
            return;
        }
        BridgePort out = number == MacTable.LOCAL_PORT ? null : portsByNumber[number];
        if (out == null) {
            drop(in, frame, DropReason.TO_BRIDGE);
        } else if (!out.isForwarding()) {
            drop(in, frame, DropReason.EGRESS_NOT_FORWARDING);
        } else if (vlans != null && !vlans.mayLeave(out)) {
            drop(in, frame, DropReason.VLAN_EGRESS);
        } else if (out.settings().isolated() && in.settings().isolated()) {
            drop(in, frame, DropReason.EGRESS_ISOLATED);
        } else {
            transmit(out, frame);
            relayed(in, frame);
        }
    }

    private void flood(BridgePort in, Frame frame, long destination) {
        boolean any = false;
        for (BridgePort out : ports) {
            PassedOver why = passOver(in, out, destination);
            if (why == null) {
                any = true;
                transmit(out, frame);
            } else if (observer != null) {
                observer.passedOver(out, why);
            }
        }
        if (any) {
            relayed(in, frame);
        } else {
            drop(in, frame, DropReason.NO_EGRESS);
        }
    }

    private void relayed(BridgePort in, Frame frame) {
        relayed++;
        if (observer != null) {
            observer.relayed(in, frame);
        }
    }

    private @Nullable PassedOver passOver(BridgePort in, BridgePort out, long destination) {
        if (out == in) {
            return PassedOver.INGRESS;
        }
        if (!out.isForwarding()) {
            return PassedOver.NOT_FORWARDING;
        }
        if (out.settings().isolated() && in.settings().isolated()) {
            return PassedOver.ISOLATED;
        }
        if (MacAddress.isReserved(destination)
                && in.settings().protection().transparent()
                && !out.settings().protection().transparent()) {
            return PassedOver.NOT_TRANSPARENT;
        }
        if (vlans != null && !vlans.mayLeave(out)) {
            return PassedOver.VLAN;
        }
        return wants(out.settings(), destination) ? null : PassedOver.NO_FLOOD;
    }

    private static boolean wants(PortSettings port, long destination) {
        if (!MacAddress.isGroup(destination)) {
            return port.floodUnicast();
        }
        return destination == MacAddress.BROADCAST ? port.floodBroadcast() : port.floodMulticast();
    }

    private void transmit(BridgePort out, Frame frame) {
        put(out, vlans == null ? frame : vlans.leave(out, frame));
    }

    private void put(BridgePort out, Frame frame) {
        out.counters.copies++;
        if (frame.wireLength() > out.settings().mtuBytes() + MAX_OVERHEAD_BYTES) {
            drop(out, frame, DropReason.EGRESS_MTU);
            return;
        }
        PortPolicer policer = out.policer();
        if (policer != null && !policer.admitsEgress(frame, latestNanos)) {
            drop(out, frame, DropReason.EGRESS_RATE_LIMIT);
            return;
        }
        // Behind frames that wait already, so that no frame overtakes another of the same port.
        SendResult result =
                out.queue().isEmpty() && out.controlQueue().isEmpty() ? out.io().send(frame) : SendResult.WOULD_BLOCK;
        settle(out, frame, result, out.queue());
    }

    private void settle(BridgePort out, Frame frame, SendResult result, EgressQueue queue) {
        switch (result) {
            case SENT -> {
                out.counters.sent(frame);
                if (observer != null) {
                    observer.sent(out, frame);
                }
            }
            case WOULD_BLOCK -> {
                if (!queue.offer(frame)) {
                    drop(out, frame, DropReason.EGRESS_QUEUE_FULL);
                } else if (observer != null) {
                    observer.queued(out, frame);
                }
            }
            case LINK_DOWN -> drop(out, frame, DropReason.EGRESS_LINK_DOWN);
            case NO_BUFFERS -> drop(out, frame, DropReason.EGRESS_NO_BUFFERS);
            case TOO_BIG -> drop(out, frame, DropReason.EGRESS_MTU);
            case GONE -> drop(out, frame, DropReason.EGRESS_GONE);
            case BAD_OFFLOAD -> drop(out, frame, DropReason.EGRESS_BAD_OFFLOAD);
            case FAILED -> drop(out, frame, DropReason.EGRESS_FAILED);
        }
    }

    /**
     * Takes back the {@link SendResult#SENT} that a port gave for a frame: asynchronous output has found out that it did not
     * leave. It is dropped, or waits if it may be sent later.
     */
    public void sendFailed(BridgePort port, Frame frame, SendResult result) {
        port.counters.unsent(frame);
        if (!isPresent(port)) {
            sentByGonePorts--;
            drops[DropReason.EGRESS_GONE.ordinal()]++;
            return;
        }
        boolean control = frame.destination() == MacAddress.BRIDGE_GROUP;
        if (result == SendResult.WOULD_BLOCK && !control && !port.isForwarding()) {
            drop(port, frame, DropReason.EGRESS_CLOSED);
        } else {
            settle(port, frame, result, control ? port.controlQueue() : port.queue());
        }
    }

    private boolean drain(BridgePort port, EgressQueue queue) {
        while (!queue.isEmpty()) {
            queue.peek(queuedFrame);
            SendResult result = port.io().send(queuedFrame);
            if (result == SendResult.WOULD_BLOCK) {
                return false;
            }
            settle(port, queuedFrame, result, queue);
            queue.remove();
        }
        return true;
    }

    private void dropQueued(BridgePort port, EgressQueue queue, DropReason reason) {
        while (!queue.isEmpty()) {
            queue.peek(queuedFrame);
            drop(port, queuedFrame, reason);
            queue.remove();
        }
    }

    /** The only way out for a frame that goes no further. */
    private void drop(BridgePort port, Frame frame, DropReason reason) {
        port.counters.drops[reason.ordinal()]++;
        drops[reason.ordinal()]++;
        if (reason.stage() != DropReason.Stage.EGRESS) {
            dropped++;
        }
        port.dropLog.add(reason, port.state(), frame, latestNanos);
        if (Trouble.is(reason) && port.trouble.begins(reason, latestNanos)) {
            listener.protectionStarted(port, reason, frame.source(), latestNanos);
        }
        if (observer != null) {
            observer.dropped(port, frame, reason, latestNanos);
        }
    }

    private void rebuildPorts() {
        List<BridgePort> present = new ArrayList<>();
        for (BridgePort port : portsByNumber) {
            if (port != null) {
                present.add(port);
            }
        }
        ports = present.toArray(NO_PORTS);
    }
}
