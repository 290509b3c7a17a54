package dev.hayabashi.stp;

import org.jspecify.annotations.Nullable;

/**
 * PRT, the Port Role Transitions state machine (802.1D-2004 17.29): carries out the selected role, with proposal and agreement.
 */
final class RoleTransitionsMachine extends Machine<RoleTransitionsMachine.State> {
    enum State {
        INIT_PORT,
        DISABLE_PORT,
        DISABLED_PORT,

        ROOT_PORT,
        ROOT_PROPOSED,
        ROOT_AGREED,
        ROOT_SYNCED,
        REROOT,
        ROOT_LEARN,
        ROOT_FORWARD,
        REROOTED,

        DESIGNATED_PORT,
        DESIGNATED_RETIRED,
        DESIGNATED_SYNCED,
        DESIGNATED_PROPOSE,
        DESIGNATED_DISCARD,
        DESIGNATED_LEARN,
        DESIGNATED_FORWARD,

        BLOCK_PORT,
        ALTERNATE_PORT,
        ALTERNATE_PROPOSED,
        ALTERNATE_AGREED,
        BACKUP_PORT
    }

    RoleTransitionsMachine(Port port) {
        super("PRT", port, State.INIT_PORT);
    }

    @Override
    State beginState() {
        return State.INIT_PORT;
    }

    /** A newly selected role beats everything, the unconditional transitions included. */
    @Override
    @Nullable State next() {
        if (port.ok() && port.role != port.selectedRole) {
            return switch (port.selectedRole) {
                case DISABLED -> State.DISABLE_PORT;
                case ROOT -> State.ROOT_PORT;
                case DESIGNATED -> State.DESIGNATED_PORT;
                case ALTERNATE, BACKUP -> State.BLOCK_PORT;
            };
        }
        return switch (state) {
            case INIT_PORT -> State.DISABLE_PORT;
            case DISABLE_PORT -> port.ok() && !port.learning && !port.forwarding ? State.DISABLED_PORT : null;
            case DISABLED_PORT -> port.ok() ? fromDisabledPort() : null;

            case ROOT_PORT -> port.ok() ? fromRootPort() : null;
            case ROOT_PROPOSED, ROOT_AGREED, ROOT_SYNCED, REROOT, ROOT_LEARN, ROOT_FORWARD, REROOTED -> State.ROOT_PORT;

            case DESIGNATED_PORT -> port.ok() ? fromDesignatedPort() : null;
            case DESIGNATED_RETIRED,
                    DESIGNATED_SYNCED,
                    DESIGNATED_PROPOSE,
                    DESIGNATED_DISCARD,
                    DESIGNATED_LEARN,
                    DESIGNATED_FORWARD -> State.DESIGNATED_PORT;

            case BLOCK_PORT -> port.ok() && !port.learning && !port.forwarding ? State.ALTERNATE_PORT : null;
            case ALTERNATE_PORT -> port.ok() ? fromAlternatePort() : null;
            case ALTERNATE_PROPOSED, ALTERNATE_AGREED, BACKUP_PORT -> State.ALTERNATE_PORT;
        };
    }

    @Override
    void enter(State from) {
        switch (state) {
            case INIT_PORT, DISABLE_PORT, DISABLED_PORT -> enterDisabled();
            case ROOT_PORT, ROOT_PROPOSED, ROOT_AGREED, ROOT_SYNCED, REROOT, ROOT_LEARN, ROOT_FORWARD, REROOTED ->
                enterRoot();
            case DESIGNATED_PORT,
                    DESIGNATED_RETIRED,
                    DESIGNATED_SYNCED,
                    DESIGNATED_PROPOSE,
                    DESIGNATED_DISCARD,
                    DESIGNATED_LEARN,
                    DESIGNATED_FORWARD -> enterDesignated();
            case BLOCK_PORT, ALTERNATE_PORT, ALTERNATE_PROPOSED, ALTERNATE_AGREED, BACKUP_PORT -> enterAlternate();
        }
    }

    // ---- Disabled port role (figure 17-19) ----

    private @Nullable State fromDisabledPort() {
        boolean stale = port.fdWhile != port.maxAge() || port.sync || port.reRoot || !port.synced;
        return stale ? State.DISABLED_PORT : null;
    }

    private void enterDisabled() {
        switch (state) {
            case INIT_PORT -> {
                port.changeRole(PortRole.DISABLED);
                close(StateReason.RESTART);
                port.synced = false;
                port.sync = true;
                port.reRoot = true;
                port.rrWhile = port.fwdDelay();
                port.fdWhile = port.maxAge();
                port.rbWhile = 0;
            }
            case DISABLE_PORT -> {
                // At INIT time selectedRole may be of yesterday, so the role is set outright.
                port.changeRole(PortRole.DISABLED);
                close(StateReason.ROLE);
            }
            default -> {
                port.fdWhile = port.maxAge();
                port.synced = true;
                port.rrWhile = 0;
                port.sync = false;
                port.reRoot = false;
            }
        }
    }

    // ---- Root port role (figure 17-20) ----

    private @Nullable State fromRootPort() {
        boolean rapid = port.reRooted() && port.rbWhile == 0 && port.rstpVersion();
        boolean mayOpen = port.fdWhile == 0 || rapid;
        if (port.proposed && !port.agree) {
            return State.ROOT_PROPOSED;
        } else if ((!port.agree && port.allSynced()) || (port.proposed && port.agree)) {
            return State.ROOT_AGREED;
        } else if ((port.agreed && !port.synced) || (port.sync && port.synced)) {
            return State.ROOT_SYNCED;
        } else if (!port.forward && !port.reRoot) {
            return State.REROOT;
        } else if (mayOpen && !port.learn) {
            return State.ROOT_LEARN;
        } else if (mayOpen && port.learn && !port.forward) {
            return State.ROOT_FORWARD;
        } else if (port.reRoot && port.forward) {
            return State.REROOTED;
        }
        return port.rrWhile != port.fwdDelay() ? State.ROOT_PORT : null;
    }

    private void enterRoot() {
        switch (state) {
            case ROOT_PORT -> {
                port.changeRole(PortRole.ROOT);
                port.rrWhile = port.fwdDelay();
            }
            case ROOT_PROPOSED -> {
                port.bridge.setSyncTree();
                port.proposed = false;
            }
            case ROOT_AGREED -> {
                port.proposed = false;
                port.sync = false;
                port.agree = true;
                port.newInfo = true;
            }
            case ROOT_SYNCED -> {
                port.synced = true;
                port.sync = false;
            }
            case REROOT -> port.bridge.setReRootTree();
            case ROOT_LEARN -> {
                port.stateReason = port.fdWhile == 0 ? StateReason.TIMER : StateReason.RAPID_ROOT;
                port.fdWhile = port.forwardDelay();
                port.learn = true;
            }
            case ROOT_FORWARD -> {
                port.stateReason = port.fdWhile == 0 ? StateReason.TIMER : StateReason.RAPID_ROOT;
                port.fdWhile = 0;
                port.forward = true;
            }
            default -> port.reRoot = false;
        }
    }

    // ---- Designated port role (figure 17-21) ----

    /** DISCARD is tested before LEARN and FORWARD: a disputed port whose timer runs out must not open for an instant. */
    private @Nullable State fromDesignatedPort() {
        boolean inconsistent = port.guards.inconsistent();
        if (port.reRoot && port.rrWhile == 0) {
            return State.DESIGNATED_RETIRED;
        } else if (!port.synced && ((!port.learning && !port.forwarding) || port.agreed || port.operEdge)) {
            return State.DESIGNATED_SYNCED;
        } else if (port.sync && port.synced) {
            return State.DESIGNATED_SYNCED;
        } else if (!port.forward && !port.agreed && !port.proposing && !port.operEdge) {
            return State.DESIGNATED_PROPOSE;
        } else if ((port.learn || port.forward) && (inconsistent || (mustDiscard() && !port.operEdge))) {
            return State.DESIGNATED_DISCARD;
        }
        boolean mayOpen = (port.fdWhile == 0 || port.agreed || port.operEdge)
                && (port.rrWhile == 0 || !port.reRoot)
                && !port.sync
                && !inconsistent;
        if (mayOpen && !port.learn) {
            return State.DESIGNATED_LEARN;
        }
        return mayOpen && !port.forward ? State.DESIGNATED_FORWARD : null;
    }

    private boolean mustDiscard() {
        return (port.sync && !port.synced) || (port.reRoot && port.rrWhile != 0) || port.disputed;
    }

    private void enterDesignated() {
        switch (state) {
            case DESIGNATED_PORT -> port.changeRole(PortRole.DESIGNATED);
            case DESIGNATED_RETIRED -> port.reRoot = false;
            case DESIGNATED_SYNCED -> {
                port.rrWhile = 0;
                port.synced = true;
                port.sync = false;
            }
            case DESIGNATED_PROPOSE -> {
                port.proposing = true;
                port.edgeDelayWhile = port.edgeDelay();
                port.newInfo = true;
            }
            case DESIGNATED_DISCARD -> {
                port.stateReason = discardReason();
                port.learn = false;
                port.forward = false;
                port.disputed = false;
                port.fdWhile = port.forwardDelay();
            }
            case DESIGNATED_LEARN -> {
                port.stateReason = openReason();
                port.learn = true;
                port.fdWhile = port.forwardDelay();
            }
            default -> {
                port.stateReason = openReason();
                port.forward = true;
                port.fdWhile = 0;
                port.agreed = port.sendRSTP;
                // Left true it would put Proposal on the wire for ever, and every neighbour would answer each hello.
                port.proposing = false;
            }
        }
    }

    private StateReason discardReason() {
        if (port.guards.inconsistent()) {
            return port.guards.closingReason();
        } else if (port.disputed) {
            return StateReason.DISPUTED;
        }
        return port.sync && !port.synced ? StateReason.SYNC : StateReason.REROOT;
    }

    private StateReason openReason() {
        if (port.operEdge) {
            return StateReason.EDGE;
        }
        return port.agreed ? StateReason.AGREED : StateReason.TIMER;
    }

    // ---- Alternate and Backup port roles (figure 17-22) ----

    private @Nullable State fromAlternatePort() {
        if (port.proposed && !port.agree) {
            return State.ALTERNATE_PROPOSED;
        } else if ((!port.agree && port.allSynced()) || (port.proposed && port.agree)) {
            return State.ALTERNATE_AGREED;
        } else if (port.role == PortRole.BACKUP && port.rbWhile != 2 * port.helloTime()) {
            return State.BACKUP_PORT;
        }
        // Compares with the very value that entry loads; another one would re-enter for ever.
        boolean stale = port.fdWhile != port.forwardDelay() || port.sync || port.reRoot || !port.synced;
        return stale ? State.ALTERNATE_PORT : null;
    }

    private void enterAlternate() {
        switch (state) {
            case BLOCK_PORT -> {
                port.changeRole(port.selectedRole);
                close(StateReason.ROLE);
            }
            case ALTERNATE_PORT -> {
                port.fdWhile = port.forwardDelay();
                port.synced = true;
                port.rrWhile = 0;
                port.sync = false;
                port.reRoot = false;
            }
            case ALTERNATE_PROPOSED -> {
                port.bridge.setSyncTree();
                port.proposed = false;
            }
            case ALTERNATE_AGREED -> {
                port.proposed = false;
                port.agree = true;
                port.newInfo = true;
            }
            default -> port.rbWhile = 2 * port.helloTime();
        }
    }

    private void close(StateReason reason) {
        if (port.portEnabled) {
            port.stateReason = reason;
        }
        port.learn = false;
        port.forward = false;
    }
}
