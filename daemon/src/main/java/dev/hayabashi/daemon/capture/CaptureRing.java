package dev.hayabashi.daemon.capture;

import dev.hayabashi.bridgecore.Frame;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes between the event loop, which writes records, and one reader. Neither waits: a record that does not fit is not
 * written. Records are multiples of 8 bytes and never wrap; where one would, a marker sends the reader to the start.
 */
final class CaptureRing {
    /** In front of each record: its size in bytes, as an int, then padding. */
    private static final int RECORD_HEADER_BYTES = 8;

    private static final int WRAP_MARKER = -1;

    private final ByteBuffer ring;
    private final int capacity;
    private final int mask;
    // Positions grow for ever; the place in the ring is the position modulo the capacity.
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();
    private long writing;

    /**
     * @param capacityBytes a power of two
     */
    CaptureRing(int capacityBytes) {
        if (Integer.bitCount(capacityBytes) != 1) {
            throw new IllegalArgumentException("capacity " + capacityBytes + " is no power of two");
        }
        ring = ByteBuffer.allocateDirect(capacityBytes);
        capacity = capacityBytes;
        mask = capacityBytes - 1;
    }

    /** Writer: begins a record; returns its index in {@link #memory}, or -1 when there is no room. */
    int begin(int bytes) {
        int size = RECORD_HEADER_BYTES + ((bytes + 7) & ~7);
        long end = written.getPlain();
        int at = (int) end & mask;
        int toEnd = capacity - at;
        long skip = size > toEnd ? toEnd : 0;
        if (size > capacity || end + skip + size - read.getAcquire() > capacity) {
            return -1;
        }
        if (skip > 0) {
            ring.putInt(at, WRAP_MARKER);
            at = 0;
        }
        ring.putInt(at, size);
        writing = end + skip + size;
        return at + RECORD_HEADER_BYTES;
    }

    /** Writer: copies the beginning of a frame to index {@code at} of the record begun. */
    void put(int at, Frame frame, int bytes) {
        ring.put(at, frame.memory(), frame.start() + Frame.VNET_HEADER_BYTES, bytes);
    }

    /** Writer: hands the record begun to the reader. */
    void commit() {
        written.setRelease(writing);
    }

    /** The memory that records are in. */
    ByteBuffer memory() {
        return ring;
    }

    /** Reader: index of the oldest record, or -1 when there is none. It stays until {@link #release}. */
    int peek() {
        long position = read.getPlain();
        if (position == written.getAcquire()) {
            return -1;
        }
        int at = (int) position & mask;
        if (ring.getInt(at) == WRAP_MARKER) {
            read.setRelease(position + capacity - at);
            at = 0;
        }
        return at + RECORD_HEADER_BYTES;
    }

    /** Reader: gives the room of the record that {@link #peek} showed back to the writer. */
    void release() {
        long position = read.getPlain();
        read.setRelease(position + ring.getInt((int) position & mask));
    }
}
