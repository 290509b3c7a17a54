package dev.hayabashi.config;

/**
 * What the spanning tree knows about a port.
 *
 * @param edge edge port (802.1D-2004 17.13.1, .3): {@code TRUE} forwards at link-up, {@code AUTO} after three seconds
 *     without a BPDU
 * @param bpduGuard a BPDU disables the port
 * @param bpduGuardRecoverySeconds seconds until a port that the guard disabled is tried again, 30..86400; 0 for never
 * @param bpduFilter BPDUs are neither sent nor heard: spanning tree is off on this port
 * @param rootGuard the port never becomes root port (restrictedRole)
 * @param tcnGuard topology changes heard here are not passed on (restrictedTcn)
 * @param loopGuard the port keeps discarding when BPDUs stop
 * @param bridgeAssurance the port discards unless BPDUs keep coming; needs a partner that does the same
 * @param pointToPoint two stations on the link at most (802.1D-2004 6.4.3)
 * @param pathCost path cost, 1..200000000; 0 for the default of the kind
 * @param priority port priority, 0..240 in steps of 16
 */
public record PortStp(
        Tristate edge,
        boolean bpduGuard,
        int bpduGuardRecoverySeconds,
        boolean bpduFilter,
        boolean rootGuard,
        boolean tcnGuard,
        boolean loopGuard,
        boolean bridgeAssurance,
        Tristate pointToPoint,
        int pathCost,
        int priority) {
    /** The defaults of a kind: guests are edge ports with BPDU guard, cables are not. */
    public static PortStp defaults(PortKind kind) {
        return defaults(kind, PortProfile.of(kind));
    }

    /** The defaults of a profile: guests are edge ports with BPDU guard, cables are not. */
    static PortStp defaults(PortKind kind, PortProfile profile) {
        Tristate edge = switch (profile) {
            case GUEST, LOCKED -> Tristate.TRUE;
            case UPLINK -> Tristate.FALSE;
            case LAB -> Tristate.AUTO;
            case NONE ->
                switch (kind) {
                    case VM, STREAM -> Tristate.TRUE;
                    case TAP -> Tristate.AUTO;
                    case NETDEV -> Tristate.FALSE;
                };
        };
        return new PortStp(edge, profile.isGuest(), 0, false, false, false, false, false, Tristate.AUTO, 0, 128);
    }
}
