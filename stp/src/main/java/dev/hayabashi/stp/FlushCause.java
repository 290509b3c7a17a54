package dev.hayabashi.stp;

import java.util.Locale;

/** Why dynamic filtering entries of a port are removed. */
public enum FlushCause {
    /** The port left the active topology: link down, blocked, or the engine restarted (17.31 INACTIVE). */
    PORT_INACTIVE,
    /** Another port of this bridge started forwarding. */
    LOCAL_TOPOLOGY_CHANGE,
    /** A neighbour told of a topology change through another port. */
    REMOTE_TOPOLOGY_CHANGE;

    /** The name used in JSON and metrics, with hyphens. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
