package dev.hayabashi.tapio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hayabashi.tapio.fixture.DaemonSide;
import dev.hayabashi.tapio.fixture.NetNs;
import dev.hayabashi.tapio.fixture.VmmPeer;
import dev.hayabashi.tapio.netlink.InterfaceAddress;
import dev.hayabashi.tapio.sys.DeviceBusyException;
import dev.hayabashi.tapio.sys.MissingDeviceException;
import dev.hayabashi.tapio.sys.RefusedCallException;
import dev.hayabashi.tapio.sys.UnfitDeviceException;
import dev.hayabashi.tapio.tap.Owner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Making, adopting and refusing TAPs. */
class TapDeviceIT {
    private static final int IFF_TAP = 0x2;
    private static final int IFF_NO_PI = 0x1000;
    private static final Owner OWNER = new Owner(1234, 2345);

    private DaemonSide daemon;
    private NetNs host;

    @BeforeEach
    void start() {
        daemon = new DaemonSide();
        host = daemon.namespace();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private static PortSpec.TapSpec tap(boolean persistent) {
        return tap(persistent, Optional.empty(), 1500);
    }

    private static PortSpec.TapSpec tap(boolean persistent, Optional<String> namespace, int mtuBytes) {
        return new PortSpec.TapSpec(
                "haya0",
                "h1",
                "h1",
                OWNER,
                persistent,
                mtuBytes,
                OptionalLong.of(0x02_00_00_00_00_77L),
                0x02_00_00_00_00_78L,
                namespace,
                List.of(InterfaceAddress.parse("10.9.0.1/24")),
                false);
    }

    private String show() {
        return host.exec("ip", "-d", "addr", "show", "h1");
    }

    @Test
    void aNewOneIsAsAskedFor() {
        daemon.open(tap(false, Optional.empty(), 9000));
        assertThat(show())
                .contains(
                        "tun type tap",
                        "vnet_hdr on",
                        "persist off",
                        "user 1234",
                        "group 2345",
                        "mtu 9000",
                        "qlen 4096")
                .contains("02:00:00:00:00:77", "inet 10.9.0.1/24 brd 10.9.0.255", "alias hayabashi:haya0:h1", ",UP")
                .doesNotContain("inet6", "NOARP");
    }

    @Test
    void aNewOneInANamespaceIsThereAndNowhereElse() {
        try (NetNs other = NetNs.create()) {
            daemon.open(tap(false, Optional.of(other.name()), 1500));
            assertThat(other.exec("ip", "-d", "addr", "show", "h1"))
                    .contains("tun type tap", "inet 10.9.0.1/24", "alias hayabashi:haya0:h1");
            assertThat(other.exec("cat", "/proc/sys/net/ipv6/conf/h1/disable_ipv6"))
                    .startsWith("1");
            assertThat(host.exec("ip", "-br", "link")).doesNotContain("h1", "hbx");
        }
    }

    @Test
    void aFreeOneWithTheRightOwnerIsAdoptedAndGivenBack() {
        host.exec("ip", "tuntap", "add", "h1", "mode", "tap", "user", "1234", "group", "2345");
        host.exec("ip", "addr", "add", "10.9.0.1/24", "dev", "h1");
        OpenPort port = daemon.open(tap(false));
        assertThat(port.made()).isEqualTo(new OpenPort.Made(List.of(), List.of("h1")));
        assertThat(show()).contains("vnet_hdr on", "02:00:00:00:00:77");
        daemon.remove(port);
        // The address was there before and stays.
        assertThat(show()).contains("persist on", "inet 10.9.0.1/24");
    }

    @Test
    void addressesThatWeAddedToAnAdoptedOneGoAgain() {
        host.exec("ip", "tuntap", "add", "h1", "mode", "tap", "user", "1234");
        OpenPort port = daemon.open(tap(false));
        assertThat(show()).contains("inet 10.9.0.1/24");
        daemon.remove(port);
        assertThat(show()).contains("persist on").doesNotContain("10.9.0.1");
    }

    @Test
    void anAdoptedOneIsGivenBackAsItWas() {
        host.exec("ip", "tuntap", "add", "h1", "mode", "tap", "user", "1234", "group", "2345");
        host.exec("ip", "link", "set", "h1", "mtu", "1400", "txqueuelen", "77");
        OpenPort port = daemon.open(tap(false));
        assertThat(show()).contains("mtu 1500", "qlen 4096", ",UP");
        daemon.remove(port);
        assertThat(show()).contains("mtu 1400", "qlen 77").doesNotContain(",UP");
    }

    @Test
    void anAddressThatCannotBeHadTakesNothingOfAnAdoptedOne() {
        host.exec("ip", "tuntap", "add", "h1", "mode", "tap", "user", "1234", "group", "2345");
        host.exec("ip", "link", "set", "h1", "mtu", "1400");
        PortSpec.TapSpec usual = tap(false);
        assertThatThrownBy(() -> daemon.open(new PortSpec.TapSpec(
                        usual.bridge(),
                        usual.name(),
                        usual.device(),
                        usual.owner(),
                        false,
                        // Less than IPv6 needs, so the second address is refused.
                        1000,
                        OptionalLong.empty(),
                        usual.newAddress(),
                        Optional.empty(),
                        List.of(InterfaceAddress.parse("10.9.0.1/24"), InterfaceAddress.parse("fd00:9::1/64")),
                        true)))
                .isInstanceOf(RefusedCallException.class)
                .hasMessageContaining("fd00:9");
        assertThat(show()).contains("mtu 1400").doesNotContain("10.9.0.1").doesNotContain(",UP");
        daemon.open(tap(false));
    }

    private static PortSpec.TapSpec withoutAddress() {
        PortSpec.TapSpec usual = tap(false);
        return new PortSpec.TapSpec(
                usual.bridge(),
                usual.name(),
                usual.device(),
                usual.owner(),
                usual.persistent(),
                usual.mtuBytes(),
                OptionalLong.empty(),
                usual.newAddress(),
                usual.netns(),
                usual.addresses(),
                usual.ipv6());
    }

    /** A restart in less than a second is too fast for Linux to believe in a new address (arp locktime). */
    @Test
    void aNewOneHasTheSameAddressEachTimeAndAnAdoptedOneKeepsItsOwn() {
        for (int times = 0; times < 2; times++) {
            OpenPort port = daemon.open(withoutAddress());
            assertThat(show()).contains("02:00:00:00:00:78");
            daemon.remove(port);
        }
        host.exec("ip", "tuntap", "add", "h1", "mode", "tap");
        host.exec("ip", "link", "set", "h1", "address", "02:00:00:00:00:99");
        daemon.open(withoutAddress());
        assertThat(show()).contains("02:00:00:00:00:99");
    }

    @Test
    void anOwnerlessOneGetsItsOwner() {
        host.exec("ip", "tuntap", "add", "h1", "mode", "tap");
        daemon.open(tap(false));
        assertThat(show()).contains("user 1234", "group 2345");
    }

    @Test
    void theHeaderIsTwelveBytesWhateverSomebodyLeft() {
        host.exec("ip", "tuntap", "add", "h1", "mode", "tap", "user", "1234", "group", "2345");
        OpenPort port = daemon.open(tap(false));
        daemon.remove(port);
        // Sticky on a persistent device: a program that sets nothing finds what we have set.
        try (VmmPeer peer = host.call(() -> VmmPeer.attach("h1", IFF_TAP | IFF_NO_PI | 0x4000))) {
            assertThat(peer.headerBytes("h1")).isEqualTo(12);
        }
    }

    @Test
    void aPersistentOneStaysWhenTheDaemonStopsAndGoesWhenThePortIsRemoved() {
        OpenPort port = daemon.open(tap(true));
        host.run(() -> port.close(OpenPort.Closing.KEEP_PERSISTENT));
        assertThat(show()).contains("persist on");
        OpenPort again = daemon.open(tap(true));
        assertThat(again.made().created()).containsExactly("h1");
        daemon.remove(again);
        assertThat(host.exec("ip", "-br", "link")).doesNotContain("h1");
    }

    @Test
    void whoeverHoldsItIsNamed() {
        host.exec("ip", "tuntap", "add", "h1", "mode", "tap", "user", "1234", "group", "2345");
        try (VmmPeer holder = host.call(() -> VmmPeer.attach("h1", IFF_TAP | IFF_NO_PI))) {
            assertThat(holder.headerBytes("h1")).isPositive();
            long self = ProcessHandle.current().pid();
            assertThatThrownBy(() -> daemon.open(tap(false)))
                    .isInstanceOfSatisfying(
                            DeviceBusyException.class,
                            e -> assertThat(e.holders()).anySatisfy(found -> {
                                assertThat(found.pid()).isEqualTo(self);
                                assertThat(found.command()).contains("java");
                            }))
                    .hasMessageStartingWith("h1: TUNSETIFF failed with EBUSY (device or resource busy); held by pid ")
                    .hasMessageContaining("pid " + self + " (")
                    .hasMessageEndingWith("a TAP has one plug, a VMM's own TAP needs kind: vm");
        }
    }

    /** As after kill -9 of a daemon on io_uring; here the only descriptor is in a message that nobody has received. */
    @Test
    void oneThatIsBusyAndThatNobodyHoldsIsWaitedFor() throws Exception {
        String script = """
                import fcntl, os, socket, struct, time
                near, far = socket.socketpair()
                fd = os.open("/dev/net/tun", os.O_RDWR)
                fcntl.ioctl(fd, 0x400454ca, struct.pack("16sH22x", b"h1", 0x1002))
                socket.send_fds(near, [b"x"], [fd])
                os.close(fd)
                print("ready", flush=True)
                time.sleep(1)
                """;
        Process gone = new ProcessBuilder("ip", "netns", "exec", host.name(), "python3", "-c", script)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(gone.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("ready");
        OpenPort port = daemon.open(tap(false));
        assertThat(port.made().created()).containsExactly("h1");
        assertThat(gone.waitFor()).isZero();
    }

    @Test
    void aMultiQueueOneIsRefused() {
        host.exec("ip", "tuntap", "add", "h1", "mode", "tap", "multi_queue", "user", "1234");
        assertRefused("exists and is a multi-queue TAP", "ip link del h1");
    }

    @Test
    void anotherOwnersIsRefused() {
        host.exec("ip", "tuntap", "add", "h1", "mode", "tap", "user", "99");
        assertRefused("belongs to uid 99, not to 1234", "set owner: \"99:");
    }

    @Test
    void anotherGroupsIsRefused() {
        host.exec("ip", "tuntap", "add", "h1", "mode", "tap", "user", "1234", "group", "99");
        assertRefused("belongs to gid 99, not to 2345", "set owner: \"1234:99\"");
    }

    @Test
    void aTunIsRefused() {
        host.exec("ip", "tuntap", "add", "h1", "mode", "tun");
        assertRefused("is a TUN (IP packets), not a TAP", "ip link del h1");
    }

    @Test
    void whatIsNoTapIsRefused() {
        host.exec("ip", "link", "add", "h1", "type", "veth", "peer", "name", "h2");
        assertRefused("is a netdev of kind veth, not a TAP", "kind: netdev");
    }

    @Test
    void whatAKernelBridgeHasIsRefused() {
        host.exec("ip", "link", "add", "br9", "type", "bridge");
        host.exec("ip", "tuntap", "add", "h1", "mode", "tap", "user", "1234");
        host.exec("ip", "link", "set", "h1", "master", "br9");
        assertRefused("belongs to a kernel bridge", "ip link set h1 nomaster");
    }

    /** Refused as tap and as vm, and not touched. */
    private void assertRefused(String why, String whatToDo) {
        String before = host.exec("ip", "-d", "link");
        assertThatThrownBy(() -> daemon.open(tap(false)))
                .isInstanceOf(UnfitDeviceException.class)
                .hasMessageStartingWith("h1 ")
                .hasMessageContaining(why)
                .hasMessageContaining(whatToDo);
        assertThatThrownBy(() -> daemon.open(new PortSpec.VmSpec("haya0", "vm0", "h1", OWNER, 1500)))
                .isInstanceOf(UnfitDeviceException.class)
                .hasMessageContaining(why);
        assertThat(host.exec("ip", "-d", "link")).isEqualTo(before);
    }

    @Test
    void aFailureHalfWayLeavesNothing() {
        String before = host.exec("ip", "-br", "link");
        assertThatThrownBy(() -> daemon.open(tap(true, Optional.empty(), 100_000)))
                .isInstanceOf(RefusedCallException.class)
                .hasMessageContaining("h1: RTM_SETLINK failed with E");
        assertThatThrownBy(() -> daemon.open(new PortSpec.VmSpec("haya0", "h1", "h1", OWNER, 100_000)))
                .isInstanceOf(RefusedCallException.class);
        assertThatThrownBy(() -> daemon.open(tap(true, Optional.of("hbt-nowhere"), 1500)))
                .isInstanceOf(MissingDeviceException.class)
                .hasMessage("/run/netns/hbt-nowhere: open failed with ENOENT (no such file or directory); "
                        + "create the namespace first: ip netns add hbt-nowhere");
        assertThat(host.exec("ip", "-br", "link")).isEqualTo(before);
    }
}
