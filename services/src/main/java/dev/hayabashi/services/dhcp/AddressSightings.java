package dev.hayabashi.services.dhcp;

/**
 * Who was last seen to use which address, from the ARP that passes through the bridge. A DISCOVER never waits for a probe:
 * what is on the segment has spoken ARP before.
 *
 * <p>A set-associative cache of fixed size, because guests choose what is put in: 4 entries for each of 1,024 sets, the
 * oldest of a set goes. Nothing here allocates.
 */
final class AddressSightings {
    /** How long an address counts as used after its last ARP. */
    static final long FRESH_NANOS = 300_000_000_000L;

    private static final int SETS = 1024;
    private static final int WAYS = 4;
    private static final int NO_PORT = -1;

    private final int[] addresses = new int[SETS * WAYS];
    private final long[] macs = new long[SETS * WAYS];
    private final int[] ports = new int[SETS * WAYS];
    private final long[] seenNanos = new long[SETS * WAYS];

    AddressSightings() {
        java.util.Arrays.fill(ports, NO_PORT);
    }

    /** Notes that {@code mac} behind {@code port} uses {@code address}; true when that is news. */
    boolean note(int address, long mac, int port, long nowNanos) {
        int slot = find(address);
        if (slot >= 0) {
            boolean news = macs[slot] != mac || nowNanos - seenNanos[slot] > FRESH_NANOS;
            write(slot, address, mac, port, nowNanos);
            return news;
        }
        write(victim(address, nowNanos), address, mac, port, nowNanos);
        return true;
    }

    /**
     * The MAC of somebody else who uses the address, or -1.
     *
     * @param port whoever is behind this port counts as the client too; -1 for none
     */
    long usedByOther(int address, long clientMac, int port, long nowNanos) {
        int slot = find(address);
        if (slot < 0 || nowNanos - seenNanos[slot] > FRESH_NANOS) {
            return -1;
        }
        return macs[slot] == clientMac || ports[slot] == port ? -1 : macs[slot];
    }

    /** Forgets what was seen behind a port that is gone. */
    void forgetPort(int port) {
        for (int slot = 0; slot < ports.length; slot++) {
            if (ports[slot] == port) {
                ports[slot] = NO_PORT;
            }
        }
    }

    private int find(int address) {
        int first = firstOf(address);
        for (int slot = first; slot < first + WAYS; slot++) {
            if (ports[slot] != NO_PORT && addresses[slot] == address) {
                return slot;
            }
        }
        return -1;
    }

    private int victim(int address, long nowNanos) {
        int first = firstOf(address);
        int oldest = first;
        for (int slot = first; slot < first + WAYS; slot++) {
            if (ports[slot] == NO_PORT) {
                return slot;
            }
            if (nowNanos - seenNanos[slot] > nowNanos - seenNanos[oldest]) {
                oldest = slot;
            }
        }
        return oldest;
    }

    private void write(int slot, int address, long mac, int port, long nowNanos) {
        addresses[slot] = address;
        macs[slot] = mac;
        ports[slot] = port;
        seenNanos[slot] = nowNanos;
    }

    private static int firstOf(int address) {
        return ((address * 0x9e37_79b9) >>> 22) * WAYS;
    }
}
