package dev.hayabashi.services.dhcp;

import dev.hayabashi.services.wire.Ipv4;

/**
 * Consecutive IPv4 addresses.
 *
 * @param first lowest address
 * @param last highest address, included
 */
public record AddressRange(int first, int last) {
    public AddressRange {
        if (Integer.compareUnsigned(first, last) > 0) {
            throw new IllegalArgumentException(
                    "range " + Ipv4.format(first) + "-" + Ipv4.format(last) + " ends before it starts");
        }
    }

    /**
     * Parses {@code 192.168.122.2-192.168.122.254} or a single address.
     *
     * @throws IllegalArgumentException with the text when it is neither
     */
    public static AddressRange parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            int address = Ipv4.parse(text.trim());
            return new AddressRange(address, address);
        }
        return new AddressRange(
                Ipv4.parse(text.substring(0, dash).trim()),
                Ipv4.parse(text.substring(dash + 1).trim()));
    }

    public boolean contains(int address) {
        return Integer.compareUnsigned(address, first) >= 0 && Integer.compareUnsigned(address, last) <= 0;
    }

    /** Number of addresses. */
    public long size() {
        return (last & 0xffff_ffffL) - (first & 0xffff_ffffL) + 1;
    }

    @Override
    public String toString() {
        return Ipv4.format(first) + "-" + Ipv4.format(last);
    }
}
