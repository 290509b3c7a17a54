package dev.hayabashi.stp;

import org.jspecify.annotations.Nullable;

/**
 * BDM, the Bridge Detection state machine (802.1D-2004 17.25): whether the port is an edge port.
 *
 * <p>Two additions. AutoEdge does not fire while a bridge was heard within max age plus forward delay: a neighbour that is
 * alternate and silent would otherwise be taken for a host. And a port that a guard keeps closed, or that bridge assurance
 * expects a bridge behind, is not edge.
 */
final class BridgeDetectionMachine extends Machine<BridgeDetectionMachine.State> {
    enum State {
        EDGE,
        NOT_EDGE
    }

    BridgeDetectionMachine(Port port) {
        super("BDM", port, State.NOT_EDGE);
    }

    @Override
    State beginState() {
        return adminEdge() ? State.EDGE : State.NOT_EDGE;
    }

    @Override
    @Nullable State next() {
        return switch (state) {
            case EDGE -> {
                boolean left = (!port.portEnabled || !autoEdge()) && !adminEdge();
                yield left || !port.operEdge || port.guards.inconsistent() ? State.NOT_EDGE : null;
            }
            case NOT_EDGE -> {
                boolean byAdministrator = adminEdge() && (!port.portEnabled || port.edgeRequested);
                yield byAdministrator || silent() ? State.EDGE : null;
            }
        };
    }

    private boolean silent() {
        return port.portEnabled
                && port.edgeDelayWhile == 0
                && autoEdge()
                && port.sendRSTP
                && port.proposing
                && !port.guards.inconsistent()
                && !port.guards.peerSeen();
    }

    @Override
    void enter(State from) {
        boolean edge = state == State.EDGE;
        if (edge && port.portEnabled && !port.operEdge) {
            String reason = port.edgeRequested ? "set by the operator" : "no BPDU for " + port.edgeDelay() + " s";
            port.bridge.emit(new StpEvent.EdgeGained(port.bridge.now, port.number, reason));
        }
        port.operEdge = edge;
        port.edgeRequested = false;
    }

    private boolean adminEdge() {
        return port.parameters.edge().adminEdge();
    }

    private boolean autoEdge() {
        return port.parameters.edge().autoEdge() && !port.parameters.networkPort();
    }
}
