package dev.hayabashi.tapio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.tapio.fixture.DaemonSide;
import dev.hayabashi.tapio.fixture.Frames;
import dev.hayabashi.tapio.fixture.NetNs;
import dev.hayabashi.tapio.fixture.PacketPeer;
import dev.hayabashi.tapio.fixture.RecordingSink;
import dev.hayabashi.tapio.fixture.Shell;
import dev.hayabashi.tapio.loop.LinkState;
import dev.hayabashi.tapio.netlink.InterfaceAddress;
import dev.hayabashi.tapio.tap.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kind tap on the loop: what becomes of the port while its netdev lives its own life. */
class TapPortIT {
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

    static PortSpec.TapSpec tap(String name, Optional<String> namespace, String... addresses) {
        return new PortSpec.TapSpec(
                "haya0",
                name,
                name,
                new Owner(0, 0),
                false,
                1500,
                OptionalLong.empty(),
                0x02_00_00_00_00_00L | name.hashCode() & 0xff_ff_ff_ffL,
                namespace,
                List.of(addresses).stream().map(InterfaceAddress::parse).toList(),
                true);
    }

    private void assertCarriesFrames(OpenPort port, NetNs namespace, String name, int number) throws Exception {
        await().until(() -> port.linkState() == LinkState.UP);
        byte[] frame = Frames.bare(number, 60);
        try (PacketPeer peer = namespace.call(() -> PacketPeer.plain(name))) {
            sink.frames().clear();
            peer.send(frame);
            await().until(() -> sink.frames().stream().anyMatch(Frames.ours()));
            assertThat(sink.frames().stream().filter(Frames.ours()).findFirst()).contains(Frames.withHeader(frame));
            assertThat(daemon.send(port, Frames.withHeader(frame))).isEqualTo(SendResult.SENT);
            assertThat(peer.receive(Frames.ours())).isEqualTo(frame);
        }
    }

    @Test
    void twoNamespacesPingEachOtherThroughTwoPorts() throws Exception {
        try (NetNs left = NetNs.create();
                NetNs right = NetNs.create()) {
            OpenPort a = daemon.open(tap("h1", Optional.of(left.name()), "10.9.0.1/24", "fd00:9::1/64"));
            OpenPort b = daemon.open(tap("h2", Optional.of(right.name()), "10.9.0.2/24", "fd00:9::2/64"));
            a.attach(daemon.loop(), new RecordingSink().forwardTo(b.io())).get();
            b.attach(daemon.loop(), new RecordingSink().forwardTo(a.io())).get();
            await().until(() -> a.linkState() == LinkState.UP && b.linkState() == LinkState.UP);

            assertThat(left.exec("ping", "-c2", "-i0.2", "-W1", "10.9.0.2")).contains(" 0% packet loss");
            assertThat(left.exec("ping", "-c2", "-i0.2", "-W1", "fd00:9::2")).contains(" 0% packet loss");
            assertThat(daemon.statistics(a).framesRead()).isPositive();
            assertThat(daemon.statistics(a).exceptions()).isZero();
        }
    }

    @Test
    void hasNoCarrierUntilSomebodyReads() throws Exception {
        OpenPort port = daemon.open(tap("h1", Optional.empty()));
        assertThat(host.exec("ip", "link", "show", "h1")).contains("NO-CARRIER");
        port.attach(daemon.loop(), sink).get();
        await().until(() -> port.linkState() == LinkState.UP);
        assertThat(host.exec("ip", "link", "show", "h1")).contains("LOWER_UP");
    }

    @Test
    void downAndUpAgain() throws Exception {
        OpenPort port = daemon.open(tap("h1", Optional.empty()), sink);
        assertCarriesFrames(port, host, "h1", 1);
        host.exec("ip", "link", "set", "h1", "down");
        await().until(() -> port.linkState() == LinkState.DOWN);
        assertThat(daemon.send(port, Frames.withHeader(Frames.bare(1, 60)))).isEqualTo(SendResult.LINK_DOWN);
        host.exec("ip", "link", "set", "h1", "up");
        assertCarriesFrames(port, host, "h1", 2);
        assertThat(sink.states()).containsSubsequence(LinkState.UP, LinkState.DOWN, LinkState.UP);
    }

    @Test
    void followsItsNetdevIntoAnotherNamespace() throws Exception {
        OpenPort port = daemon.open(tap("h1", Optional.empty()), sink);
        assertCarriesFrames(port, host, "h1", 1);
        try (NetNs other = NetNs.create()) {
            host.exec("ip", "link", "set", "h1", "netns", other.name());
            await().until(() -> port.linkState() == LinkState.DOWN);
            other.exec("ip", "link", "set", "h1", "up");
            assertCarriesFrames(port, other, "h1", 2);
            other.exec("ip", "link", "set", "h1", "down");
            await().until(() -> port.linkState() == LinkState.DOWN);
        }
        await().until(() -> port.linkState() == LinkState.GONE);
    }

    @Test
    void followsARenaming() throws Exception {
        OpenPort port = daemon.open(tap("h1", Optional.empty()), sink);
        await().until(() -> port.linkState() == LinkState.UP);
        host.exec("ip", "link", "set", "h1", "down");
        host.exec("ip", "link", "set", "h1", "name", "other1");
        host.exec("ip", "link", "set", "other1", "up");
        assertCarriesFrames(port, host, "other1", 1);
    }

    @Test
    void deletedAndMadeAgainIsPickedUp() throws Exception {
        OpenPort port = daemon.open(tap("h1", Optional.empty()), sink);
        assertCarriesFrames(port, host, "h1", 1);
        host.exec("ip", "link", "del", "h1");
        await().until(() -> port.linkState() == LinkState.GONE);
        assertThat(daemon.send(port, Frames.withHeader(Frames.bare(1, 60)))).isEqualTo(SendResult.GONE);
        host.exec("ip", "tuntap", "add", "h1", "mode", "tap", "user", "0");
        assertCarriesFrames(port, host, "h1", 2);
        assertThat(daemon.statistics(port).reattachments()).isEqualTo(1);
        assertThat(port.made().adopted()).containsExactly("h1");
    }

    @Test
    void aNamespaceThatEndsAndComesBackGetsItsTapAgain() throws Exception {
        try (NetNs other = NetNs.create()) {
            OpenPort port = daemon.open(tap("h1", Optional.of(other.name()), "10.9.0.1/24"), sink);
            assertCarriesFrames(port, other, "h1", 1);
            assertThat(host.exec("ip", "-br", "link")).doesNotContain("h1", "hbx");

            Shell.run("ip", "netns", "del", other.name());
            other.release();
            await().until(() -> port.linkState() == LinkState.GONE);
            Shell.run("ip", "netns", "add", other.name());
            await().until(() -> port.linkState() == LinkState.UP);
            assertThat(other.exec("ip", "-br", "addr", "show", "h1")).contains("10.9.0.1/24");
        }
    }

    @Test
    void removalLeavesNothing() throws Exception {
        try (NetNs other = NetNs.create()) {
            String here = host.exec("ip", "link");
            String there = other.exec("ip", "link");
            OpenPort a = daemon.open(tap("h1", Optional.empty()), sink);
            OpenPort b = daemon.open(tap("h2", Optional.of(other.name())), new RecordingSink());
            daemon.remove(a);
            daemon.remove(b);
            await().untilAsserted(() -> assertThat(host.exec("ip", "link")).isEqualTo(here));
            await().untilAsserted(() -> assertThat(other.exec("ip", "link")).isEqualTo(there));
        }
    }

    @Test
    void aHundredPortsOpenAndComeUp() throws Exception {
        long start = System.nanoTime();
        List<OpenPort> ports = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ports.add(daemon.open(tap("p" + i, Optional.empty()), new RecordingSink()));
        }
        await().until(() -> ports.stream().allMatch(port -> port.linkState() == LinkState.UP));
        System.out.println("100 tap ports open and up after " + (System.nanoTime() - start) / 1_000_000 + " ms");
        start = System.nanoTime();
        ports.clear();
        for (int i = 0; i < 100; i++) {
            ports.add(daemon.open(
                    new PortSpec.VmSpec("haya0", "v" + i, "v" + i, new Owner(0, 0), 1500), new RecordingSink()));
        }
        await().until(() -> ports.stream().allMatch(port -> port.linkState() == LinkState.NO_CARRIER));
        System.out.println("100 vm ports open after " + (System.nanoTime() - start) / 1_000_000 + " ms");
        start = System.nanoTime();
        daemon.removeAll();
        System.out.println("200 ports removed after " + (System.nanoTime() - start) / 1_000_000 + " ms");
        assertThat(host.exec("ip", "-br", "link")).doesNotContain("v99", "p99", "hbx");
    }
}
