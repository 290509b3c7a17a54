package dev.hayabashi.daemon.runtime;

import dev.hayabashi.config.PortConfig;
import dev.hayabashi.tapio.PortSpec;
import dev.hayabashi.tapio.StreamHub;
import dev.hayabashi.tapio.StreamPort;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.stream.StreamConnection;
import dev.hayabashi.tapio.stream.StreamPeer;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
    private boolean closed;

    private StreamTemplate(
            RunningBridge bridge, PortConfig config, PortSpec.StreamSpec spec, FrameLoop loop, Executor controlThread) {
        this.bridge = bridge;
        this.config = config;
        this.spec = spec;
        this.loop = loop;
        this.controlThread = controlThread;
        // Last: from here on clients may come, on the loop.
        this.hub = StreamHub.open(spec.path(), spec.owner(), loop);
    }

    static StreamTemplate open(RunningBridge bridge, PortConfig config, FrameLoop loop, Executor controlThread)
            throws PortOpenException {
        PortSpec.StreamSpec spec = TapIoDevices.streamSpec(bridge.config().name(), config);
        StreamTemplate template = new StreamTemplate(bridge, config, spec, loop, controlThread);
        template.hub.start(template::connected);
        return template;
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
        PortSpec.StreamSpec own = new PortSpec.StreamSpec(spec.bridge(), name, spec.path(), spec.owner());
        StreamPort port = hub.port(own, client, () -> vacant(name));
        members.put(name, port);
        onControlThread(() -> add(name, port));
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
            bridge.addMember(config.member(clientPart(name)), device);
            added.add(name);
        } catch (RuntimeException | PortOpenException e) {
            LOG.warn("{}: a client of {} cannot be port {}: {}", spec.bridge(), spec.path(), name, e.getMessage());
            device.close(false);
            loop.eventLoop().execute(() -> members.remove(name, port));
        }
    }

    private String clientPart(String name) {
        int star = config.name().indexOf('*');
        return name.substring(star, name.length() - (config.name().length() - star - 1));
    }

    private void onControlThread(Runnable task) {
        try {
            controlThread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the daemon stops", e);
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
