package dev.hayabashi.stp;

import org.jspecify.annotations.Nullable;

/** PRX, the Port Receive state machine (802.1D-2004 17.23): takes one BPDU at a time, and edge away. */
final class PortReceiveMachine extends Machine<PortReceiveMachine.State> {
    enum State {
        DISCARD,
        RECEIVE
    }

    PortReceiveMachine(Port port) {
        super("PRX", port, State.DISCARD);
    }

    @Override
    State beginState() {
        return State.DISCARD;
    }

    @Override
    @Nullable State next() {
        if ((port.rcvdBpdu || port.edgeDelayWhile != Port.MIGRATE_TIME) && !port.portEnabled) {
            return State.DISCARD;
        }
        return switch (state) {
            case DISCARD -> port.rcvdBpdu && port.portEnabled ? State.RECEIVE : null;
            case RECEIVE -> port.rcvdBpdu && port.portEnabled && !port.rcvdMsg ? State.RECEIVE : null;
        };
    }

    @Override
    void enter(State from) {
        if (state == State.DISCARD) {
            port.rcvdBpdu = false;
            port.rcvdRSTP = false;
            port.rcvdSTP = false;
            port.rcvdMsg = false;
            port.edgeDelayWhile = Port.MIGRATE_TIME;
        } else {
            updtBpduVersion();
            port.guards.loseEdge(port.message.sourceAddress());
            port.rcvdBpdu = false;
            port.rcvdMsg = true;
            port.edgeDelayWhile = Port.MIGRATE_TIME;
        }
    }

    /** 17.21.22. */
    private void updtBpduVersion() {
        if (port.message.oldProtocol()) {
            port.rcvdSTP = true;
        } else {
            port.rcvdRSTP = true;
        }
    }
}
