package dev.hayabashi.daemon.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hayabashi.bridgecore.KeptMulticast;
import dev.hayabashi.daemon.runtime.KeptBridge;
import dev.hayabashi.stp.BridgeParameters;
import dev.hayabashi.stp.FlushCause;
import dev.hayabashi.stp.PortParameters;
import dev.hayabashi.stp.PortState;
import dev.hayabashi.stp.SpanningTree;
import dev.hayabashi.stp.StpEvent;
import dev.hayabashi.stp.StpHost;
import dev.hayabashi.tapio.KeptPort;
import dev.hayabashi.tapio.KeptStream;
import dev.hayabashi.tapio.drops.KeptDrops;
import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.stream.StreamPeer;
import dev.hayabashi.tapio.sys.Libc;
import dev.hayabashi.tapio.sys.NativeFd;
import dev.hayabashi.tapio.sys.UnixSockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ends of a hand-over, in one process and without ports. */
class HandOverTest {
    private static final KeptMulticast GROUPS = new KeptMulticast(
            List.of(new KeptMulticast.Domain(
                    0, true, true, 0xfe80L << 48, -1, 3, 5_000_000_000L, 1, true, -7, 8, 2, List.of(), List.of())),
            List.of(new KeptMulticast.Group(0, true, -2, 3, List.of(new KeptMulticast.Member(1, Long.MAX_VALUE, 1)))),
            List.of(new KeptMulticast.Member(3, -4, 0)),
            9);
    private static final String HERE = HandOver.networkNamespace();

    @TempDir
    Path directory;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final SpanningTree tree = tree();
    private HandOver handOver;
    private NativeFd file;
    private String refusal = "";

    private static SpanningTree tree() {
        SpanningTree tree = new SpanningTree(BridgeParameters.of(0x0200_0000_0001L), new Silent(), 0);
        tree.addPort(1, PortParameters.DEFAULT, 0x0200_0000_0002L, 0);
        tree.linkUp(1, 0);
        tree.tick(1_000_000_000L);
        return tree;
    }

    @BeforeEach
    @SuppressWarnings("NullAway.Init")
    void listen() throws IOException {
        Path content = Files.writeString(directory.resolve("content"), "frames");
        file = NativeFd.open(content.toString(), Libc.O_RDWR);
        handOver = HandOver.listen(socket(), new Giver());
    }

    @AfterEach
    void close() {
        handOver.close();
        file.close();
    }

    private Path socket() {
        return directory.resolve("sock");
    }

    private Estate estate() {
        KeptPort device = new KeptPort(
                true,
                LinkState.UP,
                7,
                false,
                Optional.empty(),
                false,
                List.of("10.0.0.1/24"),
                0,
                Optional.empty(),
                Optional.of(new KeptDrops(3, 5_000_000_000L, List.of(7L, -1L))));
        KeptPort client = new KeptPort(
                true,
                LinkState.UP,
                0,
                false,
                Optional.empty(),
                false,
                List.of(),
                0,
                Optional.of(new KeptStream(
                        false,
                        Optional.of(new StreamPeer(4711, 0, 0, "qemu", "")),
                        new byte[] {0, 0, 0, 60, -1},
                        new byte[] {7})),
                Optional.empty());
        KeptPort socket = new KeptPort(
                false,
                LinkState.NO_CARRIER,
                0,
                false,
                Optional.empty(),
                false,
                List.of(),
                0,
                Optional.of(new KeptStream(true, Optional.empty(), new byte[0], new byte[0])),
                Optional.empty());
        return new Estate(
                "test",
                "bridges: []",
                Map.of("haya0", List.of("hb-1")),
                List.of(new KeptBridge(
                        "haya0",
                        List.of("q*"),
                        List.of(
                                new KeptBridge.Member(
                                        "p1", 1, Map.of("rxFrames", 5_000_000_000L), device, Optional.empty()),
                                new KeptBridge.Member("q4711", 2, Map.of(), client, Optional.of("q*")),
                                new KeptBridge.Member("s0", 3, Map.of(), socket, Optional.empty())),
                        new byte[] {1, 2, 3},
                        Map.of("received", 7L),
                        tree.state(),
                        GROUPS,
                        Map.of(FlushCause.REMOTE_TOPOLOGY_CHANGE, 3L))),
                System.nanoTime());
    }

    private String next() throws InterruptedException {
        return String.valueOf(told.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void anEstateAndItsDescriptorsComeOver() throws Exception {
        TakeOver takeOver = TakeOver.ask(socket(), "test");
        TakeOver.Taken taken = takeOver.commit();
        KeptBridge bridge = taken.estate().bridges().get(0);
        assertThat(bridge.ports())
                .usingRecursiveComparison()
                .isEqualTo(estate().bridges().get(0).ports());
        assertThat(bridge.templates()).containsExactly("q*");
        assertThat(bridge.addresses()).containsExactly(1, 2, 3);
        assertThat(bridge.multicast()).isEqualTo(GROUPS);
        assertThat(bridge.flushes()).containsExactly(Map.entry(FlushCause.REMOTE_TOPOLOGY_CHANGE, 3L));
        assertThat(taken.estate().autoAttached()).isEqualTo(estate().autoAttached());
        assertThat(taken.descriptors())
                .as("a template's listener, a TAP, a client, a listener")
                .hasSize(4);
        taken.descriptors().subList(1, 4).forEach(NativeFd::close);
        try (NativeFd passed = taken.descriptors().get(0)) {
            assertThat(passed.number()).isNotEqualTo(file.number());
            assertThat(Files.readString(Path.of("/proc/self/fd/" + passed.number())))
                    .isEqualTo("frames");
        }
        SpanningTree resumed = SpanningTree.resume(
                tree.parameters(),
                Objects.requireNonNull(bridge.tree()),
                List.of(new SpanningTree.ResumedPort(1, PortParameters.DEFAULT, 0x0200_0000_0002L)),
                new Silent(),
                2_000_000_000L);
        assertThat(resumed.state()).isEqualTo(tree.state());

        takeOver.running(() -> told.add("said"));
        // Both sides go on at once: "said" is this thread's and may come anywhere among the other's two.
        List<String> events = List.of(next(), next(), next());
        assertThat(events).contains("said");
        assertThat(events.stream().filter(event -> !event.equals("said")))
                .containsExactly(
                        "surrendered", "left for " + ProcessHandle.current().pid());
        assertThat(Files.exists(HandOver.pathBeside(socket()))).isTrue();
    }

    @Test
    void whoEndsBeforeItRunsLeavesTheOldOneAsItWas() throws Exception {
        TakeOver takeOver = TakeOver.ask(socket(), "test");
        takeOver.commit().descriptors().forEach(NativeFd::close);
        takeOver.giveUp();
        assertThat(next()).startsWith("went on: ");

        TakeOver.ask(socket(), "test").giveUp();
        TakeOver again = TakeOver.ask(socket(), "test");
        again.commit().descriptors().forEach(NativeFd::close);
        again.running(() -> {});
        assertThat(next()).isEqualTo("surrendered");
    }

    @Test
    void aRefusalIsToldWithItsReason() {
        refusal = "port q0 is a socket";
        assertThatThrownBy(() -> TakeOver.ask(socket(), "test"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("port q0 is a socket");
        assertThatThrownBy(() -> TakeOver.ask(directory.resolve("nobody"), "test"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("nobody.takeover");
    }

    @Test
    void nonsenseIsPassedOver() throws Exception {
        NativeFd fd = UnixSockets.connect(HandOver.pathBeside(socket()).toString(), Libc.SOCK_STREAM);
        try (Wire wire = new Wire(fd)) {
            wire.send(List.of("what is this"));
            assertThatThrownBy(() -> wire.receive(Answer.class)).isInstanceOf(IOException.class);
        }
        assertThatCode(() -> TakeOver.ask(socket(), "test").giveUp()).doesNotThrowAnyException();
    }

    @Test
    void aGreetingWithoutAnythingInItIsPassedOver() throws Exception {
        NativeFd fd = UnixSockets.connect(HandOver.pathBeside(socket()).toString(), Libc.SOCK_STREAM);
        try (Wire wire = new Wire(fd)) {
            wire.send(Map.of("protocol", Estate.PROTOCOL));
            assertThatThrownBy(() -> wire.receive(Answer.class)).isInstanceOf(IOException.class);
        }
        assertThatCode(() -> TakeOver.ask(socket(), "test").giveUp()).doesNotThrowAnyException();
    }

    @Test
    void onlyRootAndTheDaemonsUserMayAsk() throws Exception {
        Hello hello = new Hello(Estate.PROTOCOL, "test", HERE);
        HandOver.refuse(0, hello);
        HandOver.refuse(Integer.toUnsignedLong(Libc.geteuid()), hello);
        assertThatThrownBy(() -> HandOver.refuse(12_345, hello)).hasMessageContaining("user 12345 is neither root");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(HandOver.pathBeside(socket()))))
                .isEqualTo("rw-------");
    }

    @Test
    void anotherProtocolAndAnotherNamespaceAreRefused() {
        assertThatThrownBy(() -> HandOver.refuse(0, new Hello(Estate.PROTOCOL + 1, "9.9", HERE)))
                .hasMessageContaining("version 9.9 takes over by protocol " + (Estate.PROTOCOL + 1));
        assertThatThrownBy(() -> HandOver.refuse(0, new Hello(Estate.PROTOCOL, "test", "net:[1]")))
                .hasMessageContaining("the new one in net:[1]");
    }

    private final class Giver implements HandOver.Giver {
        @Override
        public Estate draft() throws RefusedException {
            if (!refusal.isEmpty()) {
                throw new RefusedException(refusal, "");
            }
            return estate();
        }

        @Override
        public void surrender(HandOver.PassOn passOn) throws IOException {
            try {
                passOn.pass(estate(), Collections.nCopies(4, file.number()));
                told.add("surrendered");
            } catch (IOException e) {
                told.add("went on: " + e.getMessage());
                throw e;
            }
        }

        @Override
        public void leave(int successorPid) {
            told.add("left for " + successorPid);
        }
    }

    private static final class Silent implements StpHost {
        @Override
        public void transmit(int portNumber, byte[] frame, int length) {}

        @Override
        public void setPortState(int portNumber, PortState state) {}

        @Override
        public void flush(int portNumber, FlushCause cause) {}

        @Override
        public void event(StpEvent event) {}
    }
}
