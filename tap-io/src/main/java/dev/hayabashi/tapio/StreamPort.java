package dev.hayabashi.tapio;

import dev.hayabashi.bridgecore.PortIo;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.loop.FrameSink;
import dev.hayabashi.tapio.loop.IoStatistics;
import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.loop.PortChannel;
import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.stream.StreamConnection;
import dev.hayabashi.tapio.stream.StreamEgress;
import dev.hayabashi.tapio.stream.StreamServer;
import dev.hayabashi.tapio.stream.StreamSource;
import dev.hayabashi.tapio.sys.NativeFd;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kind {@code stream}: one client at a time on a unix socket, either the socket of this port alone or one that it shares
 * with other ports ({@link StreamHub}).
 *
 * <p>The link is up while a client is connected and for {@link #GRACE_MILLIS} after it left: a client that comes back in
 * that time finds the port as it was, with its learned addresses, its lease and its spanning tree state. Frames for it are
 * dropped meanwhile, and counted.
 */
public final class StreamPort implements OpenPort {
    /** How long a client may be away before its link counts as down, in milliseconds. */
    public static final long GRACE_MILLIS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(StreamPort.class);

    private final PortSpec.StreamSpec spec;
    private final @Nullable StreamServer server;
    private final long graceMillis;
    private final Runnable onVacant;
    private final PortChannel channel = new PortChannel(SendResult.LINK_DOWN);
    private final StreamEgress egress = new StreamEgress(channel, FrameLoop.memory());
    private final StreamSource.Buffers buffers = new StreamSource.Buffers(FrameLoop.memory());
    private volatile @Nullable FrameLoop loop;
    // Owned by the loop once the port is attached.
    private @Nullable StreamConnection connection;
    private @Nullable StreamSource source;
    private @Nullable Future<?> grace;
    private boolean closed;
    private boolean paused;
    // From the process that the port is taken over from, until the port is on the loop.
    private @Nullable KeptStream inherited;

    private StreamPort(
            PortSpec.StreamSpec spec,
            @Nullable StreamServer server,
            @Nullable StreamConnection first,
            long graceMillis,
            Runnable onVacant) {
        this.spec = spec;
        this.server = server;
        this.connection = first;
        this.graceMillis = graceMillis;
        this.onVacant = onVacant;
    }

    /** A port with a socket of its own. */
    static StreamPort open(PortSpec.StreamSpec spec) {
        return open(spec, GRACE_MILLIS);
    }

    static StreamPort open(PortSpec.StreamSpec spec, long graceMillis) {
        return new StreamPort(spec, StreamServer.open(spec.path(), spec.owner()), null, graceMillis, () -> {});
    }

    /**
     * A port for a client of a shared socket; it has the client from {@link #attach} on.
     *
     * @param onVacant called on the loop when the client has left and did not come back in time
     */
    static StreamPort of(PortSpec.StreamSpec spec, StreamConnection client, long graceMillis, Runnable onVacant) {
        return new StreamPort(spec, null, client, graceMillis, onVacant);
    }

    /** Goes on with a port of another process that has a socket of its own; see {@link PortFactory#takeOver}. */
    static StreamPort takeOver(
            PortSpec.StreamSpec spec, KeptPort kept, @Nullable NativeFd listener, @Nullable NativeFd client) {
        StreamServer server = listener == null ? null : StreamServer.takeOver(spec.path(), listener);
        return inherit(kept, new StreamPort(spec, server, connection(kept, client), GRACE_MILLIS, () -> {}));
    }

    /** Goes on with the port of a client of a shared socket. */
    static StreamPort takeOver(PortSpec.StreamSpec spec, KeptPort kept, @Nullable NativeFd client, Runnable onVacant) {
        return inherit(kept, new StreamPort(spec, null, connection(kept, client), GRACE_MILLIS, onVacant));
    }

    private static @Nullable StreamConnection connection(KeptPort kept, @Nullable NativeFd client) {
        return client == null
                ? null
                : StreamConnection.takeOver(
                        client, kept.stream().flatMap(KeptStream::peer).orElseThrow());
    }

    private static StreamPort inherit(KeptPort kept, StreamPort port) {
        port.inherited = kept.stream().orElseThrow();
        port.channel.takenOver(kept.linkState());
        return port;
    }

    @Override
    public PortSpec spec() {
        return spec;
    }

    @Override
    public PortIo io() {
        return egress;
    }

    @Override
    public LinkState linkState() {
        return channel.linkState();
    }

    /** Always empty: there is no netdev. */
    @Override
    public Optional<LinkInfo> link() {
        return Optional.empty();
    }

    @Override
    public Made made() {
        return new Made(server == null ? List.of() : List.of(spec.path()), List.of());
    }

    @Override
    public Future<?> attach(FrameLoop on, FrameSink sink) {
        if (loop != null) {
            throw new IllegalStateException("port " + spec.name() + " is attached already");
        }
        loop = on;
        return on.eventLoop().submit(() -> start(on, sink));
    }

    @Override
    public void attachNow(FrameLoop on, FrameSink sink) {
        loop = on;
        start(on, sink);
    }

    private void start(FrameLoop on, FrameSink sink) {
        channel.attach(on, sink);
        KeptStream from = inherited;
        inherited = null;
        if (from != null) {
            goOnWith(from);
            return;
        }
        channel.linkState(LinkState.NO_CARRIER);
        StreamConnection first = connection;
        connection = null;
        if (first != null) {
            take(first);
        }
        if (server != null) {
            server.start(on, this::offer);
        }
    }

    /** As after {@link #pause} and {@link #keep} in the other process, which may still come back to it. */
    private void goOnWith(KeptStream from) {
        paused = true;
        StreamConnection present = connection;
        if (present != null) {
            StreamSource fresh = buffers.open(present);
            fresh.restore(from.unread(), from.unwritten());
            source = fresh;
            egress.source(fresh);
            channel.install(fresh, this::gone);
            pauseChannel();
            hold(fresh);
        }
    }

    private void pauseChannel() {
        Future<?> unused = channel.pause();
    }

    /** Nothing leaves by the connection until {@link #resume}, when the bridge is told that it may send. */
    private void hold(StreamSource present) {
        present.hold(true);
        channel.flush();
    }

    @Override
    public Future<?> pause() {
        if (!paused) {
            paused = true;
            if (server != null) {
                server.stop();
            }
            if (grace != null) {
                grace.cancel(false);
                grace = null;
            }
        }
        return channel.pause();
    }

    @Override
    public void resume() {
        if (!paused || closed) {
            return;
        }
        paused = false;
        StreamSource present = source;
        if (present != null) {
            present.hold(false);
        }
        channel.resume();
        // A client that is away has its time once more. A port of a shared socket is there for its client alone.
        if (connection == null && (server == null || channel.linkState() == LinkState.UP)) {
            awaitReturn();
        }
        if (server != null) {
            server.start(loop(), this::offer);
        }
    }

    @Override
    public void begin() {
        resume();
    }

    /** Once paused, the port sends nothing more afterwards: the rest of a frame is the other process's to write. */
    @Override
    public KeptPort keep() {
        StreamConnection present = connection;
        StreamSource open = source;
        byte[] unread = {};
        byte[] unwritten = {};
        if (paused && open != null) {
            hold(open);
            unread = open.unread();
            unwritten = open.unwritten();
        }
        return KeptPort.of(
                channel.linkState(),
                new KeptStream(
                        server != null, Optional.ofNullable(present).map(StreamConnection::peer), unread, unwritten));
    }

    @Override
    public int descriptor() {
        StreamConnection present = connection;
        return present == null ? -1 : present.number();
    }

    @Override
    public int listener() {
        return server == null ? -1 : server.number();
    }

    /** True while a client is connected; on the loop. */
    boolean isOccupied() {
        if (connection != null) {
            // Its end may lie in the socket already, behind frames: a client that comes back at once is not a second
            // one.
            channel.drain();
        }
        return connection != null;
    }

    /** A client has come; on the loop. */
    void offer(StreamConnection client) {
        if (closed) {
            client.close();
        } else if (isOccupied()) {
            StreamConnection present = connection;
            channel.client(
                    "refused",
                    "a second client, " + client.peer() + ", was turned away: "
                            + (present == null ? "another one" : present.peer()) + " is connected");
            client.close();
        } else {
            take(client);
        }
    }

    private void take(StreamConnection client) {
        if (grace != null) {
            grace.cancel(false);
            grace = null;
            channel.reattached();
        }
        connection = client;
        StreamSource fresh = buffers.open(client);
        source = fresh;
        egress.source(fresh);
        channel.install(fresh, this::gone);
        channel.client("connected", client.peer() + " is connected");
        channel.linkState(LinkState.UP);
    }

    /** The client has closed, or is to be closed. */
    private void gone() {
        StreamConnection lost = connection;
        StreamSource last = source;
        channel.clear();
        connection = null;
        source = null;
        egress.source(null);
        if (lost == null || last == null) {
            return;
        }
        if (last.hasBadLength()) {
            channel.badLength(last.frame());
            channel.client(
                    "closed",
                    lost.peer() + " was cut off: it announced a frame of " + last.badLength()
                            + " bytes, which is no length of a frame");
        } else {
            channel.client("disconnected", lost.peer() + " has left");
        }
        lost.close();
        if (closed) {
            return;
        }
        awaitReturn();
    }

    private void awaitReturn() {
        grace = loop().eventLoop().schedule(this::vacate, graceMillis, TimeUnit.MILLISECONDS);
    }

    private void vacate() {
        grace = null;
        if (!closed && connection == null) {
            channel.linkState(LinkState.NO_CARRIER);
            onVacant.run();
        }
    }

    private FrameLoop loop() {
        FrameLoop on = loop;
        if (on == null) {
            throw new IllegalStateException("port " + spec.name() + " is not attached");
        }
        return on;
    }

    @Override
    public void drain() {
        channel.drain();
    }

    @Override
    public IoStatistics statistics() {
        return channel.statistics();
    }

    @Override
    public void close(Closing how) {
        FrameLoop on = loop;
        if (on != null && on.eventLoop().inEventLoop()) {
            throw new IllegalStateException("closing port " + spec.name() + " blocks; not on the event loop");
        }
        try {
            if (on != null) {
                on.eventLoop().submit(this::stop).get();
            } else {
                stop();
            }
        } catch (RejectedExecutionException e) {
            // The loop was stopped first: nobody else touches the port any more.
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.error("port {}: closing failed", spec.name(), e.getCause());
        }
        if (server != null) {
            server.close();
        }
    }

    private void stop() {
        if (closed) {
            return;
        }
        closed = true;
        if (server != null) {
            server.stop();
        }
        if (grace != null) {
            grace.cancel(false);
        }
        channel.clear();
        StreamConnection present = connection;
        connection = null;
        if (present != null) {
            present.close();
        }
        channel.linkState(LinkState.GONE);
    }
}
