package dev.hayabashi.tapio.stream;

import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.sys.NativeCallException;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.Readiness;
import dev.hayabashi.tapio.sys.UnixSockets;
import dev.hayabashi.tapio.tap.Owner;
import io.netty.channel.IoEventLoop;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening socket of a path. Opened and closed on set-up threads, accepts on the loop. */
public final class StreamServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamServer.class);
    private static final int ACCEPTS_PER_WAKEUP = 16;
    private static final long PAUSE_SECONDS = 1;

    private final String path;
    private final SocketFile file;
    private @Nullable Listening listening;

    private StreamServer(String path, SocketFile file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Makes the socket file; who connects waits until {@link #start}.
     *
     * @param owner who may connect; empty for the user of this process alone
     * @throws dev.hayabashi.tapio.sys.TapIoException when the path is in use or cannot be had
     */
    public static StreamServer open(String path, Optional<Owner> owner) {
        return new StreamServer(path, SocketFile.listen(path, owner));
    }

    /**
     * Goes on with the socket of another process; who connects waits until {@link #start}.
     *
     * @param listener closed when this throws
     * @throws dev.hayabashi.tapio.sys.TapIoException when the lock beside the path cannot be opened
     */
    public static StreamServer takeOver(String path, NativeFd listener) {
        return new StreamServer(path, SocketFile.takeOver(path, listener));
    }

    /** Number of the listening descriptor. */
    public int number() {
        return file.fd().number();
    }

    /** Begins to accept; on the loop. */
    public void start(FrameLoop loop, Consumer<StreamConnection> acceptor) {
        Listening fresh = new Listening(loop.eventLoop(), acceptor);
        listening = fresh;
        fresh.begin();
    }

    /** Accepts no more, until {@link #start}; on the loop. Who connects meanwhile waits in the backlog. */
    public void stop() {
        Listening present = listening;
        listening = null;
        if (present != null) {
            present.close();
        }
    }

    /** Closes the socket and removes its file; off the loop, after {@link #stop}. */
    @Override
    public void close() {
        file.close();
    }

    private final class Listening {
        private final IoEventLoop loop;
        private final Consumer<StreamConnection> acceptor;
        private final FileDescriptor descriptor = new FileDescriptor(file.fd().number());
        private @Nullable Readiness readiness;
        private boolean closed;

        Listening(IoEventLoop loop, Consumer<StreamConnection> acceptor) {
            this.loop = loop;
            this.acceptor = acceptor;
        }

        void begin() {
            readiness = Readiness.watch(loop, descriptor, (readable, writable) -> acceptSome(), cause -> {
                throw new IllegalStateException(path + " does not go onto the loop", cause);
            });
        }

        private void acceptSome() {
            try {
                for (int i = 0; i < ACCEPTS_PER_WAKEUP && !closed; i++) {
                    UnixSockets.Accepted accepted = UnixSockets.accept(file.fd(), path);
                    if (accepted == null) {
                        return;
                    }
                    acceptor.accept(new StreamConnection(accepted.fd(), peer(accepted)));
                }
            } catch (NativeCallException e) {
                // EMFILE and the like last; without a pause the loop would do nothing but fail.
                LOG.warn("{}", e.getMessage());
                pause();
            }
        }

        private void pause() {
            detach();
            Future<?> unused = loop.schedule(
                    () -> {
                        if (!closed) {
                            begin();
                        }
                    },
                    PAUSE_SECONDS,
                    TimeUnit.SECONDS);
        }

        private void detach() {
            if (readiness != null) {
                readiness.end();
                readiness = null;
            }
        }

        void close() {
            if (!closed) {
                closed = true;
                detach();
            }
        }
    }

    private static StreamPeer peer(UnixSockets.Accepted accepted) {
        String command = "";
        try {
            command = Files.readString(Path.of("/proc", Integer.toString(accepted.pid()), "comm"))
                    .strip();
        } catch (IOException e) {
            LOG.debug("pid {} has gone already, or is not to be seen", accepted.pid());
        }
        return new StreamPeer(accepted.pid(), accepted.uid(), accepted.gid(), command, accepted.boundPath());
    }
}
