package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.SendResult;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One descriptor on an epoll loop: reads bursts, writes single frames, and turns errno into what the bridge acts on. */
final class FrameFd implements EpollIoHandle, PortFd {
    private static final Logger LOG = LoggerFactory.getLogger(FrameFd.class);

    /** Frames of one port before the next port has its turn. */
    static final int BURST_FRAMES = 32;

    private static final int FRUITLESS_WAKEUPS = 16;
    private static final long SUSPENSION_SECONDS = 1;

    private static final EpollIoOps READ = EpollIoOps.EPOLLIN;
    private static final EpollIoOps READ_WRITE = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT);

    private final FrameSource source;
    private final FrameSink sink;
    private final IoCounters counters;
    private final Runnable onGone;
    private final FrameLoop frames;
    private @Nullable IoEventLoop eventLoop;
    private @Nullable IoRegistration registration;
    private boolean waitsForWrite;
    private boolean closed;
    private int fruitlessWakeups;
    private final Runnable continuation = this::goOn;
    private boolean continues;
    // Told once, ahead of the next frame: the link is said to be down. Null while it is up, so a frame costs one test.
    private @Nullable Runnable frameNotExpected;
    private long faults;

    /**
     * @param onGone told once, on the loop, when the kernel says that the netdev behind the descriptor is gone; the
     *     descriptor is off epoll by then
     */
    FrameFd(FrameLoop frames, FrameSource source, FrameSink sink, IoCounters counters, Runnable onGone) {
        this.frames = frames;
        this.source = source;
        this.sink = sink;
        this.counters = counters;
        this.onGone = onGone;
    }

    @Override
    public FileDescriptor fd() {
        return source.descriptor();
    }

    @Override
    public void start(IoEventLoop loop) {
        eventLoop = loop;
        Future<IoRegistration> registered = loop.register(this);
        registered.addListener(done -> {
            if (!registered.isSuccess()) {
                throw new IllegalStateException(source.descriptor() + " does not go onto epoll", registered.cause());
            }
            IoRegistration fresh = registered.getNow();
            if (closed) {
                fresh.cancel();
                return;
            }
            registration = fresh;
            fresh.submit(waitsForWrite ? READ_WRITE : READ);
        });
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
        try {
            turn(from, event);
        } catch (RuntimeException e) {
            // Netty would skip the other ports of this turn and then sleep for a second. The frame is lost, the loop is
            // not.
            faulted(e);
        }
    }

    private void faulted(RuntimeException e) {
        faults++;
        if (Long.bitCount(faults) == 1) {
            LOG.error("{}: a frame met a fault, number {} of this port; please report this", fd(), faults, e);
        }
        if (source.holdsFrames()) {
            continueSoon();
        }
    }

    private void turn(IoRegistration from, IoEvent event) {
        long nowNanos = System.nanoTime();
        EpollIoOps ops = ((EpollIoEvent) event).ops();
        if (waitsForWrite && ops.contains(EpollIoOps.EPOLLOUT)) {
            writable(from, nowNanos);
        }
        // EPOLLERR and EPOLLHUP too: reading is what finds out why, and what clears a pending socket error.
        if (!ops.equals(EpollIoOps.EPOLLOUT)) {
            readBurst(nowNanos);
        }
    }

    private void writable(IoRegistration from, long nowNanos) {
        source.writeHeld();
        if (source.holdsUnwritten()) {
            return;
        }
        waitsForWrite = false;
        from.submit(READ);
        sink.writable(nowNanos);
    }

    @Override
    public void frameNotExpected(@Nullable Runnable told) {
        frameNotExpected = told;
    }

    @Override
    public void drain(int bursts) {
        long nowNanos = System.nanoTime();
        for (int i = 0; i < bursts && registration != null; i++) {
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
    private boolean readFrames(long nowNanos) {
        boolean fruitful = false;
        for (int i = 0; i < BURST_FRAMES; i++) {
            int bytes = source.read();
            if (bytes > 0) {
                fruitful = true;
                counters.framesRead++;
                if (frameNotExpected != null) {
                    tellNotExpected();
                }
                sink.receive(source.frame(), nowNanos);
            } else if (bytes == 0) {
                return fruitful;
            } else if (bytes == FrameSource.NOTHING_WHOLE) {
                return true;
            } else {
                readFailed(bytes);
            }
            if (closed || registration == null) {
                return true;
            }
        }
        if (source.holdsFrames()) {
            continueSoon();
        }
        return fruitful;
    }

    /** After the other descriptors' turn; epoll would not call for frames that were read already. */
    private void continueSoon() {
        IoEventLoop loop = eventLoop;
        if (loop != null && !continues) {
            continues = true;
            loop.execute(continuation);
        }
    }

    private void goOn() {
        continues = false;
        try {
            if (registration != null) {
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

    private void readFailed(int errno) {
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
        if (!closed) {
            start(loop);
        }
    }

    @Override
    public SendResult send(Frame frame) {
        if (closed) {
            counters.gone++;
            return SendResult.GONE;
        }
        int result = source.write(frame);
        if (result > 0) {
            counters.framesWritten++;
            if (source.holdsUnwritten()) {
                waitForWrite();
            }
            return SendResult.SENT;
        }
        return refused(result);
    }

    @Override
    public void flush() {
        source.writeHeld();
        if (source.holdsUnwritten()) {
            waitForWrite();
        }
    }

    private SendResult refused(int errno) {
        SendResult refusal = Refusal.of(errno, counters);
        if (refusal == SendResult.WOULD_BLOCK) {
            waitForWrite();
        }
        return refusal;
    }

    private void waitForWrite() {
        if (!waitsForWrite) {
            waitsForWrite = true;
            if (registration != null) {
                registration.submit(READ_WRITE);
            }
        }
    }

    private void detach() {
        if (registration != null) {
            registration.cancel();
            registration = null;
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
