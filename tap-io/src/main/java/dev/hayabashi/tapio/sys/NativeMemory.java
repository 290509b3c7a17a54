package dev.hayabashi.tapio.sys;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Direct memory in native byte order together with its address, for structures that the kernel reads or writes. The
 * address stays valid as long as this record (or its buffer) is reachable.
 *
 * @param buffer zeroed direct memory in native byte order
 * @param address address of its first byte
 */
public record NativeMemory(ByteBuffer buffer, long address) {
    /** Allocates {@code bytes} zeroed bytes, aligned to 16. */
    public static NativeMemory allocate(int bytes) {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(bytes + 16).alignedSlice(16).order(ByteOrder.nativeOrder());
        // NATIVE: JNI's GetDirectBufferAddress by way of JNA; needs neither Unsafe nor Netty's natives, sets no errno.
        return new NativeMemory(buffer, Pointer.nativeValue(Native.getDirectBufferPointer(buffer)));
    }

    /** Writes a C {@code int} at the start of fresh memory: the usual argument of setsockopt and ioctl. */
    public static NativeMemory ofInt(int value) {
        NativeMemory memory = allocate(Integer.BYTES);
        memory.buffer.putInt(0, value);
        return memory;
    }
}
