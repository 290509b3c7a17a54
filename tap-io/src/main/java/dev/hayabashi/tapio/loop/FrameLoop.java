package dev.hayabashi.tapio.loop;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.tapio.netlink.LinkMonitor;
import dev.hayabashi.tapio.sys.NativeMemory;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.nio.ByteOrder;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * One event loop with what belongs to it: the frame buffer that all its ports share, the monitor of link changes, and a
 * thread for set-up work that blocks.
 */
public final class FrameLoop implements AutoCloseable {
    /** Room in front of a frame where a stripped VLAN tag is put back. */
    public static final int HEADROOM_BYTES = 4;

    private static final long STOP_SECONDS = 5;

    private final MultiThreadIoEventLoopGroup group;
    private final IoEventLoop eventLoop;
    private final ExecutorService setup;
    private final DirectMemory memory;
    private final Frame frame;
    private final Frame frameWithHeadroom;
    private final LinkMonitor links;

    private FrameLoop(MultiThreadIoEventLoopGroup group, String name) {
        this.group = group;
        this.eventLoop = group.next();
        this.setup = Executors.newSingleThreadExecutor(new DefaultThreadFactory(name + "-setup", true));
        this.memory = memory().allocate(Frame.MEMORY_BYTES + HEADROOM_BYTES);
        this.frame = new Frame(memory.buffer(), memory.address());
        this.frameWithHeadroom =
                new Frame(memory.buffer().slice(HEADROOM_BYTES, Frame.MEMORY_BYTES), memory.address() + HEADROOM_BYTES);
        this.links = LinkMonitor.open(eventLoop);
        // A thread is born in its creator's network namespace: this one must not be born later, somewhere else.
        setup.execute(() -> {});
    }

    /**
     * Starts a loop on a thread of its own.
     *
     * @throws IllegalStateException when Netty's epoll transport does not load here, with the reason
     */
    public static FrameLoop start(String name) {
        if (!Epoll.isAvailable()) {
            throw new IllegalStateException(
                    "Netty's native epoll transport is not available; Linux on x86-64 or aarch64 is needed, and a"
                            + " java.io.tmpdir without noexec (or -Dio.netty.native.workdir=DIR)",
                    Epoll.unavailabilityCause());
        }
        MultiThreadIoEventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name), EpollIoHandler.newFactory());
        try {
            return new FrameLoop(group, name);
        } catch (RuntimeException e) {
            Future<?> unused = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw e;
        }
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
