package dev.hayabashi.tapio.sys;

import io.netty.channel.uring.IoUringIoOps;

/** Operations of io_uring(7) that Netty has no public maker for, and their numbers. */
public final class UringOps {
    public static final byte NOP = 0;
    public static final byte WRITEV = 2;
    public static final byte POLL_ADD = 6;
    public static final byte ASYNC_CANCEL = 14;
    public static final byte PROVIDE_BUFFERS = 31;
    public static final byte READ_MULTISHOT = 49;

    public static final byte SQE_BUFFER_SELECT = 1 << 5;
    public static final int CQE_MORE = 2;
    public static final int CQE_BUFFER_SHIFT = 16;
    public static final int POLLIN = 1;
    public static final int POLLOUT = 4;

    private static final IoUringIoOps NOTHING = of(NOP, (byte) 0, -1, 0, 0, 0, 0, 0, (short) 0);

    private UringOps() {}

    /** Does nothing, in its turn. */
    public static IoUringIoOps nop() {
        return NOTHING;
    }

    /**
     * Any operation; the arguments are the fields of {@code struct io_uring_sqe} by their usual names.
     *
     * @param data comes back with the completion; Netty is fastest with what fits 16 bits
     */
    public static IoUringIoOps of(
            byte opcode, byte flags, int fd, long off, long addr, int len, int opFlags, long data, short bufGroup) {
        return new IoUringIoOps(
                opcode, flags, (short) 0, fd, off, addr, len, opFlags, data, bufGroup, (short) 0, 0, 0L);
    }

    /** Waits once until {@code fd} is ready for {@code events}. */
    public static IoUringIoOps poll(int fd, int events, long data) {
        return of(POLL_ADD, (byte) 0, fd, 0, 0, 0, events, data, (short) 0);
    }

    /**
     * Ends an operation that is under way.
     *
     * @param token what submitting it returned
     */
    public static IoUringIoOps cancel(long token) {
        return of(ASYNC_CANCEL, (byte) 0, -1, 0, token, 0, 0, 0, (short) 0);
    }
}
