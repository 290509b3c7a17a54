package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
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
 * <p>The operations are made with the buffers, so that a frame costs no allocation, the first ones neither.
 */
final class UringBuffers implements IoUringIoHandle {
    /** Provided to the kernel; each is touched only as far as frames reach, 4 KiB for most. */
    static final int PROVIDED = 256;

    /** The loop's own. */
    static final int OWN = 64;

    static final short GROUP = 1;

    // Not a multiple of a page: frames that all started at the same place of a page would share a few lines of cache.
    private static final int STRIDE = Frame.MEMORY_BYTES + 192;
    // A VLAN tag may be put in front of a frame, which must stay in its buffer.
    private static final int HEADROOM_BYTES = FrameLoop.HEADROOM_BYTES;
    private static final int RUN_SHIFT = 4;
    /** Buffers that go back by one operation at most. */
    static final int RUN = 1 << RUN_SHIFT;

    private final DirectMemory memory;
    private final int[] holders = new int[PROVIDED + OWN];
    private final int[] freeOwn = new int[OWN];
    private int freeOwnCount;
    // By the binary logarithm of how many, and the first of them, which is a multiple of that number.
    private final IoUringIoOps[][] provideOps = new IoUringIoOps[RUN_SHIFT + 1][PROVIDED];
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
        memory = FrameLoop.memory().allocate(STRIDE * (PROVIDED + OWN) + HEADROOM_BYTES);
        view = new Frame(memory.buffer(), memory.address());
        for (int shift = 0; shift <= RUN_SHIFT; shift++) {
            for (int start = 0; start < PROVIDED; start += 1 << shift) {
                provideOps[shift][start] = UringOps.of(
                        UringOps.PROVIDE_BUFFERS,
                        (byte) 0,
                        1 << shift,
                        start,
                        memory.address() + at(start),
                        STRIDE,
                        0,
                        0,
                        GROUP);
            }
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
                buffers.provide(RUN_SHIFT, start);
            }
        });
        return buffers;
    }

    private static int at(int buffer) {
        return buffer * STRIDE + HEADROOM_BYTES;
    }

    /** The frame of {@code bytes} bytes that was read into a buffer; the same object each time. */
    Frame frame(int buffer, int bytes) {
        view.wrap(memory, at(buffer), bytes);
        return view;
    }

    /** The frame of {@code bytes} bytes at an address in one of the buffers; the same object each time. */
    Frame frameAt(long address, int bytes) {
        view.wrap(memory, (int) (address - memory.address()), bytes);
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
        memory.buffer().put(at(buffer), frame.memory(), frame.start(), frame.totalBytes());
        holders[buffer]++;
        return buffer;
    }

    /** One more holder, for a write; {@link #written} ends it. */
    void hold(int buffer) {
        holders[buffer]++;
        writesUnderWay++;
    }

    /** Where the frame in a buffer begins, as it was read or copied there. */
    long address(int buffer) {
        return memory.address() + at(buffer);
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

    /** Buffers go back in runs of neighbours. */
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

    /** In as few operations as there are: of 1, 2, 4, 8 or 16 buffers, each beginning at a multiple of its number. */
    private void flush() {
        int start = runStart;
        int left = runLength;
        runLength = 0;
        while (left > 0) {
            int shift = Math.min(Integer.numberOfTrailingZeros(start | RUN), 31 - Integer.numberOfLeadingZeros(left));
            provide(shift, start);
            start += 1 << shift;
            left -= 1 << shift;
        }
    }

    private void provide(int shift, int start) {
        inKernel += 1 << shift;
        if (registration != null) {
            registration.submit(provideOps[shift][start]);
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
