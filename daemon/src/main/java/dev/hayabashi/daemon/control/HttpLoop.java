package dev.hayabashi.daemon.control;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.netty.DisposableServer;

/** One thread for one HTTP server, on epoll: rings are for frames, and a start is spared to set more of them up. */
public final class HttpLoop implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final EventLoopGroup group;

    public HttpLoop(String threadName) {
        group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory(threadName, true), EpollIoHandler.newFactory());
    }

    /** What a server is to run on. */
    public EventLoopGroup group() {
        return group;
    }

    /** Ends a server and then its thread. */
    public void close(DisposableServer server) {
        server.disposeNow(PATIENCE);
        close();
    }

    @Override
    public void close() {
        Future<?> ended = group.shutdownGracefully(0, PATIENCE.toMillis() / 2, TimeUnit.MILLISECONDS);
        ended.awaitUninterruptibly(PATIENCE.toMillis());
    }
}
