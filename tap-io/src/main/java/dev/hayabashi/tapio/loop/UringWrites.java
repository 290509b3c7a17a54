package dev.hayabashi.tapio.loop;

import dev.hayabashi.tapio.sys.NativeMemory;
import dev.hayabashi.tapio.sys.UringOps;
import io.netty.channel.uring.IoUringIoOps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The writes of one descriptor that are under way. An operation is an object that cannot change, so that each has a place
 * with an iovec of its own, which says where the frame lies and how long it is; places are used again, the last one first.
 * There are as many as writes were ever under way at the same time, in steps of {@link #STEP}.
 */
final class UringWrites {
    /** Places that are made at once, the first ones with the descriptor. */
    static final int STEP = 32;

    private static final int IOVEC_BYTES = 16;

    private final int fd;
    private final List<NativeMemory> vectors = new ArrayList<>();
    private IoUringIoOps[] operations = new IoUringIoOps[0];
    private int[] buffers = new int[0];
    private int[] free = new int[0];
    private int freeCount;

    UringWrites(int fd) {
        this.fd = fd;
        grow();
    }

    private void grow() {
        int old = operations.length;
        NativeMemory more = NativeMemory.allocate(STEP * IOVEC_BYTES);
        vectors.add(more);
        operations = Arrays.copyOf(operations, old + STEP);
        buffers = Arrays.copyOf(buffers, old + STEP);
        free = Arrays.copyOf(free, old + STEP);
        for (int i = STEP - 1; i >= 0; i--) {
            operations[old + i] = UringOps.of(
                    UringOps.WRITEV, (byte) 0, fd, 0, more.address() + (long) i * IOVEC_BYTES, 1, 0, old + i, (short)
                            0);
            free[freeCount++] = old + i;
        }
    }

    /** The operation that writes {@code bytes} bytes at {@code address}, which lies in {@code buffer}. */
    IoUringIoOps of(int buffer, long address, int bytes) {
        if (freeCount == 0) {
            grow();
        }
        int place = free[--freeCount];
        NativeMemory vector = vectors.get(place / STEP);
        int at = place % STEP * IOVEC_BYTES;
        vector.buffer().putLong(at, address);
        vector.buffer().putLong(at + 8, bytes);
        buffers[place] = buffer;
        return operations[place];
    }

    /** The buffer of the write at a place: the completion's own data. */
    int buffer(int place) {
        return buffers[place];
    }

    /** Where its frame begins. */
    long address(int place) {
        return vectors.get(place / STEP).buffer().getLong(place % STEP * IOVEC_BYTES);
    }

    /** How many bytes it was to write. */
    int bytes(int place) {
        return (int) vectors.get(place / STEP).buffer().getLong(place % STEP * IOVEC_BYTES + 8);
    }

    /** The write at a place is done, or was refused. */
    void done(int place) {
        free[freeCount++] = place;
    }
}
