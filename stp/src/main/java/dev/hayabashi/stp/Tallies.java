package dev.hayabashi.stp;

/**
 * Bridge-wide counts of port conditions, kept up to date by every transition, so that the conditions that the standard writes
 * as "for all ports" (allSynced, reRooted) cost the same on 4 and on 1000 ports.
 */
final class Tallies {
    static final int UNSETTLED = 1;
    static final int UNSYNCED = 2;
    static final int RECENT_ROOT = 4;
    static final int TOPOLOGY_CHANGE = 8;

    /** Ports whose role is not the selected one, or whose information is not up to date. */
    int unsettled;
    /** Ports, other than the root port, that are not synced. */
    int unsynced;
    /** Ports with rrWhile running. */
    int recentRoots;
    /** Ports with tcWhile running. */
    int topologyChanges;

    /** A condition that ports wait for may have become true. */
    private boolean relaxed;

    void replace(int before, int after) {
        int changed = before ^ after;
        unsettled += delta(changed, after, UNSETTLED);
        unsynced += delta(changed, after, UNSYNCED);
        recentRoots += delta(changed, after, RECENT_ROOT);
        topologyChanges += delta(changed, after, TOPOLOGY_CHANGE);
        relaxed |= (changed & ~after & (UNSETTLED | UNSYNCED | RECENT_ROOT)) != 0;
    }

    /** Whether some count of {@link Port#allSynced} or {@link Port#reRooted} has fallen since the last call. */
    boolean takeRelaxed() {
        boolean was = relaxed;
        relaxed = false;
        return was;
    }

    private static int delta(int changed, int after, int bit) {
        if ((changed & bit) == 0) {
            return 0;
        }
        return (after & bit) != 0 ? 1 : -1;
    }
}
