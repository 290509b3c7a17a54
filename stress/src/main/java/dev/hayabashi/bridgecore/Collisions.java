package dev.hayabashi.bridgecore;

/** Addresses that share a chain of a small {@link MacTable}, so that taking one out moves the other. */
final class Collisions {
    static final long SEED = 42;
    static final int LIMIT = 8;
    static final long NOW = 1_000_000_000_000L;

    /** The first of the chain. */
    static final long FIRST = 0x02_00_00_00_00_01L;

    /** Another address with the same home. */
    static final long SECOND = colliding();

    private Collisions() {}

    private static long colliding() {
        int mask = new MacTable(LIMIT, SEED).capacity() - 1;
        int home = MacTable.hash(PackedEntry.keyOf(FIRST), SEED) & mask;
        long address = FIRST + 1;
        while ((MacTable.hash(PackedEntry.keyOf(address), SEED) & mask) != home) {
            address++;
        }
        return address;
    }
}
