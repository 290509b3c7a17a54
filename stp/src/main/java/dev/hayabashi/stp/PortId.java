package dev.hayabashi.stp;

/**
 * A port identifier (802.1D-2004 9.2.7): 4 bits of priority and 12 bits of port number. Numerically lower is better.
 *
 * @param value the two octets as they are on the wire, 0 to 65535
 */
public record PortId(int value) implements Comparable<PortId> {
    /** Masks {@code value} to 16 bits. */
    public PortId {
        value &= 0xFFFF;
    }

    /**
     * Builds an identifier.
     *
     * @param priority 0 to 240 in steps of 16
     * @param number 1 to 4095
     */
    public static PortId of(int priority, int number) {
        return new PortId(PortParameters.checkPriority(priority) << 8 | PortParameters.checkNumber(number));
    }

    /** 0 to 240 in steps of 16. */
    public int priority() {
        return value >> 8 & 0xF0;
    }

    /** 0 to 4095; 0 is never a port of this engine. */
    public int number() {
        return value & 0xFFF;
    }

    /** Lower is better. */
    @Override
    public int compareTo(PortId other) {
        return Integer.compare(value, other.value);
    }

    /** Priority, a dot, the number: {@code 128.1}. */
    @Override
    public String toString() {
        return text(value);
    }

    static String text(int value) {
        return (value >> 8 & 0xF0) + "." + (value & 0xFFF);
    }
}
