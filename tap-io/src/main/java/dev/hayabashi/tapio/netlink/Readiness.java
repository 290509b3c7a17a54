package dev.hayabashi.tapio.netlink;

import dev.hayabashi.tapio.sys.UringOps;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls back on the loop, again and again, as long as a descriptor has something to read; on epoll and on io_uring alike.
 * For descriptors that are read with system calls.
 */
public final class Readiness {

    private final FileDescriptor fd;
    private final Runnable onReadable;
    private final boolean epoll;
    private @Nullable IoRegistration registration;
    private boolean ended;
    private long token;

    private Readiness(FileDescriptor fd, Runnable onReadable, boolean epoll) {
        this.fd = fd;
        this.onReadable = onReadable;
        this.epoll = epoll;
    }

    /**
     * Begins; on the loop.
     *
     * @param failed told when the loop does not take the descriptor
     */
    public static Readiness watch(
            IoEventLoop loop, FileDescriptor fd, Runnable onReadable, Consumer<Throwable> failed) {
        Readiness readiness = new Readiness(fd, onReadable, loop.isCompatible(EpollIoHandle.class));
        IoHandle handle = readiness.epoll ? readiness.new OnEpoll() : readiness.new OnUring();
        Future<IoRegistration> registered = loop.register(handle);
        registered.addListener(done -> {
            if (!registered.isSuccess()) {
                failed.accept(registered.cause());
                return;
            }
            readiness.registration = registered.getNow();
            if (readiness.ended) {
                readiness.end();
            } else {
                readiness.arm();
            }
        });
        return readiness;
    }

    private void arm() {
        IoRegistration present = registration;
        if (present == null) {
            return;
        }
        if (epoll) {
            present.submit(EpollIoOps.EPOLLIN);
        } else {
            token = present.submit(UringOps.poll(fd.intValue(), UringOps.POLLIN, 0));
        }
    }

    /** Ends it; on the loop, before the descriptor is closed. */
    public void end() {
        ended = true;
        IoRegistration present = registration;
        registration = null;
        if (present != null) {
            if (!epoll) {
                present.submit(UringOps.cancel(token));
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
            onReadable.run();
        }

        @Override
        public void close() {}
    }

    private final class OnUring implements IoUringIoHandle {
        @Override
        public void handle(IoRegistration from, IoEvent event) {
            if (((IoUringIoEvent) event).opcode() == UringOps.POLL_ADD && !ended) {
                onReadable.run();
                arm();
            }
        }

        @Override
        public void close() {}
    }
}
