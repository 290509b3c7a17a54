package dev.hayabashi.cli.simulate;

import dev.hayabashi.config.topology.Expectation;
import dev.hayabashi.stp.PortRole;
import dev.hayabashi.stp.PortState;

/** Roles in the notation of topology files. */
final class RoleText {
    private RoleText() {}

    /** {@code R:10}, {@code D}, {@code De}, {@code A}, {@code K}, {@code X}, with {@code !} for an active role that does not forward. */
    static String of(PortRole role, PortState state, boolean edge, long rootPathCost) {
        String suffix = state == PortState.FORWARDING ? "" : "!";
        return switch (role) {
            case ROOT -> "R:" + rootPathCost + suffix;
            case DESIGNATED -> "D" + (edge ? "e" : "") + suffix;
            case ALTERNATE -> "A";
            case BACKUP -> "K";
            case DISABLED -> "X";
        };
    }

    /**
     * Whether a port is as expected.
     *
     * @param edgeMatters whether the bridge runs RSTP: in STP mode {@code De} reads as {@code D}
     */
    static boolean fits(
            Expectation e, PortRole role, PortState state, boolean edge, long rootPathCost, boolean edgeMatters) {
        boolean forwards = state == PortState.FORWARDING;
        return role.name().equals(e.role().name())
                && forwards == e.forwarding()
                && (e.rootPathCost().isEmpty() || e.rootPathCost().getAsLong() == rootPathCost)
                && (!e.edge() || edge || !edgeMatters);
    }
}
