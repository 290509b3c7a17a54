package dev.hayabashi.bridgecore;

/** Takes what is sent to the bridge group address while a spanning tree runs. */
@FunctionalInterface
public interface BpduHandler {
    /**
     * A frame to 01-80-C2-00-00-00 came in by {@code port}, in any state of the port but disabled. The frame is only valid
     * during the call.
     */
    void received(BridgePort port, Frame frame, long nowNanos);
}
