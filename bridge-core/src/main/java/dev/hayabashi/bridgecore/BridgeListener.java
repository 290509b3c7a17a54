package dev.hayabashi.bridgecore;

/**
 * Hears of what is rare on the frame path. Called on the event loop in the middle of a frame: it must return at once, and
 * whoever records what it hears bounds it, because a hostile guest chooses how often it is called.
 */
public interface BridgeListener {
    /** Does nothing. */
    BridgeListener NONE = new BridgeListener() {};

    /** A learned address was heard on another port than before. */
    default void stationMoved(long address, BridgePort from, BridgePort to, long nowNanos) {}

    /** {@code port} has learned as many addresses as it may; {@code address} was refused. */
    default void macLimitReached(BridgePort port, long address, long nowNanos) {}

    /**
     * A protection of {@code port} began to drop frames; told once for each {@link Trouble}.
     *
     * @param source source address of the first frame that was dropped
     */
    default void protectionStarted(BridgePort port, DropReason reason, long source, long nowNanos) {}

    /** The port has behaved for some seconds; {@code frames} were dropped in {@code nanos} nanoseconds. */
    default void protectionEnded(BridgePort port, DropReason reason, long frames, long nanos, long nowNanos) {}

    /**
     * {@code address} is heard on two ports in turns: two stations have it, or there is a loop. It stays on {@code stays} for a
     * while and is refused on {@code refused}.
     */
    default void addressFlapping(long address, BridgePort stays, BridgePort refused, long nowNanos) {}

    /** A probe that left by {@code sentBy} came back by {@code heardOn}; {@code shut}, one of them, is shut. */
    default void loopDetected(BridgePort shut, BridgePort sentBy, BridgePort heardOn, long nowNanos) {}

    /** No probe came back for long enough: {@code port} is open again. */
    default void loopCleared(BridgePort port, long nowNanos) {}

    /**
     * A frame from {@code port} was lost to a mistake of the bridge's own; the bridge itself goes on. Whoever does not take it
     * in gets it thrown.
     */
    default void frameFaulted(BridgePort port, RuntimeException fault, long nowNanos) {
        throw fault;
    }
}
