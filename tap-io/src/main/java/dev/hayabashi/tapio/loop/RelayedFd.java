package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.RelayPath;
import dev.hayabashi.tapio.sys.Readiness;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A descriptor that another loop than the bridge's owner reads. One of the two has the turn to read; both read by the same rules, so
 * that frames of a port never overtake each other.
 *
 * <p>The relay loop has the turn as long as its frames find the short way ({@link RelayPath}). A frame that does not, or an error, is
 * lent to the owner, and the turn with it: the owner takes that frame through the bridge, reads on for the rest of a burst, and gives
 * the turn and the buffer back. It can also call the turn back, to drain the descriptor before a tick or to close it. The relay loop
 * reads, writes and changes its registration only within a {@link dev.hayabashi.bridgecore.Passage} in which it has found the turn to
 * be its own; the owner, after it has called the turn back, waits until the loop was seen outside. From then on nobody but the owner
 * touches the descriptor.
 */
final class RelayedFd extends FrameFd {
    private static final Logger LOG = LoggerFactory.getLogger(RelayedFd.class);

    /** What a TAP never shows. Netty takes a descriptor off epoll for NONE and forgets that it did. */
    private static final EpollIoOps NOTHING = EpollIoOps.EPOLLRDHUP;

    private final FrameLoop owner;
    private final RelaySeat seat;
    private final RelayPath path;
    private final QuietFd relayFd;
    private final Runnable lentTask = this::lentCame;
    private final Runnable readTask = this::readAgain;

    private final Turn<LentFrame> turn;
    private volatile @Nullable Reader reader;

    RelayedFd(
            FrameLoop owner,
            RelaySeat seat,
            RelayPath path,
            FrameSource source,
            FrameSink sink,
            IoCounters counters,
            Runnable onGone) {
        super(owner, null, source, sink, counters, onGone);
        this.owner = owner;
        this.seat = seat;
        this.path = path;
        this.turn = new Turn<>(seat.passage());
        this.relayFd = new QuietFd(source.descriptor().intValue());
    }

    // The owner's side.

    @Override
    public void start(IoEventLoop loop) {
        super.start(loop);
        reader = new Reader();
        reader.start();
        giveBack();
    }

    @Override
    Readiness watch(IoEventLoop loop, FileDescriptor fd, Readiness.Watcher watcher, Consumer<Throwable> failed) {
        return Readiness.watchRoom(loop, fd, watcher, failed);
    }

    @Override
    boolean readFrames(long nowNanos) {
        boolean called = !turn.isOwners();
        turn.take();
        try {
            boolean fruitful = takeLent(nowNanos);
            return isActive() ? super.readFrames(nowNanos) || fruitful : fruitful;
        } finally {
            if (called && isActive()) {
                giveBack();
            }
        }
    }

    private void giveBack() {
        turn.giveBack();
        seat.loop().execute(readTask);
    }

    private boolean takeLent(long nowNanos) {
        LentFrame buffer = turn.lent();
        if (buffer == null) {
            return false;
        }
        try {
            if (turn.lentResult() < 0) {
                readFailed(turn.lentResult());
                return false;
            }
            deliver(buffer.frame(), nowNanos);
            return true;
        } finally {
            // Not before: the bridge may have closed this port over that very frame.
            if (reader == null) {
                comeHome(buffer);
            } else {
                turn.returns(buffer);
            }
        }
    }

    /** On the owner's loop, some time after a frame was lent; the owner may have seen it already. */
    private void lentCame() {
        if (turn.isLent()) {
            goOn();
        }
    }

    @Override
    void detach() {
        super.detach();
        turn.take();
        Reader present = reader;
        reader = null;
        if (present != null) {
            present.stop();
        }
        LentFrame unread = turn.lent();
        if (unread != null && turn.lentResult() > 0 && !isClosed()) {
            // It was read before this, and would be lost.
            deliver(unread.frame(), System.nanoTime());
        }
        comeHome(unread);
        comeHome(turn.collect());
    }

    private void comeHome(@Nullable LentFrame buffer) {
        if (buffer != null) {
            seat.loop().execute(() -> seat.give(buffer));
        }
    }

    // The relay loop's side.

    /** On the relay loop: asks epoll for frames again, unless the owner has the turn. */
    void readSoon() {
        seat.loop().execute(readTask);
    }

    private void readAgain() {
        Reader present = reader;
        if (present != null) {
            present.listen();
        }
    }

    /** The registration with the relay loop, from one {@link #start} to the next {@link #detach}. */
    private final class Reader implements EpollIoHandle {
        private @Nullable IoRegistration registration;
        private volatile boolean stopped;

        @Override
        public FileDescriptor fd() {
            return relayFd.descriptor();
        }

        /** From the owner. */
        void start() {
            Future<IoRegistration> registered = seat.loop().register(this);
            registered.addListener(done -> {
                if (!registered.isSuccess()) {
                    throw new IllegalStateException(fd() + " does not go onto epoll", registered.cause());
                }
                registration = registered.getNow();
                if (stopped) {
                    registered.getNow().cancel();
                } else {
                    listen();
                }
            });
        }

        /** From the owner, which has the turn for good. Whatever the number of the descriptor becomes, epoll forgets this one. */
        void stop() {
            stopped = true;
            seat.loop().execute(this::close);
        }

        /** On the relay loop: it ends, or this. */
        @Override
        public void close() {
            IoRegistration present = registration;
            if (present != null) {
                present.cancel();
            }
        }

        /** Says that frames are wanted. */
        void listen() {
            seat.passage().enter();
            try {
                IoRegistration present = registration;
                if (present != null && turn.isRelays()) {
                    collect();
                    present.submit(EpollIoOps.EPOLLIN);
                }
            } finally {
                seat.passage().leave();
            }
        }

        @Override
        public void handle(IoRegistration from, IoEvent event) {
            long nowNanos = System.nanoTime();
            seat.busy(nowNanos);
            for (int i = 0; i < BURST_FRAMES && relayOne(from, nowNanos); i++) {
                // Each frame is a passage of its own: the owner waits for one write at most.
            }
        }

        /** True when a frame was relayed and the next one may be looked for. */
        private boolean relayOne(IoRegistration from, long nowNanos) {
            seat.passage().enter();
            try {
                if (!turn.isRelays()) {
                    return false;
                }
                collect();
                LentFrame buffer = seat.next();
                if (buffer == null) {
                    from.submit(NOTHING);
                    seat.starved(RelayedFd.this);
                    return false;
                }
                int bytes = buffer.read(relayFd);
                if (bytes == 0) {
                    return false;
                }
                if (bytes > 0 && relayed(buffer, nowNanos)) {
                    return true;
                }
                lend(from, buffer, bytes);
                return false;
            } finally {
                seat.passage().leave();
            }
        }

        /** A mistake of ours makes the frame the owner's. */
        private boolean relayed(LentFrame buffer, long nowNanos) {
            try {
                return path.relay(buffer.frame(), nowNanos);
            } catch (RuntimeException e) {
                LOG.error("{}: a frame met a fault on a relay loop; please report this", fd(), e);
                return false;
            }
        }

        private void lend(IoRegistration from, LentFrame buffer, int result) {
            seat.lend();
            // What more comes is the owner's to read.
            from.submit(NOTHING);
            if (turn.lend(buffer, result)) {
                owner.eventLoop().execute(lentTask);
            }
        }

        private void collect() {
            LentFrame home = turn.collect();
            if (home != null) {
                seat.give(home);
            }
        }
    }
}
