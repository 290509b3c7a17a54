package dev.hayabashi.tapio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hayabashi.tapio.fixture.DaemonSide;
import dev.hayabashi.tapio.fixture.Frames;
import dev.hayabashi.tapio.fixture.NetNs;
import dev.hayabashi.tapio.fixture.RecordingSink;
import dev.hayabashi.tapio.fixture.VmmPeer;
import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.Rtnetlink;
import dev.hayabashi.tapio.netlink.ShortcutFilters;
import dev.hayabashi.tapio.netlink.ShortcutTable;
import dev.hayabashi.tapio.netlink.ShortcutTable.Count;
import dev.hayabashi.tapio.sys.TapIoException;
import dev.hayabashi.tapio.tap.Names;
import dev.hayabashi.tapio.tap.Owner;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the kernel takes by a shortcut, and what it leaves to us. */
class ShortcutFiltersIT {
    private static final long A = 0x0200_0000_0a01L;
    private static final long B = 0x0200_0000_0b02L;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private final RecordingSink sink = new RecordingSink();
    private DaemonSide daemon;
    private NetNs host;
    private VmmPeer a;
    private VmmPeer b;
    private ShortcutTable.Way way;

    @BeforeEach
    void start() throws Exception {
        daemon = new DaemonSide();
        host = daemon.namespace();
        daemon.open(vm("vm0"), sink);
        daemon.open(vm("vm1"), new RecordingSink());
        a = host.call(() -> VmmPeer.open("vm0", VmmPeer.GUEST_OFFLOADS));
        b = host.call(() -> VmmPeer.open("vm1", VmmPeer.GUEST_OFFLOADS));
        way = kernel(rtnetlink -> new ShortcutTable.Way(
                index(rtnetlink, "vm0"), index(rtnetlink, "vm1"), hidden(rtnetlink, "vm0"), 3, A, B));
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
        daemon.close();
    }

    private static PortSpec.VmSpec vm(String name) {
        return new PortSpec.VmSpec("haya0", name, name, new Owner(0, 0), 1500);
    }

    private <T> T kernel(Function<Rtnetlink, T> work) {
        return host.call(() -> {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                return work.apply(rtnetlink);
            }
        });
    }

    private <T> T filters(Function<ShortcutFilters, T> work) {
        return kernel(rtnetlink -> work.apply(new ShortcutFilters(rtnetlink, "haya0")));
    }

    private static int index(Rtnetlink rtnetlink, String name) {
        return rtnetlink.link(name).map(LinkInfo::ifindex).orElseThrow();
    }

    private static int hidden(Rtnetlink rtnetlink, String port) {
        return index(rtnetlink, Names.hidden("haya0", port));
    }

    /** A datagram with a number in it, behind a virtio-net header. */
    private static byte[] packet(
            long destination, long source, boolean v4, int protocol, int from, int to, int number) {
        ByteBuffer frame = ByteBuffer.allocate(12 + 14 + (v4 ? 20 : 40) + 40).position(12);
        frame.putShort((short) (destination >>> 32)).putInt((int) destination);
        frame.putShort((short) (source >>> 32)).putInt((int) source);
        if (v4) {
            frame.putShort((short) 0x0800).putShort((short) 0x4500).putShort((short) 60);
            frame.putInt(0).put((byte) 64).put((byte) protocol).putShort((short) 0);
            frame.putInt(0x0a63_0001).putInt(0x0a63_0002);
        } else {
            frame.putShort((short) 0x86dd)
                    .putInt(0x6000_0000)
                    .putShort((short) 40)
                    .put((byte) protocol);
            frame.put((byte) 64).position(frame.position() + 32);
        }
        frame.putShort((short) from).putShort((short) to).putShort((short) 40).putShort((short) 0);
        return frame.putInt(0x4841_5941).putInt(number).array();
    }

    private static byte[] packet(boolean v4, int protocol, int from, int to, int number) {
        return packet(B, A, v4, protocol, from, to, number);
    }

    private static byte[] changed(byte[] packet, int at, int value) {
        packet[12 + 14 + at] = (byte) value;
        return packet;
    }

    private static List<Integer> numbers(List<byte[]> frames) {
        List<Integer> numbers = new ArrayList<>();
        for (byte[] frame : frames) {
            ByteBuffer bytes = ByteBuffer.wrap(frame);
            for (int at = 0; at + 8 <= frame.length; at++) {
                if (bytes.getInt(at) == 0x4841_5941) {
                    numbers.add(bytes.getInt(at + 4));
                }
            }
        }
        return numbers;
    }

    private List<Integer> directly() {
        return numbers(b.receiveFor(Duration.ofMillis(300)));
    }

    private List<Integer> byUs() {
        return numbers(List.copyOf(sink.frames()));
    }

    private boolean removed(int index) {
        return filters(kernel -> kernel.removeAction(index));
    }

    @Test
    void onlyTcpAndUdpOfThePairThatNoServiceLooksAtGoDirectly() {
        filters(kernel -> kernel.add(way));
        List<byte[]> direct = List.of(
                packet(true, TCP, 1, 2, 1),
                packet(true, UDP, 0, 0, 2),
                packet(true, UDP, 63, 72, 3),
                changed(packet(true, UDP, 1, 2, 4), 6, 0x40),
                packet(false, TCP, 67, 68, 5),
                packet(false, UDP, 545, 548, 6));
        List<byte[]> ours = List.of(
                packet(true, UDP, 67, 1000, 11),
                packet(true, UDP, 1000, 68, 12),
                packet(true, UDP, 1000, 53, 13),
                packet(true, 1, 0, 0, 14),
                changed(packet(true, TCP, 1, 2, 15), 6, 0x20),
                changed(packet(true, TCP, 1, 2, 16), 7, 1),
                changed(packet(true, TCP, 1, 2, 17), 0, 0x46),
                packet(false, UDP, 547, 1000, 18),
                packet(false, UDP, 1000, 546, 19),
                packet(false, UDP, 1000, 53, 20),
                packet(false, 58, 0, 0, 21),
                packet(false, 44, 0, 0, 22),
                packet(B + 1, A, true, TCP, 1, 2, 23),
                packet(B, A + 1, true, TCP, 1, 2, 24),
                packet(B, A + (1L << 40), true, TCP, 1, 2, 25),
                packet(B + (1L << 32), A, true, TCP, 1, 2, 26),
                Frames.withHeader(Frames.tagged(Frames.bareOf(packet(true, TCP, 1, 2, 27), 12), 0x8100, 0)),
                Frames.withHeader(Frames.tagged(Frames.bareOf(packet(true, TCP, 1, 2, 28), 12), 0x8100, 5)));
        direct.forEach(a::send);
        ours.forEach(a::send);

        await().until(() -> byUs().size() == ours.size());
        assertThat(byUs()).containsExactly(11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
        assertThat(directly()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void whatIsCountedOutlivesTheFilters() {
        int index = filters(kernel -> kernel.add(way));
        int frames = 1000;
        for (int number = 0; number < frames; number++) {
            a.send(packet(number % 2 == 0, number % 4 < 2 ? TCP : UDP, 1, 2, number));
            assertThat(b.receive(Frames.ours())).isNotEmpty();
        }
        filters(kernel -> {
            kernel.removeFilters(way);
            return true;
        });
        a.send(packet(true, TCP, 1, 2, frames));
        await().until(() -> byUs().equals(List.of(frames)));
        assertThat(directly()).isEmpty();

        Map<Integer, Count> counted = filters(kernel -> {
            await().until(() -> kernel.counts().values().stream().allMatch(count -> count.bound() == 0));
            return kernel.counts();
        });
        assertThat(counted).containsExactly(Map.entry(index, new Count(frames, frames / 2 * (60 + 80), 0)));
        assertThat(removed(index)).isTrue();
        assertThat(filters(ShortcutFilters::counts)).isEmpty();
        assertThat(host.exec("tc", "filter", "show", "dev", "vm0", "ingress")).doesNotContain("pref 16");
    }

    @Test
    void aSuperFrameIsCountedByItsBytesAlone() {
        int index = filters(kernel -> kernel.add(way));
        byte[] big = Frames.tcpSuperFrame(40_000, 1448);
        System.arraycopy(packet(true, TCP, 1, 2, 0), 12, big, 12, 12);
        a.send(big);
        assertThat(b.receive(Frames.ours())).hasSize(big.length);
        assertThat(filters(ShortcutFilters::counts).get(index)).satisfies(count -> {
            assertThat(count.frames()).isZero();
            assertThat(count.bytes()).isEqualTo(big.length - 12 - 14);
        });
    }

    @Test
    void anActionThatIsBoundStays() {
        int index = filters(kernel -> kernel.add(way));
        assertThat(removed(index)).isFalse();
        assertThat(removed(index + 77)).isTrue();
    }

    @Test
    void whatAKilledProcessLeftGoesAndAnotherBridgesStays() {
        filters(kernel -> kernel.add(way));
        List<String> ofOther =
                kernel(rtnetlink -> new ShortcutFilters(rtnetlink, "haya1").removeLeft(rtnetlink.links()));
        assertThat(ofOther).isEmpty();
        List<String> left = kernel(rtnetlink -> new ShortcutFilters(rtnetlink, "haya0").removeLeft(rtnetlink.links()));
        assertThat(left).containsExactly("vm0");
        assertThat(filters(ShortcutFilters::counts)).isEmpty();
        a.send(packet(true, TCP, 1, 2, 1));
        await().until(() -> byUs().equals(List.of(1)));
    }

    @Test
    void whatTheKernelRefusesLeavesNothing() {
        assertThatThrownBy(
                        () -> filters(kernel -> kernel.add(new ShortcutTable.Way(999, way.to(), way.ours(), 4, A, B))))
                .isInstanceOf(TapIoException.class);
        assertThatThrownBy(() -> filters(kernel -> kernel.add(new ShortcutTable.Way(way.from(), 999, 999, 4, A, B))))
                .isInstanceOf(TapIoException.class);
        assertThat(filters(ShortcutFilters::counts)).isEmpty();
    }
}
