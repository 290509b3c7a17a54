package dev.hayabashi.stp;

import org.jspecify.annotations.Nullable;

/** TCM, the Topology Change state machine (802.1D-2004 17.31). */
final class TopologyChangeMachine extends Machine<TopologyChangeMachine.State> {
    enum State {
        INACTIVE,
        LEARNING,
        DETECTED,
        ACTIVE,
        NOTIFIED_TCN,
        NOTIFIED_TC,
        PROPAGATING,
        ACKNOWLEDGED
    }

    TopologyChangeMachine(Port port) {
        super("TCM", port, State.INACTIVE);
    }

    @Override
    State beginState() {
        return State.INACTIVE;
    }

    @Override
    @Nullable State next() {
        return switch (state) {
            case INACTIVE -> port.learn && !port.fdbFlush ? State.LEARNING : null;
            case LEARNING -> fromLearning();
            case NOTIFIED_TCN -> State.NOTIFIED_TC;
            case DETECTED, NOTIFIED_TC, PROPAGATING, ACKNOWLEDGED -> State.ACTIVE;
            case ACTIVE -> fromActive();
        };
    }

    private @Nullable State fromLearning() {
        if (port.rootOrDesignated() && port.forward && !port.operEdge) {
            return State.DETECTED;
        } else if (port.rcvdTc || port.rcvdTcn || port.rcvdTcAck || port.tcProp) {
            return State.LEARNING;
        }
        return !port.rootOrDesignated() && !port.learn && !port.learning ? State.INACTIVE : null;
    }

    private @Nullable State fromActive() {
        if (!port.rootOrDesignated() || port.operEdge) {
            return State.LEARNING;
        } else if (port.rcvdTcn) {
            return State.NOTIFIED_TCN;
        } else if (port.rcvdTc) {
            return State.NOTIFIED_TC;
        } else if (port.tcProp) {
            return State.PROPAGATING;
        }
        return port.rcvdTcAck ? State.ACKNOWLEDGED : null;
    }

    @Override
    void enter(State from) {
        switch (state) {
            case INACTIVE -> {
                port.fdbFlush = true;
                flush(FlushCause.PORT_INACTIVE);
                port.tcWhile = 0;
                port.tcAck = false;
            }
            case LEARNING -> {
                port.rcvdTc = false;
                port.rcvdTcn = false;
                port.rcvdTcAck = false;
                port.tcProp = false;
            }
            case DETECTED -> {
                newTcWhile();
                port.bridge.setTcPropTree(port, true);
                port.newInfo = true;
                port.bridge.topologyChangeDetected(port);
            }
            case ACTIVE -> {}
            case NOTIFIED_TCN -> newTcWhile();
            case NOTIFIED_TC -> {
                port.rcvdTcn = false;
                port.rcvdTc = false;
                if (port.role == PortRole.DESIGNATED) {
                    port.tcAck = true;
                }
                port.bridge.setTcPropTree(port, false);
                port.bridge.topologyChangeHeard(port);
            }
            case PROPAGATING -> {
                // In STP mode a change is announced with every hello for 35 s; one flush when it begins, and short
                // ageing
                // while it lasts, do what 19 flushes would.
                port.fdbFlush = port.rstpVersion() || port.tcWhile == 0;
                newTcWhile();
                flush(port.tcPropLocal ? FlushCause.LOCAL_TOPOLOGY_CHANGE : FlushCause.REMOTE_TOPOLOGY_CHANGE);
                port.tcProp = false;
            }
            case ACKNOWLEDGED -> {
                port.tcWhile = 0;
                port.rcvdTcAck = false;
            }
        }
    }

    /** 17.21.7. */
    private void newTcWhile() {
        if (port.tcWhile != 0) {
            return;
        }
        if (port.sendRSTP) {
            port.tcWhile = port.helloTime() + 1;
            port.newInfo = true;
        } else {
            Times root = port.bridge.rootTimes;
            port.tcWhile = root.maxAge() + root.forwardDelay();
        }
    }

    /** Done when it returns, so nothing ever waits for fdbFlush. */
    private void flush(FlushCause cause) {
        if (port.fdbFlush) {
            port.counters.flushed(cause);
            port.bridge.host.flush(port.number, cause);
            port.fdbFlush = false;
        }
    }
}
