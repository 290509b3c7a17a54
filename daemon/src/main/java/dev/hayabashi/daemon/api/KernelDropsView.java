package dev.hayabashi.daemon.api;

/**
 * Frames that the kernel lost at a port; they are in no other counter.
 *
 * @param fromPort frames that came from the port and were lost before the bridge read them
 * @param toPort frames that the bridge sent to the port and that were lost before its other end took them
 */
public record KernelDropsView(long fromPort, long toPort) {
    /** None. */
    public static final KernelDropsView NONE = new KernelDropsView(0, 0);
}
