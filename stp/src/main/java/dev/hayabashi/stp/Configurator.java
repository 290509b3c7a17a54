package dev.hayabashi.stp;

/** Carries changes of settings into the running machines. */
final class Configurator {
    private Configurator() {}

    static void apply(Bridge bridge, BridgeParameters to) {
        BridgeParameters from = bridge.parameters;
        bridge.runner.touchAll();
        if (from.address() != to.address() || from.priority() != to.priority()) {
            retireRootPort(bridge);
        }
        bridge.parameters = to;
        bridge.bridgeId = to.bridgeId().value();
        bridge.bridgeTimes = Times.of(to.times());
        for (Port port : bridge.ports) {
            port.refreshIdAndCost();
        }
        if (from.txHoldCount() != to.txHoldCount()) {
            for (Port port : bridge.ports) {
                port.txCount = 0;
            }
        }
        if (from.errDisableRecoverySeconds() != to.errDisableRecoverySeconds()) {
            for (Port port : bridge.ports) {
                port.guards.recoveryChanged();
            }
        }
        if (from.forceVersion() != to.forceVersion()) {
            restart(bridge);
        } else if (from.address() != to.address()
                || from.priority() != to.priority()
                || !from.times().equals(to.times())
                || from.pathCostMethod() != to.pathCostMethod()) {
            // Role selection recomputes the times, too: they must show on all ports at once.
            bridge.reselectAll();
        }
    }

    /**
     * Makes the root port discard if the new identifier makes this bridge the root. Nobody else sets reRoot then, as there is
     * no new root port. But the bridges below the root port have agreed to what they heard from the other side, and an
     * alternate port of ours gets an agreement on the strength of that: for an instant the ring would be closed. If the port
     * stays Root, it drops reRoot at once (REROOTED).
     */
    private static void retireRootPort(Bridge bridge) {
        Port port = bridge.rootPort;
        if (port != null && port.sendRSTP) {
            port.reRoot = true;
        }
    }

    /** BEGIN. */
    static void restart(Bridge bridge) {
        for (Port port : bridge.ports) {
            port.begin();
        }
        bridge.prs.begin();
    }

    static void apply(Port port, PortParameters to) {
        PortParameters from = port.parameters;
        port.touch();
        port.parameters = to;
        port.refreshIdAndCost();
        port.refreshPointToPoint();
        port.refreshEnabled(to.adminUp() ? StateReason.LINK_UP : StateReason.ADMIN_DOWN);
        port.guards.configured(from);
        if (!from.edge().adminEdge() && to.edge().adminEdge()) {
            // By the standard it would wait for the next link-up; on a port where no bridge was heard it need not.
            port.edgeRequested = port.portEnabled && !port.guards.peerSeen() && !port.guards.inconsistent();
        }
        if (from.priority() != to.priority()
                || from.pathCost() != to.pathCost()
                || from.rootGuard() != to.rootGuard()) {
            port.bridge.reselectAll();
        }
    }
}
