package dev.hayabashi.bridgecore;

import org.jspecify.annotations.Nullable;

/** A group in one VLAN, with the ports that members are behind. */
final class MulticastGroup {
    final MulticastDomain domain;
    final long high;
    final long low;
    final PortTimers members = new PortTimers();

    /** Next one in the same slot of {@link GroupTable}. */
    @Nullable MulticastGroup next;

    MulticastGroup(MulticastDomain domain, long high, long low) {
        this.domain = domain;
        this.high = high;
        this.low = low;
    }

    boolean is(MulticastDomain otherDomain, long otherHigh, long otherLow) {
        return low == otherLow && high == otherHigh && domain == otherDomain;
    }
}
