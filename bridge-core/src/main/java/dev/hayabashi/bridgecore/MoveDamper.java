package dev.hayabashi.bridgecore;

/**
 * Damps addresses that move between ports again and again. After {@link #MAX_MOVES} moves within {@link #WINDOW_NANOS} an
 * address stays for {@link #HOLD_NANOS} on the port that it was on before the first of them, and frames from it are refused
 * elsewhere: of two stations with one address the older one keeps working, a guest cannot take an address away by being louder,
 * and a loop neither turns the MAC table over with every frame nor leaves a station where only its echo is.
 *
 * <p>A station that moves for good, a live migration or a fail-over of two hosts, moves once. The memory is bounded: a slot that
 * another address needs is taken over, which can only end a damping early.
 */
final class MoveDamper {
    static final int MAX_MOVES = 5;
    static final long WINDOW_NANOS = 10_000_000_000L;
    static final long HOLD_NANOS = 30_000_000_000L;

    private static final int SLOTS = 256;

    private final long[] addresses = new long[SLOTS];
    private final long[] sinceNanos = new long[SLOTS];
    private final int[] moves = new int[SLOTS];
    private final int[] origin = new int[SLOTS];
    private final boolean[] held = new boolean[SLOTS];
    private int heldCount;

    /** Notes a move away from {@code from}; the port on which the address is to stay from now on, 0 for no such order. */
    int moved(long address, int from, long nowNanos) {
        int slot = slot(address);
        if (addresses[slot] != address || nowNanos - sinceNanos[slot] > WINDOW_NANOS) {
            release(slot);
            addresses[slot] = address;
            sinceNanos[slot] = nowNanos;
            moves[slot] = 0;
            origin[slot] = from;
        }
        if (++moves[slot] <= MAX_MOVES || held[slot]) {
            return 0;
        }
        held[slot] = true;
        heldCount++;
        sinceNanos[slot] = nowNanos;
        return origin[slot];
    }

    /** True when some address is held: only then {@link #isHeld} need be asked. */
    boolean isActive() {
        return heldCount > 0;
    }

    /** True when the address may not move now. */
    boolean isHeld(long address, long nowNanos) {
        int slot = slot(address);
        if (!held[slot] || addresses[slot] != address) {
            return false;
        }
        if (nowNanos - sinceNanos[slot] < HOLD_NANOS) {
            return true;
        }
        release(slot);
        addresses[slot] = 0;
        return false;
    }

    private void release(int slot) {
        if (held[slot]) {
            held[slot] = false;
            heldCount--;
        }
    }

    private static int slot(long address) {
        long hash = address * 0x9E37_79B9_7F4A_7C15L;
        return (int) (hash >>> 56);
    }
}
