package dev.hayabashi.stp;

/**
 * Everything an operator sets on a port. Immutable; ranges and mutual exclusions are checked when the record is made, so a
 * record that exists can be applied.
 *
 * @param priority 0 to 240 in steps of 16, default 128
 * @param pathCost 1 to 200 000 000, or 0 for automatic (from the link's rate)
 * @param edge whether the port is, may become, or never is an edge port
 * @param pointToPoint whether the link has exactly two ends
 * @param bpduGuard a BPDU shuts the port
 * @param bpduFilter neither send nor process BPDUs: the spanning tree is off on this port
 * @param rootGuard restrictedRole: the port never becomes root port
 * @param tcnGuard restrictedTcn: topology changes heard here go no further
 * @param loopGuard stay closed when the BPDUs of a root, alternate or backup port stop
 * @param networkPort bridge assurance: the other end must be a bridge that keeps talking
 * @param adminUp false takes the port out of service
 */
public record PortParameters(
        int priority,
        long pathCost,
        EdgeMode edge,
        PointToPoint pointToPoint,
        boolean bpduGuard,
        boolean bpduFilter,
        boolean rootGuard,
        boolean tcnGuard,
        boolean loopGuard,
        boolean networkPort,
        boolean adminUp) {

    /** Priority 128, automatic cost, AutoEdge, automatic point-to-point, no guards. */
    public static final PortParameters DEFAULT = new PortParameters(
            128, 0, EdgeMode.AUTO, PointToPoint.AUTO, false, false, false, false, false, false, true);

    /** Checks ranges and mutual exclusions; throws {@link StpParameterException}. */
    public PortParameters {
        checkPriority(priority);
        if (pathCost < 0 || pathCost > PathCost.MAX) {
            throw new StpParameterException(
                    "path-cost", pathCost + " is out of range", "use 1 to 200000000, or 0 for automatic");
        }
        exclude(
                "loop-guard",
                loopGuard,
                "root-guard",
                rootGuard,
                "a port that must not lead to the root has no loop guard");
        exclude(
                "loop-guard",
                loopGuard,
                "edge: true",
                edge.adminEdge(),
                "use edge: auto or edge: false with loop-guard");
        exclude(
                "network",
                networkPort,
                "bpdu-filter",
                bpduFilter,
                "bridge assurance needs the BPDUs that the filter drops");
        exclude("network", networkPort, "edge: true", edge.adminEdge(), "the neighbour of a network port is a bridge");
    }

    private static void exclude(String a, boolean hasA, String b, boolean hasB, String why) {
        if (hasA && hasB) {
            throw new StpParameterException(a, "cannot be combined with " + b, why + "; switch one of them off");
        }
    }

    /** A copy with another priority. */
    public PortParameters withPriority(int value) {
        return new PortParameters(
                value,
                pathCost,
                edge,
                pointToPoint,
                bpduGuard,
                bpduFilter,
                rootGuard,
                tcnGuard,
                loopGuard,
                networkPort,
                adminUp);
    }

    /** A copy with another path cost; 0 is automatic. */
    public PortParameters withPathCost(long value) {
        return new PortParameters(
                priority,
                value,
                edge,
                pointToPoint,
                bpduGuard,
                bpduFilter,
                rootGuard,
                tcnGuard,
                loopGuard,
                networkPort,
                adminUp);
    }

    /** A copy with another edge mode. */
    public PortParameters withEdge(EdgeMode value) {
        return new PortParameters(
                priority,
                pathCost,
                value,
                pointToPoint,
                bpduGuard,
                bpduFilter,
                rootGuard,
                tcnGuard,
                loopGuard,
                networkPort,
                adminUp);
    }

    /** A copy with another point-to-point setting. */
    public PortParameters withPointToPoint(PointToPoint value) {
        return new PortParameters(
                priority,
                pathCost,
                edge,
                value,
                bpduGuard,
                bpduFilter,
                rootGuard,
                tcnGuard,
                loopGuard,
                networkPort,
                adminUp);
    }

    /** A copy with BPDU guard on or off. */
    public PortParameters withBpduGuard(boolean value) {
        return new PortParameters(
                priority,
                pathCost,
                edge,
                pointToPoint,
                value,
                bpduFilter,
                rootGuard,
                tcnGuard,
                loopGuard,
                networkPort,
                adminUp);
    }

    /** A copy with BPDU filter on or off. */
    public PortParameters withBpduFilter(boolean value) {
        return new PortParameters(
                priority,
                pathCost,
                edge,
                pointToPoint,
                bpduGuard,
                value,
                rootGuard,
                tcnGuard,
                loopGuard,
                networkPort,
                adminUp);
    }

    /** A copy with root guard on or off. */
    public PortParameters withRootGuard(boolean value) {
        return new PortParameters(
                priority,
                pathCost,
                edge,
                pointToPoint,
                bpduGuard,
                bpduFilter,
                value,
                tcnGuard,
                loopGuard,
                networkPort,
                adminUp);
    }

    /** A copy with TCN guard on or off. */
    public PortParameters withTcnGuard(boolean value) {
        return new PortParameters(
                priority,
                pathCost,
                edge,
                pointToPoint,
                bpduGuard,
                bpduFilter,
                rootGuard,
                value,
                loopGuard,
                networkPort,
                adminUp);
    }

    /** A copy with loop guard on or off. */
    public PortParameters withLoopGuard(boolean value) {
        return new PortParameters(
                priority,
                pathCost,
                edge,
                pointToPoint,
                bpduGuard,
                bpduFilter,
                rootGuard,
                tcnGuard,
                value,
                networkPort,
                adminUp);
    }

    /** A copy with bridge assurance on or off. */
    public PortParameters withNetworkPort(boolean value) {
        return new PortParameters(
                priority,
                pathCost,
                edge,
                pointToPoint,
                bpduGuard,
                bpduFilter,
                rootGuard,
                tcnGuard,
                loopGuard,
                value,
                adminUp);
    }

    /** A copy that is in or out of service. */
    public PortParameters withAdminUp(boolean value) {
        return new PortParameters(
                priority,
                pathCost,
                edge,
                pointToPoint,
                bpduGuard,
                bpduFilter,
                rootGuard,
                tcnGuard,
                loopGuard,
                networkPort,
                value);
    }

    static int checkPriority(int priority) {
        if (priority < 0 || priority > 240 || priority % 16 != 0) {
            int near = Math.max(0, Math.min(240, Math.floorDiv(priority, 16) * 16));
            throw new StpParameterException(
                    "port priority",
                    priority + " is not a port priority",
                    "use 0 to 240 in steps of 16, for example " + near);
        }
        return priority;
    }

    static int checkNumber(int number) {
        if (number < 1 || number > 4095) {
            throw new StpParameterException("port number", number + " is out of range", "use 1 to 4095");
        }
        return number;
    }
}
