package dev.hayabashi.bridgecore;

/**
 * Frames that the kernel lost at a port, where no {@link DropReason} can tell of them: the bridge saw none of those that were
 * lost before it could read them, and those that were lost after it had sent them were accepted by the kernel first.
 *
 * @param fromPort frames that came from the port and were lost before the bridge read them
 * @param toPort frames that the bridge sent to the port and that were lost before its other end took them
 */
public record KernelDrops(long fromPort, long toPort) {
    /** None were lost, or nothing can be known of them. */
    public static final KernelDrops NONE = new KernelDrops(0, 0);

    /** Those that were lost after {@code before}. */
    public KernelDrops since(KernelDrops before) {
        return new KernelDrops(fromPort - before.fromPort, toPort - before.toPort);
    }

    /** Frames of both directions. */
    public long total() {
        return fromPort + toPort;
    }
}
