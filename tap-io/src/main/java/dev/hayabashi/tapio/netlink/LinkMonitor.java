package dev.hayabashi.tapio.netlink;

import dev.hayabashi.tapio.sys.Errno;
import dev.hayabashi.tapio.sys.Libc;
import dev.hayabashi.tapio.sys.MessageHeader;
import dev.hayabashi.tapio.sys.NativeCallException;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.NativeMemory;
import dev.hayabashi.tapio.sys.Readiness;
import io.netty.channel.IoEventLoop;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from the kernel when a netdev appears, changes or goes, on an event loop.
 *
 * <p>Starts with a dump of what is there. When the kernel had more to say than the socket holds (ENOBUFS), or interrupted
 * a dump, everything is dumped again and the differences are told, so that no listener keeps a wrong picture.
 *
 * <p>Namespaces other than our own are heard of once {@link #watch} names their id; the socket itself stays in ours. All
 * methods but {@link #open} are for the loop's thread.
 */
public final class LinkMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LinkMonitor.class);
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int KERNEL_BUFFER_BYTES = 4 * 1024 * 1024;
    private static final int DATAGRAMS_PER_TURN = 64;
    private static final long RETRY_SECONDS = 1;

    private final NativeFd fd;
    private final FileDescriptor descriptor;
    private final NativeMemory received = NativeMemory.allocate(BUFFER_BYTES);
    private final NativeMemory sent = NativeMemory.allocate(256);
    private final MessageHeader message = new MessageHeader(received.address(), BUFFER_BYTES);
    private final LinkTable table = new LinkTable();
    private final Deque<Integer> dumpsToDo = new ArrayDeque<>();
    private final Map<Integer, List<Runnable>> waiting = new HashMap<>();
    private List<Runnable> waitingForThisDump = List.of();
    private @Nullable Readiness readiness;
    private @Nullable IoEventLoop loop;
    private @Nullable Integer dumping;
    private boolean dumpInterrupted;
    private int sequence;
    private long overruns;
    private long malformed;

    private LinkMonitor(NativeFd fd) {
        this.fd = fd;
        this.descriptor = new FileDescriptor(fd.number());
    }

    /**
     * Opens the monitor for the calling thread's network namespace and puts it onto the loop.
     *
     * @throws NativeCallException when there is no rtnetlink
     */
    public static LinkMonitor open(IoEventLoop loop) {
        NativeFd fd = NativeFd.socket(
                "socket(AF_NETLINK)",
                "rtnetlink",
                Libc.AF_NETLINK,
                Libc.SOCK_RAW | Libc.SOCK_NONBLOCK,
                Rtnl.NETLINK_ROUTE);
        LinkMonitor monitor = new LinkMonitor(fd);
        fd.setOption("RTNLGRP_LINK", Rtnl.SOL_NETLINK, Rtnl.NETLINK_ADD_MEMBERSHIP, Rtnl.RTNLGRP_LINK);
        // Without CAP_NET_BROADCAST other namespaces stay silent, and without CAP_NET_ADMIN the buffer stays small.
        fd.trySetOption(Rtnl.SOL_NETLINK, Rtnl.NETLINK_ADD_MEMBERSHIP, Rtnl.RTNLGRP_NSID);
        fd.trySetOption(Rtnl.SOL_NETLINK, Rtnl.NETLINK_LISTEN_ALL_NSID, 1);
        fd.trySetOption(Libc.SOL_SOCKET, Libc.SO_RCVBUFFORCE, KERNEL_BUFFER_BYTES);
        loop.execute(() -> monitor.start(loop));
        return monitor;
    }

    private void start(IoEventLoop on) {
        loop = on;
        resume();
        dump(LinkInfo.OWN_NAMESPACE);
    }

    /** Tells nobody of anything until {@link #resume}; what the kernel says waits in the socket. */
    public void pause() {
        if (readiness != null) {
            readiness.end();
            readiness = null;
        }
    }

    /** Goes on, with what has been said meanwhile. */
    public void resume() {
        IoEventLoop on = loop;
        if (on != null && readiness == null) {
            readiness = Readiness.watch(
                    on,
                    descriptor,
                    (readable, writable) -> poll(),
                    cause -> LOG.error(
                            "link changes will go unnoticed: the rtnetlink socket does not go onto the loop", cause));
            nextDump();
        }
    }

    /**
     * Tells {@code listener} about the netdev of this name, now if it is known and from now on.
     *
     * @param namespaceId {@link LinkInfo#OWN_NAMESPACE}, or an id from {@link Rtnetlink#namespaceId}
     */
    public void watch(int namespaceId, String name, LinkListener listener) {
        boolean fresh = namespaceId != LinkInfo.OWN_NAMESPACE && table.idle(namespaceId);
        table.watch(namespaceId, name, listener);
        if (fresh) {
            dump(namespaceId);
        }
    }

    /** Ends {@link #watch}. */
    public void unwatch(int namespaceId, String name, LinkListener listener) {
        table.unwatch(namespaceId, name, listener);
    }

    /** Tells {@code listener} about every netdev of our own namespace. */
    public void watchAll(LinkListener listener) {
        table.watchAll(listener);
    }

    /** Ends {@link #watchAll}. */
    public void unwatchAll(LinkListener listener) {
        table.unwatchAll(listener);
    }

    /**
     * Looks at all links of a namespace anew.
     *
     * @param whenDone run once a dump that began after this call has ended and {@link #find} tells the truth; dropped when
     *     the namespace has ended
     */
    public void refresh(int namespaceId, Runnable whenDone) {
        waiting.computeIfAbsent(namespaceId, id -> new ArrayList<>()).add(whenDone);
        dump(namespaceId);
    }

    /** The netdev of this name as last heard of. */
    public Optional<LinkInfo> find(int namespaceId, String name) {
        return table.find(namespaceId, name);
    }

    /** Every netdev that is known. */
    public Collection<LinkInfo> links() {
        return table.links();
    }

    /** Times that the kernel had to drop messages; each was followed by a full dump. */
    public long overruns() {
        return overruns;
    }

    /** Messages that did not add up and were skipped. */
    public long malformed() {
        return malformed;
    }

    /** Takes in what the kernel has said by now, without waiting for epoll. */
    public void poll() {
        for (int i = 0; i < DATAGRAMS_PER_TURN; i++) {
            int bytes = message.receive(fd.number());
            if (bytes == 0) {
                return;
            }
            if (bytes > 0) {
                take(bytes);
            } else if (-bytes == Errno.ENOBUFS.code()) {
                overruns++;
                dumpEverything();
            } else {
                LOG.warn("rtnetlink: recvmsg failed with {}", Errno.of(-bytes));
                return;
            }
        }
    }

    private void take(int bytes) {
        if (message.truncated()) {
            overruns++;
            dumpEverything();
            return;
        }
        int at = message.controlData(Rtnl.SOL_NETLINK, Rtnl.NETLINK_LISTEN_ALL_NSID, Integer.BYTES);
        int namespaceId = at < 0 ? LinkInfo.OWN_NAMESPACE : message.buffer().getInt(at);
        MessageWalk walk = new MessageWalk(received.buffer(), bytes);
        while (walk.next()) {
            take(walk, namespaceId);
        }
        if (walk.malformed()) {
            malformed++;
        }
    }

    private void take(MessageWalk walk, int namespaceId) {
        boolean reply = dumping != null && walk.sequence() == sequence;
        switch (walk.type()) {
            case Rtnl.RTM_NEWLINK -> {
                if (reply && (walk.flags() & Rtnl.NLM_F_DUMP_INTR) != 0) {
                    dumpInterrupted = true;
                }
                LinkParser.parse(walk, namespaceId).ifPresent(table::changed);
            }
            case Rtnl.RTM_DELLINK -> LinkParser.parse(walk, namespaceId).ifPresent(table::deleted);
            case Rtnl.RTM_DELNSID -> {
                if (namespaceId == LinkInfo.OWN_NAMESPACE) {
                    namespaceGone(walk);
                }
            }
            case Rtnl.NLMSG_DONE, Rtnl.NLMSG_ERROR -> {
                if (reply) {
                    dumpEnded(walk);
                }
            }
            default -> {
                // New namespace ids, and what newer kernels say to these groups.
            }
        }
    }

    private void namespaceGone(MessageWalk walk) {
        Attributes attributes = walk.attributes(Rtnl.RTGENMSG_BYTES);
        while (attributes.next()) {
            if (attributes.type() == Rtnl.NETNSA_NSID) {
                table.namespaceGone(attributes.intValue(LinkInfo.OWN_NAMESPACE));
            }
        }
    }

    private void dumpEverything() {
        dump(LinkInfo.OWN_NAMESPACE);
        table.watchedNamespaces().forEach(this::dump);
    }

    private void dump(int namespaceId) {
        // One that is waiting will see the present state; one that is under way might not.
        if (!dumpsToDo.contains(namespaceId)) {
            dumpsToDo.add(namespaceId);
        }
        nextDump();
    }

    /** The kernel does one dump of a socket at a time. */
    private void nextDump() {
        if (dumping != null || readiness == null) {
            return;
        }
        Integer namespaceId = dumpsToDo.poll();
        if (namespaceId == null) {
            return;
        }
        Request request = new Request(Rtnl.RTM_GETLINK, Rtnl.NLM_F_DUMP)
                .link(Rtnl.AF_UNSPEC, 0, 0, 0)
                .putInt(Rtnl.IFLA_EXT_MASK, Rtnl.RTEXT_FILTER_SKIP_STATS);
        if (namespaceId != LinkInfo.OWN_NAMESPACE) {
            request.putInt(Rtnl.IFLA_TARGET_NETNSID, namespaceId);
        }
        ByteBuffer bytes = request.finish(++sequence, 0);
        int length = bytes.remaining();
        sent.buffer().clear().put(bytes);
        // NATIVE: send(2) on a non-blocking socket copies `sent` within the call; errno is set on -1; loop thread only.
        if (Libc.send(fd.number(), sent.address(), length, 0) < 0) {
            LOG.warn("rtnetlink: a dump of links failed with {}; it is asked for again", Errno.of(Libc.errno()));
            dumpsToDo.addFirst(namespaceId);
            retryLater();
            return;
        }
        dumping = namespaceId;
        dumpInterrupted = false;
        List<Runnable> waiters = waiting.remove(namespaceId);
        waitingForThisDump = waiters == null ? List.of() : waiters;
        table.beginDump();
    }

    private void retryLater() {
        IoEventLoop on = loop;
        if (on != null) {
            Future<?> unused = on.schedule(this::nextDump, RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void dumpEnded(MessageWalk walk) {
        Integer namespaceId = dumping;
        if (namespaceId == null) {
            return;
        }
        List<Runnable> waiters = waitingForThisDump;
        dumping = null;
        waitingForThisDump = List.of();
        if (dumpInterrupted) {
            waiting.computeIfAbsent(namespaceId, id -> new ArrayList<>()).addAll(waiters);
            dumpsToDo.add(namespaceId);
        } else if (walk.error() == 0) {
            table.endDump(namespaceId);
            waiters.forEach(Runnable::run);
        } else if (namespaceId != LinkInfo.OWN_NAMESPACE) {
            // It ended while the message that says so was lost, or before it was first looked into.
            LOG.debug("rtnetlink: dump of namespace {} ended with {}", namespaceId, Errno.of(-walk.error()));
            table.namespaceGone(namespaceId);
        }
        nextDump();
    }

    @Override
    public void close() {
        pause();
        fd.close();
    }
}
