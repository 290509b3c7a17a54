package dev.hayabashi.tapio.sys;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import io.netty.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls back on the loop, again and again, as long as a descriptor can be read or written; on epoll and on io_uring alike.
 * For descriptors that are read and written with system calls. Nothing is allocated once it has begun.
 *
 * <p>On io_uring a poll is answered once and then asked for again, which tells at once of what is still there: both engines
 * are level-triggered.
 */
public final class Readiness {
    private static final int READABLE = 0;
    private static final int WRITABLE = 1;
    // NONE would take the descriptor off epoll, which Netty forgets.
    private static final EpollIoOps NOTHING = EpollIoOps.EPOLLRDHUP;
    private static final EpollIoOps READ_WRITE = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT);

    /** Hears what a descriptor is ready for. */
    @FunctionalInterface
    public interface Watcher {
        /**
         * The descriptor is ready; on the loop.
         *
         * @param readable true also for errors and for a peer that has left: reading is what finds out
         * @param writable only while that was asked for
         */
        void ready(boolean readable, boolean writable);
    }

    private final FileDescriptor fd;
    private final boolean reads;
    private final Watcher watcher;
    private @Nullable IoRegistration registration;
    private @Nullable OnUring ring;
    private boolean wantsWritable;
    private boolean ended;

    private Readiness(FileDescriptor fd, boolean reads, Watcher watcher) {
        this.fd = fd;
        this.reads = reads;
        this.watcher = watcher;
    }

    /**
     * Begins; on the loop.
     *
     * @param failed told when the loop does not take the descriptor
     */
    public static Readiness watch(IoEventLoop loop, FileDescriptor fd, Watcher watcher, Consumer<Throwable> failed) {
        return watch(loop, new Readiness(fd, true, watcher), failed);
    }

    /**
     * Begins for a descriptor that somebody else reads, on an epoll loop: calls back only while {@link #writableToo} is wanted.
     *
     * @param failed told when the loop does not take the descriptor
     */
    public static Readiness watchRoom(
            IoEventLoop loop, FileDescriptor fd, Watcher watcher, Consumer<Throwable> failed) {
        return watch(loop, new Readiness(fd, false, watcher), failed);
    }

    private static Readiness watch(IoEventLoop loop, Readiness readiness, Consumer<Throwable> failed) {
        Future<IoRegistration> registered = loop.register(readiness.handleFor(loop));
        registered.addListener(done -> {
            if (!registered.isSuccess()) {
                failed.accept(registered.cause());
                return;
            }
            readiness.begin(registered.getNow());
        });
        return readiness;
    }

    private IoHandle handleFor(IoEventLoop loop) {
        if (loop.isCompatible(EpollIoHandle.class)) {
            return new OnEpoll();
        }
        OnUring onUring = new OnUring(fd.intValue());
        ring = onUring;
        return onUring;
    }

    private void begin(IoRegistration fresh) {
        registration = fresh;
        if (ended) {
            end();
        } else {
            ask();
        }
    }

    private void ask() {
        IoRegistration present = registration;
        if (present == null) {
            return;
        }
        if (ring == null) {
            present.submit(reads ? readOps() : wantsWritable ? EpollIoOps.EPOLLOUT : NOTHING);
        } else {
            ring.arm(present);
        }
    }

    private EpollIoOps readOps() {
        return wantsWritable ? READ_WRITE : EpollIoOps.EPOLLIN;
    }

    /** Says whether {@link Watcher#ready} is to be called for room to write, too. */
    public void writableToo(boolean wanted) {
        if (wantsWritable != wanted) {
            wantsWritable = wanted;
            ask();
        }
    }

    /** Ends it; on the loop, before the descriptor is closed. */
    public void end() {
        ended = true;
        IoRegistration present = registration;
        registration = null;
        if (present != null) {
            if (ring != null) {
                ring.disarm(present);
            }
            present.cancel();
        }
    }

    private final class OnEpoll implements EpollIoHandle {
        @Override
        public FileDescriptor fd() {
            return fd;
        }

        @Override
        public void handle(IoRegistration from, IoEvent event) {
            EpollIoOps ops = ((EpollIoEvent) event).ops();
            watcher.ready(!ops.equals(EpollIoOps.EPOLLOUT), wantsWritable && ops.contains(EpollIoOps.EPOLLOUT));
        }

        @Override
        public void close() {}
    }

    private final class OnUring implements IoUringIoHandle {
        private final IoUringIoOps pollReadable;
        private final IoUringIoOps pollWritable;
        private long readableToken;
        private long writableToken;
        private boolean readableAsked;
        private boolean writableAsked;

        OnUring(int number) {
            pollReadable = UringOps.poll(number, UringOps.POLLIN, READABLE);
            pollWritable = UringOps.poll(number, UringOps.POLLOUT, WRITABLE);
        }

        /** A poll for room that is not wanted any more stays until it is answered, and its answer is passed over. */
        void arm(IoRegistration present) {
            if (!readableAsked) {
                readableAsked = true;
                readableToken = present.submit(pollReadable);
            }
            if (wantsWritable && !writableAsked) {
                writableAsked = true;
                writableToken = present.submit(pollWritable);
            }
        }

        void disarm(IoRegistration present) {
            if (readableAsked) {
                present.submit(UringOps.cancel(readableToken));
            }
            if (writableAsked) {
                present.submit(UringOps.cancel(writableToken));
            }
        }

        @Override
        public void handle(IoRegistration from, IoEvent event) {
            IoUringIoEvent completion = (IoUringIoEvent) event;
            if (completion.opcode() != UringOps.POLL_ADD) {
                return;
            }
            boolean readable = completion.userData() == READABLE;
            if (readable) {
                readableAsked = false;
            } else {
                writableAsked = false;
            }
            if (ended) {
                return;
            }
            try {
                watcher.ready(readable, !readable && wantsWritable);
            } finally {
                ask();
            }
        }

        @Override
        public void close() {}
    }
}
