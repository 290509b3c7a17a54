package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.tapio.sys.Errno;
import dev.hayabashi.tapio.sys.Libc;
import dev.hayabashi.tapio.sys.UringOps;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One descriptor on an io_uring loop. A TAP is read by one multishot operation that stays; a packet socket, whose tags come
 * beside the frame, is polled and read with recvmsg(2).
 *
 * <p>Every write goes through the ring, those of BPDUs too, so that what leaves the loop leaves in the order in which it was
 * sent, on all ports: a frame that was relayed before a gate closed is with the kernel before the agreement that says so. A
 * write is answered with SENT before the kernel has seen it; should the kernel refuse, {@link FrameSink#sendFailed} takes
 * the answer back.
 */
final class UringFd implements IoUringIoHandle, PortFd {
    private static final Logger LOG = LoggerFactory.getLogger(UringFd.class);

    private static final int READABLE = 1;
    private static final int WRITABLE = 2;

    private static final int BURST_FRAMES = FrameFd.BURST_FRAMES;
    private static final int FRUITLESS_READS = 16;
    private static final long SUSPENSION_SECONDS = 1;

    private final FrameSource source;
    private final FrameSink sink;
    private final IoCounters counters;
    private final Runnable onGone;
    private final FrameLoop frames;
    private final UringBuffers buffers;
    private final int fd;
    private final IoUringIoOps readOps;
    private final IoUringIoOps waitForRoomOps;
    private final UringWrites writes;
    private @Nullable IoEventLoop eventLoop;
    private @Nullable IoRegistration registration;
    private long readToken;
    private boolean armed;
    private boolean blocked;
    private boolean waitsForBuffer;
    private boolean closed;
    private @Nullable Promise<Boolean> paused;
    private int fruitlessReads;
    private @Nullable Runnable frameNotExpected;
    private long faults;

    UringFd(FrameLoop frames, FrameSource source, FrameSink sink, IoCounters counters, Runnable onGone) {
        this.frames = frames;
        this.buffers = frames.buffers();
        this.source = source;
        this.sink = sink;
        this.counters = counters;
        this.onGone = onGone;
        this.fd = source.descriptor().intValue();
        this.readOps = source.readsFrames()
                ? UringOps.of(
                        UringOps.READ_MULTISHOT,
                        UringOps.SQE_BUFFER_SELECT,
                        fd,
                        0,
                        0,
                        0,
                        0,
                        READABLE,
                        UringBuffers.GROUP)
                : UringOps.poll(fd, UringOps.POLLIN, READABLE);
        this.writes = new UringWrites(fd);
        this.waitForRoomOps = UringOps.poll(fd, UringOps.POLLOUT, WRITABLE);
    }

    @Override
    public void start(IoEventLoop loop) {
        eventLoop = loop;
        if (source.readsFrames()) {
            // io_uring takes O_NONBLOCK at its word and ends a read that finds nothing.
            nonBlocking(false);
        }
        Future<IoRegistration> registered = loop.register(this);
        registered.addListener(done -> {
            if (!registered.isSuccess()) {
                throw new IllegalStateException(source.descriptor() + " does not go onto io_uring", registered.cause());
            }
            IoRegistration fresh = registered.getNow();
            if (closed) {
                fresh.cancel();
                return;
            }
            registration = fresh;
            arm();
        });
    }

    private void nonBlocking(boolean on) {
        // NATIVE: fcntl(2) with plain numbers; the descriptor is ours and open; loop thread only.
        Libc.fcntl(fd, Libc.F_SETFL, Libc.O_RDWR | (on ? Libc.O_NONBLOCK : 0));
    }

    /** Asks for the next frames, unless that is under way. */
    void arm() {
        if (!armed && !closed && paused == null && registration != null) {
            armed = true;
            readToken = registration.submit(readOps);
        }
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
        IoUringIoEvent completion = (IoUringIoEvent) event;
        switch (completion.opcode()) {
            case UringOps.READ_MULTISHOT -> {
                read(completion.res(), completion.flags());
                notePause();
            }
            case UringOps.WRITEV -> written(completion.res(), (int) completion.userData());
            case UringOps.POLL_ADD -> {
                polled(completion.res(), (int) completion.userData());
                notePause();
            }
            default -> {
                // A cancellation has been carried out, or came too late.
            }
        }
    }

    private void read(int result, int flags) {
        if ((flags & UringOps.CQE_MORE) == 0) {
            armed = false;
        }
        if (result > 0) {
            int buffer = flags >>> UringOps.CQE_BUFFER_SHIFT;
            buffers.taken(buffer);
            if (!closed) {
                deliver(buffers.frame(buffer, result), System.nanoTime());
            }
            buffers.release(buffer);
        } else if (result == -Errno.ENOBUFS.code()) {
            counters.bursts++;
            if (!armed && !closed) {
                buffers.starved(this);
            }
            return;
        } else if (!closed && paused == null) {
            readFailed(result);
        }
        if (!armed && !closed && paused == null && registration != null) {
            counters.bursts++;
            arm();
        }
    }

    private void readFailed(int errno) {
        if (errno != 0) {
            counters.readErrors++;
            counters.lastErrno = -errno;
        }
        if (Refusal.isGone(errno)) {
            detach();
            onGone.run();
            return;
        }
        if (++fruitlessReads >= FRUITLESS_READS && eventLoop != null) {
            fruitlessReads = 0;
            counters.suspensions++;
            IoRegistration held = registration;
            registration = null;
            Future<?> unused = eventLoop.schedule(
                    () -> {
                        if (!closed) {
                            registration = held;
                            arm();
                        } else if (held != null) {
                            held.cancel();
                        }
                    },
                    SUSPENSION_SECONDS,
                    TimeUnit.SECONDS);
        }
    }

    private void polled(int result, int what) {
        if (what == READABLE) {
            armed = false;
        }
        if (closed) {
            return;
        }
        if (what == WRITABLE) {
            blocked = false;
            sink.writable(System.nanoTime());
            return;
        }
        if (paused != null) {
            return;
        }
        counters.bursts++;
        if (result < 0) {
            readFailed(result);
        } else {
            readBurst();
        }
        arm();
    }

    private boolean readBurst() {
        long nowNanos = System.nanoTime();
        for (int i = 0; i < BURST_FRAMES; i++) {
            int bytes = source.read();
            if (bytes > 0) {
                deliver(source.frame(), nowNanos);
            } else if (bytes == 0) {
                return false;
            } else {
                readFailed(bytes);
            }
            if (closed || registration == null) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void frameNotExpected(@Nullable Runnable told) {
        frameNotExpected = told;
    }

    private void deliver(Frame frame, long nowNanos) {
        fruitlessReads = 0;
        counters.framesRead++;
        frames.busy(nowNanos);
        Runnable told = frameNotExpected;
        if (told != null) {
            frameNotExpected = null;
            told.run();
        }
        try {
            sink.receive(frame, nowNanos);
        } catch (RuntimeException e) {
            // The frame is lost; its buffer and the port are not.
            faults++;
            if (Long.bitCount(faults) == 1) {
                LOG.error(
                        "{}: a frame met a fault, number {} of this port; please report this",
                        source.descriptor(),
                        faults,
                        e);
            }
        }
    }

    @Override
    public void drain(int bursts) {
        if (closed || registration == null) {
            return;
        }
        if (source.readsFrames()) {
            nonBlocking(true);
        }
        int done = 0;
        while (done < bursts && readBurst()) {
            done++;
        }
        if (source.readsFrames() && !closed) {
            nonBlocking(false);
        }
    }

    @Override
    public SendResult send(Frame frame) {
        IoRegistration ring = registration;
        if (closed || ring == null) {
            counters.gone++;
            return SendResult.GONE;
        }
        if (blocked) {
            counters.wouldBlock++;
            return SendResult.WOULD_BLOCK;
        }
        int buffer = buffers.bufferOf(frame);
        if (buffer >= 0) {
            buffers.hold(buffer);
            ring.submit(writes.of(buffer, frame.address(), frame.totalBytes()));
            frame.keep();
            return SendResult.SENT;
        }
        buffer = buffers.copyIn(frame);
        if (buffer < 0) {
            counters.wouldBlock++;
            if (!waitsForBuffer) {
                waitsForBuffer = true;
                buffers.waitForOwn(this);
            }
            return SendResult.WOULD_BLOCK;
        }
        buffers.hold(buffer);
        ring.submit(writes.of(buffer, buffers.address(buffer), frame.totalBytes()));
        buffers.release(buffer);
        return SendResult.SENT;
    }

    /** One of the loop's own buffers is free. */
    void buffersAgain() {
        waitsForBuffer = false;
        if (!closed && !blocked) {
            sink.writable(System.nanoTime());
        }
    }

    private void written(int result, int place) {
        int buffer = writes.buffer(place);
        if (result > 0) {
            counters.framesWritten++;
        } else if (!closed) {
            SendResult refusal = Refusal.of(result, counters);
            if (refusal == SendResult.WOULD_BLOCK && !blocked && registration != null) {
                blocked = true;
                registration.submit(waitForRoomOps);
            }
            sink.sendFailed(buffers.frameAt(writes.address(place), writes.bytes(place)), refusal, System.nanoTime());
        }
        writes.done(place);
        buffers.written(buffer);
    }

    /** A read that is under way would take a frame from whoever reads next: it is called back, with what it still brings. */
    @Override
    public Future<?> pause() {
        Promise<Boolean> pausing = ImmediateEventExecutor.INSTANCE.newPromise();
        paused = pausing;
        IoRegistration present = registration;
        if (armed && present != null) {
            present.submit(UringOps.cancel(readToken));
        }
        notePause();
        return pausing;
    }

    private void notePause() {
        if (paused != null && !armed) {
            paused.trySuccess(true);
        }
    }

    @Override
    public void resume() {
        paused = null;
        if (source.readsFrames()) {
            // Whoever had it meanwhile may have changed it.
            nonBlocking(false);
        }
        arm();
    }

    private void detach() {
        IoRegistration present = registration;
        registration = null;
        if (present != null) {
            if (armed) {
                // The read holds the file open until it is cancelled, whatever its owner closes.
                present.submit(UringOps.cancel(readToken));
            }
            present.cancel();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            buffers.forget(this);
            detach();
            counters.exceptionsOfClosed += source.exceptions();
        }
    }

    @Override
    public long exceptions() {
        return closed ? 0 : source.exceptions();
    }
}
