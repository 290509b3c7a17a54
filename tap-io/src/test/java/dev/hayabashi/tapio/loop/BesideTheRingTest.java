package dev.hayabashi.tapio.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.SendResult;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What leaves by a system call beside a ring: it must not say of a frame in the ring that it has left. Pipes for ports. */
class BesideTheRingTest {
    private static final int BYTES = 60;
    private static final byte[] RESERVED = {0x01, (byte) 0x80, (byte) 0xc2, 0, 0, 0};
    private static final byte[] UNICAST = {0x02, 0, 0, 0, 0, 1};

    private FrameLoop loop;
    private FileDescriptor[] byRing;
    private FileDescriptor[] byCall;
    private PortChannel ringPort;
    private PortChannel streamPort;
    private final Watching source = new Watching();
    private final Resending sink = new Resending();

    @BeforeEach
    void start() throws Exception {
        loop = FrameLoop.start("test", IoEngine.IO_URING, 0);
        byRing = FileDescriptor.pipe();
        byCall = FileDescriptor.pipe();
        ringPort = attach(new Resending(), new Plain(byRing[1]));
        streamPort = attach(sink, source);
    }

    @AfterEach
    void stop() throws Exception {
        onLoop(() -> {
            ringPort.clear();
            streamPort.clear();
            return true;
        });
        loop.close();
        for (FileDescriptor fd : List.of(byRing[0], byRing[1], byCall[0], byCall[1])) {
            fd.close();
        }
    }

    /** Writes to a descriptor. */
    private class Plain implements FrameSource {
        private final QuietFd fd;

        Plain(FileDescriptor fd) {
            this.fd = new QuietFd(fd.intValue());
        }

        @Override
        public FileDescriptor descriptor() {
            return fd.descriptor();
        }

        @Override
        public int read() {
            return 0;
        }

        @Override
        public Frame frame() {
            return loop.frame();
        }

        @Override
        public int write(Frame outgoing) {
            return fd.write(outgoing.address(), outgoing.totalBytes());
        }

        @Override
        public long exceptions() {
            return fd.exceptions();
        }
    }

    /** Notes at each write how many bytes have come out of the ring by then. */
    private final class Watching implements FrameSource {
        final List<Integer> leftByRing = new ArrayList<>();

        @Override
        public FileDescriptor descriptor() {
            return byCall[1];
        }

        @Override
        public boolean isStream() {
            return true;
        }

        @Override
        public int read() {
            return 0;
        }

        @Override
        public Frame frame() {
            return loop.frame();
        }

        @Override
        public int write(Frame outgoing) {
            try {
                leftByRing.add(byRing[0].read(ByteBuffer.allocateDirect(4096), 0, 4096));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return outgoing.totalBytes();
        }

        @Override
        public long exceptions() {
            return 0;
        }
    }

    /** Sends what waits when the port takes frames again, as the bridge does. */
    private final class Resending implements FrameSink {
        final List<byte[]> waiting = new ArrayList<>();
        final List<SendResult> results = new ArrayList<>();
        Runnable afterEach = () -> {};

        @Override
        public void receive(Frame frame, long nowNanos) {}

        @Override
        public void writable(long nowNanos) {
            while (!waiting.isEmpty()) {
                SendResult result = streamPort.send(frame(waiting.get(0)));
                results.add(result);
                if (result == SendResult.WOULD_BLOCK) {
                    return;
                }
                waiting.remove(0);
                afterEach.run();
            }
        }

        @Override
        public void linkChanged(LinkState state, long nowNanos) {}
    }

    private PortChannel attach(FrameSink to, FrameSource from) throws Exception {
        return onLoop(() -> {
            PortChannel channel = new PortChannel();
            channel.attach(loop, to);
            channel.install(from, () -> {});
            channel.linkState(LinkState.UP);
            return channel;
        });
    }

    private <T> T onLoop(Callable<T> work) throws Exception {
        return loop.eventLoop().submit(work).get();
    }

    private Frame frame(byte[] destination) {
        Frame frame = loop.frame();
        frame.received(BYTES);
        frame.memory().put(Frame.VNET_HEADER_BYTES, destination);
        return frame;
    }

    @Test
    void aBpduWaitsForTheFramesThatWereHandedToTheRingBefore() throws Exception {
        SendResult first = onLoop(() -> {
            assertThat(ringPort.send(frame(UNICAST))).isEqualTo(SendResult.SENT);
            sink.waiting.add(RESERVED);
            return streamPort.send(frame(RESERVED));
        });
        assertThat(first).isEqualTo(SendResult.WOULD_BLOCK);
        await().until(() -> onLoop(sink.waiting::isEmpty));
        assertThat(source.leftByRing)
                .as("bytes out of the ring before the BPDU")
                .containsExactly(BYTES);
    }

    @Test
    void eachBpduWaitsForItself() throws Exception {
        sink.afterEach = () -> ringPort.send(frame(UNICAST));
        onLoop(() -> {
            ringPort.send(frame(UNICAST));
            sink.waiting.add(RESERVED);
            sink.waiting.add(RESERVED);
            return streamPort.send(frame(RESERVED));
        });
        await().until(() -> onLoop(sink.waiting::isEmpty));
        assertThat(onLoop(() -> List.copyOf(sink.results)))
                .containsExactly(SendResult.SENT, SendResult.WOULD_BLOCK, SendResult.SENT);
        assertThat(source.leftByRing).containsExactly(BYTES, BYTES);
    }

    @Test
    void dataWaitsForNothingAndABpduNeitherWhenTheRingIsIdle() throws Exception {
        assertThat(onLoop(() -> streamPort.send(frame(RESERVED)))).isEqualTo(SendResult.SENT);
        List<SendResult> results = onLoop(() -> {
            ringPort.send(frame(UNICAST));
            return List.of(streamPort.send(frame(UNICAST)));
        });
        assertThat(results).containsExactly(SendResult.SENT);
    }
}
