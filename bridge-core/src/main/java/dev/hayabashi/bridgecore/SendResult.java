package dev.hayabashi.bridgecore;

/** What became of one frame that was handed to a port's file descriptor. */
public enum SendResult {
    /** The kernel took the whole frame. */
    SENT,
    /** EAGAIN: the frame may be queued; {@link Bridge#writable} follows. */
    WOULD_BLOCK,
    /** The netdev is down (EIO, ENETDOWN) or nobody holds the other end. */
    LINK_DOWN,
    /** ENOBUFS, ENOMEM: the kernel's own queue is full. */
    NO_BUFFERS,
    /** EMSGSIZE: longer than the netdev's MTU allows. */
    TOO_BIG,
    /** The netdev was deleted or the descriptor closed (EBADF, EBADFD, ENXIO). */
    GONE,
    /** What the virtio-net header asks for cannot be done to this frame. */
    BAD_OFFLOAD,
    /** Any other error. */
    FAILED
}
