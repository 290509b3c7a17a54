package dev.hayabashi.stp;

/**
 * A bridge identifier (802.1D-2004 9.2.5, 17.18.2): priority, system id extension and address in 8 octets. Numerically
 * lower is better.
 *
 * @param value the 8 octets as they are on the wire, most significant first
 */
public record BridgeId(long value) implements Comparable<BridgeId> {
    private static final long PRIORITY_AND_EXTENSION = 0xFFFFL;

    /**
     * Builds an identifier with system id extension 0.
     *
     * @param priority 0 to 61440 in steps of 4096
     * @param address 48-bit MAC address
     */
    public static BridgeId of(int priority, long address) {
        return new BridgeId(BridgeParameters.checkPriority(priority) * (1L << 48)
                | BridgeParameters.checkAddress("bridge address", address));
    }

    /** The settable part: 0 to 61440 in steps of 4096. */
    public int priority() {
        return (int) (value >>> 60) << 12;
    }

    /** The 12 bits below the priority: 0 for RSTP and STP, a VLAN or instance number in other protocols. */
    public int systemIdExtension() {
        return (int) (value >>> 48) & 0xFFF;
    }

    /** The 48-bit bridge address. */
    public long address() {
        return value & MacText.MASK;
    }

    /** Compares as unsigned 64-bit numbers; lower is better. */
    @Override
    public int compareTo(BridgeId other) {
        return Long.compareUnsigned(value, other.value);
    }

    /** Priority and extension as four hexadecimal digits, a dot, the address: {@code 8000.aafc00000001}. */
    @Override
    public String toString() {
        return text(value);
    }

    static String text(long value) {
        return MacText.hex(value >>> 48 & PRIORITY_AND_EXTENSION, 4) + "." + MacText.hex(value, 12);
    }
}
