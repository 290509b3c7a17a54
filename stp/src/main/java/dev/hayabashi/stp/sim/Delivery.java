package dev.hayabashi.stp.sim;

import org.jspecify.annotations.Nullable;

/** The order in which frames arrive, and how ticks mix with them. */
public abstract sealed class Delivery permits LockStepDelivery, RandomDelivery {
    /** Nothing is on its way. */
    static final long NEVER = Long.MAX_VALUE;

    Delivery() {}

    /** No delay, in the order of sending; all bridges tick, then the wires are emptied. */
    public static Delivery lockStep() {
        return new LockStepDelivery();
    }

    /**
     * Random order between receiving ports, order kept on each of them.
     *
     * @param seed makes it repeatable
     * @param maxDelayNanos largest delay of a frame; 0 for reordering within an instant only
     * @param duplicatePercent how many of a hundred frames arrive twice
     */
    public static Delivery random(long seed, long maxDelayNanos, int duplicatePercent) {
        return new RandomDelivery(seed, maxDelayNanos, duplicatePercent);
    }

    /** Takes a frame that has just been sent. */
    abstract void offer(SimFrame frame, long nowNanos);

    /** When the next frame arrives; {@link #NEVER} when none is on its way. */
    abstract long nextNanos();

    /** A frame that has arrived; null when none has. */
    abstract @Nullable SimFrame poll(long nowNanos);

    /** Which of several bridges ticks next. */
    abstract int choose(int bridges);

    /** Whether the next tick comes before frames that have arrived at the same instant. */
    abstract boolean tickFirst();
}
