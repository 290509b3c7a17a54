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
     * A frame from {@code port} was lost to a mistake of the bridge's own; the bridge itself goes on. Whoever does not take it
     * in gets it thrown.
     */
    default void frameFaulted(BridgePort port, RuntimeException fault, long nowNanos) {
        throw fault;
    }
}
