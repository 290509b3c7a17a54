package dev.hayabashi.tapio.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.tapio.fixture.Frames;
import dev.hayabashi.tapio.fixture.NetNs;
import dev.hayabashi.tapio.fixture.PacketPeer;
import dev.hayabashi.tapio.loop.FrameLoop;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels before 6.6 know the 10-byte header only; the bridge never notices. */
class ShortHeaderIT {
    private final DirectMemory memory = FrameLoop.memory().allocate(Frame.MEMORY_BYTES + FrameLoop.HEADROOM_BYTES);
    private final Frame start = new Frame(memory.buffer(), memory.address());
    private final Frame behindHeadroom = new Frame(
            memory.buffer().slice(FrameLoop.HEADROOM_BYTES, Frame.MEMORY_BYTES),
            memory.address() + FrameLoop.HEADROOM_BYTES);

    private static void cable(NetNs namespace) {
        namespace.exec("ip", "link", "add", "e1", "type", "veth", "peer", "name", "f1");
        for (String name : List.of("e1", "f1")) {
            namespace.exec("sysctl", "-qw", "net.ipv6.conf." + name + ".disable_ipv6=1");
            namespace.exec("ip", "link", "set", name, "up");
        }
    }

    private static byte[] read(PacketSource source) {
        int bytes = 0;
        for (int i = 0; i < 1_000_000 && bytes == 0; i++) {
            bytes = source.read();
        }
        assertThat(bytes).isEqualTo(source.frame().totalBytes());
        byte[] copy = new byte[bytes];
        source.frame().memory().get(source.frame().start(), copy);
        return copy;
    }

    @ParameterizedTest
    @ValueSource(ints = {PacketSocket.LONG_HEADER_BYTES, PacketSocket.SHORT_HEADER_BYTES})
    void bothHeadersGiveTheSameFrames(int headerBytes) {
        try (NetNs namespace = NetNs.create()) {
            cable(namespace);
            try (PacketSocket socket = namespace.call(() -> PacketSocket.open("e1", headerBytes));
                    PacketPeer peer = namespace.call(() -> PacketPeer.withHeader("f1"))) {
                assertThat(socket.headerBytes()).isEqualTo(headerBytes);
                PacketSource source = new PacketSource(socket, start, behindHeadroom);
                byte[] tagged = Frames.withHeader(Frames.tagged(Frames.bare(1, 80), 0x8100, 42));
                for (byte[] frame : List.of(tagged, Frames.udpNeedsChecksum(80), Frames.tcpSuperFrame(9000, 1448))) {
                    byte[] shortened = new byte[frame.length - 2];
                    System.arraycopy(frame, 0, shortened, 0, 10);
                    System.arraycopy(frame, 12, shortened, 10, frame.length - 12);
                    peer.send(shortened);
                    assertThat(read(source)).isEqualTo(frame);

                    memory.buffer().put(0, frame);
                    start.received(frame.length);
                    assertThat(source.write(start)).isEqualTo(frame.length - 12 + headerBytes);
                    // Other ports get the same memory after this one.
                    byte[] after = new byte[frame.length];
                    memory.buffer().get(0, after);
                    assertThat(after).isEqualTo(frame);
                    byte[] seen = peer.receive(Frames.ours());
                    assertThat(seen).hasSize(frame == tagged ? shortened.length - 4 : shortened.length);
                }
            }
        }
    }
}
