package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.Passage;
import dev.hayabashi.bridgecore.RelayPath;
import dev.hayabashi.tapio.drops.KernelDropMeter;
import dev.hayabashi.tapio.netlink.LinkMonitor;
import dev.hayabashi.tapio.sys.Libc;
import dev.hayabashi.tapio.sys.NativeMemory;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One event loop with what belongs to it: the frame buffer that all its ports share, the monitor of link changes, and a
 * thread for set-up work that blocks.
 */
public final class FrameLoop implements AutoCloseable {
    /** Room in front of a frame where a stripped VLAN tag is put back. */
    public static final int HEADROOM_BYTES = 4;

    private static final long STOP_SECONDS = 5;

    /** Operations that are handed to the kernel in one system call. */
    static final int RING_ENTRIES = 1024;

    /** Results that wait to be seen. */
    static final int RING_COMPLETIONS = 4 * RING_ENTRIES;

    private final MultiThreadIoEventLoopGroup group;
    private final IoEventLoop eventLoop;
    private final ExecutorService setup;
    private final DirectMemory memory;
    private final Frame frame;
    private final Frame frameWithHeadroom;
    private final LinkMonitor links;
    private final IoEngine engine;
    private final @Nullable UringBuffers buffers;
    private final BusyPolling polling;
    // Other loops that read ports of the bridges that this one owns; in the order in which bridges number them.
    private List<FrameLoop> relays = List.of();
    // Null while this loop reads nobody else's ports.
    private @Nullable RelaySeat seat;
    // Ports that this loop reads.
    private final AtomicInteger ports = new AtomicInteger();
    private final Set<KernelDropMeter> dropMeters = ConcurrentHashMap.newKeySet();

    private FrameLoop(MultiThreadIoEventLoopGroup group, String name, IoEngine engine, BusyPolling polling) {
        this.engine = engine;
        this.polling = polling;
        this.group = group;
        this.eventLoop = group.next();
        this.setup = Executors.newSingleThreadExecutor(new DefaultThreadFactory(name + "-setup", true));
        this.memory = memory().allocate(Frame.MEMORY_BYTES + HEADROOM_BYTES);
        this.frame = new Frame(memory.buffer(), memory.address());
        this.frameWithHeadroom =
                new Frame(memory.buffer().slice(HEADROOM_BYTES, Frame.MEMORY_BYTES), memory.address() + HEADROOM_BYTES);
        this.buffers = engine == IoEngine.IO_URING ? UringBuffers.open(eventLoop) : null;
        this.links = LinkMonitor.open(eventLoop);
        // A thread is born in its creator's network namespace: this one must not be born later, somewhere else.
        setup.execute(() -> {});
    }

    /** Loads the native libraries that a loop needs; what does not load is told by {@link #start(String)}. */
    public static void prepare() {
        if (Epoll.isAvailable()) {
            NativeMemory.allocate(1);
        }
        Libc.errno();
        EngineChoice.prepare();
    }

    /**
     * Starts a loop on epoll, which works everywhere, on a thread of its own.
     *
     * @throws IllegalStateException when Netty's epoll transport does not load here, with the reason
     */
    public static FrameLoop start(String name) {
        return start(name, IoEngine.EPOLL, 0);
    }

    /**
     * Starts a loop on a thread of its own.
     *
     * @param busyPollNanos how long the loop asks for more after a frame before it sleeps; 0 for not at all
     * @throws IllegalStateException when the engine does not work here, with the reason
     */
    public static FrameLoop start(String name, IoEngine engine, long busyPollNanos) {
        engine.check();
        BusyPolling polling = busyPollNanos == 0 ? BusyPolling.OFF : new BusyPolling(busyPollNanos);
        MultiThreadIoEventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name), polling.around(handler(engine)));
        try {
            return new FrameLoop(group, name, engine, polling);
        } catch (RuntimeException e) {
            Future<?> unused = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw e;
        }
    }

    private static IoHandlerFactory handler(IoEngine engine) {
        return switch (engine) {
            case EPOLL -> EpollIoHandler.newFactory();
            case IO_URING ->
                IoUringIoHandler.newFactory(
                        new IoUringIoHandlerConfig().setRingSize(RING_ENTRIES).setCqSize(RING_COMPLETIONS));
        };
    }

    /** Puts a descriptor behind the interface that its port uses. */
    PortFd portFd(FrameSource source, FrameSink sink, IoCounters counters, Runnable onGone) {
        return buffers == null || source.isStream()
                ? new FrameFd(this, buffers, source, sink, counters, onGone)
                : new UringFd(this, source, sink, counters, onGone);
    }

    /** Once, before the first port: {@code others} may read ports of bridges of this loop, and this one may read theirs. */
    void share(List<FrameLoop> others) {
        relays = others;
        seat = others.isEmpty() ? null : new RelaySeat(this, memory());
    }

    /** The passages of the loops that share the work of this one's bridges; none when it is alone. */
    public List<Passage> passages() {
        return relays.stream().map(relay -> relay.seat().passage()).toList();
    }

    RelaySeat seat() {
        RelaySeat present = seat;
        if (present == null) {
            throw new IllegalStateException("an event loop that is alone reads its own ports only");
        }
        return present;
    }

    /** Number of the loops that share the work. */
    int relays() {
        return relays.size();
    }

    /**
     * The loop that is to read a port of this one's bridges: the one that has fewest, and rather another one than this, which has
     * more to do. To be undone with {@link #release}.
     *
     * @return its place among {@link #passages}, or -1 for this loop itself
     */
    int assign() {
        int chosen = -1;
        int fewest = ports.get();
        for (int i = relays.size() - 1; i >= 0; i--) {
            int read = relays.get(i).ports.get();
            if (read < fewest || (read == fewest && chosen < 0)) {
                chosen = i;
                fewest = read;
            }
        }
        (chosen < 0 ? this : relays.get(chosen)).ports.incrementAndGet();
        return chosen;
    }

    /** As {@link #assign}, for a port that no other loop can read. */
    int keep() {
        ports.incrementAndGet();
        return -1;
    }

    void release(int assigned) {
        (assigned < 0 ? this : relays.get(assigned)).ports.decrementAndGet();
    }

    /** Puts a descriptor behind the interface that its port uses; loop {@code relay} reads it. */
    PortFd relayedFd(
            int relay, RelayPath path, FrameSource source, FrameSink sink, IoCounters counters, Runnable onGone) {
        return new RelayedFd(this, relays.get(relay).seat(), path, source, sink, counters, onGone);
    }

    UringBuffers buffers() {
        if (buffers == null) {
            throw new IllegalStateException("a loop on epoll has none");
        }
        return buffers;
    }

    /** Frames were read: with busy polling, the loop asks for more for a while before it sleeps. */
    void busy(long nowNanos) {
        polling.frame(nowNanos);
    }

    /**
     * Done when the kernel has begun all that it was handed before this call. A descriptor that was taken off the loop may
     * be closed then: an operation that still lay in the ring would be done to whatever has got its number.
     */
    public Future<?> settled() {
        UringBuffers ring = buffers;
        if (ring == null) {
            return eventLoop.newSucceededFuture(null);
        }
        Promise<Object> done = eventLoop.newPromise();
        eventLoop.execute(() -> ring.afterWrites(() -> done.setSuccess(done)));
        return done;
    }

    /** How it talks to the kernel. */
    public IoEngine engine() {
        return engine;
    }

    /** Allocates direct memory with its address, on every JDK. */
    public static DirectMemory.Allocator memory() {
        return bytes -> {
            NativeMemory allocated = NativeMemory.allocate(bytes);
            return new DirectMemory(allocated.buffer().order(ByteOrder.BIG_ENDIAN), allocated.address());
        };
    }

    /** The Netty loop; the owner of everything that its ports touch. */
    public IoEventLoop eventLoop() {
        return eventLoop;
    }

    /** Link changes, told on this loop. */
    public LinkMonitor links() {
        return links;
    }

    /** Meters of the ports that are attached; any thread. */
    public Set<KernelDropMeter> dropMeters() {
        return dropMeters;
    }

    /** Runs blocking set-up work, one piece after the other. */
    public ExecutorService setup() {
        return setup;
    }

    /** The buffer that every port of this loop reads into, seen from its start. */
    public Frame frame() {
        return frame;
    }

    /** The same buffer, seen from {@link #HEADROOM_BYTES} behind its start. */
    public Frame frameWithHeadroom() {
        return frameWithHeadroom;
    }

    /** Stops the loop; ports are to be closed before. Waits a few seconds at most. */
    @Override
    public void close() {
        setup.shutdown();
        eventLoop.execute(links::close);
        group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    }
}
