package dev.hayabashi.bridgecore;

/** The egress side of a port's file descriptor. */
@FunctionalInterface
public interface PortIo {
    /**
     * Writes virtio-net header and frame straight from the frame's memory. Never blocks, throws or allocates; called on
     * the event loop that owns the bridge.
     */
    SendResult send(Frame frame);

    /** What the kernel lost at the port, as it was last looked; on the event loop that owns the bridge. */
    default KernelDrops kernelDrops() {
        return KernelDrops.NONE;
    }
}
