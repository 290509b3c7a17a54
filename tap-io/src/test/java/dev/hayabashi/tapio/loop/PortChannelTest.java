package dev.hayabashi.tapio.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.tapio.fixture.RecordingSink;
import dev.hayabashi.tapio.sys.Errno;
import io.netty.channel.unix.FileDescriptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loop with pipes in place of TAPs: no privileges, real descriptors. */
class PortChannelTest {
    private FrameLoop loop;
    private final List<FileDescriptor> opened = new ArrayList<>();

    @BeforeEach
    void start() {
        loop = FrameLoop.start("test");
    }

    @AfterEach
    void stop() throws Exception {
        loop.close();
        for (FileDescriptor fd : opened) {
            fd.close();
        }
    }

    /** A source over one descriptor whose results a test may make up. */
    private static class PipeSource implements FrameSource {
        private final QuietFd fd;
        private final Frame frame;
        final AtomicInteger reads = new AtomicInteger();

        PipeSource(FileDescriptor fd, Frame frame) {
            this.fd = new QuietFd(fd.intValue());
            this.frame = frame;
        }

        @Override
        public FileDescriptor descriptor() {
            return fd.descriptor();
        }

        @Override
        public int read() {
            reads.incrementAndGet();
            frame.received(0);
            // Sixteen bytes are a frame here.
            int bytes = fd.read(frame.address(), 16);
            frame.received(Math.max(0, bytes));
            return bytes;
        }

        @Override
        public Frame frame() {
            return frame;
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

    private FileDescriptor[] pipe() throws Exception {
        FileDescriptor[] ends = FileDescriptor.pipe();
        opened.addAll(List.of(ends));
        return ends;
    }

    private <T> T onLoop(Callable<T> work) throws Exception {
        return loop.eventLoop().submit(work).get();
    }

    private PortChannel attach(FrameSink sink, FrameSource source, Runnable onGone) throws Exception {
        return onLoop(() -> {
            PortChannel channel = new PortChannel();
            channel.attach(loop, sink);
            channel.install(source, onGone);
            channel.linkState(LinkState.UP);
            return channel;
        });
    }

    private SendResult send(PortChannel channel, int bytes) throws Exception {
        return onLoop(() -> {
            loop.frame().received(bytes);
            return channel.send(loop.frame());
        });
    }

    private static void write(FileDescriptor fd, String text) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocateDirect(text.length());
        bytes.put(text.getBytes(StandardCharsets.US_ASCII));
        assertThat(fd.write(bytes, 0, text.length())).isEqualTo(text.length());
    }

    @Test
    void framesAreHandedOnAndTheStateIsToldAtOnce() throws Exception {
        FileDescriptor[] ends = pipe();
        RecordingSink sink = new RecordingSink();
        PortChannel channel = attach(sink, new PipeSource(ends[0], loop.frame()), () -> {});
        write(ends[1], "0123456789abcdef0123");
        await().until(() -> sink.frames().size() == 2);
        assertThat(sink.frames().peek()).isEqualTo("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
        assertThat(sink.states()).containsExactly(LinkState.GONE, LinkState.UP);
        assertThat(onLoop(channel::statistics).framesRead()).isEqualTo(2);
    }

    @Test
    void aFullDescriptorSaysSoAndCallsBackWhenItTakesFramesAgain() throws Exception {
        FileDescriptor[] ends = pipe();
        RecordingSink sink = new RecordingSink();
        PortChannel channel = attach(sink, new PipeSource(ends[1], loop.frame()), () -> {});
        SendResult result;
        int sent = 0;
        do {
            result = send(channel, 4096);
            sent++;
        } while (result == SendResult.SENT);
        assertThat(result).isEqualTo(SendResult.WOULD_BLOCK);
        assertThat(sent).isGreaterThan(8);
        assertThat(sink.writableCalls()).isZero();

        ByteBuffer drain = ByteBuffer.allocateDirect(65_536);
        while (ends[0].read(drain, 0, drain.capacity()) > 0) {
            // Empty it.
        }
        await().until(() -> sink.writableCalls() == 1);
        assertThat(send(channel, 4096)).isEqualTo(SendResult.SENT);
        assertThat(onLoop(channel::statistics).wouldBlock()).isEqualTo(1);
        // Interest in writing ends with the callback, or a writable descriptor would wake the loop for ever.
        await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        assertThat(sink.writableCalls()).isEqualTo(1);
    }

    @Test
    void oneBusyPortDoesNotStarveAnother() throws Exception {
        FileDescriptor[] busy = pipe();
        FileDescriptor[] quiet = pipe();
        List<String> order = new ArrayList<>();
        attach(new Noting("busy", order), new PipeSource(busy[0], loop.frame()), () -> {});
        attach(new Noting("quiet", order), new PipeSource(quiet[0], loop.frame()), () -> {});
        onLoop(() -> {
            write(busy[1], "0123456789abcdef".repeat(FrameFd.BURST_FRAMES * 10));
            write(quiet[1], "0123456789abcdef");
            return true;
        });
        await().until(() -> onLoop(order::size) == FrameFd.BURST_FRAMES * 10 + 1);
        assertThat(order.indexOf("quiet")).isLessThanOrEqualTo(FrameFd.BURST_FRAMES);
    }

    @Test
    void aFrameThatMeetsAFaultCostsNeitherTheLoopNorTheNextFrame() throws Exception {
        FileDescriptor[] bad = pipe();
        FileDescriptor[] good = pipe();
        RecordingSink sink = new RecordingSink();
        AtomicInteger faults = new AtomicInteger();
        FrameSink faulty = new FrameSink() {
            @Override
            public void receive(Frame frame, long nowNanos) {
                faults.incrementAndGet();
                throw new IllegalStateException("a mistake");
            }

            @Override
            public void writable(long nowNanos) {}

            @Override
            public void linkChanged(LinkState state, long nowNanos) {}
        };
        attach(faulty, new PipeSource(bad[0], loop.frame()), () -> {});
        attach(sink, new PipeSource(good[0], loop.frame()), () -> {});
        onLoop(() -> {
            write(bad[1], "0123456789abcdef".repeat(20));
            write(good[1], "0123456789abcdef");
            return true;
        });
        // Netty's own answer to an exception is to sleep for a second, twenty times here: longer than this waits.
        await().until(() -> faults.get() == 20 && sink.frames().size() == 1);
    }

    private record Noting(String name, List<String> order) implements FrameSink {
        @Override
        public void receive(Frame frame, long nowNanos) {
            order.add(name);
        }

        @Override
        public void writable(long nowNanos) {}

        @Override
        public void linkChanged(LinkState state, long nowNanos) {}
    }

    @Test
    void aLinkThatIsKnownToBeDownCostsNoSystemCall() throws Exception {
        FileDescriptor[] ends = pipe();
        PortChannel channel = attach(new RecordingSink(), new PipeSource(ends[1], loop.frame()), () -> {});
        onLoop(() -> {
            channel.linkState(LinkState.NO_CARRIER);
            return true;
        });
        assertThat(send(channel, 16)).isEqualTo(SendResult.LINK_DOWN);
        assertThat(ends[0].read(ByteBuffer.allocateDirect(16), 0, 16))
                .as("bytes in the pipe")
                .isZero();
        onLoop(() -> {
            channel.clear();
            return true;
        });
        assertThat(send(channel, 16)).isEqualTo(SendResult.GONE);
    }

    /** A guest that sends as soon as it has opened its TAP is quicker than the kernel's news of its carrier. */
    @Test
    void aFrameFromALinkThatIsSaidToBeDownIsToldAheadAndOnce() throws Exception {
        FileDescriptor[] ends = pipe();
        RecordingSink sink = new RecordingSink();
        List<Integer> framesBefore = new ArrayList<>();
        PortChannel channel = onLoop(() -> {
            PortChannel fresh = new PortChannel();
            fresh.attach(loop, sink);
            fresh.onFrameWhileDown(() -> framesBefore.add(sink.frames().size()));
            fresh.install(new PipeSource(ends[0], loop.frame()), () -> {});
            fresh.linkState(LinkState.NO_CARRIER);
            return fresh;
        });
        write(ends[1], "0123456789abcdef".repeat(2));
        await().until(() -> sink.frames().size() == 2);
        assertThat(onLoop(() -> List.copyOf(framesBefore))).as("told once").containsExactly(0);

        onLoop(() -> {
            channel.linkState(LinkState.UP);
            return true;
        });
        write(ends[1], "0123456789abcdef");
        await().until(() -> sink.frames().size() == 3);
        assertThat(onLoop(() -> List.copyOf(framesBefore))).as("not while up").containsExactly(0);

        onLoop(() -> {
            channel.downInSpiteOfFrames(LinkState.NO_CARRIER);
            return true;
        });
        write(ends[1], "0123456789abcdef");
        await().until(() -> sink.frames().size() == 4);
        assertThat(onLoop(() -> List.copyOf(framesBefore)))
                .as("the kernel knows better")
                .containsExactly(0);
    }

    @Test
    void framesThatWereSentBeforeTheLinkWentAreHandedOnBefore() throws Exception {
        FileDescriptor[] ends = pipe();
        List<String> order = new ArrayList<>();
        FrameSink sink = new FrameSink() {
            @Override
            public void receive(Frame frame, long nowNanos) {
                order.add("frame");
            }

            @Override
            public void writable(long nowNanos) {}

            @Override
            public void linkChanged(LinkState state, long nowNanos) {
                order.add(state.name());
            }
        };
        PortChannel channel = attach(sink, new PipeSource(ends[0], loop.frame()), () -> {});
        onLoop(() -> {
            write(ends[1], "0123456789abcdef".repeat(3));
            channel.linkState(LinkState.NO_CARRIER);
            return true;
        });
        assertThat(onLoop(() -> List.copyOf(order)))
                .containsExactly("GONE", "UP", "frame", "frame", "frame", "NO_CARRIER");
    }

    @Test
    void errorsAreValuesAndCostOneExceptionInEachDirection() throws Exception {
        FileDescriptor[] ends = pipe();
        PortChannel channel = attach(new RecordingSink(), new PipeSource(ends[1], loop.frame()), () -> {});
        ends[0].close();
        for (int i = 0; i < 1000; i++) {
            // EPIPE: whoever read at the other end has left.
            assertThat(send(channel, 16)).isEqualTo(SendResult.LINK_DOWN);
        }
        IoStatistics statistics = onLoop(channel::statistics);
        assertThat(statistics.linkDown()).isEqualTo(1000);
        // One in each direction: epoll reports the broken pipe to the reading side too.
        assertThat(statistics.exceptions()).isLessThanOrEqualTo(2);
    }

    @Test
    void aNetdevThatIsGoneLeavesTheLoopAndIsReportedOnce() throws Exception {
        FileDescriptor[] ends = pipe();
        AtomicInteger gone = new AtomicInteger();
        PipeSource source = new PipeSource(ends[0], loop.frame()) {
            @Override
            public int read() {
                reads.incrementAndGet();
                return -Errno.EBADFD.code();
            }
        };
        attach(new RecordingSink(), source, gone::incrementAndGet);
        write(ends[1], "x");
        await().until(() -> gone.get() == 1);
        await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        assertThat(gone).hasValue(1);
        assertThat(source.reads).hasValue(1);
    }

    @Test
    void aDescriptorThatOnlyFailsIsSuspendedAndTakenUpAgain() throws Exception {
        FileDescriptor[] ends = pipe();
        AtomicInteger healthy = new AtomicInteger();
        RecordingSink sink = new RecordingSink();
        PipeSource source = new PipeSource(ends[0], loop.frame()) {
            @Override
            public int read() {
                if (healthy.get() == 0) {
                    reads.incrementAndGet();
                    return -Errno.EINVAL.code();
                }
                return super.read();
            }
        };
        PortChannel channel = attach(sink, source, () -> {});
        write(ends[1], "0123456789abcdef");
        await().until(() -> onLoop(channel::statistics).suspensions() == 1);
        // Bounded: so many wake-ups of a burst each, and then a second of silence.
        assertThat(source.reads.get()).isLessThanOrEqualTo(FrameFd.BURST_FRAMES * 16);
        healthy.set(1);
        await().until(() -> sink.frames().size() == 1);
    }
}
