package dev.hayabashi.bridgecore;

/**
 * Layout of an entry of the {@link MacTable} in two longs: the key is the address, its VLAN in bits 48 to 59, and bit 63
 * set; the value holds the port
 * (bits 48 to 60), the generation of the port (34 to 47), the type (32 and 33) and the time it was last heard (0 to 31).
 */
final class PackedEntry {
    static final int GENERATION_MASK = 0x3fff;

    private static final int VLAN_SHIFT = 48;
    private static final int VLAN_MASK = 0xfff;
    private static final int PORT_SHIFT = 48;
    private static final int GENERATION_SHIFT = 34;
    private static final int TYPE_SHIFT = 32;
    private static final EntryType[] TYPES = EntryType.values();

    private PackedEntry() {}

    /** Bit 63 makes the key of no address zero, which means an empty slot. */
    static long keyOf(long address) {
        return address | Long.MIN_VALUE;
    }

    /** The address, with its VLAN above bit 48. */
    static long addressOf(long key) {
        return key & ~Long.MIN_VALUE;
    }

    /** The VLAN of {@link #addressOf}; 0 for none in particular. */
    static int vlanOf(long address) {
        return (int) (address >>> VLAN_SHIFT) & VLAN_MASK;
    }

    static long value(int port, int generation, EntryType type, int seen) {
        return (long) port << PORT_SHIFT
                | (long) (generation & GENERATION_MASK) << GENERATION_SHIFT
                | (long) type.ordinal() << TYPE_SHIFT
                | (seen & 0xffff_ffffL);
    }

    static int portOf(long value) {
        return (int) (value >>> PORT_SHIFT);
    }

    static int generation(long value) {
        return (int) (value >>> GENERATION_SHIFT) & GENERATION_MASK;
    }

    static EntryType typeOf(long value) {
        return TYPES[(int) (value >>> TYPE_SHIFT) & 3];
    }

    static int seenOf(long value) {
        return (int) value;
    }

    static boolean isLearned(EntryType type) {
        return type == EntryType.DYNAMIC || type == EntryType.STICKY;
    }
}
