package dev.hayabashi.bridgecore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one relay loop has counted of one port, or of a bridge. The loop writes, the bridge's owner reads; what a {@link Passage} has
 * ended before is seen. The words lie on a cache line of their own.
 */
final class RelayCounters {
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int WORDS_PER_LINE = 8;
    private static final int RX_FRAMES = WORDS_PER_LINE;
    private static final int RX_BYTES = RX_FRAMES + 1;
    private static final int TX_FRAMES = RX_FRAMES + 2;
    private static final int TX_BYTES = RX_FRAMES + 3;

    private final long[] words = new long[3 * WORDS_PER_LINE];

    static RelayCounters[] of(int relays) {
        RelayCounters[] counters = new RelayCounters[relays];
        for (int relay = 0; relay < relays; relay++) {
            counters[relay] = new RelayCounters();
        }
        return counters;
    }

    void received(int bytes) {
        add(RX_FRAMES, 1);
        add(RX_BYTES, bytes);
    }

    void sent(int bytes) {
        add(TX_FRAMES, 1);
        add(TX_BYTES, bytes);
    }

    private void add(int at, long amount) {
        WORDS.setOpaque(words, at, words[at] + amount);
    }

    long rxFrames() {
        return (long) WORDS.getOpaque(words, RX_FRAMES);
    }

    /** Adds these to the owner's own counts. */
    void addTo(PortCounters sum) {
        sum.rxFrames += rxFrames();
        sum.rxBytes += (long) WORDS.getOpaque(words, RX_BYTES);
        long txFrames = (long) WORDS.getOpaque(words, TX_FRAMES);
        // Each has left: no relay loop has a queue.
        sum.copies += txFrames;
        sum.txFrames += txFrames;
        sum.txBytes += (long) WORDS.getOpaque(words, TX_BYTES);
    }
}
