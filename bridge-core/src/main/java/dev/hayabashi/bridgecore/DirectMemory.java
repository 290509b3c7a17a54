package dev.hayabashi.bridgecore;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Direct memory with its native address.
 *
 * @param buffer the memory, big-endian
 * @param address native address of its first byte, or 0 where no native call will see it
 */
public record DirectMemory(ByteBuffer buffer, long address) {
    /**
     * @throws IllegalArgumentException when the buffer is little-endian: frames that wait in it would be read with their
     *     addresses and lengths the wrong way round
     */
    public DirectMemory {
        if (buffer.order() != ByteOrder.BIG_ENDIAN) {
            throw new IllegalArgumentException("the memory of frames is big-endian, not " + buffer.order());
        }
    }

    /** Source of direct memory; the I/O module knows how to find an address without {@code sun.misc.Unsafe}. */
    @FunctionalInterface
    public interface Allocator {
        /** Allocates {@code bytes} bytes of zeroed direct memory. */
        DirectMemory allocate(int bytes);

        /** An allocator for code that never hands the memory to a native call. */
        static Allocator withoutAddress() {
            return bytes -> new DirectMemory(ByteBuffer.allocateDirect(bytes), 0);
        }
    }
}
