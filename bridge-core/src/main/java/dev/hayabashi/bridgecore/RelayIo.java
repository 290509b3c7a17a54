package dev.hayabashi.bridgecore;

/** The egress side of a port's descriptor for relay loops, which write to it beside the owner of the bridge and beside each other. */
@FunctionalInterface
public interface RelayIo {
    /**
     * Writes virtio-net header and frame straight from the frame's memory. Never blocks or throws; called within a
     * {@link Passage}.
     *
     * @param relay the loop that calls, as {@link Bridge#relays} has numbered it
     * @return true when the kernel took the frame; otherwise nothing has happened, and the owner is to try and to count why
     */
    boolean send(int relay, Frame frame);
}
