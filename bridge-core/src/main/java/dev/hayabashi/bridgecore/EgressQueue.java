package dev.hayabashi.bridgecore;

import org.jspecify.annotations.Nullable;

/**
 * Frames that wait for a port whose descriptor would block: a ring of bytes with a bound on frames and on bytes. This is
 * the only place where a frame is copied. The memory is taken when the port blocks for the first time, so that the ports
 * that never do (TAPs hardly can) cost nothing.
 *
 * <p>A record in the ring is the number of bytes as an {@code int}, then the frame with its virtio-net header, padded to 8.
 * A record never wraps: where it would, a marker sends the reader back to the start.
 */
final class EgressQueue {
    private static final int RECORD_HEADER_BYTES = 8;
    private static final int WRAP_MARKER = -1;
    /** Room for one frame of the usual MTU. */
    private static final int BYTES_PER_FRAME = 2048;

    private final DirectMemory.Allocator allocator;
    private final int maxFrames;
    private final int capacityBytes;
    private @Nullable DirectMemory ring;
    private int head;
    private int tail;
    private int frames;

    EgressQueue(DirectMemory.Allocator allocator, int maxFrames) {
        this.allocator = allocator;
        this.maxFrames = maxFrames;
        // Two super-frames must fit however few frames are asked for.
        this.capacityBytes = Math.max(maxFrames * BYTES_PER_FRAME, 2 * Frame.MEMORY_BYTES);
    }

    boolean isEmpty() {
        return frames == 0;
    }

    int size() {
        return frames;
    }

    /** Copies {@code frame} to the end; false when it does not fit. */
    boolean offer(Frame frame) {
        if (frames >= maxFrames) {
            return false;
        }
        int bytes = RECORD_HEADER_BYTES + ((frame.totalBytes() + 7) & ~7);
        int at = place(bytes);
        if (at < 0) {
            return false;
        }
        DirectMemory memory = ring();
        memory.buffer().putInt(at, frame.totalBytes());
        memory.buffer().put(at + RECORD_HEADER_BYTES, frame.memory(), frame.start(), frame.totalBytes());
        tail = at + bytes;
        frames++;
        return true;
    }

    /** Lets {@code view} look at the oldest frame; the queue must not be empty. */
    void peek(Frame view) {
        DirectMemory memory = ring();
        if (head == capacityBytes || memory.buffer().getInt(head) == WRAP_MARKER) {
            head = 0;
        }
        view.wrap(memory, head + RECORD_HEADER_BYTES, memory.buffer().getInt(head));
    }

    /** Removes the frame that {@link #peek} showed. */
    void remove() {
        head += RECORD_HEADER_BYTES + ((ring().buffer().getInt(head) + 7) & ~7);
        frames--;
        if (frames == 0) {
            head = 0;
            tail = 0;
        }
    }

    void clear() {
        head = 0;
        tail = 0;
        frames = 0;
    }

    /** Where a record of {@code bytes} may start, or -1. One byte stays free between tail and head: equal means empty. */
    private int place(int bytes) {
        if (frames == 0) {
            head = 0;
            tail = 0;
            return bytes <= capacityBytes ? 0 : -1;
        }
        if (tail > head) {
            if (tail + bytes <= capacityBytes) {
                return tail;
            }
            if (bytes >= head) {
                return -1;
            }
            if (tail < capacityBytes) {
                ring().buffer().putInt(tail, WRAP_MARKER);
            }
            return 0;
        }
        return tail + bytes < head ? tail : -1;
    }

    private DirectMemory ring() {
        DirectMemory memory = ring;
        if (memory == null) {
            memory = allocator.allocate(capacityBytes);
            ring = memory;
        }
        return memory;
    }
}
