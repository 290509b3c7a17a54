package dev.hayabashi.stp;

/**
 * A spanning tree priority vector (802.1D-2004 17.5) without the receiving port's identifier, which never travels and only
 * breaks ties in {@link RoleSelectionMachine}.
 *
 * @param root RootBridgeID
 * @param cost RootPathCost, unsigned 32 bits
 * @param bridge DesignatedBridgeID
 * @param port DesignatedPortID
 */
record PriorityVector(long root, long cost, long bridge, int port) {
    /** Worse than anything a bridge sends. */
    static final PriorityVector WORST = new PriorityVector(-1, PathCost.SATURATED, -1, 0xFFFF);

    private static final int PORT_NUMBER = 0xFFF;

    /** Negative when this vector is better than {@code other}, 0 when equal. */
    int compare(PriorityVector other) {
        int order = Long.compareUnsigned(root, other.root);
        if (order == 0) {
            order = Long.compare(cost, other.cost);
        }
        if (order == 0) {
            order = Long.compareUnsigned(bridge, other.bridge);
        }
        return order == 0 ? Integer.compare(port, other.port) : order;
    }

    /**
     * Whether both come from the same designated bridge and port. Address and port number only: the priorities of the
     * sender may have been changed meanwhile (17.6, and 12-bit port numbers).
     */
    boolean sameSource(PriorityVector other) {
        return ((bridge ^ other.bridge) & MacText.MASK) == 0 && ((port ^ other.port) & PORT_NUMBER) == 0;
    }

    /** Better, or a new opinion of the one whose opinion holds now (17.6 "superior"). */
    boolean superiorTo(PriorityVector held) {
        return compare(held) < 0 || sameSource(held);
    }

    /** Whether the bridge of this address is the root, under whatever priority. */
    boolean rootAddress(long address) {
        return (root & MacText.MASK) == address;
    }

    boolean fromAddress(long address) {
        return (bridge & MacText.MASK) == address;
    }
}
