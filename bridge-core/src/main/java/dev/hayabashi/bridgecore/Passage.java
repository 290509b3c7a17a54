package dev.hayabashi.bridgecore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Says whether a relay loop is on its way through a bridge, so that the owner of the bridge can wait until it is not.
 *
 * <p>A relay loop enters, reads the state that the owner has published, acts by it (one read(2), at most one write(2)) and
 * leaves. The owner writes new state and then calls {@link #awaitOutside}. Both put a full fence between their store and their
 * loads, as in Dekker's mutual exclusion: of the loop's store "inside" and the owner's store of the state at least one is seen by
 * the other. Either the loop sees the new state, or the owner sees the loop inside and waits until it has left. When
 * {@link #awaitOutside} returns, nobody acts by the old state any more, and what was done by it is visible to the owner.
 *
 * <p>The word is odd inside and counts passages, so that the owner waits for the end of one passage and not for a moment in
 * which no frame comes.
 */
public final class Passage {
    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(Passage.class, "word", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Runnable pause;

    @SuppressWarnings("unused") // through WORD
    private long word;

    /** @param pause called again and again by whoever waits; gives the CPU to others after a while */
    public Passage(Runnable pause) {
        this.pause = pause;
    }

    /** The relay loop: state that was published is read after this. */
    public void enter() {
        // Volatile, so that no later load goes ahead of it.
        WORD.setVolatile(this, (long) WORD.get(this) + 1);
    }

    /** The relay loop: everything that it did by what it read is done. */
    public void leave() {
        WORD.setRelease(this, (long) WORD.get(this) + 1);
    }

    /** The owner, after it has written new state: returns when no passage is under way that may have read the old one. */
    public void awaitOutside() {
        VarHandle.fullFence();
        long seen = (long) WORD.getAcquire(this);
        if ((seen & 1) == 0) {
            return;
        }
        while ((long) WORD.getAcquire(this) == seen) {
            pause.run();
        }
    }
}
