package dev.hayabashi.bridgecore;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The groups of a bridge, found by VLAN and network-layer address. The hash has a secret key: guests choose the addresses. */
final class GroupTable {
    private final @Nullable MulticastGroup[] slots;
    private final long seed;
    private int count;

    /** @param limit most groups that it will hold */
    GroupTable(int limit, long seed) {
        slots = new @Nullable MulticastGroup[Integer.highestOneBit(Math.max(1, limit)) * 2];
        this.seed = seed;
    }

    int count() {
        return count;
    }

    @Nullable MulticastGroup find(MulticastDomain domain, long high, long low) {
        MulticastGroup group = slots[slot(domain, high, low)];
        while (group != null && !group.is(domain, high, low)) {
            group = group.next;
        }
        return group;
    }

    MulticastGroup add(MulticastDomain domain, long high, long low) {
        MulticastGroup group = new MulticastGroup(domain, high, low);
        int slot = slot(domain, high, low);
        group.next = slots[slot];
        slots[slot] = group;
        count++;
        return group;
    }

    /** Takes a group out that is in. */
    void remove(MulticastGroup group) {
        int slot = slot(group.domain, group.high, group.low);
        MulticastGroup at = slots[slot];
        if (at == group) {
            slots[slot] = group.next;
        }
        while (at != null && at != group) {
            MulticastGroup next = at.next;
            if (next == group) {
                at.next = group.next;
            }
            at = next;
        }
        count--;
    }

    /** Shows each group, and takes it out when it has no members afterwards. */
    void sweep(Consumer<MulticastGroup> visitor) {
        for (int slot = 0; slot < slots.length; slot++) {
            MulticastGroup kept = null;
            MulticastGroup group = slots[slot];
            while (group != null) {
                MulticastGroup next = group.next;
                visitor.accept(group);
                if (group.members.isEmpty()) {
                    count--;
                } else {
                    group.next = kept;
                    kept = group;
                }
                group = next;
            }
            slots[slot] = kept;
        }
    }

    private int slot(MulticastDomain domain, long high, long low) {
        long mixed = (low ^ seed) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 31) ^ high ^ domain.key()) * 0x94D0_49BB_1331_11EBL + seed;
        return (int) (mixed >>> 40) & (slots.length - 1);
    }
}
