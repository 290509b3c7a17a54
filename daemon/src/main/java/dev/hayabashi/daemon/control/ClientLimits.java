package dev.hayabashi.daemon.control;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;

/**
 * What one client may cost a server: connections, the size of a request, the time that it may take to send one, and the time
 * that it may take to read an answer. The time runs from the first byte of a request to the end of its head, and again to the
 * end of its body, so that a client which sends a byte a minute is gone after one.
 */
public final class ClientLimits {
    /** Connections at the same time; more are closed as they come. */
    public static final int MAX_CONNECTIONS = 256;

    private static final Logger LOG = LoggerFactory.getLogger(ClientLimits.class);
    private static final int MAX_HEADER_BYTES = 16 << 10;
    private static final Duration HEAD_TIME = Duration.ofSeconds(10);
    private static final long ANSWER_SECONDS = 30;
    private static final Duration BODY_TIME = Duration.ofSeconds(30);
    private static final Duration IDLE_TIME = Duration.ofSeconds(60);
    private static final String WRITE_LIMIT = "hayabashi.writeLimit";

    private final AtomicInteger connections = new AtomicInteger();
    private final long headNanos;

    public ClientLimits() {
        this(HEAD_TIME);
    }

    /**
     * @param headTime from the first byte of a request to the end of its head
     */
    public ClientLimits(Duration headTime) {
        headNanos = headTime.toNanos();
    }

    /** The server with these limits. */
    public HttpServer applyTo(HttpServer server) {
        return server.httpRequestDecoder(spec -> spec.maxHeaderSize(MAX_HEADER_BYTES))
                .requestTimeout(BODY_TIME)
                .idleTimeout(IDLE_TIME)
                .doOnChannelInit((observer, channel, address) -> limit(channel));
    }

    private void limit(Channel channel) {
        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        if (connections.incrementAndGet() > MAX_CONNECTIONS) {
            LOG.debug("more than {} connections; one is turned away", MAX_CONNECTIONS);
            ChannelFuture unused = channel.close();
            return;
        }
        HeadTimer timer = new HeadTimer(headNanos);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore(NettyPipeline.HttpCodec, "hayabashi.bytes", timer.bytes());
        pipeline.addAfter(NettyPipeline.HttpCodec, "hayabashi.head", timer.messages());
        pipeline.addBefore(
                NettyPipeline.HttpCodec, WRITE_LIMIT, new WriteTimeoutHandler(ANSWER_SECONDS, TimeUnit.SECONDS));
    }

    /** Lets the client of this answer read as slowly as it likes: a stream whose losses are counted elsewhere. */
    static void unlimitedReading(HttpServerResponse response) {
        response.withConnection(connection -> {
            ChannelPipeline pipeline = connection.channel().pipeline();
            if (pipeline.get(WRITE_LIMIT) != null) {
                pipeline.remove(WRITE_LIMIT);
            }
        });
    }

    /** Closes a connection whose request does not get as far as the end of its head in time. */
    private static final class HeadTimer {
        private final long headNanos;
        private boolean inRequest;
        private @Nullable ScheduledFuture<?> deadline;

        HeadTimer(long headNanos) {
            this.headNanos = headNanos;
        }

        ChannelHandler bytes() {
            return new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message) {
                    if (!inRequest && deadline == null) {
                        deadline = context.executor().schedule(() -> expired(context), headNanos, TimeUnit.NANOSECONDS);
                    }
                    context.fireChannelRead(message);
                }

                @Override
                public void channelInactive(ChannelHandlerContext context) {
                    cancel();
                    context.fireChannelInactive();
                }
            };
        }

        ChannelHandler messages() {
            return new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message) {
                    if (message instanceof HttpRequest) {
                        inRequest = true;
                        cancel();
                    }
                    if (message instanceof LastHttpContent) {
                        inRequest = false;
                    }
                    context.fireChannelRead(message);
                }
            };
        }

        private static void expired(ChannelHandlerContext context) {
            LOG.debug("a client did not send the head of its request in time");
            ChannelFuture unused = context.close();
        }

        private void cancel() {
            ScheduledFuture<?> running = deadline;
            if (running != null) {
                running.cancel(false);
                deadline = null;
            }
        }
    }
}
