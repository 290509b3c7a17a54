package dev.hayabashi.tapio.stream;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.tapio.sys.Errno;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Puts finished frames into a byte stream, whole: see the package's theory of operation.
 *
 * <p>Not thread-safe; owned by one event loop.
 */
final class FrameEncoder {
    /** write(2) as this class needs it. */
    @FunctionalInterface
    interface Output {
        /** Writes {@code bytes} bytes from a native address (index {@code at} of {@code memory}); bytes written, or -errno. */
        int write(ByteBuffer memory, long address, int at, int bytes);
    }

    /** Room for a super-frame of 64 KiB in as many segments as there may be, and for the rest of any single frame. */
    static final int OUTBOX_BYTES = 172 * 1024;

    private static final int LENGTH_IN_HEADER = Frame.VNET_HEADER_BYTES - Framing.LENGTH_BYTES;

    private final DirectMemory.Allocator allocator;
    private final Output output;
    private @Nullable DirectMemory outbox;
    // Bytes from head to tail of the outbox wait.
    private int head;
    private int tail;
    private boolean corked;

    FrameEncoder(DirectMemory.Allocator allocator, Output output) {
        this.allocator = allocator;
        this.output = output;
    }

    /** True while bytes of frames that were taken wait. */
    boolean holdsUnwritten() {
        return head != tail;
    }

    /** What waits of frames that were taken. */
    byte[] unwritten() {
        byte[] waiting = new byte[tail - head];
        if (waiting.length > 0) {
            outbox().buffer().get(head, waiting);
        }
        return waiting;
    }

    /**
     * Begins with what another process has taken and not written.
     *
     * @throws IllegalArgumentException when it is more than any encoder holds
     */
    void restore(byte[] unwritten) {
        if (unwritten.length > OUTBOX_BYTES) {
            throw new IllegalArgumentException(unwritten.length + " bytes are more than can wait to be written");
        }
        head = 0;
        tail = unwritten.length;
        if (tail > 0) {
            outbox().buffer().put(0, unwritten);
        }
    }

    /**
     * Writes what waits.
     *
     * @return 0, or a negative errno: EAGAIN when some still waits
     */
    int flush() {
        DirectMemory waiting = outbox;
        while (head != tail && waiting != null) {
            int written = output.write(waiting.buffer(), waiting.address() + head, head, tail - head);
            if (written < 0) {
                return written;
            }
            head += written;
        }
        head = 0;
        tail = 0;
        return 0;
    }

    /**
     * Collects the frames that follow until {@link #uncork}, which then go by one write(2), together or not at all.
     *
     * @return false when earlier bytes wait and could not be written: nothing is collected then
     */
    boolean cork() {
        corked = flush() == 0;
        return corked;
    }

    /** Ends collecting; {@link #flush} is to follow. */
    void uncork() {
        corked = false;
    }

    /**
     * Writes one frame. Once this has returned something positive the whole of it is written or waits in the outbox.
     *
     * @param frame with nothing left to be completed; twelve bytes in front of it are used and put back
     * @return bytes of the frame, or a negative errno and nothing of it was written
     */
    int write(Frame frame) {
        int length = frame.length();
        if (length <= 0 || length > Framing.MAX_FRAME_BYTES) {
            return -Errno.EMSGSIZE.code();
        }
        ByteBuffer memory = frame.memory();
        int at = frame.start() + LENGTH_IN_HEADER;
        int bytes = Framing.LENGTH_BYTES + length;
        int covered = memory.getInt(at);
        memory.putInt(at, length);
        int result =
                corked ? collect(memory, at, bytes) : writeNow(memory, frame.address() + LENGTH_IN_HEADER, at, bytes);
        memory.putInt(at, covered);
        return result < 0 ? result : frame.totalBytes();
    }

    private int collect(ByteBuffer memory, int at, int bytes) {
        if (tail + bytes > OUTBOX_BYTES) {
            return -Errno.ENOBUFS.code();
        }
        outbox().buffer().put(tail, memory, at, bytes);
        tail += bytes;
        return bytes;
    }

    private int writeNow(ByteBuffer memory, long address, int at, int bytes) {
        int waiting = flush();
        if (waiting < 0) {
            return waiting;
        }
        int written = output.write(memory, address, at, bytes);
        if (written >= 0 && written < bytes) {
            outbox().buffer().put(0, memory, at + written, bytes - written);
            tail = bytes - written;
        }
        return written;
    }

    private DirectMemory outbox() {
        DirectMemory memory = outbox;
        if (memory == null) {
            memory = allocator.allocate(OUTBOX_BYTES);
            outbox = memory;
        }
        return memory;
    }
}
