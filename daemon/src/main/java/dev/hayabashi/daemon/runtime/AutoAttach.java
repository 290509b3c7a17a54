package dev.hayabashi.daemon.runtime;

import dev.hayabashi.config.PortConfig;
import dev.hayabashi.config.PortKind;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.LinkListener;
import dev.hayabashi.tapio.netlink.TunInfo;
import dev.hayabashi.tapio.tap.Names;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a TAP that appears under a name of a pattern a port of kind {@code vm}, and lets go of it when it goes. Links are
 * heard of on the event loop; ports are opened and closed on the control thread.
 */
public final class AutoAttach implements LinkListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AutoAttach.class);

    private final RunningBridge bridge;
    private final Pattern names;
    private final FrameLoop loop;
    private final Executor controlThread;
    // Owned by the event loop: TAPs that were handed to the control thread.
    private final Set<String> handed = new HashSet<>();
    // Owned by the control thread: ports that are here because of us, not because somebody configured them.
    private final Set<String> attached;

    /**
     * Begins to watch; TAPs that are there already are attached.
     *
     * @param attached names of ports that came so; kept here
     * @param pattern with {@code *} for any text and {@code ?} for one character
     */
    public AutoAttach(
            RunningBridge bridge, String pattern, FrameLoop loop, Executor controlThread, Set<String> attached) {
        this.attached = attached;
        this.bridge = bridge;
        this.names = names(pattern);
        this.loop = loop;
        this.controlThread = controlThread;
        loop.eventLoop().execute(() -> loop.links().watchAll(this));
    }

    /** Names that a pattern stands for. */
    public static Pattern names(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString());
    }

    private boolean wants(LinkInfo link) {
        return link.namespaceId() == LinkInfo.OWN_NAMESPACE
                && link.tun().map(TunInfo::tap).orElse(false)
                && !Names.isHidden(link.name())
                && names.matcher(link.name()).matches();
    }

    @Override
    public void linkChanged(LinkInfo link) {
        if (wants(link) && handed.add(link.name())) {
            onControlThread(() -> attach(link.name()));
        }
    }

    @Override
    public void linkGone(LinkInfo last) {
        if (handed.remove(last.name())) {
            onControlThread(() -> detach(last.name()));
        }
    }

    private void onControlThread(Runnable task) {
        try {
            controlThread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the daemon stops", e);
        }
    }

    private void attach(String name) {
        if (bridge.portConfig(name) != null) {
            return;
        }
        try {
            bridge.addPort(PortConfig.of(name, PortKind.VM));
            attached.add(name);
            LOG.info("{}: TAP {} appeared and is a port now", bridge.config().name(), name);
        } catch (PortOpenException | RuntimeException e) {
            LOG.warn(
                    "{}: TAP {} appeared and cannot be a port: {}",
                    bridge.config().name(),
                    name,
                    e.getMessage());
        }
    }

    private void detach(String name) {
        if (attached.remove(name)) {
            bridge.removePort(name, true);
            LOG.info("{}: TAP {} is gone, and its port with it", bridge.config().name(), name);
        }
    }

    /** Watches no more; the ports stay for the bridge to close. */
    @Override
    public void close() {
        loop.eventLoop().execute(() -> loop.links().unwatchAll(this));
    }
}
