/**
 * Captures: frames with their verdict as pcapng, for Wireshark and tshark.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A {@link dev.hayabashi.daemon.capture.CaptureTap} is a {@link dev.hayabashi.bridgecore.FrameObserver}. On the event loop, in the
 * middle of a frame, it asks the {@link dev.hayabashi.daemon.capture.FrameFilter}, notes the egress ports, and once the frame's fate is
 * settled copies it into the {@link dev.hayabashi.daemon.capture.CaptureRing}. When the ring is full the frame is counted as lost and
 * that is all: the loop never waits and allocates nothing.
 *
 * <p>The reader's side, a {@link dev.hayabashi.daemon.capture.CaptureReader}, drains the ring whenever the client has room for more,
 * and does all that is slow there: names, sentences, pcapng. A client that does not read costs the bridge the copy of the
 * frames that fit into the ring, and nothing after that.
 *
 * <p>A frame that is forwarded appears once as inbound on the port that it came in by, with the verdict as comment, and once
 * as outbound on each port that it left by.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.daemon.capture;
