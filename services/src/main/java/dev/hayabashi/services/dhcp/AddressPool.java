package dev.hayabashi.services.dhcp;

import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * Addresses of one subnet for clients without a reservation. Those that were never leased come first, in ascending order,
 * then the one that has been free for longest: a client that was away for a while finds its address again.
 */
final class AddressPool {
    /** No address is free. 0.0.0.0 is never in a pool. */
    static final int NONE = 0;

    private final DhcpSubnet subnet;
    private final IntPredicate excluded;
    private final BitSet neverLeased = new BitSet();
    private final long size;

    /** @param excluded addresses that are kept out: the server's own and those with a reservation */
    AddressPool(DhcpSubnet subnet, IntPredicate excluded, LeaseTable table) {
        this.subnet = subnet;
        this.excluded = excluded;
        int index = 0;
        long contained = 0;
        for (AddressRange range : subnet.ranges()) {
            for (int i = 0; i < range.size(); i++, index++) {
                int address = range.first() + i;
                boolean mine = contains(address);
                contained += mine ? 1 : 0;
                neverLeased.set(index, mine && table.at(address) == null);
            }
        }
        size = contained;
    }

    /** Addresses in it, whoever has them. */
    long size() {
        return size;
    }

    boolean contains(int address) {
        return subnet.isInPool(address) && !excluded.test(address);
    }

    /** The address has a binding now. */
    void leased(int address) {
        int index = indexOf(address);
        if (index >= 0) {
            neverLeased.clear(index);
        }
    }

    /** The address has no binding any more. */
    void forgotten(int address) {
        int index = indexOf(address);
        if (index >= 0 && contains(address)) {
            neverLeased.set(index);
        }
    }

    /** The first address in order that is {@code available}, or {@link #NONE}. */
    int allocate(LeaseTable table, IntPredicate available) {
        for (int i = neverLeased.nextSetBit(0); i >= 0; i = neverLeased.nextSetBit(i + 1)) {
            int address = addressAt(i);
            if (available.test(address)) {
                return address;
            }
        }
        for (Binding binding : table.freeOldestFirst()) {
            if (contains(binding.address) && available.test(binding.address)) {
                return binding.address;
            }
        }
        return NONE;
    }

    private int indexOf(int address) {
        int index = 0;
        for (AddressRange range : subnet.ranges()) {
            if (range.contains(address)) {
                return index + (address - range.first());
            }
            index += (int) range.size();
        }
        return -1;
    }

    private int addressAt(int index) {
        int rest = index;
        for (AddressRange range : subnet.ranges()) {
            if (rest < range.size()) {
                return range.first() + rest;
            }
            rest -= (int) range.size();
        }
        throw new IndexOutOfBoundsException(index);
    }
}
