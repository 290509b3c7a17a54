package dev.hayabashi.config;

import java.util.List;

/**
 * The VLANs of a port, for a bridge that filters by VLAN.
 *
 * @param nativeVlan VLAN of untagged frames, 1..4094; 0 for none
 * @param tagged the others
 */
public record PortVlan(int nativeVlan, List<VlanRange> tagged) {
    /** VLAN 1, untagged. */
    public static final PortVlan DEFAULT = new PortVlan(1, List.of());

    public PortVlan {
        tagged = List.copyOf(tagged);
    }

    /** Whether it is {@link #DEFAULT}. */
    boolean isDefault() {
        return nativeVlan == DEFAULT.nativeVlan && tagged.isEmpty();
    }
}
