package dev.hayabashi.tapio.stream;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import java.nio.ByteBuffer;

/**
 * Takes frames out of a byte stream. Bytes are put at {@link #fillAddress} and counted by {@link #filled}; each
 * {@link #next} then shows one frame where it lies. Nothing is allocated after construction.
 *
 * <p>Not thread-safe; owned by one event loop.
 */
final class FrameDecoder {
    /** What {@link #next} returns for a length that no frame can have. Nothing can be read after that. */
    static final int BAD_LENGTH = -1;

    /** In front of the first length field, so that twelve bytes of virtio-net header fit in front of the first frame. */
    private static final int HEADROOM_BYTES = Frame.VNET_HEADER_BYTES - Framing.LENGTH_BYTES;

    private final DirectMemory memory;
    private final ByteBuffer bytes;
    private final int capacity;
    private final Frame inPlace;
    private final DirectMemory paddedMemory;
    private final Frame padded;
    private Frame current;
    // Bytes from head to tail have come and were not handed on yet.
    private int head = HEADROOM_BYTES;
    private int tail = HEADROOM_BYTES;
    private long badLength;

    FrameDecoder(DirectMemory.Allocator allocator) {
        // Holds the longest frame with its length field, wherever in the buffer that starts.
        this.memory = allocator.allocate(Frame.MEMORY_BYTES);
        this.bytes = memory.buffer();
        this.capacity = Frame.MEMORY_BYTES;
        this.inPlace = new Frame(bytes, memory.address());
        this.paddedMemory = allocator.allocate(Frame.VNET_HEADER_BYTES + Framing.MIN_FRAME_BYTES);
        this.padded = new Frame(paddedMemory.buffer(), paddedMemory.address());
        this.current = inPlace;
    }

    /** Forgets everything: another peer begins. */
    void reset() {
        head = HEADROOM_BYTES;
        tail = HEADROOM_BYTES;
        badLength = 0;
    }

    /** What has come and was not handed on yet. */
    byte[] unread() {
        byte[] waiting = new byte[tail - head];
        bytes.get(head, waiting);
        return waiting;
    }

    /**
     * Begins with what another process has read and not handed on.
     *
     * @throws IllegalArgumentException when it is more than any decoder holds
     */
    void restore(byte[] unread) {
        if (unread.length > capacity - HEADROOM_BYTES) {
            throw new IllegalArgumentException(unread.length + " bytes are more than can have been read");
        }
        reset();
        bytes.put(HEADROOM_BYTES, unread);
        tail = HEADROOM_BYTES + unread.length;
    }

    /**
     * Takes the next frame.
     *
     * @return total bytes of the frame, virtio-net header included; 0 when no frame is whole yet; or {@link #BAD_LENGTH}
     */
    int next() {
        int available = tail - head;
        if (available < Framing.LENGTH_BYTES) {
            return 0;
        }
        long length = bytes.getInt(head) & 0xffff_ffffL;
        if (length == 0 || length > Framing.MAX_FRAME_BYTES) {
            badLength = length;
            current = padded;
            padded.received(Frame.VNET_HEADER_BYTES);
            return BAD_LENGTH;
        }
        if (available < Framing.LENGTH_BYTES + (int) length) {
            return 0;
        }
        int frameAt = head + Framing.LENGTH_BYTES;
        head = frameAt + (int) length;
        // A runt is shown as it is, for the bridge to refuse it.
        if (length < Framing.MIN_FRAME_BYTES && length >= Frame.ETHERNET_HEADER_BYTES) {
            return pad(frameAt, (int) length);
        }
        int at = frameAt - Frame.VNET_HEADER_BYTES;
        bytes.putLong(at, 0);
        bytes.putInt(at + 8, 0);
        int total = Frame.VNET_HEADER_BYTES + (int) length;
        inPlace.received(at, total);
        current = inPlace;
        return total;
    }

    private int pad(int frameAt, int length) {
        ByteBuffer target = paddedMemory.buffer();
        target.put(Frame.VNET_HEADER_BYTES, bytes, frameAt, length);
        for (int at = length; at < Framing.MIN_FRAME_BYTES; at++) {
            target.put(Frame.VNET_HEADER_BYTES + at, (byte) 0);
        }
        int total = Frame.VNET_HEADER_BYTES + Framing.MIN_FRAME_BYTES;
        padded.received(total);
        current = padded;
        return total;
    }

    /** The frame that {@link #next} has found, valid until bytes are filled in; without bytes after {@link #BAD_LENGTH}. */
    Frame frame() {
        return current;
    }

    /** The length that was refused, 0..2^32-1. */
    long badLength() {
        return badLength;
    }

    /** True when {@link #next} would return something other than 0. */
    boolean holdsMore() {
        int available = tail - head;
        if (available < Framing.LENGTH_BYTES) {
            return false;
        }
        long length = bytes.getInt(head) & 0xffff_ffffL;
        return length == 0 || length > Framing.MAX_FRAME_BYTES || available >= Framing.LENGTH_BYTES + length;
    }

    /** Makes room behind the bytes that wait and says where; the frame shown last is gone. To be called when next is 0. */
    long fillAddress() {
        if (head == tail) {
            head = HEADROOM_BYTES;
            tail = HEADROOM_BYTES;
        } else if (head != HEADROOM_BYTES && capacity - head < Framing.LENGTH_BYTES + Framing.MAX_FRAME_BYTES) {
            // Part of a frame that might not fit in the rest of the buffer.
            int waiting = tail - head;
            bytes.put(HEADROOM_BYTES, bytes, head, waiting);
            head = HEADROOM_BYTES;
            tail = HEADROOM_BYTES + waiting;
        }
        return memory.address() + tail;
    }

    /** Where {@link #fillAddress} points, as an index of {@link #memory}. */
    int fillIndex() {
        return tail;
    }

    /** Bytes that fit there, at least one. */
    int fillCapacity() {
        return capacity - tail;
    }

    /** Says how many bytes were put there. */
    void filled(int count) {
        tail += count;
    }

    ByteBuffer memory() {
        return bytes;
    }
}
