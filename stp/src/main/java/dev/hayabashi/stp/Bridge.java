package dev.hayabashi.stp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variables that belong to the bridge as a whole (802.1D-2004 17.18), and the procedures that act on all its ports. */
final class Bridge {
    private static final Port[] NO_PORTS = {};

    final StpHost host;
    final TransitionTrace trace = new TransitionTrace();
    final Tallies tallies = new Tallies();
    final BpduWriter writer = new BpduWriter();
    final MachineRunner runner = new MachineRunner(this);
    final RoleSelectionMachine prs = new RoleSelectionMachine(this);

    BridgeParameters parameters;
    long now;

    /** Ascending by number: the order in which machines run, so that equal inputs give equal outputs. */
    Port[] ports = NO_PORTS;

    private @Nullable Port[] byNumber = new Port[16];
    /** Numbers that some port has had, for telling a clone from a second port of ours. */
    final BitSet numbersUsed = new BitSet();

    // ---- 17.18 ----
    long bridgeId;
    Times bridgeTimes;
    PriorityVector rootPriority;
    Times rootTimes;
    /** Null on the root bridge. */
    @Nullable Port rootPort;

    /** Some port asks for role selection. */
    boolean reselectPending;
    /** Whether the root found last is better than the one before. */
    boolean rootImproved;

    long rootChanges;
    long topologyChanges;
    BridgeStatus.@Nullable LastTopologyChange lastTopologyChange;
    long lateTicks;
    int shortAgeingSeconds;

    /** Runs while one topology change is being announced to us again and again. */
    private int topologyChangeHeardWhile;

    private @Nullable Times reportedTimes;
    private final List<StpEvent> events = new ArrayList<>();
    private boolean delivering;

    Bridge(BridgeParameters parameters, StpHost host, long now) {
        this.parameters = parameters;
        this.host = host;
        this.now = now;
        this.bridgeId = parameters.bridgeId().value();
        this.bridgeTimes = Times.of(parameters.times());
        this.rootPriority = new PriorityVector(bridgeId, 0, bridgeId, 0);
        this.rootTimes = bridgeTimes;
    }

    /**
     * Walks over all variables but those of ports; see {@link Ledger}. While reading, the ports must be there already, because
     * the root port is one of them.
     */
    void exchange(Ledger ledger) {
        prs.state = ledger.choice("PRS", prs.state);
        rootPriority = ledger.vector("rootPriority", rootPriority);
        rootTimes = ledger.times("rootTimes", rootTimes);
        Port root = rootPort;
        rootPort = find(ledger.whole("rootPort", root == null ? 0 : root.number));
        reselectPending = ledger.flag("reselectPending", reselectPending);
        rootImproved = ledger.flag("rootImproved", rootImproved);
        rootChanges = ledger.count("rootChanges", rootChanges);
        topologyChanges = ledger.count("topologyChanges", topologyChanges);
        exchangeLastTopologyChange(ledger);
        lateTicks = ledger.count("lateTicks", lateTicks);
        shortAgeingSeconds = ledger.whole("shortAgeingSeconds", shortAgeingSeconds);
        topologyChangeHeardWhile = ledger.whole("topologyChangeHeardWhile", topologyChangeHeardWhile);
        Times reported = reportedTimes;
        reportedTimes = ledger.flag("timesReported", reported != null)
                ? ledger.times("reportedTimes", reported == null ? rootTimes : reported)
                : null;
        List<Long> numbers = new ArrayList<>();
        numbersUsed.stream().forEach(number -> numbers.add((long) number));
        ledger.numbers("numbersUsed", numbers).forEach(number -> numbersUsed.set(Math.toIntExact(number)));
    }

    private void exchangeLastTopologyChange(Ledger ledger) {
        BridgeStatus.LastTopologyChange last = lastTopologyChange;
        if (ledger.flag("topologyChanged", last != null)) {
            lastTopologyChange = new BridgeStatus.LastTopologyChange(
                    ledger.whole("changedPort", last == null ? 0 : last.port()),
                    ledger.flag("changedHere", last != null && last.local()),
                    ledger.number("changedNanos", last == null ? 0 : last.atNanos()),
                    0);
        }
    }

    long address() {
        return parameters.address();
    }

    // ---- ports ----

    @Nullable Port find(int number) {
        return number > 0 && number < byNumber.length ? byNumber[number] : null;
    }

    void insert(Port port) {
        if (port.number >= byNumber.length) {
            byNumber = Arrays.copyOf(byNumber, Math.max(port.number + 1, 2 * byNumber.length));
        }
        byNumber[port.number] = port;
        numbersUsed.set(port.number);
        int at = 0;
        while (at < ports.length && ports[at].number < port.number) {
            at++;
        }
        Port[] grown = Arrays.copyOf(ports, ports.length + 1);
        System.arraycopy(ports, at, grown, at + 1, ports.length - at);
        grown[at] = port;
        ports = grown;
        renumber();
    }

    void remove(Port port) {
        byNumber[port.number] = null;
        port.untally();
        List<Port> rest = new ArrayList<>(Arrays.asList(ports));
        rest.remove(port);
        ports = rest.toArray(NO_PORTS);
        renumber();
    }

    private void renumber() {
        for (int i = 0; i < ports.length; i++) {
            ports[i].index = i;
        }
        runner.renumbered();
    }

    // ---- procedures on the tree (17.21) ----

    /** 17.21.14: all ports, the caller's included. */
    void setReRootTree() {
        for (Port port : ports) {
            port.reRoot = true;
        }
        runner.touchAll();
    }

    /** 17.21.15: all ports, the caller's included. */
    void setSyncTree() {
        for (Port port : ports) {
            port.sync = true;
        }
        runner.touchAll();
    }

    /** 17.21.18: all other ports, unless TCN guard (restrictedTcn) stops it here. */
    void setTcPropTree(Port caller, boolean local) {
        if (caller.parameters.tcnGuard()) {
            return;
        }
        for (Port port : ports) {
            if (port != caller) {
                port.tcProp = true;
                port.tcPropLocal = local;
                runner.touch(port);
            }
        }
    }

    void reselectAll() {
        for (Port port : ports) {
            port.requestReselect();
            port.retally();
        }
        reselectPending = true;
        runner.touchAll();
    }

    // ---- role selection's outcome ----

    void adoptRoot(@Nullable Port newRootPort, PriorityVector newPriority, Times newTimes) {
        Port oldRootPort = rootPort;
        long oldRoot = rootPriority.root();
        rootPort = newRootPort;
        rootPriority = newPriority;
        if (!newTimes.equals(rootTimes)) {
            rootTimes = newTimes;
        }
        if (oldRoot != newPriority.root()) {
            reportRoot(oldRoot, newRootPort);
        }
        if (newRootPort != null) {
            checkRelation(newRootPort);
            if (oldRootPort != null && oldRootPort != newRootPort) {
                moveAddresses(oldRootPort, newRootPort);
            }
        }
    }

    private void reportRoot(long oldRoot, @Nullable Port newRootPort) {
        rootChanges++;
        long root = rootPriority.root();
        rootImproved = Long.compareUnsigned(root, oldRoot) < 0;
        String reason = newRootPort == null
                ? "no better bridge is heard, this bridge is the root"
                : RoleReasons.root(newRootPort);
        emit(new StpEvent.RootChanged(
                now,
                new BridgeId(oldRoot),
                new BridgeId(root),
                newRootPort == null ? 0 : newRootPort.number,
                rootPriority.cost(),
                reason));
    }

    /** Once per set of times: they hit this bridge too, and only the root's operator can correct them. */
    private void checkRelation(Port port) {
        Times t = port.portTimes;
        if (t.keepsRelation()) {
            reportedTimes = null;
        } else if (reportedTimes == null
                || !reportedTimes.sameButHello(
                        new Times(reportedTimes.messageAge(), t.maxAge(), 0, t.forwardDelay()))) {
            reportedTimes = t;
            emit(new StpEvent.TimerRelationViolated(
                    now, port.number, t.helloTime(), t.maxAge(), t.forwardDelay(), new BridgeId(rootPriority.root())));
        }
    }

    /**
     * 17.11: what was learned on the old root port is now behind the new one, if that one was its alternate and opens at once.
     */
    private void moveAddresses(Port from, Port to) {
        boolean rapid = parameters.forceVersion() == ForceVersion.RSTP;
        if (rapid && from.role == PortRole.ROOT && to.role == PortRole.ALTERNATE) {
            host.moveAddresses(from.number, to.number);
        }
    }

    // ---- topology change ----

    void topologyChangeDetected(Port port) {
        topologyChange(port, true, "port " + port.number + " started forwarding");
        topologyChangeHeardWhile = announcementSeconds(port);
    }

    /** The same change is announced for seconds; it counts once. */
    void topologyChangeHeard(Port port) {
        if (port.parameters.tcnGuard()) {
            return;
        }
        if (topologyChangeHeardWhile == 0) {
            topologyChange(port, false, "announced from " + MacText.colons(port.message.sourceAddress()));
        }
        topologyChangeHeardWhile = announcementSeconds(port);
    }

    private int announcementSeconds(Port port) {
        return port.sendRSTP ? port.helloTime() + 1 : rootTimes.maxAge() + rootTimes.forwardDelay();
    }

    private void topologyChange(Port port, boolean local, String reason) {
        topologyChanges++;
        lastTopologyChange = new BridgeStatus.LastTopologyChange(port.number, local, now, 0);
        emit(new StpEvent.TopologyChange(now, port.number, local, reason));
    }

    // ---- time ----

    void tick() {
        topologyChangeHeardWhile = PortTimersMachine.down(topologyChangeHeardWhile);
        for (Port port : ports) {
            port.pti.tick();
            port.guards.tick();
        }
    }

    /** Runs all machines until nothing moves. */
    void run() {
        runner.run();
        refreshAgeing();
    }

    /** STP mode: short ageing while some port announces a topology change. */
    private void refreshAgeing() {
        boolean active = parameters.forceVersion() == ForceVersion.STP && tallies.topologyChanges != 0;
        int seconds = active ? rootTimes.forwardDelay() : 0;
        if (seconds != shortAgeingSeconds) {
            shortAgeingSeconds = seconds;
            host.setShortAgeing(seconds);
        }
    }

    // ---- events ----

    void emit(StpEvent event) {
        events.add(event);
    }

    /** Hands out what happened, in order, when the machines are at rest. A handler may call the engine. */
    void deliver() {
        if (delivering || events.isEmpty()) {
            return;
        }
        delivering = true;
        try {
            for (int i = 0; i < events.size(); i++) {
                host.event(events.get(i));
            }
        } finally {
            events.clear();
            delivering = false;
        }
    }
}
