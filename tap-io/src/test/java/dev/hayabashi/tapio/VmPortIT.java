package dev.hayabashi.tapio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.tapio.fixture.DaemonSide;
import dev.hayabashi.tapio.fixture.Frames;
import dev.hayabashi.tapio.fixture.NetNs;
import dev.hayabashi.tapio.fixture.PacketPeer;
import dev.hayabashi.tapio.fixture.RecordingSink;
import dev.hayabashi.tapio.fixture.VmmPeer;
import dev.hayabashi.tapio.loop.FrameSink;
import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.sys.DeviceBusyException;
import dev.hayabashi.tapio.sys.UnfitDeviceException;
import dev.hayabashi.tapio.tap.Names;
import dev.hayabashi.tapio.tap.Owner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VmPortIT {
    private static final String OURS = Names.hidden("haya0", "vm0");

    private DaemonSide daemon;
    private NetNs host;
    private final RecordingSink sink = new RecordingSink();

    @BeforeEach
    void start() {
        daemon = new DaemonSide();
        host = daemon.namespace();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    static PortSpec.VmSpec vm(String name) {
        return new PortSpec.VmSpec("haya0", name, name, new Owner(1234, 2345), 1500);
    }

    private byte[] arrived() {
        await().until(() -> sink.frames().stream().anyMatch(Frames.ours()));
        return sink.frames().stream().filter(Frames.ours()).findFirst().orElseThrow();
    }

    @Test
    void carrierFollowsTheVmm() throws Exception {
        OpenPort port = daemon.open(vm("vm0"), sink);
        await().until(() -> port.linkState() == LinkState.NO_CARRIER);

        try (VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", 0))) {
            await().until(() -> port.linkState() == LinkState.UP);
            assertThat(vmm.headerBytes("vm0")).isEqualTo(12);
        }
        await().until(() -> port.linkState() == LinkState.NO_CARRIER);
        assertThat(daemon.send(port, Frames.withHeader(Frames.bare(1, 60)))).isEqualTo(SendResult.LINK_DOWN);
    }

    /** The first frame must find the link up; when the guest has gone, the link must not stay so. */
    @Test
    void theFirstFrameOfAGuestIsNotTooEarly() throws Exception {
        List<LinkState> whenFramesCame = new CopyOnWriteArrayList<>();
        AtomicReference<LinkState> state = new AtomicReference<>(LinkState.GONE);
        OpenPort port = daemon.open(vm("vm0"), new FrameSink() {
            @Override
            public void receive(Frame frame, long nowNanos) {
                whenFramesCame.add(state.get());
            }

            @Override
            public void writable(long nowNanos) {}

            @Override
            public void linkChanged(LinkState now, long nowNanos) {
                state.set(now);
            }
        });
        int rounds = 100;
        for (int round = 0; round < rounds; round++) {
            int expected = round + 1;
            if (round % 10 == 0) {
                // The kernel takes up to a second to tell that a carrier is lost; the others come before that.
                await().pollInterval(Duration.ofMillis(2)).until(() -> port.linkState() == LinkState.NO_CARRIER);
            }
            try (VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", 0))) {
                vmm.send(Frames.withHeader(Frames.bare(round, 60)));
                await().pollInterval(Duration.ofMillis(1)).until(() -> whenFramesCame.size() == expected);
            }
        }
        assertThat(whenFramesCame).hasSize(rounds).containsOnly(LinkState.UP);
        await().until(() -> port.linkState() == LinkState.NO_CARRIER);
    }

    @Test
    void theTapBelongsToItsOwnerAndIsPersistent() {
        daemon.open(vm("vm0"));
        assertThat(host.exec("ip", "-d", "link", "show", "vm0"))
                .contains(
                        "tun type tap",
                        "persist on",
                        "user 1234",
                        "group 2345",
                        "NOARP",
                        "qlen 4096",
                        "hayabashi:haya0:vm0");
        assertThat(host.exec("cat", "/proc/sys/net/ipv6/conf/vm0/disable_ipv6")).startsWith("1");
    }

    @Test
    void framesPassBothWaysWithTheirTags() throws Exception {
        OpenPort port = daemon.open(vm("vm0"), sink);
        try (VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", 0))) {
            await().until(() -> port.linkState() == LinkState.UP);
            byte[] outgoing = Frames.tagged(Frames.bare(7, 100), 0x8100, 42);
            vmm.send(Frames.withHeader(outgoing));
            assertThat(arrived()).isEqualTo(Frames.withHeader(outgoing));

            byte[] incoming = Frames.tagged(Frames.bare(8, 1492), 0x8100, 43);
            assertThat(daemon.send(port, Frames.withHeader(incoming))).isEqualTo(SendResult.SENT);
            assertThat(vmm.receive(Frames.ours())).isEqualTo(Frames.withHeader(incoming));
        }
    }

    @Test
    void partialChecksumsAndSuperFramesPassUntouchedBetweenOffloadingEnds() throws Exception {
        OpenPort port = daemon.open(vm("vm0"), sink);
        try (VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", VmmPeer.GUEST_OFFLOADS))) {
            await().until(() -> port.linkState() == LinkState.UP);
            byte[] partial = Frames.udpNeedsChecksum(100);
            vmm.send(partial);
            assertThat(arrived()).isEqualTo(partial);
            sink.frames().clear();
            byte[] superFrame = Frames.tcpSuperFrame(40_000, 1448);
            vmm.send(superFrame);
            assertThat(arrived()).isEqualTo(superFrame);

            assertThat(daemon.send(port, partial)).isEqualTo(SendResult.SENT);
            assertThat(vmm.receive(Frames.ours())).isEqualTo(partial);
            assertThat(daemon.send(port, superFrame)).isEqualTo(SendResult.SENT);
            assertThat(vmm.receive(Frames.ours())).isEqualTo(superFrame);
        }
    }

    @Test
    void theKernelCompletesWhatAVmmWithoutOffloadsCannotTake() throws Exception {
        OpenPort port = daemon.open(vm("vm0"), sink);
        try (VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", 0))) {
            await().until(() -> port.linkState() == LinkState.UP);
            assertThat(Frames.checksumIsRight(Frames.bareOf(Frames.udpNeedsChecksum(100), 12)))
                    .isFalse();
            assertThat(daemon.send(port, Frames.udpNeedsChecksum(100))).isEqualTo(SendResult.SENT);
            byte[] whole = vmm.receive(Frames.ours());
            assertThat(whole[0] & 1).as("NEEDS_CSUM").isZero();
            assertThat(Frames.checksumIsRight(Frames.bareOf(whole, 12))).isTrue();

            assertThat(daemon.send(port, Frames.tcpSuperFrame(5 * 1448, 1448))).isEqualTo(SendResult.SENT);
            List<byte[]> segments = vmm.receiveFor(Duration.ofMillis(300));
            assertThat(segments).hasSize(5).allSatisfy(segment -> {
                assertThat(segment).hasSize(12 + 14 + 40 + 1448);
                assertThat(segment[1]).as("gso type").isZero();
                assertThat(Frames.checksumIsRight(Frames.bareOf(segment, 12))).isTrue();
            });
        }
    }

    @Test
    void theHostStackIsSilentOnBothTaps() throws Exception {
        // Addresses and forwarding that would tempt a host to answer for them.
        host.exec("ip", "addr", "add", "10.9.0.2/32", "dev", "lo");
        host.exec("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.conf.all.arp_ignore=0");
        OpenPort port = daemon.open(vm("vm0"), sink);
        try (VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", 0));
                PacketPeer onGuestSide = host.call(() -> PacketPeer.listener("vm0"));
                PacketPeer onOurSide = host.call(() -> PacketPeer.listener(OURS))) {
            await().until(() -> port.linkState() == LinkState.UP);
            assertThat(onGuestSide.receiveFor(Duration.ofSeconds(3))).isEmpty();
            assertThat(onOurSide.tryReceive()).isEmpty();

            byte[] question = Frames.arpRequest();
            vmm.send(Frames.withHeader(question));
            await().until(() -> !sink.frames().isEmpty());
            assertThat(vmm.receiveFor(Duration.ofMillis(500))).as("answers").isEmpty();
            // The request itself is seen once on its way in, and on its way out of the other TAP; nothing else is.
            assertThat(onGuestSide.receiveFor(Duration.ofMillis(200))).hasSize(1);
            assertThat(onOurSide.receiveFor(Duration.ofMillis(200))).hasSize(1);
        }
    }

    @Test
    void removalLeavesNothing() throws Exception {
        String links = host.exec("ip", "-br", "link");
        OpenPort port = daemon.open(vm("vm0"), sink);
        assertThat(host.exec("ip", "-br", "link")).contains("vm0", OURS);
        assertThat(port.made()).isEqualTo(new OpenPort.Made(List.of("vm0", OURS), List.of()));
        daemon.remove(port);
        assertThat(host.exec("ip", "-br", "link")).isEqualTo(links);
        assertThat(host.exec("tc", "qdisc")).doesNotContain("clsact");
        assertThat(port.linkState()).isEqualTo(LinkState.GONE);
    }

    @Test
    void stoppingTheDaemonLeavesThePersistentTapForItsVmm() throws Exception {
        OpenPort port = daemon.open(vm("vm0"), sink);
        try (VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", 0))) {
            host.run(() -> port.close(OpenPort.Closing.KEEP_PERSISTENT));
            assertThat(host.exec("ip", "-br", "link")).contains("vm0").doesNotContain(OURS);
            assertThat(host.exec("tc", "qdisc", "show", "dev", "vm0")).doesNotContain("clsact");

            RecordingSink again = new RecordingSink();
            OpenPort second = daemon.open(vm("vm0"), again);
            await().until(() -> second.linkState() == LinkState.UP);
            vmm.send(Frames.withHeader(Frames.bare(1, 60)));
            await().until(() -> again.frames().stream().anyMatch(Frames.ours()));
            assertThat(second.made().created()).contains("vm0");
        }
    }

    @Test
    void aFailureHalfWayLeavesATapThatWasThereToItsVmm() throws Exception {
        OpenPort first = daemon.open(vm("vm0"));
        host.run(() -> first.close(OpenPort.Closing.KEEP_PERSISTENT));
        host.exec("ip", "link", "add", OURS, "type", "veth", "peer", "name", "far");
        try (VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", 0))) {
            assertThatThrownBy(() -> daemon.open(vm("vm0")))
                    .isInstanceOf(UnfitDeviceException.class)
                    .hasMessageContaining(OURS);
            host.exec("ip", "link", "del", OURS);
            OpenPort port = daemon.open(vm("vm0"), sink);
            await().until(() -> port.linkState() == LinkState.UP);
            vmm.send(Frames.withHeader(Frames.bare(7, 100)));
            assertThat(arrived()).isEqualTo(Frames.withHeader(Frames.bare(7, 100)));
        }
    }

    @Test
    void ourOwnTapGetsAnotherOwnerUnlessAVmmHoldsIt() throws Exception {
        PortSpec.VmSpec others = new PortSpec.VmSpec("haya0", "vm0", "vm0", new Owner(4321, 5432), 1500);
        OpenPort first = daemon.open(vm("vm0"));
        host.run(() -> first.close(OpenPort.Closing.KEEP_PERSISTENT));
        try (VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", 0))) {
            assertThatThrownBy(() -> daemon.open(others))
                    .isInstanceOf(DeviceBusyException.class)
                    .hasMessageContaining("pid " + ProcessHandle.current().pid());
            assertThat(vmm.headerBytes("vm0")).isEqualTo(12);
        }
        assertThat(host.exec("ip", "-d", "link", "show", "vm0")).contains("user 1234", "group 2345");
        daemon.open(others);
        assertThat(host.exec("ip", "-d", "link", "show", "vm0")).contains("user 4321", "group 5432");
    }

    @Test
    void anAdoptedTapIsGivenBackAsItWas() throws Exception {
        host.exec("ip", "tuntap", "add", "vm0", "mode", "tap", "user", "1234", "group", "2345");
        host.exec("ip", "link", "set", "vm0", "mtu", "1400", "up");
        host.exec("ip", "link", "set", "vm0", "down");
        String before = host.exec("ip", "-d", "link", "show", "vm0");
        OpenPort port = daemon.open(vm("vm0"), sink);
        assertThat(port.made()).isEqualTo(new OpenPort.Made(List.of(OURS), List.of("vm0")));
        assertThat(host.exec("ip", "link", "show", "vm0")).contains("mtu 1500", "NOARP");
        daemon.remove(port);
        assertThat(host.exec("ip", "-d", "link", "show", "vm0")).isEqualTo(before);
        assertThat(host.exec("cat", "/proc/sys/net/ipv6/conf/vm0/disable_ipv6")).startsWith("0");
        assertThat(host.exec("tc", "qdisc", "show", "dev", "vm0")).doesNotContain("clsact");
    }

    @Test
    void aForeignQdiscAndFilterStay() throws Exception {
        host.exec("ip", "tuntap", "add", "vm0", "mode", "tap", "user", "1234");
        host.exec("tc", "qdisc", "add", "dev", "vm0", "clsact");
        host.exec(
                "tc",
                "filter",
                "add",
                "dev",
                "vm0",
                "ingress",
                "prio",
                "60000",
                "protocol",
                "ip",
                "u32",
                "match",
                "u32",
                "0",
                "0",
                "action",
                "mirred",
                "egress",
                "mirror",
                "dev",
                "lo");
        String before = host.exec("tc", "filter", "show", "dev", "vm0", "ingress");
        daemon.remove(daemon.open(vm("vm0"), sink));
        assertThat(host.exec("tc", "filter", "show", "dev", "vm0", "ingress")).isEqualTo(before);
    }

    @Test
    void aVmmThatRunsAlreadyIsTakenOver() throws Exception {
        host.exec("ip", "tuntap", "add", "vm0", "mode", "tap", "user", "1234");
        try (VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", 0))) {
            OpenPort port = daemon.open(vm("vm0"), sink);
            await().until(() -> port.linkState() == LinkState.UP);
            vmm.send(Frames.withHeader(Frames.bare(1, 60)));
            assertThat(arrived()).isEqualTo(Frames.withHeader(Frames.bare(1, 60)));
        }
    }

    @Test
    void aTapThatWasDeletedAndMadeAgainIsJoinedAgain() throws Exception {
        OpenPort port = daemon.open(vm("vm0"), sink);
        host.exec("ip", "link", "del", "vm0");
        await().until(() -> port.linkState() == LinkState.GONE && port.link().isEmpty());
        assertThat(daemon.send(port, Frames.withHeader(Frames.bare(1, 60)))).isEqualTo(SendResult.GONE);

        host.exec("ip", "tuntap", "add", "vm0", "mode", "tap", "user", "1234");
        await().until(() -> port.linkState() == LinkState.NO_CARRIER);
        try (VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", 0))) {
            await().until(() -> port.linkState() == LinkState.UP);
            vmm.send(Frames.withHeader(Frames.bare(2, 60)));
            assertThat(arrived()).isEqualTo(Frames.withHeader(Frames.bare(2, 60)));
        }
        assertThat(daemon.statistics(port).reattachments()).isEqualTo(1);
    }

    @Test
    void deletingOurOwnTapIsRepaired() throws Exception {
        OpenPort port = daemon.open(vm("vm0"), sink);
        try (VmmPeer vmm = host.call(() -> VmmPeer.open("vm0", 0))) {
            await().until(() -> port.linkState() == LinkState.UP);
            host.exec("ip", "link", "del", OURS);
            await().until(() -> daemon.statistics(port).reattachments() == 1);
            await().until(() -> port.linkState() == LinkState.UP);
            vmm.send(Frames.withHeader(Frames.bare(3, 60)));
            assertThat(arrived()).isEqualTo(Frames.withHeader(Frames.bare(3, 60)));
        }
    }
}
