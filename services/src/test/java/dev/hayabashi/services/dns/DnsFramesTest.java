package dev.hayabashi.services.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.services.BridgeServices;
import dev.hayabashi.services.dhcp.DhcpEngine;
import dev.hayabashi.services.dhcp.DhcpLab;
import dev.hayabashi.services.dhcp.DhcpSettings;
import dev.hayabashi.services.dhcp.Reservation;
import dev.hayabashi.services.spi.Verdict;
import dev.hayabashi.services.wire.Endpoint;
import dev.hayabashi.services.wire.Endpoint6;
import dev.hayabashi.services.wire.FrameWriter;
import dev.hayabashi.services.wire.Ipv4;
import dev.hayabashi.services.wire.Ipv4Prefix;
import dev.hayabashi.services.wire.Ipv6Address;
import dev.hayabashi.services.wire.Octets;
import dev.hayabashi.services.wire.UdpPacket;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frame in, frame out, with the names of a DHCP server. */
class DnsFramesTest {
    private static final String QUERY = "abcd01000001000000000000" + "03776562036c6162000001" + "0001";
    private static final long GUEST = 0xaafc_0000_0001L;
    private static final Ipv6Address GATEWAY6 = Ipv6Address.parse("fe80::1");

    private final DhcpSettings settings = DhcpLab.settings("192.168.122.2-192.168.122.9")
            .reservations(List.of(Reservation.ofMac(GUEST, Ipv4.parse("192.168.122.10"), "web")))
            .build();
    private final DhcpLab lab = new DhcpLab(settings);

    DnsFramesTest() {
        DhcpEngine dhcp = new DhcpEngine(settings, lab, (change, token) -> {});
        DnsSettings dns = new DnsSettings(
                DhcpLab.GATEWAY_MAC,
                DhcpLab.GATEWAY,
                List.of(GATEWAY6),
                "gateway",
                "lab",
                List.of(Ipv4Prefix.parse("192.168.122.0/24")),
                null,
                List.of(),
                List.of(),
                List.of(),
                false,
                DnsLimits.DEFAULT);
        lab.services.dns(new DnsEngine(dns, BridgeServices.namesOf(dhcp), new DnsUpstream() {
            @Override
            public void forward(long token, Resolver resolver, boolean tcp, ByteBuffer query) {
                throw new AssertionError("nothing is forwarded");
            }

            @Override
            public void abandon(long token) {
                throw new AssertionError("nothing is forwarded");
            }
        }));
    }

    private static byte[] octets(ByteBuffer frame) {
        byte[] octets = new byte[frame.remaining()];
        frame.get(octets);
        return octets;
    }

    private static byte[] query4(String destination, long mac, int sourcePort) {
        FrameWriter writer = new FrameWriter(1500);
        writer.beginUdp4().put(Octets.parseHex(QUERY));
        return octets(writer.finishUdp4(
                new Endpoint(GUEST, Ipv4.parse("192.168.122.2"), sourcePort),
                new Endpoint(mac, Ipv4.parse(destination), 53)));
    }

    @Test
    void queryToTheGatewayIsAnsweredOnItsPort() {
        assertThat(lab.receive(1, query4("192.168.122.1", DhcpLab.GATEWAY_MAC, 40000)))
                .isEqualTo(Verdict.CONSUMED);
        assertThat(lab.take()).singleElement().satisfies(sent -> {
            assertThat(sent.port()).isEqualTo(1);
            UdpPacket udp = new UdpPacket();
            assertThat(udp.wrap(ByteBuffer.wrap(sent.frame()), 0, sent.frame().length, false))
                    .isTrue();
            assertThat(udp.source()).isEqualTo(DhcpLab.GATEWAY);
            assertThat(udp.destinationMac()).isEqualTo(GUEST);
            assertThat(udp.destinationPort()).isEqualTo(40000);
            assertThat(Octets.hex(sent.frame())).endsWith("0004" + "c0a87a0a");
        });
    }

    @Test
    void queryOverIpv6IsAnsweredOverIpv6() {
        FrameWriter writer = new FrameWriter(1500);
        writer.beginUdp6().put(Octets.parseHex(QUERY));
        byte[] frame = octets(writer.finishUdp6(
                new Endpoint6(GUEST, Ipv6Address.parse("fe80::2"), 5353),
                new Endpoint6(DhcpLab.GATEWAY_MAC, GATEWAY6, 53)));
        assertThat(lab.receive(1, frame)).isEqualTo(Verdict.CONSUMED);
        assertThat(lab.take()).singleElement().satisfies(sent -> {
            UdpPacket udp = new UdpPacket();
            assertThat(udp.wrap(ByteBuffer.wrap(sent.frame()), 0, sent.frame().length, false))
                    .isTrue();
            assertThat(udp.source6()).isEqualTo(GATEWAY6);
            assertThat(Octets.hex(sent.frame())).endsWith("0004" + "c0a87a0a");
        });
    }

    @Test
    void queriesToOthersPass() {
        assertThat(lab.receive(1, query4("8.8.8.8", DhcpLab.GATEWAY_MAC, 40000)))
                .isEqualTo(Verdict.PASS);
        assertThat(lab.receive(1, query4("192.168.122.1", 0x0200_0000_0001L, 40000)))
                .isEqualTo(Verdict.PASS);
        assertThat(lab.receive(1, query4("192.168.122.1", DhcpLab.GATEWAY_MAC, 0)))
                .isEqualTo(Verdict.CONSUMED);
        assertThat(lab.take()).isEmpty();
    }
}
