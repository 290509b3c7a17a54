package dev.hayabashi.bridgecore;

/**
 * Watches frames on their way through a {@link Bridge}, for a capture or a trace. Called on the event loop in the middle of a
 * frame, with things that exist already: an observer that allocates, blocks or throws does so on the frame path.
 *
 * <p>For each frame that comes in by a port, {@link #received} is called first and exactly one of {@link #relayed}, {@link
 * #consumed} and {@link #dropped} with a reason before {@link DropReason.Stage#EGRESS} last. What is called in between concerns
 * that frame. Between two frames {@link #sent} and {@link #dropped} tell of frames that had to wait in an egress queue and of
 * the bridge's own.
 *
 * <p>Frames are only valid during the call.
 */
public interface FrameObserver {
    /** A frame came in by {@code in}. */
    default void received(BridgePort in, Frame frame, long nowNanos) {}

    /** The source was looked up, and learned if the port learns. */
    default void learned(BridgePort in, long source, MacTable.Learned outcome) {}

    /**
     * The destination was looked up.
     *
     * @param portNumber what {@link MacTable#lookup} found
     */
    default void lookedUp(BridgePort in, long destination, int portNumber) {}

    /** A flooded frame does not leave by {@code out}. */
    default void passedOver(BridgePort out, PassedOver why) {}

    /** The kernel took the frame at {@code out}. */
    default void sent(BridgePort out, Frame frame) {}

    /** The frame waits for {@code out}; {@link #sent} or {@link #dropped} follows later. */
    default void queued(BridgePort out, Frame frame) {}

    /** The frame, or with an egress reason one copy of it, goes no further. */
    default void dropped(BridgePort port, Frame frame, DropReason reason, long nowNanos) {}

    /** The frame was for the bridge itself. */
    default void consumed(BridgePort in, Frame frame) {}

    /** The frame went to at least one egress port, each of which was reported before. */
    default void relayed(BridgePort in, Frame frame) {}
}
