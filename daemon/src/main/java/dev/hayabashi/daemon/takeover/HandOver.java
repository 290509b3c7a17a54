package dev.hayabashi.daemon.takeover;

import dev.hayabashi.tapio.sys.Libc;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.TapIoException;
import dev.hayabashi.tapio.sys.UnixSockets;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The side of the daemon that runs: waits for one that wants to go on in its place. A thread of its own, which blocks. */
public final class HandOver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
    private static final long HELLO_MILLIS = 5_000;

    /** A new process rehearses meanwhile, perhaps on a busy machine. */
    private static final long COMMIT_MILLIS = 60_000;

    /** No frame is forwarded meanwhile. */
    private static final long RUN_MILLIS = 5_000;

    private final Path path;
    private final NativeFd listener;
    private final Giver giver;
    private volatile boolean closed;

    /** What hands over. */
    public interface Giver {
        /**
         * The estate as it is now.
         *
         * @throws RefusedException when it cannot be handed over
         */
        Estate draft() throws RefusedException;

        /**
         * Stops reading and carries out {@code passOn}, which passes the estate on and returns when the other one runs. When
         * it throws, everything goes on here as if nothing had been.
         */
        void surrender(PassOn passOn) throws IOException, RefusedException;

        /** The other process runs: lets go of the control socket and all that is not handed over, and ends soon. */
        void leave(int successorPid);
    }

    /** See {@link Giver#surrender}. */
    @FunctionalInterface
    public interface PassOn {
        void pass(Estate estate, List<Integer> descriptors) throws IOException;
    }

    private HandOver(Path path, NativeFd listener, Giver giver) {
        this.path = path;
        this.listener = listener;
        this.giver = giver;
    }

    /** The socket beside a control socket. */
    static Path pathBeside(Path controlSocket) {
        return controlSocket.resolveSibling(controlSocket.getFileName() + ".takeover");
    }

    /**
     * Begins to listen.
     *
     * @param controlSocket which is locked: whatever is at the place of this socket is stale
     * @throws IOException when the socket cannot be made
     */
    public static HandOver listen(Path controlSocket, Giver giver) throws IOException {
        Path path = pathBeside(controlSocket);
        Files.deleteIfExists(path);
        try {
            NativeFd listener = UnixSockets.bind(path.toString());
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            UnixSockets.listen(listener, path.toString(), 4);
            Libc.nonBlocking(listener.number(), false);
            HandOver handOver = new HandOver(path, listener, giver);
            new DefaultThreadFactory("takeover", true).newThread(handOver::run).start();
            return handOver;
        } catch (TapIoException | IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void run() {
        while (!closed) {
            UnixSockets.Accepted peer;
            try {
                peer = UnixSockets.accept(listener, path.toString());
            } catch (TapIoException e) {
                if (!closed) {
                    LOG.error("this daemon cannot be taken over any more: {}", e.getMessage());
                }
                return;
            }
            if (peer != null) {
                serveSafely(peer);
            }
        }
    }

    private void serveSafely(UnixSockets.Accepted peer) {
        try {
            serve(peer);
        } catch (RuntimeException e) {
            LOG.error("a hand-over met a fault and did not take place; please report this", e);
        }
    }

    private void serve(UnixSockets.Accepted peer) {
        try (Wire wire = new Wire(peer.fd())) {
            wire.patience(HELLO_MILLIS);
            Hello hello = wire.receiveHello();
            Estate draft;
            try {
                refuse(peer.uid(), hello);
                draft = giver.draft();
            } catch (RefusedException e) {
                LOG.warn("process {} may not take over: {}; {}", peer.pid(), e.getMessage(), e.hint());
                wire.send(new Answer(String.valueOf(e.getMessage()), e.hint(), null));
                return;
            }
            wire.send(new Answer("", "", draft));
            wire.patience(COMMIT_MILLIS);
            wire.receive(Commit.class);
            LOG.info("process {}, version {}, takes over", peer.pid(), hello.version());
            giver.surrender((estate, descriptors) -> pass(wire, peer, estate, descriptors));
            closed = true;
            // The connection is closed last: the new process waits for that before it makes its own control socket.
            giver.leave(peer.pid());
        } catch (IOException | UncheckedIOException | RefusedException e) {
            LOG.warn("process {} has not taken over, this one goes on: {}", peer.pid(), e.getMessage());
        }
    }

    private static void pass(Wire wire, UnixSockets.Accepted peer, Estate estate, List<Integer> descriptors)
            throws IOException {
        wire.send(estate);
        wire.sendDescriptors(descriptors);
        wire.patience(RUN_MILLIS);
        try {
            wire.receive(Running.class);
        } catch (SocketTimeoutException e) {
            // It may be about to read, or have begun: what is not dead cannot be replaced.
            LOG.warn("process {} says nothing for {} s and is killed", peer.pid(), RUN_MILLIS / 1000);
            ProcessHandle.of(peer.pid()).ifPresent(ProcessHandle::destroyForcibly);
            wire.patience(0);
            wire.receive(Running.class);
        }
    }

    static void refuse(long uid, Hello hello) throws RefusedException {
        if (uid != 0 && uid != Integer.toUnsignedLong(Libc.geteuid())) {
            throw new RefusedException(
                    "user " + uid + " is neither root nor the user of the running daemon", "run it as root");
        }
        if (hello.protocol() != Estate.PROTOCOL) {
            throw new RefusedException(
                    "the running daemon hands over by protocol " + Estate.PROTOCOL + ", version " + hello.version()
                            + " takes over by protocol " + hello.protocol(),
                    "stop it and start the new one: `systemctl restart hayabashi`");
        }
        if (!hello.networkNamespace().equals(networkNamespace())) {
            throw new RefusedException(
                    "the running daemon is in network namespace " + networkNamespace() + ", the new one in "
                            + hello.networkNamespace(),
                    "start it where the running one was started");
        }
    }

    static String networkNamespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        listener.close();
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.debug("removing {}", path, e);
        }
    }

    /** The new process wants the estate now. */
    record Commit(boolean commit) {}

    /** The new process reads from the ports. */
    record Running(boolean running) {}
}
