package dev.hayabashi.services.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.services.dhcp.DhcpLab;
import dev.hayabashi.services.spi.ServiceEvent;
import dev.hayabashi.services.spi.ServicePort;
import dev.hayabashi.services.spi.Verdict;
import dev.hayabashi.services.wire.Endpoint6;
import dev.hayabashi.services.wire.FrameWriter;
import dev.hayabashi.services.wire.Icmpv6Packet;
import dev.hayabashi.services.wire.Ipv6Address;
import dev.hayabashi.services.wire.Octets;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RaEngineTest {
    private static final long GUEST = MacAddress.parse("aa:fc:00:00:00:01");
    private static final Ipv6Address PREFIX = Ipv6Address.parse("fd00:122::");
    private static final long SEED = 7;

    private final DhcpLab lab = new DhcpLab(DhcpLab.settings("192.168.122.2").build());
    private RaEngine engine = engine(RaSettings.of(DhcpLab.GATEWAY_MAC, PREFIX, 1500, List.of("lab")));

    private RaEngine engine(RaSettings settings) {
        return new RaEngine(settings, lab, SEED, lab.nowNanos);
    }

    @BeforeEach
    void start() {
        lab.services.ra(engine);
    }

    private static byte[] icmp(long mac, String source, String destination, String message) {
        FrameWriter writer = new FrameWriter(1500);
        writer.beginIcmpv6().put(Octets.parseHex(message));
        ByteBuffer frame = writer.finishIcmpv6(
                new Endpoint6(mac, Ipv6Address.parse(source), 0),
                new Endpoint6(0x3333_0000_0002L, Ipv6Address.parse(destination), 0));
        byte[] octets = new byte[frame.remaining()];
        frame.get(octets);
        return octets;
    }

    private static byte[] solicitation(String source, String options) {
        return icmp(GUEST, source, "ff02::2", "8500000000000000" + options);
    }

    @Test
    void solicitationIsAnsweredAtOnceToTheSolicitorAlone() {
        lab.receive(1, solicitation("fe80::a8fc:ff:fe00:1", "0101aafc00000001"));

        assertThat(lab.take()).singleElement().satisfies(sent -> {
            assertThat(sent.port()).isEqualTo(1);
            // Octet by octet, checksum included: Ethernet, IPv6 with hop limit 255, RA of lifetime 1800, source
            // address,
            // MTU, prefix with L and A, RDNSS, DNSSL.
            assertThat(Octets.hex(sent.frame()))
                    .isEqualTo("aafc00000001" + "525400000001" + "86dd"
                            + "60000000" + "0068" + "3aff"
                            + "fe800000000000005054" + "00fffe000001" + "fe80000000000000a8fc00fffe000001"
                            + "8600" + checksumOf(sent.frame()) + "4000" + "0708" + "00000000" + "00000000"
                            + "0101525400000001"
                            + "05010000000005dc"
                            + "030440c0" + "00015180" + "00003840" + "00000000"
                            + "fd000122000000000000000000000000"
                            + "1903000000000708" + "fe80000000000000505400fffe000001"
                            + "1f02000000000708" + "036c616200000000");
            Icmpv6Packet packet = new Icmpv6Packet();
            assertThat(packet.wrap(ByteBuffer.wrap(sent.frame()), 0, sent.frame().length, false))
                    .as("the checksum is right")
                    .isTrue();
        });
    }

    private static String checksumOf(byte[] frame) {
        return Octets.hex(new byte[] {frame[56], frame[57]});
    }

    @Test
    void hostWithoutAddressGetsAMulticastInAnEthernetFrameOfItsOwn() {
        lab.receive(1, solicitation("::", ""));
        assertThat(lab.take()).singleElement().satisfies(sent -> {
            assertThat(Octets.hex(sent.frame())).startsWith("aafc00000001");
            assertThat(Octets.hex(sent.frame()).substring(76, 108)).isEqualTo("ff020000000000000000000000000001");
        });
    }

    @Test
    void unsoundSolicitationsAreIgnored() {
        lab.receive(1, solicitation("::", "0101aafc00000001"));
        lab.receive(1, solicitation("fe80::1", "0100aafc00000001"));
        lab.receive(1, solicitation("fe80::1", "0102aafc00000001"));
        byte[] farAway = solicitation("fe80::1", "");
        farAway[21] = (byte) 254;
        lab.receive(1, farAway);
        byte[] damaged = solicitation("fe80::1", "");
        damaged[56] ^= 1;
        lab.receive(1, damaged);
        assertThat(lab.take()).isEmpty();
        lab.receive(1, damaged, 1);
        assertThat(lab.take()).as("partial checksum of a guest").hasSize(1);
    }

    @Test
    void solicitationsOfOnePortAreLimited() {
        for (int i = 0; i < 100; i++) {
            lab.receive(1, solicitation("fe80::1", ""));
        }
        assertThat(lab.take()).hasSize(50);
    }

    @Test
    void advertisementsToAllAreThreeAtFirstAndThenRare() {
        int first = 0;
        for (int second = 0; second < 40; second++) {
            lab.advance(1);
            first += lab.take().size();
        }
        assertThat(first).isEqualTo(3);
        int later = 0;
        for (int second = 0; second < 6000; second++) {
            lab.advance(1);
            later += lab.take().size();
        }
        assertThat(later).as("every 200 to 600 s").isBetween(10, 30);
    }

    @Test
    void farewellTakesRouterAndResolversBack() {
        engine.farewell(lab.nowNanos);
        String frame = Octets.hex(lab.take().get(0).frame());
        assertThat(frame).startsWith("333300000001").contains("40000000" + "00000000" + "00000000");
        assertThat(frame).contains("19030000" + "00000000").contains("1f020000" + "00000000");
    }

    @Test
    void formerPrefixIsDeprecated() {
        engine.reconfigure(
                RaSettings.of(DhcpLab.GATEWAY_MAC, Ipv6Address.parse("fd00:123::"), 1500, List.of()), lab.nowNanos);
        lab.advance(1);
        String frame = Octets.hex(lab.take().get(0).frame());
        assertThat(frame).contains("030440c0" + "00015180" + "00003840" + "00000000" + "fd000123");
        assertThat(frame).contains("030440c0" + "00015180" + "00000000" + "00000000" + "fd000122");
        lab.advance(86_401);
        lab.take();
        lab.advance(700);
        assertThat(Octets.hex(lab.take().get(0).frame())).doesNotContain("fd000122");
    }

    @Test
    void guardDropsAdvertisementsAndDhcpv6RepliesOfGuests() {
        byte[] rogue = icmp(GUEST, "fe80::bad", "ff02::1", "8600000000000708" + "0000000000000000");
        assertThat(lab.receive(1, rogue)).isEqualTo(Verdict.DROP_RA_GUARD);
        assertThat(lab.receive(9, rogue)).isEqualTo(Verdict.PASS);
        assertThat(lab.events)
                .singleElement()
                .isInstanceOf(ServiceEvent.RogueRouter.class)
                .satisfies(e -> assertThat(e.message()).contains("fe80::bad", "vm1"));
        lab.receive(1, rogue);
        assertThat(lab.events).as("said once").hasSize(1);
        assertThat(lab.services.raGuardDrops()).isEqualTo(2);
        rogue[56] ^= 1;
        assertThat(lab.receive(1, rogue)).as("broken, and still").isEqualTo(Verdict.DROP_RA_GUARD);
    }

    @Test
    void settingsThatRfc4861ForbidsAreRefused() {
        assertThatThrownBy(() -> RaSettings.of(1, Ipv6Address.parse("fd00::1"), 1500, List.of()))
                .hasMessageContaining("64 bits");
        assertThatThrownBy(() -> RaSettings.of(1, PREFIX, 1000, List.of())).hasMessageContaining("1280");
        assertThatThrownBy(() -> RaSettings.of(1, PREFIX, 1500, List.of("a..b")))
                .hasMessageContaining("a..b");
    }

    @Test
    void unknownPortIsLeftAlone() {
        assertThat(lab.receive(77, solicitation("fe80::1", ""))).isEqualTo(Verdict.PASS);
        lab.services.portAdded(ServicePort.guest(77, "vm77"));
        lab.receive(77, solicitation("fe80::1", ""));
        assertThat(lab.take()).hasSize(1);
    }
}
