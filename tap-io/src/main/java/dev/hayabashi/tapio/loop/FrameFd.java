package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.tapio.sys.Errno;
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

/** One descriptor on the event loop: reads bursts, writes single frames, and turns errno into what the bridge acts on. */
final class FrameFd implements EpollIoHandle {
    private static final Logger LOG = LoggerFactory.getLogger(FrameFd.class);

    /** Frames of one port before the next port has its turn. */
    static final int BURST_FRAMES = 32;

    private static final int FRUITLESS_WAKEUPS = 16;
    private static final long SUSPENSION_SECONDS = 1;

    private static final EpollIoOps READ = EpollIoOps.EPOLLIN;
    private static final EpollIoOps READ_WRITE = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT);

    private static final int EAGAIN = -Errno.EAGAIN.code();
    private static final int EIO = -Errno.EIO.code();
    private static final int ENETDOWN = -Errno.ENETDOWN.code();
    private static final int ENOBUFS = -Errno.ENOBUFS.code();
    private static final int ENOMEM = -Errno.ENOMEM.code();
    private static final int EMSGSIZE = -Errno.EMSGSIZE.code();
    private static final int EBADF = -Errno.EBADF.code();
    private static final int EBADFD = -Errno.EBADFD.code();
    private static final int ENXIO = -Errno.ENXIO.code();
    private static final int ENODEV = -Errno.ENODEV.code();

    private final FrameSource source;
    private final FrameSink sink;
    private final IoCounters counters;
    private final Runnable onGone;
    private @Nullable IoEventLoop eventLoop;
    private @Nullable IoRegistration registration;
    private boolean waitsForWrite;
    private boolean closed;
    private int fruitlessWakeups;
    // Told once, ahead of the next frame: the link is said to be down. Null while it is up, so a frame costs one test.
    private @Nullable Runnable frameNotExpected;
    private long faults;

    /**
     * @param onGone told once, on the loop, when the kernel says that the netdev behind the descriptor is gone; the
     *     descriptor is off epoll by then
     */
    FrameFd(FrameSource source, FrameSink sink, IoCounters counters, Runnable onGone) {
        this.source = source;
        this.sink = sink;
        this.counters = counters;
        this.onGone = onGone;
    }

    @Override
    public FileDescriptor fd() {
        return source.descriptor();
    }

    /** Starts reading; on the loop. */
    void start(IoEventLoop loop) {
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
            faults++;
            if (Long.bitCount(faults) == 1) {
                LOG.error("{}: a frame met a fault, number {} of this port; please report this", fd(), faults, e);
            }
        }
    }

    private void turn(IoRegistration from, IoEvent event) {
        long nowNanos = System.nanoTime();
        EpollIoOps ops = ((EpollIoEvent) event).ops();
        if (waitsForWrite && ops.contains(EpollIoOps.EPOLLOUT)) {
            waitsForWrite = false;
            from.submit(READ);
            sink.writable(nowNanos);
        }
        // EPOLLERR and EPOLLHUP too: reading is what finds out why, and what clears a pending socket error.
        if (!ops.equals(EpollIoOps.EPOLLOUT)) {
            readBurst(nowNanos);
        }
    }

    /** Sets who is told, once, ahead of the next frame; null for nobody. */
    void frameNotExpected(@Nullable Runnable told) {
        frameNotExpected = told;
    }

    /** Reads what waits, up to {@code bursts} bursts, without waiting for epoll. */
    void drain(int bursts) {
        long nowNanos = System.nanoTime();
        for (int i = 0; i < bursts && registration != null; i++) {
            if (!readFrames(nowNanos)) {
                return;
            }
        }
    }

    private void readBurst(long nowNanos) {
        counters.bursts++;
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
                break;
            } else {
                readFailed(bytes);
            }
            if (closed || registration == null) {
                return true;
            }
        }
        return fruitful;
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
        if (isGone(errno)) {
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

    /** Writes a frame; see {@link dev.hayabashi.bridgecore.PortIo#send}. */
    SendResult send(Frame frame) {
        if (closed) {
            counters.gone++;
            return SendResult.GONE;
        }
        int result = source.write(frame);
        if (result > 0) {
            counters.framesWritten++;
            return SendResult.SENT;
        }
        return refused(result);
    }

    private SendResult refused(int errno) {
        if (errno == EAGAIN) {
            counters.wouldBlock++;
            waitForWrite();
            return SendResult.WOULD_BLOCK;
        }
        counters.lastErrno = -errno;
        if (errno == EIO || errno == ENETDOWN) {
            counters.linkDown++;
            return SendResult.LINK_DOWN;
        }
        if (errno == ENOBUFS || errno == ENOMEM) {
            counters.noBuffers++;
            return SendResult.NO_BUFFERS;
        }
        if (errno == EMSGSIZE) {
            counters.tooBig++;
            return SendResult.TOO_BIG;
        }
        if (isGone(errno)) {
            counters.gone++;
            return SendResult.GONE;
        }
        counters.otherWriteErrors++;
        return SendResult.FAILED;
    }

    private static boolean isGone(int errno) {
        return errno == EBADFD || errno == EBADF || errno == ENXIO || errno == ENODEV;
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

    /** Takes the descriptor off epoll for good; on the loop, once or more often. Its owner closes it then. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            detach();
            counters.exceptionsOfClosed += source.exceptions();
        }
    }

    long exceptions() {
        return closed ? 0 : source.exceptions();
    }
}
