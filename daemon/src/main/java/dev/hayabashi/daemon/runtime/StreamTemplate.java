package dev.hayabashi.daemon.runtime;

import dev.hayabashi.config.PortConfig;
import dev.hayabashi.tapio.KeptPort;
import dev.hayabashi.tapio.PortSpec;
import dev.hayabashi.tapio.StreamHub;
import dev.hayabashi.tapio.StreamPort;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.stream.StreamConnection;
import dev.hayabashi.tapio.stream.StreamPeer;
import dev.hayabashi.tapio.sys.NativeFd;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket whose clients become ports, named by who they are: {@code q*} makes {@code q4711} of process 4711, and {@code qweb}
 * of a client that has bound its own end to {@code /tmp/web.sock}. A client that comes back within the grace time under the
 * same name gets its port back; the port of one that does not is removed.
 *
 * <p>Clients are heard of on the event loop, ports are added and removed on the control thread.
 */
final class StreamTemplate implements PortTemplate {
    private static final Logger LOG = LoggerFactory.getLogger(StreamTemplate.class);
    private static final int MAX_CLIENTS = 1000;
    private static final int MAX_PER_PROCESS = 100;
    private static final int MAX_NAME_BYTES = 15;

    private final RunningBridge bridge;
    private final PortConfig config;
    private final PortSpec.StreamSpec spec;
    private final FrameLoop loop;
    private final Executor controlThread;
    private final StreamHub hub;
    // Owned by the event loop.
    private final Map<String, StreamPort> members = new HashMap<>();
    private boolean fullWasTold;
    // Owned by the control thread.
    private final Set<String> added = new LinkedHashSet<>();
    // What the event loop has told and the control thread has not done yet.
    private final Queue<Runnable> toDo = new ConcurrentLinkedQueue<>();
    private boolean paused;
    private boolean closed;

    private StreamTemplate(
            RunningBridge bridge,
            PortConfig config,
            PortSpec.StreamSpec spec,
            FrameLoop loop,
            Executor controlThread,
            StreamHub hub) {
        this.bridge = bridge;
        this.config = config;
        this.spec = spec;
        this.loop = loop;
        this.controlThread = controlThread;
        this.hub = hub;
    }

    static StreamTemplate open(RunningBridge bridge, PortConfig config, FrameLoop loop, Executor controlThread)
            throws PortOpenException {
        PortSpec.StreamSpec spec = TapIoDevices.streamSpec(bridge.config().name(), config);
        StreamHub hub = StreamHub.open(spec.path(), spec.owner(), loop);
        StreamTemplate template = new StreamTemplate(bridge, config, spec, loop, controlThread, hub);
        hub.start(template::connected);
        return template;
    }

    /** Goes on with the socket of another process, from {@link #resume} on. */
    static StreamTemplate takeOver(
            RunningBridge bridge, PortConfig config, FrameLoop loop, Executor controlThread, NativeFd listener)
            throws PortOpenException {
        PortSpec.StreamSpec spec = TapIoDevices.streamSpec(bridge.config().name(), config);
        StreamHub hub = StreamHub.takeOver(spec.path(), loop, listener);
        StreamTemplate template = new StreamTemplate(bridge, config, spec, loop, controlThread, hub);
        template.paused = true;
        return template;
    }

    @Override
    public PortDevice takeOver(String port, KeptPort kept, @Nullable NativeFd client) {
        StreamPort member = hub.takeOver(specOf(port), kept, client, () -> vacant(port));
        // The loop reads this once the hub takes clients.
        members.put(port, member);
        added.add(port);
        return TapIoDevices.device(loop, member);
    }

    @Override
    public boolean hasMember(String port) {
        return added.contains(port);
    }

    @Override
    public int listener() {
        return hub.listener();
    }

    @Override
    public void pause() {
        paused = true;
        hub.pause();
        doAll();
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            hub.start(this::connected);
        }
    }

    @Override
    public PortConfig config() {
        return config;
    }

    /** On the loop. */
    private void connected(StreamConnection client) {
        for (String name : names(client.peer())) {
            StreamPort member = members.get(name);
            if (member == null) {
                welcome(name, client);
                return;
            }
            if (hub.offer(member, client)) {
                return;
            }
        }
        LOG.warn("{}: {} has too many connections to {}", spec.name(), client.peer(), spec.path());
        client.close();
    }

    private void welcome(String name, StreamConnection client) {
        if (members.size() >= MAX_CLIENTS) {
            if (!fullWasTold) {
                LOG.warn("{}: {} clients are connected, more are turned away", spec.path(), MAX_CLIENTS);
            }
            fullWasTold = true;
            client.close();
            return;
        }
        fullWasTold = false;
        StreamPort port = hub.port(specOf(name), client, () -> vacant(name));
        members.put(name, port);
        onControlThread(() -> add(name, port));
    }

    private PortSpec.StreamSpec specOf(String member) {
        return new PortSpec.StreamSpec(spec.bridge(), member, spec.path(), spec.owner());
    }

    /** The names that a client may have, the best first. */
    private List<String> names(StreamPeer peer) {
        List<String> names = new ArrayList<>();
        String bound = peer.boundPath().substring(peer.boundPath().lastIndexOf('/') + 1);
        int dot = bound.indexOf('.');
        String stem = (dot > 0 ? bound.substring(0, dot) : bound).replaceAll("[^A-Za-z0-9_-]", "");
        int room = MAX_NAME_BYTES - (config.name().length() - 1);
        if (!stem.isEmpty()) {
            names.add(config.member(stem.substring(0, Math.min(stem.length(), room)))
                    .name());
        }
        for (int i = 1; i <= MAX_PER_PROCESS; i++) {
            String name = config.member(peer.pid() + (i == 1 ? "" : "." + i)).name();
            if (name.length() <= MAX_NAME_BYTES) {
                names.add(name);
            }
        }
        return names;
    }

    /** On the loop: the client did not come back. Another one of the name gets a new port from now on. */
    private void vacant(String name) {
        members.remove(name);
        onControlThread(() -> {
            if (added.remove(name)) {
                bridge.removePort(name, false);
            }
        });
    }

    private void add(String name, StreamPort port) {
        PortDevice device = TapIoDevices.device(loop, port);
        if (closed) {
            device.close(false);
            return;
        }
        try {
            bridge.addMember(memberConfig(config, name), device);
            added.add(name);
        } catch (RuntimeException | PortOpenException e) {
            LOG.warn("{}: a client of {} cannot be port {}: {}", spec.bridge(), spec.path(), name, e.getMessage());
            device.close(false);
            loop.eventLoop().execute(() -> members.remove(name, port));
        }
    }

    /** The configuration of the client of a template that became port {@code name}. */
    static PortConfig memberConfig(PortConfig template, String name) {
        int star = template.name().indexOf('*');
        return template.member(
                name.substring(star, name.length() - (template.name().length() - star - 1)));
    }

    private void onControlThread(Runnable task) {
        toDo.add(task);
        try {
            controlThread.execute(this::doAll);
        } catch (RejectedExecutionException e) {
            LOG.debug("the daemon stops", e);
        }
    }

    /** On the control thread. */
    private void doAll() {
        for (Runnable task = toDo.poll(); task != null; task = toDo.poll()) {
            task.run();
        }
    }

    @Override
    public void close() {
        closed = true;
        hub.close();
        Future<?> forgotten = loop.eventLoop().submit(members::clear);
        forgotten.awaitUninterruptibly();
        for (String name : added) {
            bridge.removePort(name, false);
        }
        added.clear();
    }
}
