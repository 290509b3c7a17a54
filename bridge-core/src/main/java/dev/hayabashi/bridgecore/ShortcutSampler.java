package dev.hayabashi.bridgecore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Notes which pairs of stations are busy, by looking at each {@value #EVERY}th frame that goes from one port to another. One for each
 * event loop that moves frames: that loop writes, the bridge's owner reads and clears. What the owner sees of another loop's notes
 * may be torn, so they are hints: a pair counts for nothing before the owner has looked both addresses up.
 */
final class ShortcutSampler {
    /** A power of two. */
    static final int EVERY = 64;

    /** Receives what was noted of a pair. */
    @FunctionalInterface
    interface Visitor {
        void pair(long source, long destination, long samples);
    }

    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int PAIRS = 256;
    private static final int WORDS_PER_PAIR = 4;
    private static final int SOURCE = 0;
    private static final int DESTINATION = 1;
    private static final int SAMPLES = 2;

    private final long[] words = new long[PAIRS * WORDS_PER_PAIR];
    private int frames;

    /** A frame to a known station has left by the port that the station is behind. */
    void relayed(Frame frame) {
        if ((++frames & (EVERY - 1)) == 0) {
            note(frame.source(), frame.destination());
        }
    }

    /** A pair that shares a place with a busier one has to wait until that one is quiet or has its shortcut. */
    private void note(long source, long destination) {
        int at = place(source, destination);
        long samples = (long) WORDS.getOpaque(words, at + SAMPLES);
        if (words[at + SOURCE] == source && words[at + DESTINATION] == destination) {
            WORDS.setOpaque(words, at + SAMPLES, samples + 1);
        } else if (samples == 0) {
            WORDS.setOpaque(words, at + SOURCE, source);
            WORDS.setOpaque(words, at + DESTINATION, destination);
            WORDS.setOpaque(words, at + SAMPLES, 1L);
        } else {
            WORDS.setOpaque(words, at + SAMPLES, samples - 1);
        }
    }

    private static int place(long source, long destination) {
        long mixed = (source * 31 + destination) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 56) * WORDS_PER_PAIR;
    }

    /** The owner: takes the notes out. */
    void drain(Visitor visitor) {
        for (int at = 0; at < words.length; at += WORDS_PER_PAIR) {
            long samples = (long) WORDS.getOpaque(words, at + SAMPLES);
            if (samples > 0) {
                WORDS.setOpaque(words, at + SAMPLES, 0L);
                visitor.pair(
                        (long) WORDS.getOpaque(words, at + SOURCE),
                        (long) WORDS.getOpaque(words, at + DESTINATION),
                        samples);
            }
        }
    }
}
