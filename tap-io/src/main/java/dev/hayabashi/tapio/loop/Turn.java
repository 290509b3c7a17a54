package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.Passage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to read a descriptor: a relay loop's or that of the owner of the bridge. With the turn goes the buffer of a frame
 * that the relay loop has read and does not relay itself.
 *
 * <p>The relay loop asks within a {@link Passage} and may go on until it leaves. It gives the turn away with {@link #lend}; the owner
 * calls it back with {@link #take}, which waits until the loop was seen outside, and returns it with {@link #giveBack}. What one of them
 * has done with the turn the other one sees when it has it. A frame that was lent while the owner called the turn back is not lost: the
 * owner finds it after it has waited.
 *
 * @param <B> buffers
 */
final class Turn<B> {
    /** The relay loop may read. */
    private static final int RELAY = 0;

    /** The relay loop has lent a frame; the owner hears of it by a task. */
    private static final int LENT = 1;

    /** The owner has the turn. */
    private static final int OWNER = 2;

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(Turn.class, "word", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Passage relay;

    @SuppressWarnings("unused") // through WORD
    private int word = OWNER;

    // Belong to whoever has the turn.
    private @Nullable B lent;
    private int lentResult;
    private @Nullable B returned;

    // The owner's.
    private boolean ownerHas = true;

    /** @param relay the relay loop's; the turn is the owner's at first */
    Turn(Passage relay) {
        this.relay = relay;
    }

    // The owner's side.

    /** Whether the owner has it, and does not have to {@link #take} it. */
    boolean isOwners() {
        return ownerHas;
    }

    /** When this returns the relay loop does nothing with the descriptor, and all that it has done is seen. */
    void take() {
        if (!ownerHas) {
            ownerHas = true;
            WORD.setVolatile(this, OWNER);
            relay.awaitOutside();
        }
    }

    /** The relay loop may read from now on. It has to be told so: it does not listen any more. */
    void giveBack() {
        ownerHas = false;
        WORD.setRelease(this, RELAY);
    }

    /** Whether a frame was lent and waits for the owner to {@link #take} the turn. */
    boolean isLent() {
        return !ownerHas && (int) WORD.getAcquire(this) == LENT;
    }

    /** With the turn, once: the frame that came with it, or null. */
    @Nullable B lent() {
        B present = lent;
        lent = null;
        return present;
    }

    /** With the turn: what read(2) said about {@link #lent}. */
    int lentResult() {
        return lentResult;
    }

    /** With the turn: a buffer goes home with it. */
    void returns(B buffer) {
        returned = buffer;
    }

    // The relay loop's side, within a passage.

    /** Whether the relay loop has it, until the end of this passage. */
    boolean isRelays() {
        return (int) WORD.getAcquire(this) == RELAY;
    }

    /** With the turn, either side, once: the buffer that has come home, or null. */
    @Nullable B collect() {
        B home = returned;
        if (home != null) {
            returned = null;
        }
        return home;
    }

    /**
     * Gives the turn away, with a frame.
     *
     * @param result what read(2) said about it
     * @return true when the owner has to be told; otherwise it has called the turn back, waits for the end of this passage, and finds
     *     the frame
     */
    boolean lend(B buffer, int result) {
        lent = buffer;
        lentResult = result;
        return WORD.compareAndSet(this, RELAY, LENT);
    }
}
