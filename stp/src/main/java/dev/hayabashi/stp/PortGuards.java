package dev.hayabashi.stp;

import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * What protects a port beyond the protocol: BPDU guard with its recovery, root guard (as shown), loop guard, bridge assurance,
 * loopback detection, and the memory of who was heard on the port. Roles are never touched from here; a guard closes a port by
 * an inconsistency that the designated branch of {@link RoleTransitionsMachine} obeys.
 */
final class PortGuards {
    private final Port port;
    private final EnumSet<Inconsistency> inconsistencies = EnumSet.noneOf(Inconsistency.class);
    private boolean inconsistent;

    private @Nullable BpduOrigin errDisableOrigin;
    private int errRecoveryWhile;

    /** Runs since the last accepted BPDU; AutoEdge waits for its end. */
    private int peerSeenWhile;
    /** Runs since the last reflected BPDU. */
    private int selfLoopWhile;
    /** Runs on a network port since the last accepted BPDU. */
    private int assuranceWhile;
    /** Runs since the last BPDU of {@link #lastSource}. */
    private int sourceWhile;
    /** Runs since the source changed. */
    private int sourceChangeWhile;
    /** Runs while BPDUs of more than one neighbour arrive. */
    private int severalNeighboursWhile;
    /** Runs since the last duplicate bridge id alarm, so that it is raised once per max age. */
    private int duplicateWhile;

    private long lastSource;

    PortGuards(Port port) {
        this.port = port;
    }

    /** See {@link Ledger}. */
    void exchange(Ledger ledger) {
        for (Inconsistency each : Inconsistency.values()) {
            if (ledger.flag(each.name(), inconsistencies.contains(each))) {
                inconsistencies.add(each);
            }
        }
        inconsistent = ledger.flag("inconsistent", inconsistent);
        errDisableOrigin = ledger.originOrNull("errDisable", errDisableOrigin);
        errRecoveryWhile = ledger.whole("errRecoveryWhile", errRecoveryWhile);
        peerSeenWhile = ledger.whole("peerSeenWhile", peerSeenWhile);
        selfLoopWhile = ledger.whole("selfLoopWhile", selfLoopWhile);
        assuranceWhile = ledger.whole("assuranceWhile", assuranceWhile);
        sourceWhile = ledger.whole("sourceWhile", sourceWhile);
        sourceChangeWhile = ledger.whole("sourceChangeWhile", sourceChangeWhile);
        severalNeighboursWhile = ledger.whole("severalNeighboursWhile", severalNeighboursWhile);
        duplicateWhile = ledger.whole("duplicateWhile", duplicateWhile);
        lastSource = ledger.number("lastSource", lastSource);
    }

    // ---- questions ----

    /** Whether some guard forbids learning and forwarding. */
    boolean inconsistent() {
        return inconsistent;
    }

    EnumSet<Inconsistency> inconsistencies() {
        return EnumSet.copyOf(inconsistencies);
    }

    StateReason closingReason() {
        if (inconsistencies.contains(Inconsistency.SELF_LOOP)) {
            return StateReason.SELF_LOOP;
        }
        return inconsistencies.contains(Inconsistency.LOOP) ? StateReason.LOOP_GUARD : StateReason.ASSURANCE;
    }

    boolean errDisabled() {
        return errDisableOrigin != null;
    }

    PortStatus.@Nullable ErrDisable errDisable() {
        BpduOrigin origin = errDisableOrigin;
        return origin == null ? null : new PortStatus.ErrDisable(origin, errRecoveryWhile);
    }

    boolean peerSeen() {
        return peerSeenWhile != 0;
    }

    boolean severalNeighbours() {
        return severalNeighboursWhile != 0;
    }

    // ---- events ----

    /** A BPDU was accepted. */
    void heard(Bpdu bpdu) {
        peerSeenWhile = port.maxAge() + port.fwdDelay();
        countNeighbours(bpdu.sourceAddress());
        clear(Inconsistency.LOOP, Guard.LOOP, "BPDUs are back");
        clear(Inconsistency.ASSURANCE, Guard.ASSURANCE, "BPDUs are back");
        startAssurance();
    }

    /**
     * BPDUs that come from one source, then another, then another or the first again, all within max age: a segment, whatever
     * the link claims. A single change is a neighbour that has been replaced.
     */
    private void countNeighbours(long source) {
        if (sourceWhile != 0 && source != lastSource) {
            if (sourceChangeWhile != 0) {
                severalNeighboursWhile = port.maxAge();
                port.refreshPointToPoint();
            }
            sourceChangeWhile = port.maxAge();
        }
        lastSource = source;
        sourceWhile = port.maxAge();
    }

    /** The port heard itself. Sliding: it is closed for three hello times after the last reflection. */
    void reflected(Bpdu bpdu) {
        loseEdge(bpdu.sourceAddress());
        port.counters.guardHit(Guard.LOOPBACK);
        selfLoopWhile = 3 * port.helloTime();
        if (set(Inconsistency.SELF_LOOP)) {
            port.bridge.emit(new StpEvent.Loopback(port.bridge.now, port.number, true));
        }
    }

    /** A BPDU takes edge away; the bridge detection machine follows in the same run. */
    void loseEdge(long source) {
        if (port.operEdge) {
            port.bridge.emit(new StpEvent.EdgeLost(port.bridge.now, port.number, source));
            port.operEdge = false;
            port.touch();
        }
    }

    /** BPDU guard shuts the port. */
    void errDisable(BpduOrigin origin) {
        errDisableOrigin = origin;
        errRecoveryWhile = port.bridge.parameters.errDisableRecoverySeconds();
        port.counters.guardHit(Guard.BPDU);
        set(Inconsistency.BPDU_GUARD);
        port.bridge.emit(new StpEvent.GuardTriggered(
                port.bridge.now, port.number, Guard.BPDU, origin, "shut because of a " + origin.text()));
        port.refreshEnabled(StateReason.BPDU_GUARD);
    }

    /** Returns whether the port was shut. */
    boolean recover(boolean byTimer) {
        if (errDisableOrigin == null) {
            return false;
        }
        errDisableOrigin = null;
        errRecoveryWhile = 0;
        port.bridge.emit(new StpEvent.ErrDisableRecovered(port.bridge.now, port.number, byTimer));
        clear(Inconsistency.BPDU_GUARD, Guard.BPDU, byTimer ? "recovery timer" : "cleared by hand");
        port.refreshEnabled(StateReason.LINK_UP);
        return true;
    }

    /** The recovery time was changed: it applies to ports that are shut now, too. */
    void recoveryChanged() {
        errRecoveryWhile = errDisabled() ? port.bridge.parameters.errDisableRecoverySeconds() : 0;
    }

    /** Received information has expired by rcvdInfoWhile: loop guard's case. */
    void informationExpired() {
        if (!port.parameters.loopGuard() || !port.operPointToPoint) {
            return;
        }
        PriorityVector v = port.portPriority;
        trigger(
                Inconsistency.LOOP,
                Guard.LOOP,
                BpduReader.origin(port.message, port.bridge.now),
                "no BPDU any more from bridge " + BridgeId.text(v.bridge()) + " port " + PortId.text(v.port()));
    }

    /** Role selection tells whether root guard refuses a better root here. */
    void rootInconsistent(boolean refused) {
        if (refused) {
            if (inconsistencies.contains(Inconsistency.ROOT)) {
                return;
            }
            BpduOrigin origin = new BpduOrigin(
                    port.message.kind(),
                    port.message.sourceAddress(),
                    new BridgeId(port.portPriority.root()),
                    new BridgeId(port.portPriority.bridge()),
                    new PortId(port.portPriority.port()),
                    port.bridge.now);
            trigger(Inconsistency.ROOT, Guard.ROOT, origin, "refused a " + origin.text());
        } else {
            clear(Inconsistency.ROOT, Guard.ROOT, "no better root is heard any more");
        }
    }

    /** A BPDU with our bridge address that no port of ours can have sent. */
    void duplicateBridgeId(Bpdu bpdu) {
        if (duplicateWhile == 0) {
            BpduOrigin origin = BpduReader.origin(bpdu, port.bridge.now);
            port.bridge.emit(new StpEvent.DuplicateBridgeId(port.bridge.now, port.number, origin));
        }
        duplicateWhile = port.maxAge();
    }

    void portUp() {
        startAssurance();
    }

    void portDown() {
        peerSeenWhile = 0;
        sourceWhile = 0;
        sourceChangeWhile = 0;
        severalNeighboursWhile = 0;
        assuranceWhile = 0;
        duplicateWhile = 0;
        endSelfLoop();
        clear(Inconsistency.LOOP, Guard.LOOP, "port down");
        clear(Inconsistency.ASSURANCE, Guard.ASSURANCE, "port down");
    }

    /** Guards that have been switched off let go; bridge assurance that has been switched on begins to wait. */
    void configured(PortParameters before) {
        if (!port.parameters.loopGuard()) {
            clear(Inconsistency.LOOP, Guard.LOOP, "switched off");
        }
        if (!port.parameters.networkPort()) {
            assuranceWhile = 0;
            clear(Inconsistency.ASSURANCE, Guard.ASSURANCE, "switched off");
        } else if (!before.networkPort()) {
            startAssurance();
        }
    }

    private void startAssurance() {
        assuranceWhile = port.parameters.networkPort() && port.portEnabled ? 3 * port.helloTime() : 0;
    }

    // ---- time ----

    /** One second; allocates nothing unless something happens. */
    void tick() {
        if (peerSeenWhile != 0 && --peerSeenWhile == 0) {
            port.touch();
        }
        sourceWhile = PortTimersMachine.down(sourceWhile);
        sourceChangeWhile = PortTimersMachine.down(sourceChangeWhile);
        duplicateWhile = PortTimersMachine.down(duplicateWhile);
        if (severalNeighboursWhile != 0 && --severalNeighboursWhile == 0) {
            port.refreshPointToPoint();
        }
        if (selfLoopWhile != 0 && --selfLoopWhile == 0) {
            endSelfLoop();
        }
        if (assuranceWhile != 0 && --assuranceWhile == 0 && port.operPointToPoint) {
            trigger(
                    Inconsistency.ASSURANCE,
                    Guard.ASSURANCE,
                    null,
                    "no BPDU for " + 3 * port.helloTime() + " s; bridge assurance needs it on both ends");
        }
        if (errRecoveryWhile != 0 && --errRecoveryWhile == 0) {
            recover(true);
        }
    }

    private void endSelfLoop() {
        selfLoopWhile = 0;
        if (inconsistencies.remove(Inconsistency.SELF_LOOP)) {
            refresh();
            port.bridge.emit(new StpEvent.Loopback(port.bridge.now, port.number, false));
        }
    }

    // ---- the set ----

    private void trigger(Inconsistency what, Guard guard, @Nullable BpduOrigin origin, String reason) {
        if (set(what)) {
            port.counters.guardHit(guard);
            port.bridge.emit(new StpEvent.GuardTriggered(port.bridge.now, port.number, guard, origin, reason));
        }
    }

    private void clear(Inconsistency what, Guard guard, String reason) {
        if (inconsistencies.remove(what)) {
            refresh();
            port.bridge.emit(new StpEvent.GuardCleared(port.bridge.now, port.number, guard, reason));
        }
    }

    private boolean set(Inconsistency what) {
        boolean added = inconsistencies.add(what);
        refresh();
        return added;
    }

    private void refresh() {
        inconsistent = inconsistencies.contains(Inconsistency.LOOP)
                || inconsistencies.contains(Inconsistency.ASSURANCE)
                || inconsistencies.contains(Inconsistency.SELF_LOOP);
        port.touch();
    }
}
