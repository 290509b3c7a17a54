package dev.hayabashi.daemon.decode;

import static dev.hayabashi.daemon.decode.FrameBytes.ethernet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrameSummaryTest {
    private static final String A = "aa:fc:00:00:00:01";
    private static final String B = "aa:fc:00:00:00:02";
    private static final String ALL = "ff:ff:ff:ff:ff:ff";

    static Stream<Arguments> frames() {
        return Stream.of(
                row("DHCP DISCOVER from " + A + " ('web')", FrameBytes.dhcpDiscover(A, "web")),
                row("ARP who-has 10.0.0.1 tell 10.0.0.2", FrameBytes.arpRequest(A, "10.0.0.2", "10.0.0.1")),
                row("ARP probe for 10.0.0.1 by " + A, FrameBytes.arpRequest(A, "0.0.0.0", "10.0.0.1")),
                row("ARP announcement of 10.0.0.1 by " + A, FrameBytes.arpRequest(A, "10.0.0.1", "10.0.0.1")),
                row("TCP SYN 10.0.0.2:33000 > 10.0.0.1:22", tcp(0x02)),
                row("TCP SYN-ACK 10.0.0.2:33000 > 10.0.0.1:22", tcp(0x12)),
                row("TCP 10.0.0.2:33000 > 10.0.0.1:22", tcp(0x10)),
                row(
                        "VLAN 7 ARP who-has 10.0.0.1 tell 10.0.0.2",
                        tagged(FrameBytes.arpRequest(A, "10.0.0.2", "10.0.0.1"))),
                row(
                        "ICMP echo request 10.0.0.2 > 10.0.0.1",
                        ip4(1).u8(8, 0).zeros(6).bytes()),
                row(
                        "IGMP report 10.0.0.2 > 10.0.0.1",
                        ip4(2).u8(0x22, 0).zeros(6).bytes()),
                row("IPv4 protocol 89 10.0.0.2 > 10.0.0.1", ip4(89).zeros(20).bytes()),
                row("DNS query AAAA example.org 10.0.0.2:5000 > 10.0.0.1:53", dns()),
                row(
                        "ICMPv6 neighbour solicitation to see whether fe80::1 is free",
                        icmp6("::", 135)
                                .u32(0)
                                .hex("fe80 0000 0000 0000 0000 0000 0000 0001")
                                .bytes()),
                row(
                        "ICMPv6 neighbour solicitation who-has fe80::1 tell fe80::2",
                        icmp6("fe80::2", 135)
                                .u32(0)
                                .hex("fe80 0000 0000 0000 0000 0000 0000 0001")
                                .bytes()),
                row(
                        "ICMPv6 router solicitation from fe80::2",
                        icmp6("fe80::2", 133).u32(0).bytes()),
                row("MLD report fe80::2 > ff02::16", mldBehindHopByHop()),
                row(
                        "BPDU RST root 8000.aafc00000001 cost 20000 bridge 8000.aafc00000002 port 8003 proposal from "
                                + B,
                        bpdu()),
                row(
                        "BPDU TCN from " + B,
                        ethernet("01:80:c2:00:00:00", B, 7)
                                .hex("42 42 03 0000 00 80")
                                .bytes()),
                row(
                        "LLDP from " + A,
                        ethernet("01:80:c2:00:00:0e", A, 0x88cc).zeros(46).bytes()),
                row(
                        "EtherType 0x88b5 from " + A + " to " + B,
                        ethernet(B, A, 0x88b5).zeros(46).bytes()),
                row("runt of 3 bytes", new byte[3]));
    }

    private static Arguments row(String text, byte[] frame) {
        return Arguments.of(text, frame);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void putsAFrameIntoWords(String text, byte[] frame) {
        FrameSummary summary = FrameSummary.of(frame);
        assertThat(summary.text())
                .isEqualTo(text.replace("8000.aafc00000001", id(A))
                        .replace("8000.aafc00000002", id(B))
                        .replace("port 8003", "port " + new dev.hayabashi.stp.PortId(0x8003)));
        assertThat(summary.text()).contains(summary.kind());
    }

    private static String id(String mac) {
        return dev.hayabashi.stp.BridgeId.of(32768, dev.hayabashi.bridgecore.MacAddress.parse(mac))
                .toString();
    }

    @Test
    void knowsAddressesAndVlan() {
        FrameSummary arp = FrameSummary.of(tagged(FrameBytes.arpRequest(A, "10.0.0.2", "10.0.0.1")));
        assertThat(arp.kind()).isEqualTo("ARP");
        assertThat(arp.vlan()).isEqualTo(7);
        assertThat(arp.source()).isEqualTo(0xaafc_0000_0001L);
        assertThat(arp.destination()).isEqualTo(0xffff_ffff_ffffL);
        assertThat(arp.sourceIp()).isEqualTo("10.0.0.2");
        assertThat(arp.destinationIp()).isEqualTo("10.0.0.1");
    }

    @Test
    void textOfAGuestCannotForgeASentence() {
        String text =
                FrameSummary.of(FrameBytes.dhcpDiscover(A, "x'\n\u001b[31m")).text();
        assertThat(text).isEqualTo("DHCP DISCOVER from " + A + " ('x???[31m')");
    }

    @Test
    void everyCutOfEveryFrameGivesAPhrase() {
        frames().map(row -> (byte[]) row.get()[1]).forEach(frame -> {
            for (int length = 0; length < frame.length; length++) {
                assertThat(FrameSummary.of(Arrays.copyOf(frame, length)).text()).isNotBlank();
            }
        });
    }

    /** A guest sends what it likes: valid frames with flipped octets, and noise. */
    @Test
    void nothingThrows() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[][] frames = frames().map(row -> (byte[]) row.get()[1]).toArray(byte[][]::new);
        for (int round = 0; round < 200_000; round++) {
            byte[] frame = frames[random.nextInt(frames.length)].clone();
            int changes = random.nextInt(8);
            for (int i = 0; i < changes; i++) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(frame, random.nextInt(frame.length + 20));
            try {
                String text = FrameSummary.of(cut).text();
                assertThat(text.chars()).as("seed %d round %d", seed, round).allMatch(c -> c >= ' ' && c < 0x7f);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " round " + round + " " + Arrays.toString(cut), e);
            }
        }
    }

    private static FrameBytes ip4(int protocol) {
        return ethernet(B, A, 0x0800).ip4(protocol, "10.0.0.2", "10.0.0.1", 20);
    }

    private static byte[] tcp(int flags) {
        return ip4(6).u16(33_000).u16(22).zeros(8).u8(0x50, flags).zeros(6).bytes();
    }

    private static byte[] dns() {
        return ethernet(B, A, 0x0800)
                .ip4(17, "10.0.0.2", "10.0.0.1", 8 + 12 + 13 + 4)
                .u16(5000)
                .u16(53)
                .u32(0)
                .hex("1234 0100 0001 0000 0000 0000")
                .u8(7)
                .text("example")
                .u8(3)
                .text("org")
                .u8(0)
                .u16(28)
                .u16(1)
                .bytes();
    }

    private static byte[] tagged(byte[] frame) {
        FrameBytes tagged = ethernet(ALL, A, 0x8100).u16(7);
        for (int i = 12; i < frame.length; i++) {
            tagged.u8(frame[i] & 0xff);
        }
        return tagged.bytes();
    }

    private static FrameBytes icmp6(String source, int type) {
        return ethernet("33:33:00:00:00:01", A, 0x86dd)
                .hex("60000000 0020 3a ff")
                .hex(source.equals("::") ? "00".repeat(16) : "fe80" + "00".repeat(13) + "02")
                .hex("ff02" + "00".repeat(13) + "01")
                .u8(type, 0)
                .u16(0);
    }

    private static byte[] mldBehindHopByHop() {
        return ethernet("33:33:00:00:00:16", A, 0x86dd)
                .hex("60000000 0024 00 01")
                .hex("fe80" + "00".repeat(13) + "02")
                .hex("ff02" + "00".repeat(13) + "16")
                .hex("3a00 0502 0000 0100")
                .u8(143, 0)
                .zeros(26)
                .bytes();
    }

    private static byte[] bpdu() {
        return ethernet("01:80:c2:00:00:00", B, 39)
                .hex("42 42 03 0000 02 02 0e")
                .hex("8000")
                .mac(A)
                .u32(20_000)
                .hex("8000")
                .mac(B)
                .hex("8003 0000 1400 0200 0f00 00")
                .zeros(7)
                .bytes();
    }
}
