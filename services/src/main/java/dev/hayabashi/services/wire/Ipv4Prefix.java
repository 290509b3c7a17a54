package dev.hayabashi.services.wire;

/**
 * An IPv4 network.
 *
 * @param network its first address; host bits are zero
 * @param length prefix length, 1..32
 */
public record Ipv4Prefix(int network, int length) {
    public Ipv4Prefix {
        if (length < 1 || length > 32) {
            throw new IllegalArgumentException("prefix length " + length + " is outside 1..32");
        }
        network &= -1 << (32 - length);
    }

    /**
     * Parses {@code 192.168.122.0/24}; host bits are dropped.
     *
     * @throws IllegalArgumentException with the text when it is anything else
     */
    public static Ipv4Prefix parse(String text) {
        int slash = text.indexOf('/');
        try {
            return new Ipv4Prefix(Ipv4.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a network such as 192.168.122.0/24", e);
        }
    }

    /** The subnet mask, 255.255.255.0 for a /24. */
    public int mask() {
        return -1 << (32 - length);
    }

    public boolean contains(int address) {
        return (address & mask()) == network;
    }

    /** The directed broadcast address; for a /31 or /32 there is none and this is the last address. */
    public int broadcast() {
        return network | ~mask();
    }

    /** True for an address that a host on this network may have: not the network's nor the broadcast address. */
    public boolean isHost(int address) {
        return contains(address) && (length >= 31 || (address != network && address != broadcast()));
    }

    @Override
    public String toString() {
        return Ipv4.format(network) + "/" + length;
    }
}
