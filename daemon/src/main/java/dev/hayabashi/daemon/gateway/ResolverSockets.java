package dev.hayabashi.daemon.gateway;

import dev.hayabashi.services.dns.DnsUpstream;
import dev.hayabashi.services.dns.Resolver;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks resolvers by sockets on the event loop. Every attempt has a socket of its own: the kernel picks its port, and being
 * connected it hears nobody but that resolver; with the random id that makes an answer hard to forge (RFC 5452).
 */
final class ResolverSockets implements DnsUpstream, AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 65_535;
    private static final int LENGTH_BYTES = 2;
    private static final int HEADER_BYTES = 12;
    private static final int MAX_UDP_ANSWER_BYTES = 4096;
    private static final int CONNECT_TIMEOUT_MILLIS = 2000;

    /** Hears what became of an attempt. */
    interface Answers {
        void answered(long token, ByteBuffer message);

        void failed(long token);
    }

    private final EventLoop loop;
    private final SecureRandom random = new SecureRandom();
    private final Map<Long, Channel> open = new HashMap<>();
    private @Nullable Answers answers;

    ResolverSockets(EventLoop loop) {
        this.loop = loop;
    }

    void start(Answers hears) {
        answers = hears;
    }

    @Override
    public void forward(long token, Resolver resolver, boolean tcp, ByteBuffer query) {
        byte[] message = new byte[query.remaining()];
        query.get(message);
        Attempt attempt = new Attempt(token, message, (short) random.nextInt());
        InetSocketAddress to = new InetSocketAddress(resolver.address(), resolver.port());
        ChannelFuture connecting =
                (tcp ? tcp(attempt) : udp(attempt)).group(loop).connect(to);
        open.put(token, connecting.channel());
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                connecting.channel().writeAndFlush(attempt.query()).addListener(sent -> {
                    if (!sent.isSuccess()) {
                        attempt.failed();
                    }
                });
            } else {
                attempt.failed();
            }
        });
    }

    private boolean onEpoll() {
        return loop instanceof IoEventLoop io && io.isCompatible(EpollIoHandle.class);
    }

    private Bootstrap udp(Attempt attempt) {
        return new Bootstrap()
                .channelFactory(onEpoll() ? EpollDatagramChannel::new : IoUringDatagramChannel::new)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new io.netty.channel.FixedRecvByteBufAllocator(MAX_UDP_ANSWER_BYTES))
                .handler(new SimpleChannelInboundHandler<DatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
                        attempt.received(packet.content());
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                        attempt.failed();
                    }
                });
    }

    private Bootstrap tcp(Attempt attempt) {
        return new Bootstrap()
                .channelFactory(onEpoll() ? EpollSocketChannel::new : IoUringSocketChannel::new)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new LengthFieldBasedFrameDecoder(
                                        MAX_MESSAGE_BYTES + LENGTH_BYTES, 0, LENGTH_BYTES, 0, LENGTH_BYTES))
                                .addLast(new LengthFieldPrepender(LENGTH_BYTES))
                                .addLast(new TcpAnswers(attempt));
                    }
                });
    }

    private static final class TcpAnswers extends SimpleChannelInboundHandler<ByteBuf> {
        private final Attempt attempt;

        TcpAnswers(Attempt attempt) {
            this.attempt = attempt;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            attempt.received(message);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            attempt.failed();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            attempt.failed();
        }
    }

    @Override
    public void abandon(long token) {
        Channel channel = open.remove(token);
        if (channel != null) {
            ChannelFuture unused = channel.close();
        }
    }

    /** Closes all sockets; on the loop. */
    @Override
    public void close() {
        answers = null;
        Map<Long, Channel> left = new HashMap<>(open);
        left.keySet().forEach(this::abandon);
    }

    /** One question to one resolver. */
    private final class Attempt {
        private final long token;
        private final byte[] message;
        private final short id;

        Attempt(long token, byte[] message, short id) {
            this.token = token;
            this.message = message;
            this.id = id;
        }

        ByteBuf query() {
            byte[] own = message.clone();
            ByteBuffer.wrap(own).putShort(0, id);
            return Unpooled.wrappedBuffer(own);
        }

        void received(ByteBuf answer) {
            boolean ours = answer.readableBytes() >= HEADER_BYTES && answer.getShort(answer.readerIndex()) == id;
            if (!ours || !open.containsKey(token)) {
                return;
            }
            byte[] octets = new byte[answer.readableBytes()];
            answer.readBytes(octets);
            octets[0] = message[0];
            octets[1] = message[1];
            abandon(token);
            Answers hears = answers;
            if (hears != null) {
                hears.answered(token, ByteBuffer.wrap(octets));
            }
        }

        void failed() {
            Answers hears = answers;
            if (open.containsKey(token)) {
                abandon(token);
                if (hears != null) {
                    hears.failed(token);
                }
            }
        }
    }
}
