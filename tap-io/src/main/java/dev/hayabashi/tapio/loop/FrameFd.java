package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.tapio.sys.Libc;
import dev.hayabashi.tapio.sys.Readiness;
import io.netty.channel.IoEventLoop;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One descriptor that is read and written with system calls: reads bursts, writes single frames, and turns errno into what
 * the bridge acts on. Every descriptor of an epoll loop is one; of an io_uring loop those that carry a stream of bytes.
 *
 * <p>Beside a ring a system call would overtake the writes that the ring was given earlier. For data that does no harm, but
 * a BPDU must not say that a gate is shut while a frame is still on its way out of it: frames of the reserved addresses wait
 * until those writes are with the kernel.
 */
class FrameFd implements PortFd {
    private static final Logger LOG = LoggerFactory.getLogger(FrameFd.class);

    /** Frames of one port before the next port has its turn. */
    static final int BURST_FRAMES = 32;

    private static final int FRUITLESS_WAKEUPS = 16;
    private static final long SUSPENSION_SECONDS = 1;

    private final FrameSource source;
    private final FrameSink sink;
    private final IoCounters counters;
    private final Runnable onGone;
    private final FrameLoop frames;
    private final @Nullable UringBuffers ring;
    private final Runnable ringWritesDone = this::ringWritesDone;
    private @Nullable IoEventLoop eventLoop;
    private @Nullable Readiness readiness;
    private boolean waitsForWrite;
    private int waitsForRing;
    private boolean mayPassRing;
    private boolean closed;
    private boolean paused;
    private int fruitlessWakeups;
    private final Runnable continuation = this::goOn;
    private boolean continues;
    // Told once, ahead of the next frame: the link is said to be down. Null while it is up, so a frame costs one test.
    private @Nullable Runnable frameNotExpected;
    private long faults;

    /**
     * @param ring that of the loop, null on epoll
     * @param onGone told once, on the loop, when the kernel says that the netdev behind the descriptor is gone; the
     *     descriptor is off the loop by then
     */
    FrameFd(
            FrameLoop frames,
            @Nullable UringBuffers ring,
            FrameSource source,
            FrameSink sink,
            IoCounters counters,
            Runnable onGone) {
        this.frames = frames;
        this.ring = ring;
        this.source = source;
        this.sink = sink;
        this.counters = counters;
        this.onGone = onGone;
    }

    @Override
    public void start(IoEventLoop loop) {
        eventLoop = loop;
        // A process on io_uring, from which this may have been taken over, lets reads block.
        Libc.nonBlocking(source.descriptor().intValue(), true);
        Readiness fresh = watch(loop, source.descriptor(), this::ready, cause -> {
            throw new IllegalStateException(source.descriptor() + " does not go onto the loop", cause);
        });
        fresh.writableToo(waitsForWrite);
        readiness = fresh;
        if (source.holdsFrames()) {
            // Read before a pause, perhaps by another process: epoll knows nothing of them.
            continueSoon();
        }
    }

    /** Asks the loop to call; {@link RelayedFd} has another loop called when there is something to read. */
    Readiness watch(IoEventLoop loop, FileDescriptor fd, Readiness.Watcher watcher, Consumer<Throwable> failed) {
        return Readiness.watch(loop, fd, watcher, failed);
    }

    private void ready(boolean readable, boolean writable) {
        try {
            long nowNanos = System.nanoTime();
            if (writable && waitsForWrite) {
                writable(nowNanos);
            }
            if (readable) {
                readBurst(nowNanos);
            }
        } catch (RuntimeException e) {
            // Netty would skip the other ports of this turn and then sleep for a second. The frame is lost, the loop is
            // not.
            faulted(e);
        }
    }

    private void faulted(RuntimeException e) {
        faults++;
        if (Long.bitCount(faults) == 1) {
            LOG.error(
                    "{}: a frame met a fault, number {} of this port; please report this",
                    source.descriptor(),
                    faults,
                    e);
        }
        if (source.holdsFrames()) {
            continueSoon();
        }
    }

    private void writable(long nowNanos) {
        source.writeHeld();
        if (source.holdsUnwritten()) {
            return;
        }
        waitForWrite(false);
        sink.writable(nowNanos);
    }

    @Override
    public void frameNotExpected(@Nullable Runnable told) {
        frameNotExpected = told;
    }

    @Override
    public void drain(int bursts) {
        long nowNanos = System.nanoTime();
        for (int i = 0; i < bursts && readiness != null; i++) {
            if (!readFrames(nowNanos)) {
                return;
            }
        }
    }

    private void readBurst(long nowNanos) {
        counters.bursts++;
        frames.busy(nowNanos);
        noteWakeup(readFrames(nowNanos));
    }

    /** Reads up to a burst; false when it got nothing but errors. */
    boolean readFrames(long nowNanos) {
        boolean fruitful = false;
        for (int i = 0; i < BURST_FRAMES; i++) {
            int bytes = source.read();
            if (bytes > 0) {
                fruitful = true;
                deliver(source.frame(), nowNanos);
            } else if (bytes == 0) {
                return fruitful;
            } else if (bytes == FrameSource.NOTHING_WHOLE) {
                return true;
            } else {
                readFailed(bytes);
            }
            if (closed || readiness == null) {
                return true;
            }
        }
        if (source.holdsFrames()) {
            continueSoon();
        }
        return fruitful;
    }

    /** Hands a frame on that was read. */
    final void deliver(Frame frame, long nowNanos) {
        counters.framesRead++;
        if (frameNotExpected != null) {
            tellNotExpected();
        }
        sink.receive(frame, nowNanos);
    }

    final boolean isClosed() {
        return closed;
    }

    /** False while nothing is to be read: closed, gone, or suspended. */
    final boolean isActive() {
        return readiness != null && !closed;
    }

    /** After the other descriptors' turn; epoll would not call for frames that were read already. */
    private void continueSoon() {
        IoEventLoop loop = eventLoop;
        if (loop != null && !continues) {
            continues = true;
            loop.execute(continuation);
        }
    }

    /** Reads a burst, without having been called by the loop. */
    final void goOn() {
        continues = false;
        try {
            if (readiness != null) {
                readBurst(System.nanoTime());
            }
        } catch (RuntimeException e) {
            faulted(e);
        }
    }

    private void tellNotExpected() {
        Runnable told = frameNotExpected;
        frameNotExpected = null;
        if (told != null) {
            told.run();
        }
    }

    final void readFailed(int errno) {
        counters.readErrors++;
        counters.lastErrno = -errno;
        if (Refusal.isGone(errno)) {
            detach();
            onGone.run();
        }
    }

    /** Being woken for nothing again and again would be a spinning loop: the descriptor has to wait for a second then. */
    private void noteWakeup(boolean fruitful) {
        IoEventLoop loop = eventLoop;
        if (fruitful || loop == null) {
            fruitlessWakeups = 0;
            return;
        }
        if (++fruitlessWakeups < FRUITLESS_WAKEUPS) {
            return;
        }
        fruitlessWakeups = 0;
        counters.suspensions++;
        detach();
        Future<?> unused = loop.schedule(() -> resume(loop), SUSPENSION_SECONDS, TimeUnit.SECONDS);
    }

    private void resume(IoEventLoop loop) {
        if (!closed && !paused && readiness == null) {
            start(loop);
        }
    }

    @Override
    public Future<?> pause() {
        paused = true;
        detach();
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    @Override
    public void resume() {
        paused = false;
        if (eventLoop != null) {
            resume(eventLoop);
        }
    }

    @Override
    public SendResult send(Frame frame) {
        if (closed) {
            counters.gone++;
            return SendResult.GONE;
        }
        if (ring != null && MacAddress.isReserved(frame.destination()) && mustWaitFor(ring)) {
            return SendResult.WOULD_BLOCK;
        }
        int result = source.write(frame);
        if (result > 0) {
            counters.framesWritten++;
            if (source.holdsUnwritten()) {
                waitForWrite(true);
            }
            return SendResult.SENT;
        }
        return refused(result);
    }

    /** True when the ring has frames on their way out; {@link FrameSink#writable} follows when they have left. */
    private boolean mustWaitFor(UringBuffers present) {
        boolean waited = mayPassRing;
        // For one frame only: more may have been handed over since the next one was queued.
        mayPassRing = false;
        if (waited || !present.hasWritesUnderWay()) {
            return false;
        }
        waitsForRing++;
        present.afterWrites(ringWritesDone);
        return true;
    }

    private void ringWritesDone() {
        waitsForRing--;
        if (closed || waitsForRing > 0 || waitsForWrite) {
            return;
        }
        try {
            mayPassRing = true;
            sink.writable(System.nanoTime());
        } catch (RuntimeException e) {
            faulted(e);
        } finally {
            mayPassRing = false;
        }
    }

    @Override
    public void flush() {
        source.writeHeld();
        if (source.holdsUnwritten()) {
            waitForWrite(true);
        }
    }

    private SendResult refused(int errno) {
        SendResult refusal = Refusal.of(errno, counters);
        if (refusal == SendResult.WOULD_BLOCK) {
            waitForWrite(true);
        }
        return refusal;
    }

    private void waitForWrite(boolean wanted) {
        waitsForWrite = wanted;
        if (readiness != null) {
            readiness.writableToo(wanted);
        }
    }

    /** Off the loop, until {@link #start} if that is called again. */
    void detach() {
        if (readiness != null) {
            readiness.end();
            readiness = null;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            detach();
            counters.exceptionsOfClosed += source.exceptions();
        }
    }

    @Override
    public long exceptions() {
        return closed ? 0 : source.exceptions();
    }
}
