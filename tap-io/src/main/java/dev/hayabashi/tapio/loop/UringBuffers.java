package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.tapio.sys.NativeMemory;
import dev.hayabashi.tapio.sys.UringOps;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of one io_uring loop. Most are provided to the kernel, which picks one for each frame that it reads, for
 * whatever port; some are the loop's own, for frames that were not read here.
 *
 * <p>A buffer has as many holders as there are writes from it under way, and one more while its frame is being relayed. It
 * goes back when the last lets go, and so is never overwritten before the kernel has taken what is in it.
 *
 * <p>Operations are made once for each place that they can refer to, so that a frame costs no allocation.
 */
final class UringBuffers implements IoUringIoHandle {
    /** Provided to the kernel; each is touched only as far as frames reach, 4 KiB for most. */
    static final int PROVIDED = 256;

    /** The loop's own. */
    static final int OWN = 64;

    static final short GROUP = 1;

    // Not a multiple of a page: frames that all started at the same place of a page would share a few lines of cache.
    private static final int STRIDE = Frame.MEMORY_BYTES + 192;
    private static final int IOVEC_BYTES = 16;
    private static final int RUN = 16;

    private final DirectMemory memory;
    private final NativeMemory vectors;
    private final int[] holders = new int[PROVIDED + OWN];
    private final int[] freeOwn = new int[OWN];
    private int freeOwnCount;
    private final @Nullable IoUringIoOps[] provideOps = new @Nullable IoUringIoOps[PROVIDED * RUN];
    private final ArrayDeque<UringFd> starved = new ArrayDeque<>();
    private final ArrayDeque<UringFd> waitingForOwn = new ArrayDeque<>();
    private final Frame view;
    private @Nullable IoRegistration registration;
    private final ArrayDeque<Runnable> afterWrites = new ArrayDeque<>();
    private int writesUnderWay;
    private int inKernel;
    private int runStart;
    private int runLength;

    private UringBuffers() {
        memory = FrameLoop.memory().allocate(STRIDE * (PROVIDED + OWN));
        vectors = NativeMemory.allocate(IOVEC_BYTES * (PROVIDED + OWN));
        view = new Frame(memory.buffer(), memory.address());
        for (int i = 0; i < PROVIDED + OWN; i++) {
            vectors.buffer().putLong(i * IOVEC_BYTES, memory.address() + (long) i * STRIDE);
        }
        for (int i = 0; i < OWN; i++) {
            freeOwn[freeOwnCount++] = PROVIDED + i;
        }
    }

    /** Makes the buffers of a loop and gives the kernel its share. */
    static UringBuffers open(IoEventLoop loop) {
        UringBuffers buffers = new UringBuffers();
        Future<IoRegistration> registered = loop.register(buffers);
        registered.addListener(done -> {
            if (!registered.isSuccess()) {
                throw new IllegalStateException("no buffers for io_uring", registered.cause());
            }
            buffers.registration = registered.getNow();
            for (int start = 0; start < PROVIDED; start += RUN) {
                buffers.provide(start, RUN);
            }
        });
        return buffers;
    }

    /** The frame of {@code bytes} bytes in a buffer; the same object each time. */
    Frame frame(int buffer, int bytes) {
        view.wrap(memory, buffer * STRIDE, bytes);
        return view;
    }

    /** The kernel has put a frame into a buffer: the caller holds it. */
    void taken(int buffer) {
        inKernel--;
        holders[buffer]++;
    }

    /** The buffer that a frame lies in, or -1 when it lies somewhere else. */
    int bufferOf(Frame frame) {
        long offset = frame.address() - memory.address();
        return offset >= 0 && offset < (long) STRIDE * (PROVIDED + OWN) ? (int) (offset / STRIDE) : -1;
    }

    /** Copies a frame from elsewhere into a buffer of our own, which the caller holds; -1 when all are in use. */
    int copyIn(Frame frame) {
        if (freeOwnCount == 0) {
            return -1;
        }
        int buffer = freeOwn[--freeOwnCount];
        memory.buffer().put(buffer * STRIDE, frame.memory(), frame.start(), frame.totalBytes());
        holders[buffer]++;
        return buffer;
    }

    /** One more holder, for a write of the first {@code bytes} bytes; {@link #written} ends it. */
    void hold(int buffer, int bytes) {
        holders[buffer]++;
        writesUnderWay++;
        vectors.buffer().putLong(buffer * IOVEC_BYTES + 8, bytes);
    }

    /** Bytes of the frame in a buffer that is held for writing. */
    int length(int buffer) {
        return (int) vectors.buffer().getLong(buffer * IOVEC_BYTES + 8);
    }

    /** Address of the buffer's {@code struct iovec}. */
    long vectorAddress(int buffer) {
        return vectors.address() + (long) buffer * IOVEC_BYTES;
    }

    /** A write is done, or was refused. */
    void written(int buffer) {
        writesUnderWay--;
        release(buffer);
    }

    /** True while there are writes of which the kernel has not told how they ended. */
    boolean hasWritesUnderWay() {
        return writesUnderWay > 0;
    }

    /**
     * Runs {@code then} once every operation that was handed over before has been begun, which for a write to a TAP means
     * that the frame has left: the kernel takes operations in order, and does what need not wait at once.
     */
    void afterWrites(Runnable then) {
        IoRegistration ring = registration;
        if (ring == null) {
            then.run();
            return;
        }
        afterWrites.add(then);
        ring.submit(UringOps.nop());
    }

    /** One holder less. */
    void release(int buffer) {
        if (--holders[buffer] > 0) {
            return;
        }
        if (buffer >= PROVIDED) {
            freeOwn[freeOwnCount++] = buffer;
            UringFd waiting = waitingForOwn.poll();
            if (waiting != null) {
                waiting.buffersAgain();
            }
            return;
        }
        giveBack(buffer);
    }

    /** Buffers go back in runs of neighbours, one operation for each. */
    private void giveBack(int buffer) {
        if (runLength > 0 && buffer == runStart + runLength) {
            runLength++;
        } else {
            flush();
            runStart = buffer;
            runLength = 1;
        }
        if (runLength == RUN || inKernel < PROVIDED / 4 || !starved.isEmpty()) {
            flush();
        }
        while (!starved.isEmpty() && inKernel > PROVIDED / 4) {
            starved.poll().arm();
        }
    }

    private void flush() {
        if (runLength > 0) {
            provide(runStart, runLength);
            runLength = 0;
        }
    }

    private void provide(int start, int count) {
        int index = start * RUN + count - 1;
        IoUringIoOps ops = provideOps[index];
        if (ops == null) {
            long address = memory.address() + (long) start * STRIDE;
            ops = UringOps.of(UringOps.PROVIDE_BUFFERS, (byte) 0, count, start, address, STRIDE, 0, 0, GROUP);
            provideOps[index] = ops;
        }
        inKernel += count;
        if (registration != null) {
            registration.submit(ops);
        }
    }

    /** Reads of {@code fd} have ended for want of buffers: it is armed again when there are some. */
    void starved(UringFd fd) {
        if (inKernel > PROVIDED / 4) {
            fd.arm();
        } else {
            starved.add(fd);
        }
    }

    /** {@code fd} is told when one of our own buffers is free. */
    void waitForOwn(UringFd fd) {
        waitingForOwn.add(fd);
    }

    void forget(UringFd fd) {
        starved.remove(fd);
        waitingForOwn.remove(fd);
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
        if (((IoUringIoEvent) event).opcode() == UringOps.NOP) {
            Runnable then = afterWrites.poll();
            if (then != null) {
                then.run();
            }
        }
    }

    @Override
    public void close() {}
}
