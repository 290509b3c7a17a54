package dev.hayabashi.daemon.capture;

import java.util.Set;

/**
 * What a capture takes.
 *
 * @param ports names of ports; empty for all
 * @param filter which frames
 * @param dropsOnly only frames that were dropped
 * @param snapBytes most bytes kept of a frame
 * @param ringBytes memory between event loop and reader, a power of two
 */
public record CaptureOptions(Set<String> ports, FrameFilter filter, boolean dropsOnly, int snapBytes, int ringBytes) {
    /** Enough for any frame, super-frames included. */
    public static final int DEFAULT_SNAP_BYTES = 1 << 17;

    /** Room for a burst of some thousand frames of the usual size. */
    public static final int DEFAULT_RING_BYTES = 1 << 22;

    public CaptureOptions {
        ports = Set.copyOf(ports);
        if (snapBytes < 64 || snapBytes > DEFAULT_SNAP_BYTES) {
            throw new IllegalArgumentException("snap length " + snapBytes + " is outside 64.." + DEFAULT_SNAP_BYTES);
        }
    }

    /** All frames of all ports. */
    public static CaptureOptions everything() {
        return new CaptureOptions(Set.of(), FrameFilter.ALL, false, DEFAULT_SNAP_BYTES, DEFAULT_RING_BYTES);
    }
}
