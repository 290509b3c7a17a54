package dev.hayabashi.stp;

import org.jspecify.annotations.Nullable;

/**
 * PRS, the Port Role Selection state machine (802.1D-2004 17.28), one per bridge: the only place where roles are decided. It
 * is atomic; no other machine sees the middle of it.
 */
final class RoleSelectionMachine {
    enum State {
        INIT_BRIDGE,
        ROLE_SELECTION
    }

    private final Bridge bridge;
    State state = State.INIT_BRIDGE;

    RoleSelectionMachine(Bridge bridge) {
        this.bridge = bridge;
    }

    void begin() {
        enter(State.INIT_BRIDGE);
    }

    /** Whether BEGIN has been, and no selection since. */
    boolean unborn() {
        return state == State.INIT_BRIDGE;
    }

    boolean settle() {
        boolean moved = false;
        while (state == State.INIT_BRIDGE || bridge.reselectPending) {
            enter(State.ROLE_SELECTION);
            moved = true;
        }
        return moved;
    }

    private void enter(State to) {
        bridge.trace.record(0, "PRS", to);
        state = to;
        if (to == State.INIT_BRIDGE) {
            updtRoleDisabledTree();
        } else {
            clearReselectTree();
            updtRolesTree();
            setSelectedTree();
        }
    }

    /** 17.21.24. */
    private void updtRoleDisabledTree() {
        for (Port port : bridge.ports) {
            port.selectedRole = PortRole.DISABLED;
            port.retally();
        }
    }

    /** 17.21.2. */
    private void clearReselectTree() {
        bridge.reselectPending = false;
        for (Port port : bridge.ports) {
            port.reselect = false;
        }
    }

    /** 17.21.16: nothing asks for another selection, because this one cannot be interrupted. */
    private void setSelectedTree() {
        for (Port port : bridge.ports) {
            if (!port.selected) {
                port.selected = true;
                port.touch();
            }
            port.retally();
        }
    }

    /** 17.21.25. */
    private void updtRolesTree() {
        Port best = selectRootPort();
        PriorityVector rootPriority = rootPriority(best);
        bridge.adoptRoot(best, rootPriority, rootTimes(best));
        Times designatedTimes = designatedTimes();
        for (Port port : bridge.ports) {
            claim(port, rootPriority, designatedTimes);
            PortRole selected = selectRole(port, best);
            if (selected != port.selectedRole) {
                port.roleReason = RoleReasons.text(port, selected);
                port.selectedRole = selected;
                port.touch();
            }
            port.guards.rootInconsistent(refusedByRootGuard(port, rootPriority));
        }
    }

    private @Nullable Port selectRootPort() {
        Port best = null;
        for (Port port : bridge.ports) {
            if (!port.parameters.rootGuard() && offersRoot(port) && (best == null || comparePaths(port, best) < 0)) {
                best = port;
            }
        }
        return best;
    }

    /** Information received from another bridge that is better than being root oneself. */
    private boolean offersRoot(Port port) {
        PriorityVector v = port.portPriority;
        return port.infoIs == InfoIs.RECEIVED
                && !v.fromAddress(bridge.address())
                && compareToOwn(v.root(), PathCost.add(v.cost(), port.portPathCost), v) < 0;
    }

    private int compareToOwn(long root, long cost, PriorityVector v) {
        int order = Long.compareUnsigned(root, bridge.bridgeId);
        if (order == 0) {
            order = Long.compare(cost, 0);
        }
        return order == 0 ? Long.compareUnsigned(v.bridge(), bridge.bridgeId) : order;
    }

    /** Root path vectors of two ports (17.5), the receiving port's identifier last. */
    private static int comparePaths(Port a, Port b) {
        PriorityVector v = a.portPriority;
        PriorityVector w = b.portPriority;
        int order = Long.compareUnsigned(v.root(), w.root());
        if (order == 0) {
            order = Long.compare(PathCost.add(v.cost(), a.portPathCost), PathCost.add(w.cost(), b.portPathCost));
        }
        if (order == 0) {
            order = Long.compareUnsigned(v.bridge(), w.bridge());
        }
        if (order == 0) {
            order = Integer.compare(v.port(), w.port());
        }
        return order == 0 ? Integer.compare(a.portId, b.portId) : order;
    }

    private PriorityVector rootPriority(@Nullable Port best) {
        if (best == null) {
            return new PriorityVector(bridge.bridgeId, 0, bridge.bridgeId, 0);
        }
        PriorityVector v = best.portPriority;
        return new PriorityVector(v.root(), PathCost.add(v.cost(), best.portPathCost), v.bridge(), v.port());
    }

    private Times rootTimes(@Nullable Port best) {
        if (best == null) {
            return bridge.bridgeTimes;
        }
        Times t = best.portTimes;
        return new Times(t.messageAge() + 1, t.maxAge(), t.helloTime(), t.forwardDelay());
    }

    private Times designatedTimes() {
        Times t = bridge.rootTimes;
        return new Times(t.messageAge(), t.maxAge(), bridge.bridgeTimes.helloTime(), t.forwardDelay());
    }

    /** The designated priority vector and times: what the port would claim on its LAN. */
    private void claim(Port port, PriorityVector rootPriority, Times designatedTimes) {
        PriorityVector v = port.designatedPriority;
        if (v.root() != rootPriority.root()
                || v.cost() != rootPriority.cost()
                || v.bridge() != bridge.bridgeId
                || v.port() != port.portId) {
            port.designatedPriority =
                    new PriorityVector(rootPriority.root(), rootPriority.cost(), bridge.bridgeId, port.portId);
        }
        if (!port.designatedTimes.equals(designatedTimes)) {
            port.designatedTimes = designatedTimes;
            port.touch();
        }
    }

    private PortRole selectRole(Port port, @Nullable Port rootPort) {
        return switch (port.infoIs) {
            case DISABLED -> PortRole.DISABLED;
            case AGED -> {
                requestUpdate(port);
                yield PortRole.DESIGNATED;
            }
            case MINE -> {
                // portTimes, not rootTimes: otherwise a later change of the root's times would never be sent.
                if (port.portPriority.compare(port.designatedPriority) != 0
                        || !port.portTimes.equals(port.designatedTimes)) {
                    requestUpdate(port);
                }
                yield PortRole.DESIGNATED;
            }
            case RECEIVED -> selectRoleOfReceived(port, rootPort);
        };
    }

    private PortRole selectRoleOfReceived(Port port, @Nullable Port rootPort) {
        if (port == rootPort) {
            port.updtInfo = false;
            return PortRole.ROOT;
        } else if (port.designatedPriority.compare(port.portPriority) < 0) {
            requestUpdate(port);
            return PortRole.DESIGNATED;
        }
        port.updtInfo = false;
        return port.portPriority.fromAddress(bridge.address()) ? PortRole.BACKUP : PortRole.ALTERNATE;
    }

    private static void requestUpdate(Port port) {
        port.updtInfo = true;
        port.touch();
    }

    private boolean refusedByRootGuard(Port port, PriorityVector rootPriority) {
        if (!port.parameters.rootGuard() || !offersRoot(port)) {
            return false;
        }
        PriorityVector v = port.portPriority;
        PriorityVector path =
                new PriorityVector(v.root(), PathCost.add(v.cost(), port.portPathCost), v.bridge(), v.port());
        return path.compare(rootPriority) < 0;
    }
}
