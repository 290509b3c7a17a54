package dev.hayabashi.services.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hayabashi.bridgecore.MacAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
    private static final Endpoint GUEST = new Endpoint(0xaafc_0000_0001L, Ipv4.parse("192.168.122.2"), 40000);
    private static final Endpoint GATEWAY = new Endpoint(0x5254_0000_0001L, Ipv4.parse("192.168.122.1"), 53);

    static byte[] copy(ByteBuffer frame) {
        byte[] octets = new byte[frame.remaining()];
        frame.get(octets);
        return octets;
    }

    static byte[] udp4(Endpoint from, Endpoint to, byte[] payload) {
        FrameWriter writer = new FrameWriter(1600);
        writer.beginUdp4().put(payload);
        return copy(writer.finishUdp4(from, to));
    }

    static byte[] udp6(Endpoint6 from, Endpoint6 to, byte[] payload) {
        FrameWriter writer = new FrameWriter(1600);
        writer.beginUdp6().put(payload);
        return copy(writer.finishUdp6(from, to));
    }

    private static boolean wraps(byte[] frame) {
        return new UdpPacket().wrap(ByteBuffer.wrap(frame), 0, frame.length, false);
    }

    /** The example of RFC 1071 section 3. */
    @Test
    void checksumOfTheRfc() {
        ByteBuffer data = ByteBuffer.wrap(Octets.parseHex("0001f203f4f5f6f7"));
        assertThat(Checksum.finish(Checksum.add(0, data, 0, 8))).isEqualTo(~0xddf2 & 0xffff);
        assertThat(Checksum.finish(Checksum.add(0, data, 0, 3)))
                .as("odd length")
                .isEqualTo(~(0x0001 + 0xf200) & 0xffff);
    }

    @Test
    void checksumOfTheLargestPacketOfOnesDoesNotOverflow() {
        byte[] ones = new byte[65_534];
        java.util.Arrays.fill(ones, (byte) 0xff);
        assertThat(Checksum.finish(Checksum.add(0x3_0000, ByteBuffer.wrap(ones), 0, ones.length)))
                .isEqualTo(0xfffc);
    }

    @Test
    void frameThatIsWrittenIsRead() {
        for (int length = 0; length < 40; length++) {
            byte[] frame = udp4(GUEST, GATEWAY, new byte[length]);
            UdpPacket udp = new UdpPacket();
            assertThat(udp.wrap(ByteBuffer.wrap(frame), 0, frame.length, false)).isTrue();
            assertThat(udp.sourceMac()).isEqualTo(GUEST.mac());
            assertThat(udp.destinationMac()).isEqualTo(GATEWAY.mac());
            assertThat(udp.source()).isEqualTo(GUEST.address());
            assertThat(udp.destination()).isEqualTo(GATEWAY.address());
            assertThat(udp.sourcePort()).isEqualTo(40000);
            assertThat(udp.destinationPort()).isEqualTo(53);
            assertThat(udp.payloadLength()).isEqualTo(length);
        }
    }

    @Test
    void everyFlippedBitOfAnIpv4DatagramIsNoticed() {
        byte[] frame = udp4(GUEST, GATEWAY, new byte[] {1, 2, 3, 4, 5});
        for (int bit = 14 * 8; bit < frame.length * 8; bit++) {
            byte[] damaged = frame.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(wraps(damaged)).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void everyTruncationIsNoticed() {
        byte[] frame4 = udp4(GUEST, GATEWAY, new byte[20]);
        byte[] frame6 = udp6(
                new Endpoint6(1, Ipv6Address.parse("fe80::2"), 1),
                new Endpoint6(2, Ipv6Address.parse("fe80::1"), 53),
                new byte[20]);
        for (byte[] frame : new byte[][] {frame4, frame6}) {
            assertThat(wraps(frame)).isTrue();
            for (int length = 0; length < frame.length; length++) {
                assertThat(wraps(java.util.Arrays.copyOf(frame, length))).isFalse();
            }
        }
    }

    @Test
    void ethernetPaddingIsNoPayload() {
        byte[] frame = udp4(GUEST, GATEWAY, new byte[2]);
        byte[] padded = java.util.Arrays.copyOf(frame, 60);
        UdpPacket udp = new UdpPacket();
        assertThat(udp.wrap(ByteBuffer.wrap(padded), 0, padded.length, false)).isTrue();
        assertThat(udp.payloadLength()).isEqualTo(2);
    }

    @Test
    void missingChecksumIsFineOverIpv4AndNotOverIpv6() {
        byte[] frame4 = udp4(GUEST, GATEWAY, new byte[3]);
        frame4[40] = frame4[41] = 0;
        assertThat(wraps(frame4)).isTrue();
        byte[] frame6 = udp6(
                new Endpoint6(1, Ipv6Address.parse("fe80::2"), 1),
                new Endpoint6(2, Ipv6Address.parse("fe80::1"), 53),
                new byte[3]);
        frame6[60] = frame6[61] = 0;
        assertThat(wraps(frame6)).isFalse();
        assertThat(new UdpPacket().wrap(ByteBuffer.wrap(frame6), 0, frame6.length, true))
                .isTrue();
    }

    @Test
    void fragmentsAndTaggedFramesAreNobodysBusiness() {
        byte[] frame = udp4(GUEST, GATEWAY, new byte[8]);
        byte[] tagged = new byte[frame.length + 4];
        System.arraycopy(frame, 0, tagged, 0, 12);
        System.arraycopy(Octets.parseHex("81000005"), 0, tagged, 12, 4);
        System.arraycopy(frame, 12, tagged, 16, frame.length - 12);
        assertThat(TrafficFilter.classify(ByteBuffer.wrap(tagged), 0, tagged.length))
                .isEqualTo(Traffic.OTHER);
        assertThat(wraps(tagged)).isFalse();
        assertThat(TrafficFilter.classify(ByteBuffer.wrap(frame), 0, frame.length))
                .isEqualTo(Traffic.DNS_OVER_IPV4);
        frame[20] = 0x00;
        frame[21] = 0x10;
        assertThat(TrafficFilter.classify(ByteBuffer.wrap(frame), 0, frame.length))
                .isEqualTo(Traffic.OTHER);
    }

    @ParameterizedTest
    @CsvSource({
        "40000, 53, DNS_OVER_IPV4",
        "68, 67, DHCP_TO_SERVER",
        "67, 67, DHCP_TO_SERVER",
        "67, 68, DHCP_TO_CLIENT",
        "4000, 68, DHCP_TO_CLIENT",
        "67, 4000, DHCP_TO_CLIENT",
        "53, 4000, OTHER"
    })
    void filterSortsByUdpPort(int from, int to, Traffic traffic) {
        byte[] frame = udp4(new Endpoint(1, 2, from), new Endpoint(3, 4, to), new byte[4]);
        assertThat(TrafficFilter.classify(ByteBuffer.wrap(frame), 0, frame.length))
                .isEqualTo(traffic);
    }

    @Test
    void routerAdvertisementsAreFoundBehindExtensionHeadersAndFirstFragments() {
        FrameWriter writer = new FrameWriter(1600);
        writer.beginIcmpv6().put(new byte[] {(byte) 134, 0, 0, 0}).put(new byte[12]);
        byte[] plain = copy(writer.finishIcmpv6(
                new Endpoint6(1, Ipv6Address.parse("fe80::2"), 0), new Endpoint6(2, Ipv6Address.ALL_NODES, 0)));
        assertThat(classify6(plain)).isEqualTo(Traffic.ROUTER_ADVERTISEMENT);
        assertThat(classify6(insert(plain, 60, "3a00000000000000")))
                .as("destination options")
                .isEqualTo(Traffic.ROUTER_ADVERTISEMENT);
        assertThat(classify6(insert(plain, 44, "3a00000100000001")))
                .as("first fragment")
                .isEqualTo(Traffic.ROUTER_ADVERTISEMENT);
        byte[] hidden = java.util.Arrays.copyOf(insert(plain, 44, "3c00000100000001"), 14 + 40 + 8);
        assertThat(classify6(hidden)).as("chain goes on in the next fragment").isEqualTo(Traffic.ROUTER_ADVERTISEMENT);
        assertThat(classify6(insert(plain, 44, "3a00001000000001")))
                .as("later fragment")
                .isEqualTo(Traffic.OTHER);
    }

    private static Traffic classify6(byte[] frame) {
        return TrafficFilter.classify(ByteBuffer.wrap(frame), 0, frame.length);
    }

    private static byte[] insert(byte[] frame, int type, String header) {
        byte[] octets = Octets.parseHex(header);
        byte[] out = new byte[frame.length + octets.length];
        System.arraycopy(frame, 0, out, 0, 54);
        System.arraycopy(octets, 0, out, 54, octets.length);
        System.arraycopy(frame, 54, out, 54 + octets.length, frame.length - 54);
        out[20] = (byte) type;
        out[19] += (byte) octets.length;
        return out;
    }

    @Test
    void arpIsRead() {
        FrameWriter writer = new FrameWriter(100);
        byte[] frame = copy(writer.arp(ArpPacket.REPLY, GUEST.mac(), GATEWAY, GUEST));
        ArpPacket arp = new ArpPacket();
        assertThat(arp.wrap(ByteBuffer.wrap(frame), 0, frame.length)).isTrue();
        assertThat(arp.operation()).isEqualTo(ArpPacket.REPLY);
        assertThat(arp.senderHardwareAddress()).isEqualTo(GATEWAY.mac());
        assertThat(arp.senderAddress()).isEqualTo(GATEWAY.address());
        assertThat(arp.targetHardwareAddress()).isEqualTo(GUEST.mac());
        assertThat(arp.targetAddress()).isEqualTo(GUEST.address());
        assertThat(arp.wrap(ByteBuffer.wrap(frame), 0, frame.length - 1)).isFalse();
        frame[15] = 6;
        assertThat(arp.wrap(ByteBuffer.wrap(frame), 0, frame.length)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.x", "1..2.3", "1.2.3.4 "})
    void nonsenseIsNoIpv4Address(String text) {
        assertThatThrownBy(() -> Ipv4.parse(text)).hasMessageContaining("'" + text + "'");
    }

    @Test
    void addressesHaveTheirUsualForms() {
        assertThat(Ipv4.format(Ipv4.parse("255.0.10.1"))).isEqualTo("255.0.10.1");
        assertThat(Ipv4Prefix.parse("10.1.2.3/9")).hasToString("10.0.0.0/9");
        assertThat(Ipv4Prefix.parse("10.0.0.0/31").isHost(Ipv4.parse("10.0.0.0")))
                .isTrue();
        assertThat(Ipv6Address.parse("fd00:122::1")).hasToString("fd00:122::1");
        assertThat(Ipv6Address.linkLocalOf(MacAddress.parse("52:54:00:12:34:56")))
                .hasToString("fe80::5054:ff:fe12:3456");
        assertThatThrownBy(() -> Ipv6Address.parse("1.2.3.4")).hasMessageContaining("not an IPv6 address");
        assertThatThrownBy(() -> Ipv6Address.parse("fe80::1%eth0")).hasMessageContaining("not an IPv6 address");
    }
}
