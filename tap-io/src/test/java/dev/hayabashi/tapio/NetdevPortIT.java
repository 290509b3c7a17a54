package dev.hayabashi.tapio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.tapio.fixture.DaemonSide;
import dev.hayabashi.tapio.fixture.Frames;
import dev.hayabashi.tapio.fixture.NetNs;
import dev.hayabashi.tapio.fixture.PacketPeer;
import dev.hayabashi.tapio.fixture.RecordingSink;
import dev.hayabashi.tapio.loop.IoEngine;
import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.sys.MissingDeviceException;
import dev.hayabashi.tapio.sys.UnfitDeviceException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetdevPortIT {
    private DaemonSide daemon;
    private NetNs host;
    private NetNs far;
    private final RecordingSink sink = new RecordingSink();

    @BeforeEach
    void start() {
        daemon = new DaemonSide();
        host = daemon.namespace();
        far = NetNs.create();
        cable("eth1");
    }

    @AfterEach
    void stop() {
        daemon.close();
        far.close();
    }

    /** A veth cable whose far end is in the other namespace. */
    private void cable(String name) {
        host.exec("ip", "link", "add", name, "type", "veth", "peer", "name", "far1", "netns", far.name());
        host.exec("ip", "link", "set", name, "up");
        far.exec("ip", "link", "set", "far1", "up");
    }

    /** The daemon may start before whoever makes the netdev. */
    @Test
    void aNetdevThatComesAfterItsPortIsTakenUp() throws Exception {
        OpenPort port = daemon.openOrAwait(netdev("late0"), sink);
        assertThat(port.linkState()).isEqualTo(LinkState.GONE);
        assertThat(daemon.send(port, Frames.withHeader(Frames.bare(2, 6)))).isEqualTo(SendResult.GONE);

        host.exec("ip", "link", "add", "late0", "type", "veth", "peer", "name", "far2", "netns", far.name());
        host.exec("ip", "link", "set", "late0", "up");
        far.exec("ip", "link", "set", "far2", "up");
        await().until(() -> port.linkState() == LinkState.UP);
        try (PacketPeer peer = far.call(() -> PacketPeer.plain("far2"))) {
            byte[] in = Frames.bare(1, 1478);
            peer.send(in);
            assertThat(arrived()).isEqualTo(Frames.withHeader(in));
        }
    }

    static PortSpec.NetdevSpec netdev(String name) {
        return new PortSpec.NetdevSpec("haya0", name, name);
    }

    private byte[] arrived() {
        await().until(() -> sink.frames().stream().anyMatch(Frames.ours()));
        byte[] frame = sink.frames().stream().filter(Frames.ours()).findFirst().orElseThrow();
        sink.frames().clear();
        return frame;
    }

    private OpenPort openUp() throws Exception {
        OpenPort port = daemon.open(netdev("eth1"), sink);
        await().until(() -> port.linkState() == LinkState.UP);
        return port;
    }

    @Test
    void plainFramesPassBothWaysAndNothingEchoes() throws Exception {
        OpenPort port = openUp();
        try (PacketPeer peer = far.call(() -> PacketPeer.plain("far1"))) {
            byte[] in = Frames.bare(1, 1478);
            peer.send(in);
            assertThat(arrived()).isEqualTo(Frames.withHeader(in));

            byte[] out = Frames.bare(2, 6);
            assertThat(daemon.send(port, Frames.withHeader(out))).isEqualTo(SendResult.SENT);
            assertThat(peer.receive(Frames.ours())).isEqualTo(out);
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            assertThat(sink.frames().stream().filter(Frames.ours()))
                    .as("own frames seen again")
                    .isEmpty();
        }
    }

    @Test
    void tagsAreRestoredAndSentInline() throws Exception {
        OpenPort port = openUp();
        try (PacketPeer peer = far.call(() -> PacketPeer.plain("far1"))) {
            for (int tpid : new int[] {0x8100, 0x88a8}) {
                // The sender's kernel allows the four bytes on top of the MTU for 802.1Q only.
                byte[] in = Frames.tagged(Frames.bare(tpid, tpid == 0x8100 ? 1492 : 1488), tpid, 0xa02a);
                peer.send(in);
                assertThat(arrived()).isEqualTo(Frames.withHeader(in));
            }
            byte[] doubly = Frames.tagged(Frames.tagged(Frames.bare(3, 10), 0x8100, 7), 0x88a8, 42);
            peer.send(doubly);
            assertThat(arrived()).isEqualTo(Frames.withHeader(doubly));
        }
        // The kernel strips the tag for a listener too: vnet header off, a TAP in between would do; tcpdump -e prints
        // it.
        try (TcpdumpLine dump = TcpdumpLine.start(far, "far1")) {
            byte[] out = Frames.tagged(Frames.bare(4, 1492), 0x8100, 43);
            assertThat(daemon.send(port, Frames.withHeader(out))).isEqualTo(SendResult.SENT);
            assertThat(dump.line()).contains("ethertype 802.1Q (0x8100), length " + out.length, "vlan 43");
        }
    }

    @Test
    void partialChecksumsAndSuperFramesKeepTheirDescription() throws Exception {
        OpenPort port = openUp();
        try (PacketPeer peer = far.call(() -> PacketPeer.withHeader("far1"))) {
            byte[] partial = Frames.udpNeedsChecksum(100);
            byte[] superFrame = Frames.tcpSuperFrame(40_000, 1448);
            for (byte[] frame : List.of(partial, superFrame)) {
                peer.send(shortHeader(frame));
                assertThat(arrived()).isEqualTo(frame);
                assertThat(daemon.send(port, frame)).isEqualTo(SendResult.SENT);
                assertThat(peer.receive(Frames.ours())).isEqualTo(shortHeader(frame));
            }
        }
    }

    @Test
    void offsetsOfATaggedFrameCountFromItsRealStart() throws Exception {
        OpenPort port = openUp();
        try (PacketPeer peer = far.call(() -> PacketPeer.withHeader("far1"))) {
            for (byte[] frame : List.of(Frames.udpNeedsChecksum(100), Frames.tcpSuperFrame(5 * 1448, 1448))) {
                byte[] bare = Frames.tagged(Frames.bareOf(frame, 12), 0x8100, 42);
                byte[] tagged = Frames.withHeader(bare);
                System.arraycopy(Frames.shiftOffsets(frame), 0, tagged, 0, 12);
                peer.send(shortHeader(tagged));
                assertThat(arrived()).isEqualTo(tagged);
                assertThat(daemon.send(port, tagged)).isEqualTo(SendResult.SENT);
                // The far listener gets it without the tag, which the kernel keeps beside the frame.
                assertThat(peer.receive(Frames.ours())).isEqualTo(shortHeader(frame));
            }
        }
    }

    @Test
    void theKernelCompletesWhatTheWireCannotCarry() throws Exception {
        host.exec("ethtool", "-K", "eth1", "tx", "off", "tso", "off", "gso", "off");
        OpenPort port = openUp();
        try (PacketPeer peer = far.call(() -> PacketPeer.plain("far1"))) {
            assertThat(daemon.send(port, Frames.udpNeedsChecksum(100))).isEqualTo(SendResult.SENT);
            assertThat(Frames.checksumIsRight(peer.receive(Frames.ours()))).isTrue();
            assertThat(daemon.send(port, Frames.tcpSuperFrame(5 * 1448, 1448))).isEqualTo(SendResult.SENT);
            List<byte[]> segments = peer.receiveFor(Duration.ofMillis(300)).stream()
                    .filter(frame -> frame.length > 1000)
                    .toList();
            assertThat(segments).hasSize(5).allSatisfy(segment -> {
                assertThat(segment).hasSize(14 + 40 + 1448);
                assertThat(Frames.checksumIsRight(segment)).isTrue();
            });
        }
    }

    /** A packet socket of the fixture speaks the 10-byte form. */
    private static byte[] shortHeader(byte[] withHeader) {
        byte[] frame = new byte[withHeader.length - 2];
        System.arraycopy(withHeader, 0, frame, 0, 10);
        System.arraycopy(withHeader, 12, frame, 10, withHeader.length - 12);
        return frame;
    }

    @Test
    void aFrameLongerThanTheMtuIsRefusedAsTooBig() throws Exception {
        OpenPort port = openUp();
        SendResult answer = daemon.send(port, Frames.withHeader(Frames.bare(1, 1492 + 1)));
        if (DaemonSide.ENGINE == IoEngine.IO_URING) {
            assertThat(answer).isEqualTo(SendResult.SENT);
            await().until(() -> sink.refusals().equals(List.of(SendResult.TOO_BIG)));
        } else {
            assertThat(answer).isEqualTo(SendResult.TOO_BIG);
        }
        assertThat(daemon.send(port, Frames.withHeader(Frames.bare(1, 1492)))).isEqualTo(SendResult.SENT);
    }

    @Test
    void downAndUpAgain() throws Exception {
        OpenPort port = openUp();
        host.exec("ip", "link", "set", "eth1", "down");
        await().until(() -> port.linkState() == LinkState.DOWN);
        assertThat(daemon.send(port, Frames.withHeader(Frames.bare(1, 60)))).isEqualTo(SendResult.LINK_DOWN);
        host.exec("ip", "link", "set", "eth1", "up");
        await().until(() -> port.linkState() == LinkState.UP);
        far.exec("ip", "link", "set", "far1", "down");
        await().until(() -> port.linkState() == LinkState.NO_CARRIER);
        far.exec("ip", "link", "set", "far1", "up");
        await().until(() -> port.linkState() == LinkState.UP);
        try (PacketPeer peer = far.call(() -> PacketPeer.plain("far1"))) {
            peer.send(Frames.bare(5, 60));
            assertThat(arrived()).isEqualTo(Frames.withHeader(Frames.bare(5, 60)));
        }
        assertThat(daemon.statistics(port).reattachments()).isZero();
    }

    @Test
    void deletedAndMadeAgainIsPickedUp() throws Exception {
        OpenPort port = openUp();
        host.exec("ip", "link", "del", "eth1");
        await().until(() -> port.linkState() == LinkState.GONE);
        assertThat(daemon.send(port, Frames.withHeader(Frames.bare(1, 60)))).isEqualTo(SendResult.GONE);
        cable("eth1");
        await().until(() -> port.linkState() == LinkState.UP);
        try (PacketPeer peer = far.call(() -> PacketPeer.plain("far1"))) {
            peer.send(Frames.bare(6, 60));
            assertThat(arrived()).isEqualTo(Frames.withHeader(Frames.bare(6, 60)));
        }
        assertThat(sink.states()).containsSubsequence(LinkState.UP, LinkState.GONE, LinkState.UP);
    }

    /** The set-up saw the netdev down, and it came up before the loop had taken the set-up's result. */
    @Test
    void aChangeWhileItIsTakenUpAgainIsNotLost() throws Exception {
        OpenPort port = openUp();
        CountDownLatch holdSetUp = new CountDownLatch(1);
        CountDownLatch holdLoop = new CountDownLatch(1);
        daemon.loop().setup().execute(() -> hold(holdSetUp));
        host.exec("ip", "link", "del", "eth1");
        await().until(() -> port.linkState() == LinkState.GONE);
        host.exec("ip", "link", "add", "eth1", "type", "veth", "peer", "name", "far1", "netns", far.name());
        await().until(() -> port.link().isPresent());
        daemon.loop().eventLoop().execute(() -> {
            hold(holdLoop);
            daemon.loop().links().poll();
        });
        holdSetUp.countDown();
        await().until(() -> host.exec("ip", "-d", "link", "show", "eth1").contains("promiscuity 1"));
        host.exec("ip", "link", "set", "eth1", "up");
        far.exec("ip", "link", "set", "far1", "up");
        holdLoop.countDown();
        await().until(() -> port.linkState() == LinkState.UP);
    }

    @Test
    void deletedBetweenOpeningAndAttachingIsGone() throws Exception {
        OpenPort port = daemon.open(netdev("eth1"));
        host.exec("ip", "link", "del", "eth1");
        await().until(() ->
                daemon.loop().links().find(LinkInfo.OWN_NAMESPACE, "eth1").isEmpty());
        port.attach(daemon.loop(), sink).get();
        await().until(() -> port.linkState() == LinkState.GONE && port.link().isEmpty());
        cable("eth1");
        await().until(() -> port.linkState() == LinkState.UP);
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void promiscuousAsLongAsThePortLives() throws Exception {
        OpenPort port = openUp();
        assertThat(host.exec("ip", "-d", "link", "show", "eth1")).contains("promiscuity 1");
        daemon.remove(port);
        assertThat(host.exec("ip", "-d", "link", "show", "eth1")).contains("promiscuity 0");
    }

    @Test
    void whatBelongsToAKernelBridgeIsRefused() {
        host.exec("ip", "link", "add", "br9", "type", "bridge");
        host.exec("ip", "link", "set", "eth1", "master", "br9");
        assertThatThrownBy(() -> daemon.open(netdev("eth1")))
                .isInstanceOf(UnfitDeviceException.class)
                .hasMessage("eth1 belongs to a kernel bridge, which would forward every frame a second time; "
                        + "take it out first: ip link set eth1 nomaster");
    }

    @Test
    void enslavingItLaterStopsThePortUntilItIsFreeAgain() throws Exception {
        OpenPort port = openUp();
        host.exec("ip", "link", "add", "br9", "type", "bridge");
        host.exec("ip", "link", "set", "eth1", "master", "br9");
        await().until(() -> !sink.failures().isEmpty());
        assertThat(port.linkState()).isEqualTo(LinkState.GONE);
        assertThat(sink.failures().get(0)).hasMessageContaining("belongs to a kernel bridge");
        host.exec("ip", "link", "set", "eth1", "nomaster");
        await().until(() -> port.linkState() == LinkState.UP);
    }

    @Test
    void whatIsNotThereOrNotEthernetIsRefused() {
        assertThatThrownBy(() -> daemon.open(netdev("eth7")))
                .isInstanceOf(MissingDeviceException.class)
                .hasMessage("eth7: RTM_GETLINK failed with ENODEV (no such device); create it first; "
                        + "ip link lists what is there");
        assertThatThrownBy(() -> daemon.open(netdev("lo")))
                .isInstanceOf(UnfitDeviceException.class)
                .hasMessageStartingWith("lo does not carry Ethernet frames");
    }
}
