package dev.hayabashi.stp;

import org.jspecify.annotations.Nullable;

/** PTI, the Port Timers state machine (802.1D-2004 17.22): one second down on every timer. */
final class PortTimersMachine extends Machine<PortTimersMachine.State> {
    enum State {
        ONE_SECOND,
        TICK
    }

    PortTimersMachine(Port port) {
        super("PTI", port, State.ONE_SECOND);
    }

    @Override
    State beginState() {
        return State.ONE_SECOND;
    }

    @Override
    @Nullable State next() {
        return switch (state) {
            case ONE_SECOND -> port.tick ? State.TICK : null;
            case TICK -> State.ONE_SECOND;
        };
    }

    @Override
    void enter(State from) {
        if (state == State.ONE_SECOND) {
            port.tick = false;
        } else {
            countDown();
        }
    }

    private void countDown() {
        port.helloWhen = down(port.helloWhen);
        port.tcWhile = down(port.tcWhile);
        port.fdWhile = down(port.fdWhile);
        port.rcvdInfoWhile = down(port.rcvdInfoWhile);
        port.rrWhile = down(port.rrWhile);
        port.rbWhile = down(port.rbWhile);
        port.mdelayWhile = down(port.mdelayWhile);
        port.edgeDelayWhile = down(port.edgeDelayWhile);
        port.txCount = down(port.txCount);
    }

    static int down(int timer) {
        return timer > 0 ? timer - 1 : 0;
    }
}
