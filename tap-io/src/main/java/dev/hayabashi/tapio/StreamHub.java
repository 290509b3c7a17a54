package dev.hayabashi.tapio;

import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.stream.StreamConnection;
import dev.hayabashi.tapio.stream.StreamServer;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.tap.Owner;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One unix socket whose clients are ports of their own. Who a client is and which port it gets is the caller's to say. */
public final class StreamHub {
    private static final Logger LOG = LoggerFactory.getLogger(StreamHub.class);

    private final String path;
    private final FrameLoop loop;
    private final StreamServer server;

    private StreamHub(String path, FrameLoop loop, StreamServer server) {
        this.path = path;
        this.loop = loop;
        this.server = server;
    }

    /**
     * Opens the socket; who connects waits until {@link #start}. Blocks; not from the loop's thread.
     *
     * @throws dev.hayabashi.tapio.sys.TapIoException when the path is in use or cannot be had
     */
    public static StreamHub open(String path, Optional<Owner> owner, FrameLoop loop) {
        return new StreamHub(path, loop, StreamServer.open(path, owner));
    }

    /**
     * Goes on with the socket of another process; who connects waits until {@link #start}.
     *
     * @param listener closed when this throws
     * @throws dev.hayabashi.tapio.sys.TapIoException when that cannot be done
     */
    public static StreamHub takeOver(String path, FrameLoop loop, NativeFd listener) {
        return new StreamHub(path, loop, StreamServer.takeOver(path, listener));
    }

    /** Number of the listening descriptor. */
    public int listener() {
        return server.number();
    }

    /** Takes no clients until {@link #start}; they wait in the backlog. Returns when that is so; not from the loop's thread. */
    public void pause() {
        loop.eventLoop().submit(server::stop).syncUninterruptibly();
    }

    /**
     * Begins to take clients.
     *
     * @param acceptor is told of each client on the loop, and gives it to a port or closes it
     */
    public void start(Consumer<StreamConnection> acceptor) {
        loop.eventLoop().execute(() -> server.start(loop, acceptor));
    }

    /**
     * A port for a client; see {@link StreamPort}.
     *
     * @param onVacant called on the loop when the client has left and did not come back in time
     */
    public StreamPort port(PortSpec.StreamSpec spec, StreamConnection client, Runnable onVacant) {
        return StreamPort.of(spec, client, StreamPort.GRACE_MILLIS, onVacant);
    }

    /**
     * The port of a client that another process had; see {@link StreamPort}.
     *
     * @param client null while it is away
     * @param onVacant as with {@link #port}
     */
    public StreamPort takeOver(PortSpec.StreamSpec spec, KeptPort kept, @Nullable NativeFd client, Runnable onVacant) {
        return StreamPort.takeOver(spec, kept, client, onVacant);
    }

    /**
     * Gives a client to a port that has none; on the loop.
     *
     * @return false when the port has one
     */
    public boolean offer(StreamPort port, StreamConnection client) {
        if (port.isOccupied()) {
            return false;
        }
        port.offer(client);
        return true;
    }

    /** Takes no more clients and removes the socket; the ports stay. Blocks; not from the loop's thread. Never throws. */
    public void close() {
        try {
            loop.eventLoop().submit(server::stop).get();
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: the loop was stopped first", path);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.error("{}: closing failed", path, e.getCause());
        }
        server.close();
    }
}
