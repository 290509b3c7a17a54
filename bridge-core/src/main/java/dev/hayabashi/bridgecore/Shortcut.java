package dev.hayabashi.bridgecore;

/**
 * A way of one station's frames to another beside the bridge: in the kernel, from the port that the one is behind to the port that
 * the other is behind. Owned by the bridge's event loop, but for what is final.
 */
public final class Shortcut {
    /** How far it is. */
    public enum Phase {
        /** The kernel is being asked. */
        OPENING,
        /** Frames take it. */
        OPEN,
        /** The kernel is being asked to end it, and for the last count. */
        CLOSING
    }

    /** No IP packet is longer, and a super-frame is one. */
    private static final long LONGEST_PACKET_BYTES = 65_535;

    private final BridgePort in;
    private final BridgePort out;
    private final long source;
    private final long destination;
    private final int slot;
    private final long longestFrameBytes;
    private final long sinceNanos;

    Phase phase = Phase.OPENING;
    long frames;
    long bytes;
    long lastUsedNanos;
    private long kernelFrames;
    private long kernelBytes;
    private long superBytes;
    private long superFrames;

    Shortcut(BridgePort in, BridgePort out, long source, long destination, int slot, long nowNanos) {
        this.in = in;
        this.out = out;
        this.source = source;
        this.destination = destination;
        this.slot = slot;
        this.longestFrameBytes = in.settings().mtuBytes();
        this.sinceNanos = nowNanos;
        this.lastUsedNanos = nowNanos;
    }

    /** The port that the source is behind. */
    public BridgePort in() {
        return in;
    }

    /** The port that the destination is behind. */
    public BridgePort out() {
        return out;
    }

    /** 48-bit address. */
    public long source() {
        return source;
    }

    /** 48-bit address. */
    public long destination() {
        return destination;
    }

    /** Number among the shortcuts that begin at {@link #in}, from 0. */
    public int slot() {
        return slot;
    }

    /** When the kernel was asked for it, in nanoseconds. */
    public long sinceNanos() {
        return sinceNanos;
    }

    public Phase phase() {
        return phase;
    }

    /** What the kernel says new of it: {frames, bytes}, as the bridge counts them. */
    long[] news(long totalFrames, long totalBytes) {
        long frameNews = totalFrames - kernelFrames;
        long byteNews = totalBytes - kernelBytes;
        kernelFrames = totalFrames;
        kernelBytes = totalBytes;
        // The kernel counts a super-frame of a TAP by its bytes alone: what cannot be in the frames that it has counted
        // is in as many
        // super-frames as it takes at least.
        superBytes += Math.max(0, byteNews - frameNews * longestFrameBytes);
        long superTotal = (superBytes + LONGEST_PACKET_BYTES - 1) / LONGEST_PACKET_BYTES;
        frameNews += superTotal - superFrames;
        superFrames = superTotal;
        return new long[] {frameNews, byteNews + frameNews * Frame.ETHERNET_HEADER_BYTES};
    }
}
