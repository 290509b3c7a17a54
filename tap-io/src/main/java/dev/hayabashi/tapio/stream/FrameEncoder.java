package dev.hayabashi.tapio.stream;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.tapio.sys.Errno;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Puts frames into a byte stream, whole and complete: see the package's theory of operation.
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

    /**
     * Room for a super-frame of 64 KiB cut into segments whose headers are as long as their payload, and for the rest of any
     * frame.
     */
    static final int OUTBOX_BYTES = 160 * 1024;

    private static final int LENGTH_IN_HEADER = Frame.VNET_HEADER_BYTES - Framing.LENGTH_BYTES;

    private final DirectMemory.Allocator allocator;
    private final Output output;
    private final Segmenter segmenter = new Segmenter();
    private @Nullable DirectMemory outbox;
    private int head;
    private int tail;

    FrameEncoder(DirectMemory.Allocator allocator, Output output) {
        this.allocator = allocator;
        this.output = output;
    }

    /** Forgets what waits: its peer is gone. */
    void reset() {
        head = 0;
        tail = 0;
    }

    /** True while bytes of frames that were taken wait. */
    boolean holdsUnwritten() {
        return head != tail;
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
        reset();
        return 0;
    }

    /**
     * Writes one frame, or all segments of a super-frame. Once this has returned something positive the whole of it is
     * written or waits in the outbox.
     *
     * @return bytes of the frame, or a negative errno and nothing of it was written
     */
    int write(Frame frame) {
        int waiting = flush();
        if (waiting < 0) {
            return waiting;
        }
        int length = frame.length();
        if (VnetHeader.gsoType(frame) != VnetHeader.GSO_NONE) {
            return writeSegments(frame);
        }
        if (length <= 0 || length > Framing.MAX_FRAME_BYTES) {
            return -Errno.EMSGSIZE.code();
        }
        return VnetHeader.needsChecksum(frame) ? writeCompleted(frame) : writeWhole(frame);
    }

    private int writeCompleted(Frame frame) {
        ByteBuffer memory = frame.memory();
        int start = VnetHeader.checksumStart(frame);
        int offset = start + VnetHeader.checksumOffset(frame);
        int length = frame.length();
        if (start >= length || offset + Short.BYTES > length) {
            return -Errno.EINVAL.code();
        }
        int ethernet = frame.start() + Frame.VNET_HEADER_BYTES;
        // The field holds the sum of the pseudo-header, which goes into the sum like everything else.
        short partial = memory.getShort(ethernet + offset);
        long sum = InternetChecksum.add(0, memory, ethernet + start, ethernet + length);
        memory.putShort(ethernet + offset, (short) InternetChecksum.finishNonZero(sum));
        int result = writeWhole(frame);
        memory.putShort(ethernet + offset, partial);
        return result;
    }

    private int writeWhole(Frame frame) {
        ByteBuffer memory = frame.memory();
        int at = frame.start() + LENGTH_IN_HEADER;
        int bytes = Framing.LENGTH_BYTES + frame.length();
        int covered = memory.getInt(at);
        memory.putInt(at, frame.length());
        int written = output.write(memory, frame.address() + LENGTH_IN_HEADER, at, bytes);
        if (written >= 0 && written < bytes) {
            ByteBuffer target = outbox().buffer();
            target.put(0, memory, at + written, bytes - written);
            head = 0;
            tail = bytes - written;
        }
        memory.putInt(at, covered);
        return written < 0 ? written : frame.totalBytes();
    }

    private int writeSegments(Frame frame) {
        if (!segmenter.begin(frame)) {
            return -Errno.EINVAL.code();
        }
        if (segmenter.totalBytes() + segmenter.count() * Framing.LENGTH_BYTES > OUTBOX_BYTES) {
            return -Errno.EMSGSIZE.code();
        }
        ByteBuffer target = outbox().buffer();
        int end = 0;
        for (int length = segmenter.nextLength(); length > 0; length = segmenter.nextLength()) {
            target.putInt(end, length);
            segmenter.next(target, end + Framing.LENGTH_BYTES);
            end += Framing.LENGTH_BYTES + length;
        }
        head = 0;
        tail = end;
        int result = flush();
        if (result < 0 && head == 0) {
            // Nothing left: the bridge keeps the super-frame, uncut.
            reset();
            return result;
        }
        return frame.totalBytes();
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
