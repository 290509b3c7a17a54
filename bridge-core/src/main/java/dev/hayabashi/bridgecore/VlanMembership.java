package dev.hayabashi.bridgecore;

import java.util.BitSet;

/**
 * Which VLANs a port is in (IEEE 802.1Q). Only looked at while the bridge filters by VLAN.
 *
 * <p>The native VLAN is the one of untagged frames, in both directions (PVID, egress untagged); all others are tagged. An access
 * port has a native VLAN only; a trunk has others, with or without a native one.
 */
public final class VlanMembership {
    /** Highest VLAN identifier that a frame may carry. */
    public static final int MAX_VLAN = 4094;

    /** VLAN 1 untagged and nothing else, as on every switch out of the box. */
    public static final VlanMembership DEFAULT = new VlanMembership(1, new BitSet());

    private final int nativeVlan;
    private final long[] members = new long[64];

    /**
     * @param nativeVlan VLAN of untagged frames, 1..{@value #MAX_VLAN}; 0 for none: untagged frames are dropped
     * @param tagged the other VLANs
     */
    public VlanMembership(int nativeVlan, BitSet tagged) {
        if (nativeVlan < 0 || nativeVlan > MAX_VLAN || tagged.get(0) || tagged.length() > MAX_VLAN + 1) {
            throw new IllegalArgumentException("VLANs " + nativeVlan + " and " + tagged + " are not within 1..4094");
        }
        this.nativeVlan = nativeVlan;
        long[] words = tagged.toLongArray();
        System.arraycopy(words, 0, members, 0, words.length);
        if (nativeVlan != 0) {
            members[nativeVlan >>> 6] |= 1L << nativeVlan;
        }
    }

    /** VLAN of untagged frames, 0 for none. */
    public int nativeVlan() {
        return nativeVlan;
    }

    /** Whether frames of a VLAN may pass the port; false for 0 and 4095. */
    boolean has(int vlan) {
        return (members[vlan >>> 6] >>> vlan & 1) != 0;
    }

    /** Whether frames of a VLAN leave the port with a tag. */
    boolean isTagged(int vlan) {
        return vlan != nativeVlan;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof VlanMembership other
                && nativeVlan == other.nativeVlan
                && java.util.Arrays.equals(members, other.members);
    }

    @Override
    public int hashCode() {
        return 31 * nativeVlan + java.util.Arrays.hashCode(members);
    }

    @Override
    public String toString() {
        return "native " + nativeVlan + ", members " + BitSet.valueOf(members);
    }
}
