package dev.hayabashi.tapio.sys;

import java.nio.ByteBuffer;

/**
 * A struct msghdr with one iovec and room for control messages, made once and used for every recvmsg(2) on a descriptor.
 * Receiving allocates nothing.
 */
public final class MessageHeader {
    private static final int IOV_POINTER = 16;
    private static final int IOV_COUNT = 24;
    private static final int CONTROL_POINTER = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;
    private static final int HEADER_BYTES = 56;
    private static final int IOVEC = 64;
    private static final int CONTROL = 80;
    private static final int CONTROL_BYTES = 128;

    private static final int CMSG_LEVEL = 8;
    private static final int CMSG_TYPE = 12;
    private static final int CMSG_DATA = 16;

    private final NativeMemory memory = NativeMemory.allocate(CONTROL + CONTROL_BYTES);
    private final ByteBuffer buffer = memory.buffer();
    private final long address = memory.address();

    /**
     * @param target address of the memory to receive into; it must outlive this
     * @param capacity its length in bytes
     */
    public MessageHeader(long target, long capacity) {
        assert IOVEC >= HEADER_BYTES;
        buffer.putLong(IOV_POINTER, address + IOVEC);
        buffer.putLong(IOV_COUNT, 1);
        buffer.putLong(CONTROL_POINTER, address + CONTROL);
        buffer.putLong(IOVEC, target);
        buffer.putLong(IOVEC + 8, capacity);
    }

    /**
     * recvmsg(2).
     *
     * @return bytes received, 0 when nothing waits (EAGAIN), or a negative errno
     */
    public int receive(int fd) {
        buffer.putLong(CONTROL_LENGTH, CONTROL_BYTES);
        // NATIVE: recvmsg(2) fills the target and `memory`, both reachable from this; sets errno when it returns -1;
        // only
        // primitives cross, so that nothing is allocated. One thread at a time.
        long bytes = Libc.recvmsg(fd, address, Libc.MSG_DONTWAIT);
        if (bytes >= 0) {
            return (int) bytes;
        }
        int errno = Libc.errno();
        return errno == Errno.EAGAIN.code() ? 0 : -errno;
    }

    /** True when the last datagram was longer than the target. */
    public boolean truncated() {
        return (buffer.getInt(FLAGS) & Libc.MSG_TRUNC) != 0;
    }

    /**
     * Index in {@link #buffer()} of the data of the last message's first control message, when it is of this level and
     * type and has at least {@code bytes} of data; otherwise -1.
     */
    public int controlData(int level, int type, int bytes) {
        return buffer.getLong(CONTROL_LENGTH) >= CMSG_DATA + bytes
                        && buffer.getInt(CONTROL + CMSG_LEVEL) == level
                        && buffer.getInt(CONTROL + CMSG_TYPE) == type
                ? CONTROL + CMSG_DATA
                : -1;
    }

    /** The structure, in native byte order. */
    public ByteBuffer buffer() {
        return buffer;
    }
}
