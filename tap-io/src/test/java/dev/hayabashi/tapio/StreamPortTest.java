package dev.hayabashi.tapio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.loop.FrameSink;
import dev.hayabashi.tapio.loop.IoEngine;
import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.sys.DeviceBusyException;
import dev.hayabashi.tapio.sys.Libc;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.TapIoException;
import dev.hayabashi.tapio.sys.UnfitDeviceException;
import dev.hayabashi.tapio.tap.Owner;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stream ports on real sockets. Needs no privileges. */
class StreamPortTest {
    private static final long LONG_GRACE_MILLIS = 60_000;
    private static final int BIG_FRAME_BYTES = 60_000;

    @TempDir
    private Path directory = Path.of("");

    private FrameLoop loop;
    // Of the process that takes over.
    private FrameLoop other;
    private Path path;
    private final List<OpenPort> ports = new ArrayList<>();
    private final List<SocketChannel> clients = new ArrayList<>();
    private final Told told = new Told();

    IoEngine engine() {
        return IoEngine.EPOLL;
    }

    @BeforeEach
    void start() {
        loop = FrameLoop.start("test", engine(), 0);
        other = FrameLoop.start("other", engine(), 0);
        path = directory.resolve("q0.sock");
    }

    @AfterEach
    void stop() throws IOException {
        ports.forEach(port -> port.close(OpenPort.Closing.REMOVE));
        loop.close();
        other.close();
        for (SocketChannel client : clients) {
            client.close();
        }
    }

    /** What a port has told. */
    private static final class Told implements FrameSink {
        final Queue<byte[]> frames = new ConcurrentLinkedQueue<>();
        final List<LinkState> states = new CopyOnWriteArrayList<>();
        final List<String> clients = new CopyOnWriteArrayList<>();
        final List<Integer> badLengths = new CopyOnWriteArrayList<>();
        final List<Long> writable = new CopyOnWriteArrayList<>();
        volatile Runnable onFrame = () -> {};

        @Override
        public void receive(Frame frame, long nowNanos) {
            onFrame.run();
            byte[] copy = new byte[frame.length()];
            frame.copyPrefix(copy, 0, copy.length);
            frames.add(copy);
        }

        @Override
        public void writable(long nowNanos) {
            writable.add(nowNanos);
        }

        @Override
        public void linkChanged(LinkState state, long nowNanos) {
            states.add(state);
        }

        @Override
        public void badLength(Frame frame, long nowNanos) {
            badLengths.add(frame.length());
        }

        @Override
        public void client(String what, String text, long nowNanos) {
            clients.add(what);
        }
    }

    private StreamPort open(long graceMillis) {
        StreamPort port =
                StreamPort.open(new PortSpec.StreamSpec("haya0", "q0", path.toString(), Optional.empty()), graceMillis);
        ports.add(port);
        port.attach(loop, told).syncUninterruptibly();
        return port;
    }

    private SocketChannel connect() throws IOException {
        SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path));
        clients.add(client);
        return client;
    }

    private static void send(SocketChannel client, int length, byte fill) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 + length).putInt(length);
        while (bytes.hasRemaining()) {
            bytes.put(fill);
        }
        bytes.flip();
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    private static byte[] receive(SocketChannel client) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(4);
        fill(client, length);
        ByteBuffer frame = ByteBuffer.allocate(length.getInt(0));
        fill(client, frame);
        return frame.array();
    }

    private static void fill(SocketChannel client, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (client.read(bytes) < 0) {
                throw new IOException("the port closed the connection");
            }
        }
    }

    private <T> T onLoop(Callable<T> work) throws Exception {
        return loop.eventLoop().submit(work).get();
    }

    /** Sends a frame of {@code length} bytes that are all {@code fill} from the twelfth on. */
    private SendResult portSends(OpenPort port, int length, byte fill) throws Exception {
        return portSends(loop, port, length, fill);
    }

    private static SendResult portSends(FrameLoop on, OpenPort port, int length, byte fill) throws Exception {
        return on.eventLoop().submit(() -> send(on, port, length, fill)).get();
    }

    private static SendResult send(FrameLoop on, OpenPort port, int length, byte fill) {
        Frame frame = on.frame();
        frame.received(Frame.VNET_HEADER_BYTES + length);
        for (int at = 0; at < Frame.VNET_HEADER_BYTES + length; at++) {
            frame.memory().put(at, at < Frame.VNET_HEADER_BYTES ? 0 : fill);
        }
        return port.io().send(frame);
    }

    @Test
    void framesPassBothWaysWhileAClientIsConnected() throws Exception {
        StreamPort port = open(LONG_GRACE_MILLIS);
        assertThat(port.linkState()).isEqualTo(LinkState.NO_CARRIER);
        assertThat(portSends(port, 60, (byte) 1)).isEqualTo(SendResult.LINK_DOWN);
        SocketChannel client = connect();
        await().until(() -> port.linkState() == LinkState.UP);
        for (int i = 0; i < 200; i++) {
            send(client, 60 + i, (byte) i);
        }
        await().until(() -> told.frames.size() == 200);
        assertThat(told.frames).allMatch(frame -> frame.length >= 60 && frame[0] == (byte) (frame.length - 60));
        assertThat(portSends(port, 1514, (byte) 9)).isEqualTo(SendResult.SENT);
        assertThat(receive(client)).hasSize(1514).containsOnly(9);
    }

    @Test
    void aClientThatComesBackInTimeFindsItsLinkUp() throws Exception {
        StreamPort port = open(LONG_GRACE_MILLIS);
        SocketChannel first = connect();
        await().until(() -> port.linkState() == LinkState.UP);
        first.close();
        await().until(() -> told.clients.contains("disconnected"));
        assertThat(port.linkState()).as("the bridge keeps what it knows").isEqualTo(LinkState.UP);
        assertThat(portSends(port, 60, (byte) 1)).as("and counts what is lost").isEqualTo(SendResult.LINK_DOWN);
        SocketChannel second = connect();
        await().until(() -> told.clients.size() == 3);
        assertThat(portSends(port, 60, (byte) 2)).isEqualTo(SendResult.SENT);
        assertThat(receive(second)).containsOnly(2);
        assertThat(told.states).containsExactly(LinkState.GONE, LinkState.NO_CARRIER, LinkState.UP);
        assertThat(onLoop(() -> port.statistics().reattachments())).isEqualTo(1);
    }

    @Test
    void aClientThatDoesNotComeBackIsALinkThatWentDown() throws Exception {
        StreamPort port = open(50);
        connect().close();
        await().until(() -> told.states.size() == 4);
        assertThat(told.states)
                .containsExactly(LinkState.GONE, LinkState.NO_CARRIER, LinkState.UP, LinkState.NO_CARRIER);
        connect();
        await().until(() -> port.linkState() == LinkState.UP);
    }

    @Test
    void framesThatWaitWhenTheClientLeavesStillCount() throws Exception {
        open(LONG_GRACE_MILLIS);
        SocketChannel client = connect();
        for (int i = 0; i < 100; i++) {
            send(client, 100, (byte) i);
        }
        client.close();
        await().until(() -> told.clients.contains("disconnected"));
        assertThat(told.frames).hasSize(100);
    }

    @Test
    void aLengthThatNoFrameCanHaveEndsTheConnectionAndNothingElse() throws Exception {
        StreamPort port = open(LONG_GRACE_MILLIS);
        for (int length : new int[] {0, Integer.MAX_VALUE, -1, 65_551}) {
            told.clients.clear();
            SocketChannel client = connect();
            send(client, 60, (byte) 1);
            client.write(ByteBuffer.allocate(4).putInt(0, length));
            await().until(() -> told.clients.equals(List.of("connected", "closed")));
            assertThat(client.read(ByteBuffer.allocate(1)))
                    .as("closed by the port")
                    .isNegative();
        }
        assertThat(told.badLengths).containsExactly(0, 0, 0, 0);
        assertThat(told.frames).hasSize(4);
        SocketChannel good = connect();
        await().until(() -> told.clients.contains("connected"));
        assertThat(portSends(port, 60, (byte) 3)).isEqualTo(SendResult.SENT);
        assertThat(receive(good)).containsOnly(3);
    }

    @Test
    void aSecondClientIsTurnedAwayAndTheFirstNotDisturbed() throws Exception {
        StreamPort port = open(LONG_GRACE_MILLIS);
        SocketChannel first = connect();
        await().until(() -> port.linkState() == LinkState.UP);
        SocketChannel second = connect();
        assertThat(second.read(ByteBuffer.allocate(1))).isNegative();
        assertThat(told.clients).containsExactly("connected", "refused");
        assertThat(portSends(port, 60, (byte) 4)).isEqualTo(SendResult.SENT);
        assertThat(receive(first)).containsOnly(4);
    }

    /** A client that does not read gets whole frames in order once it does, and no half of one. */
    @Test
    void aClientThatStopsReadingLosesWholeFramesOnly() throws Exception {
        StreamPort port = open(LONG_GRACE_MILLIS);
        SocketChannel client = connect();
        await().until(() -> port.linkState() == LinkState.UP);
        List<Integer> accepted = new ArrayList<>();
        int blocked = 0;
        for (int i = 0; blocked < 10; i++) {
            SendResult result = portSends(port, 9000, (byte) i);
            if (result == SendResult.SENT) {
                accepted.add(i);
            } else {
                assertThat(result).isEqualTo(SendResult.WOULD_BLOCK);
                blocked++;
            }
            assertThat(i).as("the socket's buffer is bounded").isLessThan(10_000);
        }
        for (int number : accepted) {
            assertThat(receive(client)).hasSize(9000).containsOnly(number);
        }
        await().until(() -> !told.writable.isEmpty());
        assertThat(portSends(port, 60, (byte) 77)).isEqualTo(SendResult.SENT);
        assertThat(receive(client)).hasSize(60).containsOnly(77);
    }

    @Test
    void aFrameInManyPiecesArrivesAndTheLoopDoesNotTakeThePortForBroken() throws Exception {
        open(LONG_GRACE_MILLIS);
        SocketChannel client = connect();
        ByteBuffer bytes = ByteBuffer.allocate(4 + 200).putInt(200);
        bytes.rewind();
        for (int at = 0; at < bytes.capacity(); at++) {
            client.write(bytes.slice(at, 1));
            int sent = at;
            if (at % 10 == 0) {
                onLoop(() -> sent);
            }
        }
        await().until(() -> told.frames.size() == 1);
    }

    private static ByteBuffer frames(int count, int length, byte fill) {
        ByteBuffer bytes = ByteBuffer.allocate(count * (4 + length));
        for (int i = 0; i < count; i++) {
            bytes.putInt(length);
            for (int at = 0; at < length; at++) {
                bytes.put(fill);
            }
        }
        return bytes.flip();
    }

    private List<Integer> sendUntilBlocked(OpenPort port) throws Exception {
        int sndbuf = 7;
        // Far less than a frame, so that the kernel cuts one.
        NativeFd.adopt(port.descriptor(), "a client").setOption("SO_SNDBUF", Libc.SOL_SOCKET, sndbuf, 8192);
        List<Integer> accepted = new ArrayList<>();
        while (portSends(port, BIG_FRAME_BYTES, (byte) accepted.size()) == SendResult.SENT) {
            accepted.add(accepted.size());
        }
        return accepted;
    }

    private StreamPort takeOver(StreamPort old, KeptPort kept, Told theirs) {
        StreamPort fresh = (StreamPort)
                PortFactory.takeOver(old.spec(), kept, duplicate(old.listener()), duplicate(old.descriptor()));
        ports.add(fresh);
        fresh.attach(other, theirs).syncUninterruptibly();
        return fresh;
    }

    /** As a descriptor is that comes from another process: another number, the same socket. */
    private static NativeFd duplicate(int number) {
        int dupFd = 0;
        return NativeFd.adopt(Libc.fcntl(number, dupFd, 0), "a duplicate");
    }

    /** Cut in the middle of a frame both ways: the other side sees one stream of bytes. */
    @Test
    void anotherProcessGoesOnInTheMiddleOfFrames() throws Exception {
        StreamPort old = open(LONG_GRACE_MILLIS);
        SocketChannel client = connect();
        await().until(() -> old.linkState() == LinkState.UP);
        ByteBuffer two = frames(2, 200, (byte) 6);
        client.write(two.slice(0, 204 + 90));
        await().until(() -> told.frames.size() == 1);
        List<Integer> accepted = sendUntilBlocked(old);
        KeptPort kept = onLoop(() -> {
            old.pause();
            return old.keep();
        });
        KeptStream stream = kept.stream().orElseThrow();
        assertThat(stream.unread()).hasSize(90);
        assertThat(stream.unwritten()).isNotEmpty();
        assertThat(kept.present()).isTrue();
        assertThat(kept.listens()).isTrue();
        client.write(two.slice(204 + 90, 204 - 90));
        SocketChannel second = connect();

        Told theirs = new Told();
        StreamPort fresh = takeOver(old, kept, theirs);
        assertThat(theirs.states).containsExactly(LinkState.UP);
        assertThat(portSends(other, fresh, 60, (byte) 1)).isEqualTo(SendResult.WOULD_BLOCK);
        assertThat(portSends(old, 60, (byte) 1)).isEqualTo(SendResult.WOULD_BLOCK);
        assertThat(theirs.frames).isEmpty();

        other.eventLoop().submit(fresh::begin).get();
        await().until(() -> theirs.frames.size() == 1);
        assertThat(theirs.frames.element()).hasSize(200).containsOnly(6);
        for (int number : accepted) {
            assertThat(receive(client)).hasSize(BIG_FRAME_BYTES).containsOnly(number);
        }
        await().until(() -> !theirs.writable.isEmpty());
        assertThat(portSends(other, fresh, 60, (byte) 77)).isEqualTo(SendResult.SENT);
        assertThat(receive(client)).hasSize(60).containsOnly(77);
        await().until(() -> theirs.clients.equals(List.of("refused")));
        assertThat(second.read(ByteBuffer.allocate(1))).isNegative();
        assertThat(told.frames).hasSize(1);
    }

    @Test
    void whoDoesNotBeginLeavesTheConnectionInStep() throws Exception {
        StreamPort old = open(LONG_GRACE_MILLIS);
        SocketChannel client = connect();
        await().until(() -> old.linkState() == LinkState.UP);
        List<Integer> accepted = sendUntilBlocked(old);
        KeptPort kept = onLoop(() -> {
            old.pause();
            return old.keep();
        });
        client.write(frames(3, 100, (byte) 8));
        Told theirs = new Told();
        StreamPort fresh = takeOver(old, kept, theirs);
        assertThat(portSends(other, fresh, 60, (byte) 1)).isEqualTo(SendResult.WOULD_BLOCK);
        onLoop(() -> {
            old.resume();
            return true;
        });
        await().until(() -> told.frames.size() == 3);
        for (int number : accepted) {
            assertThat(receive(client)).hasSize(BIG_FRAME_BYTES).containsOnly(number);
        }
        await().until(() -> !told.writable.isEmpty());
        assertThat(portSends(old, 60, (byte) 77)).isEqualTo(SendResult.SENT);
        assertThat(receive(client)).hasSize(60).containsOnly(77);
        assertThat(theirs.frames).isEmpty();
        assertThat(theirs.clients).isEmpty();
        connect();
        await().until(() -> told.clients.contains("refused"));
    }

    /** Frames that were read and not handed on are not in the socket any more, so that nothing wakes the loop for them. */
    @Test
    void framesThatWereReadAlreadyGoOver() throws Exception {
        StreamPort old = open(LONG_GRACE_MILLIS);
        told.onFrame = () -> {
            if (told.frames.size() == 9) {
                old.pause();
            }
        };
        SocketChannel client = connect();
        client.write(frames(100, 60, (byte) 9));
        await().until(() -> told.frames.size() == 10);
        KeptPort kept = onLoop(old::keep);
        assertThat(kept.stream().orElseThrow().unread()).hasSize(90 * 64);
        Told theirs = new Told();
        StreamPort fresh = takeOver(old, kept, theirs);
        other.eventLoop().submit(fresh::begin).get();
        await().until(() -> theirs.frames.size() == 90);
        assertThat(theirs.frames).allMatch(frame -> frame.length == 60 && frame[59] == 9);
        onLoop(() -> {
            old.resume();
            return true;
        });
        await().until(() -> told.frames.size() == 100);
    }

    /** A client that is away has its grace time once more. */
    @Test
    void aPortWhoseClientIsAwayGoesOver() throws Exception {
        StreamPort old = open(LONG_GRACE_MILLIS);
        SocketChannel client = connect();
        await().until(() -> old.linkState() == LinkState.UP);
        client.close();
        await().until(() -> told.clients.contains("disconnected"));
        KeptPort kept = onLoop(() -> {
            old.pause();
            return old.keep();
        });
        assertThat(kept.present()).isFalse();
        Told theirs = new Told();
        StreamPort fresh = (StreamPort) PortFactory.takeOver(old.spec(), kept, duplicate(old.listener()), null);
        ports.add(fresh);
        fresh.attach(other, theirs).syncUninterruptibly();
        other.eventLoop().submit(fresh::begin).get();
        connect();
        await().until(() -> theirs.clients.equals(List.of("connected")));
        assertThat(theirs.states).containsExactly(LinkState.UP);
        assertThat(fresh.statistics().reattachments()).isEqualTo(1);
    }

    @Test
    void theSocketBelongsToItsOwnerAlone() throws IOException {
        open(LONG_GRACE_MILLIS);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        Path other = directory.resolve("sub/q1.sock");
        Owner me = Owner.ofThisProcess();
        StreamPort owned = StreamPort.open(
                new PortSpec.StreamSpec("haya0", "q1", other.toString(), Optional.of(me)), LONG_GRACE_MILLIS);
        ports.add(owned);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(other)))
                .isEqualTo("rw-rw----");
        assertThat(Files.getAttribute(other, "unix:uid")).isEqualTo((int) me.uid());
    }

    @Test
    void closingRemovesTheSocketAndItsLock() throws IOException {
        open(LONG_GRACE_MILLIS).close(OpenPort.Closing.KEEP_PERSISTENT);
        try (var left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
        assertThat(told.states).endsWith(LinkState.GONE);
    }

    @Test
    void aStaleSocketIsTakenOver() throws Exception {
        // A listener that ends without removing its file, as a killed daemon does.
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
        StreamPort port = open(LONG_GRACE_MILLIS);
        connect();
        await().until(() -> port.linkState() == LinkState.UP);
    }

    @Test
    void aPathThatSomebodyServesIsRefusedAndLeftAlone() throws IOException {
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(path));
            assertThatThrownBy(() -> open(LONG_GRACE_MILLIS))
                    .isInstanceOf(DeviceBusyException.class)
                    .hasMessageContaining("q0.sock")
                    .hasMessageContaining("another program serves it");
            assertThat(path).exists();
        }
        Files.delete(path);
        open(LONG_GRACE_MILLIS);
        assertThatThrownBy(() -> open(LONG_GRACE_MILLIS))
                .isInstanceOf(DeviceBusyException.class)
                .hasMessageContaining(
                        "another hayabashi (pid " + ProcessHandle.current().pid() + ")");
        connect();
    }

    @Test
    void aFileThatIsNoSocketIsRefusedAndLeftAlone() throws IOException {
        Files.writeString(path, "precious");
        assertThatThrownBy(() -> open(LONG_GRACE_MILLIS))
                .isInstanceOf(UnfitDeviceException.class)
                .hasMessageContaining("is no socket");
        assertThat(path).hasContent("precious");
        assertThat(directory.resolve("q0.sock.lock")).doesNotExist();
    }

    @Test
    void aDirectoryThatCannotBeIsAnErrorWithAHint() {
        path = Path.of("/proc/nowhere/q0.sock");
        assertThatThrownBy(() -> open(LONG_GRACE_MILLIS))
                .isInstanceOf(TapIoException.class)
                .hasMessageContaining("choose a directory");
    }
}
