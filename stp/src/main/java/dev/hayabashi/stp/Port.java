package dev.hayabashi.stp;

import java.util.EnumSet;
import java.util.List;

/**
 * One port: its machines, and the variables of 802.1D-2004 17.17 to 17.19 that they share, under the standard's names. The
 * machines read and write the fields directly, as the standard's do.
 */
final class Port {
    /** MigrateTime (17.13.9), seconds. */
    static final int MIGRATE_TIME = 3;

    final Bridge bridge;
    final int number;
    /** Position in the bridge's array. */
    int index;

    long macAddress;
    PortParameters parameters;

    // ---- environment ----
    boolean linkUp;
    long kilobitsPerSecond;
    boolean linkPointToPoint = true;
    /** MAC operational and the port administratively on and not shut by BPDU guard. */
    boolean portEnabled;

    boolean operPointToPoint = true;
    long portPathCost;
    int portId;

    // ---- timers, whole seconds (17.17) ----
    int edgeDelayWhile;
    int fdWhile;
    int helloWhen;
    int mdelayWhile;
    int rbWhile;
    int rcvdInfoWhile;
    int rrWhile;
    int tcWhile;
    int txCount;

    // ---- variables (17.19) ----
    boolean rcvdBpdu;
    boolean rcvdRSTP;
    boolean rcvdSTP;
    boolean rcvdMsg;
    boolean operEdge;
    boolean mcheck;
    boolean sendRSTP;
    boolean newInfo;
    InfoIs infoIs = InfoIs.DISABLED;
    PriorityVector portPriority;
    Times portTimes;
    PriorityVector designatedPriority;
    Times designatedTimes;
    boolean reselect;
    boolean selected;
    boolean updtInfo;
    PortRole selectedRole = PortRole.DISABLED;
    PortRole role = PortRole.DISABLED;
    boolean learn;
    boolean forward;
    boolean learning;
    boolean forwarding;
    boolean proposing;
    boolean proposed;
    boolean agree;
    boolean agreed;
    boolean sync;
    boolean synced;
    boolean reRoot;
    boolean disputed;
    boolean rcvdTc;
    boolean rcvdTcn;
    boolean rcvdTcAck;
    boolean tcProp;
    boolean tcAck;
    boolean fdbFlush;

    // ---- beside the standard ----
    /** The BPDU at hand while rcvdBpdu or rcvdMsg is set; the last one otherwise. */
    Bpdu message = Bpdu.tcn(0);
    /** An operator made this live port edge; consumed by the bridge detection machine. */
    boolean edgeRequested;
    /** Whether the topology change in tcProp was detected by this bridge. */
    boolean tcPropLocal;

    PortState gate = PortState.DISABLED;
    PortState reportedState = PortState.DISABLED;
    StateReason stateReason = StateReason.INITIAL;
    String roleReason = StateReason.INITIAL.text();
    long stateSinceNanos;

    final PortGuards guards;
    final PortCounters counters = new PortCounters();

    final PortTimersMachine pti;
    final PortReceiveMachine prx;
    final ProtocolMigrationMachine ppm;
    final BridgeDetectionMachine bdm;
    final PortTransmitMachine ptx;
    final PortInformationMachine pim;
    final RoleTransitionsMachine prt;
    final StateTransitionMachine pst;
    final TopologyChangeMachine tcm;

    private int tallied;

    Port(Bridge bridge, int number, PortParameters parameters, long macAddress) {
        this.bridge = bridge;
        this.number = number;
        this.parameters = parameters;
        this.macAddress = macAddress;
        this.stateSinceNanos = bridge.now;
        refreshIdAndCost();
        this.designatedPriority = ownVector();
        this.portPriority = designatedPriority;
        this.designatedTimes = bridge.bridgeTimes;
        this.portTimes = designatedTimes;
        this.guards = new PortGuards(this);
        this.pti = new PortTimersMachine(this);
        this.prx = new PortReceiveMachine(this);
        this.ppm = new ProtocolMigrationMachine(this);
        this.bdm = new BridgeDetectionMachine(this);
        this.ptx = new PortTransmitMachine(this);
        this.pim = new PortInformationMachine(this);
        this.prt = new RoleTransitionsMachine(this);
        this.pst = new StateTransitionMachine(this);
        this.tcm = new TopologyChangeMachine(this);
    }

    private PriorityVector ownVector() {
        return new PriorityVector(bridge.bridgeId, 0, bridge.bridgeId, portId);
    }

    /** BEGIN on this port: initial values, then every machine's entry state. */
    void begin() {
        selectedRole = PortRole.DISABLED;
        designatedPriority = ownVector();
        portPriority = designatedPriority;
        designatedTimes = bridge.bridgeTimes;
        portTimes = designatedTimes;
        updtInfo = false;
        disputed = false;
        edgeRequested = false;
        prx.begin();
        ppm.begin();
        bdm.begin();
        pim.begin();
        prt.begin();
        pst.begin();
        tcm.begin();
        ptx.begin();
        touch();
    }

    /** Walks over all variables; see {@link Ledger}. */
    void exchange(Ledger ledger) {
        linkUp = ledger.flag("linkUp", linkUp);
        linkPointToPoint = ledger.flag("linkPointToPoint", linkPointToPoint);
        portEnabled = ledger.flag("portEnabled", portEnabled);
        operPointToPoint = ledger.flag("operPointToPoint", operPointToPoint);
        kilobitsPerSecond = ledger.number("kilobitsPerSecond", kilobitsPerSecond);
        if (ledger.isReading()) {
            refreshIdAndCost();
        }
        edgeDelayWhile = ledger.whole("edgeDelayWhile", edgeDelayWhile);
        fdWhile = ledger.whole("fdWhile", fdWhile);
        helloWhen = ledger.whole("helloWhen", helloWhen);
        mdelayWhile = ledger.whole("mdelayWhile", mdelayWhile);
        rbWhile = ledger.whole("rbWhile", rbWhile);
        rcvdInfoWhile = ledger.whole("rcvdInfoWhile", rcvdInfoWhile);
        rrWhile = ledger.whole("rrWhile", rrWhile);
        tcWhile = ledger.whole("tcWhile", tcWhile);
        txCount = ledger.whole("txCount", txCount);
        rcvdBpdu = ledger.flag("rcvdBpdu", rcvdBpdu);
        rcvdRSTP = ledger.flag("rcvdRSTP", rcvdRSTP);
        rcvdSTP = ledger.flag("rcvdSTP", rcvdSTP);
        rcvdMsg = ledger.flag("rcvdMsg", rcvdMsg);
        operEdge = ledger.flag("operEdge", operEdge);
        mcheck = ledger.flag("mcheck", mcheck);
        sendRSTP = ledger.flag("sendRSTP", sendRSTP);
        newInfo = ledger.flag("newInfo", newInfo);
        reselect = ledger.flag("reselect", reselect);
        selected = ledger.flag("selected", selected);
        updtInfo = ledger.flag("updtInfo", updtInfo);
        learn = ledger.flag("learn", learn);
        forward = ledger.flag("forward", forward);
        learning = ledger.flag("learning", learning);
        forwarding = ledger.flag("forwarding", forwarding);
        proposing = ledger.flag("proposing", proposing);
        proposed = ledger.flag("proposed", proposed);
        agree = ledger.flag("agree", agree);
        agreed = ledger.flag("agreed", agreed);
        sync = ledger.flag("sync", sync);
        synced = ledger.flag("synced", synced);
        reRoot = ledger.flag("reRoot", reRoot);
        disputed = ledger.flag("disputed", disputed);
        rcvdTc = ledger.flag("rcvdTc", rcvdTc);
        rcvdTcn = ledger.flag("rcvdTcn", rcvdTcn);
        rcvdTcAck = ledger.flag("rcvdTcAck", rcvdTcAck);
        tcProp = ledger.flag("tcProp", tcProp);
        tcAck = ledger.flag("tcAck", tcAck);
        fdbFlush = ledger.flag("fdbFlush", fdbFlush);
        edgeRequested = ledger.flag("edgeRequested", edgeRequested);
        tcPropLocal = ledger.flag("tcPropLocal", tcPropLocal);
        infoIs = ledger.choice("infoIs", infoIs);
        selectedRole = ledger.choice("selectedRole", selectedRole);
        role = ledger.choice("role", role);
        gate = ledger.choice("gate", gate);
        reportedState = ledger.choice("reportedState", reportedState);
        stateReason = ledger.choice("stateReason", stateReason);
        portPriority = ledger.vector("portPriority", portPriority);
        designatedPriority = ledger.vector("designatedPriority", designatedPriority);
        portTimes = ledger.times("portTimes", portTimes);
        designatedTimes = ledger.times("designatedTimes", designatedTimes);
        message = ledger.bpdu("message", message);
        roleReason = ledger.text("roleReason", roleReason);
        stateSinceNanos = ledger.number("stateSinceNanos", stateSinceNanos);
        guards.exchange(ledger.part("guards"));
        counters.exchange(ledger.part("counters"));
        Ledger machines = ledger.part("machines");
        for (Machine<?> machine : List.of(prx, ppm, bdm, ptx, pim, prt, pst, tcm)) {
            machine.exchange(machines);
        }
        retally();
    }

    // ---- conditions (17.20) ----

    boolean rstpVersion() {
        return bridge.parameters.forceVersion() == ForceVersion.RSTP;
    }

    /** Own, never the root's: an RSTP bridge keeps its own rhythm. */
    int helloTime() {
        return bridge.bridgeTimes.helloTime();
    }

    int maxAge() {
        return designatedTimes.maxAge();
    }

    /** FwdDelay: the root's forward delay. */
    int fwdDelay() {
        return designatedTimes.forwardDelay();
    }

    /** forwardDelay (17.20.6), with a small f: how long one step towards forwarding takes on this port. */
    int forwardDelay() {
        return sendRSTP ? helloTime() : fwdDelay();
    }

    int edgeDelay() {
        return operPointToPoint ? MIGRATE_TIME : maxAge();
    }

    /** Role and information are up to date: guards nearly every transition that acts on them. */
    boolean ok() {
        return selected && !updtInfo;
    }

    /** No other port was root recently (17.20.9). */
    boolean reRooted() {
        return bridge.tallies.recentRoots == (rrWhile != 0 ? 1 : 0);
    }

    /**
     * Everything that could close a loop is closed (17.20.3, in the corrected wording: no port may have an update pending,
     * or a designated port could still be synced with information of yesterday). As a root, alternate or backup port sees it.
     */
    boolean allSynced() {
        return bridge.tallies.unsettled == 0 && bridge.tallies.unsynced == 0;
    }

    boolean rootOrDesignated() {
        return role == PortRole.ROOT || role == PortRole.DESIGNATED;
    }

    /** Keeps the bridge-wide counts true; called after every transition and timer step. */
    void retally() {
        int bits = 0;
        if (!selected || role != selectedRole || updtInfo) {
            bits |= Tallies.UNSETTLED;
        }
        if (!synced && role != PortRole.ROOT) {
            bits |= Tallies.UNSYNCED;
        }
        if (rrWhile != 0) {
            bits |= Tallies.RECENT_ROOT;
        }
        if (tcWhile != 0) {
            bits |= Tallies.TOPOLOGY_CHANGE;
        }
        if (bits != tallied) {
            bridge.tallies.replace(tallied, bits);
            tallied = bits;
        }
    }

    /** Takes the port out of the bridge-wide counts, when it is removed. */
    void untally() {
        bridge.tallies.replace(tallied, 0);
        tallied = 0;
    }

    // ---- steps of a run ----

    /** PRX, PPM, BDM and PIM until none of them moves. */
    void settleReception() {
        boolean moved;
        do {
            moved = prx.settle();
            moved |= ppm.settle();
            moved |= bdm.settle();
            moved |= pim.settle();
        } while (moved);
    }

    /**
     * PRT, PST and TCM until none of them moves. PRT comes to rest before PST acts, so that a disputed port whose timer runs
     * out never shows the data plane a pulse of learning. When anything moved the other machines must look again.
     */
    void settleTransitions() {
        boolean moved;
        do {
            moved = prt.settle();
            if (pst.settle()) {
                moved = true;
                reportState();
            }
            moved |= tcm.settle();
            if (moved) {
                touch();
            }
        } while (moved);
    }

    /** Something changed that the machines of this port may react to. */
    void touch() {
        bridge.runner.touch(this);
    }

    /** Whether no machine can move; for tests. */
    boolean atRest() {
        return prx.next() == null
                && ppm.next() == null
                && bdm.next() == null
                && pim.next() == null
                && prt.next() == null
                && pst.next() == null
                && tcm.next() == null
                && ptx.next() == null;
    }

    void requestReselect() {
        reselect = true;
        selected = false;
        bridge.reselectPending = true;
    }

    // ---- environment ----

    void refreshIdAndCost() {
        portId = PortId.of(parameters.priority(), number).value();
        portPathCost = parameters.pathCost() != 0
                ? parameters.pathCost()
                : PathCost.recommended(bridge.parameters.pathCostMethod(), kilobitsPerSecond);
    }

    void refreshPointToPoint() {
        operPointToPoint = switch (parameters.pointToPoint()) {
            case YES -> true;
            case NO -> false;
            case AUTO -> linkPointToPoint && !guards.severalNeighbours();
        };
    }

    /** Follows link, administration and BPDU guard; the gate closes before any machine runs. */
    void refreshEnabled(StateReason reason) {
        boolean enabled = linkUp && parameters.adminUp() && !guards.errDisabled();
        if (enabled == portEnabled) {
            return;
        }
        portEnabled = enabled;
        stateReason = reason;
        if (!enabled) {
            guards.portDown();
        } else {
            guards.portUp();
        }
        refreshPointToPoint();
        setGate(PortState.DISCARDING);
        touch();
    }

    // ---- gate ----

    /** Sets the data plane's gate, DISABLED instead of anything else while the port is not enabled. */
    void setGate(PortState wanted) {
        PortState to = portEnabled ? wanted : PortState.DISABLED;
        PortState from = gate;
        if (from == to) {
            return;
        }
        gate = to;
        bridge.host.setPortState(number, to);
        if (to == PortState.FORWARDING) {
            counters.forwardTransitions++;
        } else if (from.learns() && !to.learns()) {
            counters.blockingTransitions++;
        }
        if (!to.learns()) {
            reportState();
        }
    }

    /** Emits the event for a gate that has moved; passing through learning within one run is one event. */
    private void reportState() {
        if (gate == reportedState) {
            return;
        }
        String reason = stateReason == StateReason.ROLE ? role.jsonName() + ": " + roleReason : stateReason.text();
        bridge.emit(new StpEvent.StateChanged(bridge.now, number, reportedState, gate, reason));
        reportedState = gate;
        stateSinceNanos = bridge.now;
    }

    void changeRole(PortRole to) {
        if (to == role) {
            return;
        }
        PortRole from = role;
        role = to;
        // A dispute is about the designated role of its time; an old one would close the port for nothing later.
        disputed = false;
        bridge.emit(new StpEvent.RoleChanged(bridge.now, number, from, to, roleReason));
    }

    EnumSet<Inconsistency> inconsistencies() {
        return guards.inconsistencies();
    }
}
