package dev.hayabashi.stp;

/**
 * Runs the machines of all ports until nothing can move.
 *
 * <p>A port is looked at only when something has changed that its machines depend on ({@link #touch}): its own variables, a
 * timer that matters, what role selection or another port did to it, or a bridge-wide condition. So an event on one port costs
 * the same on a bridge of 4 and of 1000 ports, apart from role selection itself, which is linear. Touched ports are visited in
 * ascending order of port number: equal inputs give equal outputs.
 */
final class MachineRunner {
    private final Bridge bridge;
    private final PortSet awake = new PortSet();
    private final PortSet mayTransmit = new PortSet();

    MachineRunner(Bridge bridge) {
        this.bridge = bridge;
    }

    /** Something changed that machines of this port may react to. */
    void touch(Port port) {
        awake.add(port.index);
        mayTransmit.add(port.index);
    }

    /** Only the transmit machine has a reason to look. */
    void touchTransmit(Port port) {
        mayTransmit.add(port.index);
    }

    void touchAll() {
        awake.addAll(bridge.ports.length);
        mayTransmit.addAll(bridge.ports.length);
    }

    /** Ports have been inserted or removed: indices mean something else now. At rest both sets are empty. */
    void renumbered() {
        if (!awake.isEmpty() || !mayTransmit.isEmpty()) {
            awake.clear();
            mayTransmit.clear();
            touchAll();
        }
    }

    /**
     * Runs all machines until nothing moves. Transmission comes last, so that one BPDU tells the outcome, and an agreement
     * leaves only when all gates it vouches for are closed. It changes nothing that other machines read.
     */
    void run() {
        while (bridge.reselectPending || bridge.prs.unborn() || !awake.isEmpty()) {
            receive();
            select();
            transition();
            if (bridge.tallies.takeRelaxed()) {
                wakeWaiting();
            }
        }
        transmit();
    }

    private void receive() {
        for (int i = awake.next(0); i >= 0; i = awake.next(i + 1)) {
            bridge.ports[i].settleReception();
        }
    }

    private void select() {
        if (!bridge.prs.settle()) {
            return;
        }
        // UPDATE clears a stale synced before any port may agree on the strength of it.
        for (int i = awake.next(0); i >= 0; i = awake.next(i + 1)) {
            bridge.ports[i].pim.settle();
        }
        bridge.prs.settle();
    }

    /** A port that comes to rest here falls asleep; one that moved, or that another port touched, is visited again. */
    private void transition() {
        for (int i = awake.next(0); i >= 0; i = awake.next(i + 1)) {
            awake.remove(i);
            bridge.ports[i].settleTransitions();
        }
    }

    /** allSynced or reRooted may have become true for the ports that wait for it. */
    private void wakeWaiting() {
        for (Port port : bridge.ports) {
            if (port.role != PortRole.DESIGNATED && port.role != PortRole.DISABLED) {
                touch(port);
            }
        }
    }

    private void transmit() {
        for (int i = mayTransmit.next(0); i >= 0; i = mayTransmit.next(i + 1)) {
            mayTransmit.remove(i);
            bridge.ports[i].ptx.settle();
        }
    }

    /** Whether really no machine of any port can move: what {@link #run} promises. For tests. */
    boolean atRest() {
        for (Port port : bridge.ports) {
            if (!port.atRest()) {
                return false;
            }
        }
        return !bridge.reselectPending;
    }
}
