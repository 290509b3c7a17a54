package dev.hayabashi.daemon.runtime;

import dev.hayabashi.config.Owner;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.config.PortKind;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.LinkListener;
import dev.hayabashi.tapio.netlink.Rtnetlink;
import dev.hayabashi.tapio.netlink.TunInfo;
import dev.hayabashi.tapio.tap.Names;
import io.netty.util.concurrent.Future;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a TAP that appears under a name of a pattern a port of kind {@code vm}, and lets go of it when it goes. Links are
 * heard of on the event loop; ports are opened and closed on the control thread.
 */
public final class AutoAttach implements LinkListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AutoAttach.class);
    private static final int TRIES = 10;
    private static final long RETRY_MILLIS = 100;

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
            onControlThread(() -> attach(link.name(), TRIES));
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

    /** On the control thread. */
    private void attach(String name, int tries) {
        if (bridge.portConfig(name) != null) {
            return;
        }
        try {
            bridge.addPort(port(name));
            attached.add(name);
            LOG.info("{}: TAP {} appeared and is a port now", bridge.config().name(), name);
        } catch (PortOpenException | RuntimeException e) {
            if (tries > 1) {
                // A TAP is made in steps, its owner is one of the last.
                loop.eventLoop().execute(() -> tryAgain(name, tries - 1));
                return;
            }
            LOG.warn(
                    "{}: TAP {} appeared and cannot be a port: {}",
                    bridge.config().name(),
                    name,
                    e.getMessage());
        }
    }

    /** On the loop. */
    private void tryAgain(String name, int tries) {
        Future<?> unused = loop.eventLoop()
                .schedule(
                        () -> {
                            if (handed.contains(name)) {
                                onControlThread(() -> attach(name, tries));
                            }
                        },
                        RETRY_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    /** The TAP stays with whom it belongs to. The kernel does not tell when that changes on a netdev that is down: ask. */
    private static PortConfig port(String name) {
        PortConfig port = PortConfig.of(name, PortKind.VM);
        Optional<TunInfo> tun;
        try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            tun = rtnetlink.link(name).flatMap(LinkInfo::tun);
        }
        long uid = tun.map(TunInfo::ownerUid).orElse(TunInfo.NOBODY);
        long gid = tun.map(TunInfo::groupGid).orElse(TunInfo.NOBODY);
        if (uid == TunInfo.NOBODY && gid == TunInfo.NOBODY) {
            return port;
        }
        String user = uid == TunInfo.NOBODY ? "0" : Long.toString(uid);
        return port.withOwner(
                new Owner(user, gid == TunInfo.NOBODY ? Optional.empty() : Optional.of(Long.toString(gid))));
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
