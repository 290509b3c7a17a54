package dev.hayabashi.stp;

/** Says in words why role selection gave a port its role. Called only when a role changes. */
final class RoleReasons {
    private RoleReasons() {}

    static String text(Port port, PortRole selected) {
        return switch (selected) {
            case DISABLED -> port.stateReason.text();
            case ROOT -> root(port);
            case DESIGNATED -> designated(port);
            case ALTERNATE -> alternate(port);
            case BACKUP ->
                "port " + PortId.text(port.portPriority.port()) + " of this bridge is designated on the same LAN";
        };
    }

    /** How the bridge found its root, for the root change event too. */
    static String root(Port port) {
        Bridge bridge = port.bridge;
        String kind = bridge.rootImproved ? "superior root " : "best path to root ";
        return kind + BridgeId.text(bridge.rootPriority.root()) + " via port " + port.number + ", cost "
                + bridge.rootPriority.cost();
    }

    private static String designated(Port port) {
        PriorityVector held = port.portPriority;
        return switch (port.infoIs) {
            case AGED ->
                port.selectedRole == PortRole.DISABLED || held.fromAddress(port.bridge.address())
                        ? "no better bridge heard on this LAN"
                        : "no BPDU any more from bridge " + BridgeId.text(held.bridge()) + " port "
                                + PortId.text(held.port());
            case RECEIVED ->
                "our path to root " + BridgeId.text(port.designatedPriority.root()) + " with cost "
                        + port.designatedPriority.cost() + " is better than that of bridge "
                        + BridgeId.text(held.bridge());
            default -> "no better bridge heard on this LAN";
        };
    }

    private static String alternate(Port port) {
        PriorityVector held = port.portPriority;
        String offer = "root " + BridgeId.text(held.root()) + " with cost " + held.cost() + " from bridge "
                + BridgeId.text(held.bridge()) + " port " + PortId.text(held.port());
        if (port.parameters.rootGuard()) {
            return "root guard keeps the port from leading to " + offer;
        }
        return "another port is nearer to the root; this LAN has " + offer;
    }
}
