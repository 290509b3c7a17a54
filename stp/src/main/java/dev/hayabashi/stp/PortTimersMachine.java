package dev.hayabashi.stp;

/**
 * PTI, the Port Timers state machine (802.1D-2004 17.22). Its two states, ONE_SECOND and TICK, follow each other
 * unconditionally, so {@link #tick} is the whole machine: one second down on every timer.
 */
final class PortTimersMachine {
    private final Port port;

    PortTimersMachine(Port port) {
        this.port = port;
    }

    /** TICK. Wakes the port only when a timer has moved that some machine looks at. */
    void tick() {
        if (atRest()) {
            return;
        }
        boolean roles = (port.fdWhile | port.rrWhile | port.rbWhile) != 0;
        boolean detection = (port.mdelayWhile | port.edgeDelayWhile | port.tcWhile) != 0;
        boolean expired = port.rcvdInfoWhile == 1;
        port.tcWhile = down(port.tcWhile);
        port.fdWhile = down(port.fdWhile);
        port.rcvdInfoWhile = down(port.rcvdInfoWhile);
        port.rrWhile = down(port.rrWhile);
        port.rbWhile = down(port.rbWhile);
        port.mdelayWhile = down(port.mdelayWhile);
        port.edgeDelayWhile = down(port.edgeDelayWhile);
        port.helloWhen = down(port.helloWhen);
        port.txCount = down(port.txCount);
        if (roles || detection || expired) {
            port.retally();
            port.touch();
        } else if (port.helloWhen == 0 || port.newInfo) {
            port.bridge.runner.touchTransmit(port);
        }
    }

    /**
     * On a port that is down, edgeDelayWhile, mdelayWhile and fdWhile are reloaded as soon as they move; when all others have
     * run out there is nothing to count.
     */
    private boolean atRest() {
        return !port.portEnabled
                && (port.rrWhile | port.rbWhile | port.tcWhile | port.txCount | port.rcvdInfoWhile) == 0;
    }

    static int down(int timer) {
        return timer > 0 ? timer - 1 : 0;
    }
}
