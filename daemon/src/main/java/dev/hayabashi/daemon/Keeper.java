package dev.hayabashi.daemon;

import dev.hayabashi.daemon.apply.Plant;

/** What a configuration is applied to: bridges with all that belongs to them, and the memory of who asked for which port. */
interface Keeper extends Plant {
    /** Whether a port came by auto-attach; no configuration speaks of it. */
    boolean isAutoAttached(String bridge, String port);

    /** A configuration speaks of a port now: it does not go with its TAP any more. */
    void adopt(String bridge, String port);
}
