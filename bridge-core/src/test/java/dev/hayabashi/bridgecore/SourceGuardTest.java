package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may say what on a guarded port. Port 1 is guarded and has 10.0.0.2; port 2 is guarded; port 3 is not. */
class SourceGuardTest {
    private static final int OWN = 0x0a00_0002;
    private static final String OWN_HEX = "0a000002";
    private static final String GATEWAY_HEX = "0a000001";
    private static final long GUEST = Segment.station(1);
    private static final String GUEST_HEX = "0a0000000001";
    private static final String LINK_LOCAL = "fe80000000000000 0000000000000001";
    private static final String GLOBAL = "fd00000000000000 0000000000000001";
    private static final String NOBODY = "0000000000000000 0000000000000000";
    private static final String ALL_NODES = "ff02000000000000 0000000000000001";

    private final Segment segment = Segment.of(3);

    @BeforeEach
    void guard() {
        segment.protect(1, Protections.sourceGuard());
        segment.protect(2, Protections.sourceGuard());
        segment.bridge.bindSources(segment.port(1), OWN);
    }

    private boolean passes(int port, Frame frame) {
        segment.clear();
        segment.receive(port, frame);
        boolean passed = !segment.io(port == 3 ? 1 : 3).sent.isEmpty();
        assertThat(segment.drops(port).containsKey(DropReason.IP_SOURCE_GUARD) || passed)
                .as("it passes or the guard has dropped it")
                .isTrue();
        return passed;
    }

    private static Frame frame(int type, String payload) {
        return Frames.of(MacAddress.BROADCAST, GUEST, type, payload);
    }

    private static Frame ipv4(String source, int protocol, String fragment, String payload) {
        return frame(
                0x0800,
                "45000030 0000" + fragment + "40" + "%02x".formatted(protocol) + "0000" + source + "0a000001"
                        + payload);
    }

    private static Frame arp(String senderMac, String senderIp) {
        return frame(0x0806, "0001 0800 06 04 0001" + senderMac + senderIp + "000000000000" + GATEWAY_HEX);
    }

    private static Frame ipv6(String source, int next, String payload) {
        return frame(0x86dd, "60000000 0020" + "%02x".formatted(next) + "ff" + source + ALL_NODES + payload);
    }

    private static String neighbour(int type, String target) {
        return "%02x".formatted(type) + "000000 00000000" + target;
    }

    @Test
    void leasedAddressPassesAndOthersDoNot() {
        assertThat(passes(1, ipv4(OWN_HEX, 17, "0000", "1000200000080000"))).isTrue();
        assertThat(passes(1, ipv4(GATEWAY_HEX, 17, "0000", "1000200000080000"))).isFalse();
        assertThat(passes(2, ipv4(OWN_HEX, 17, "0000", "1000200000080000"))).isFalse();
        assertThat(passes(3, ipv4(GATEWAY_HEX, 17, "0000", "1000200000080000"))).isTrue();
        assertThat(segment.drops(1)).containsEntry(DropReason.IP_SOURCE_GUARD, 1L);
    }

    @Test
    void leaseThatEndsEndsTheRight() {
        segment.bridge.bindSources(segment.port(1));
        assertThat(passes(1, ipv4(OWN_HEX, 6, "0000", ""))).isFalse();
    }

    @Test
    void configuredAddressPassesWithoutALease() {
        segment.protect(2, Protections.sourceGuard(0x0a00_0003, 0x0a00_0004));
        assertThat(passes(2, ipv4("0a000004", 6, "0000", ""))).isTrue();
        assertThat(passes(2, ipv4("0a000005", 6, "0000", ""))).isFalse();
    }

    @Test
    void noSourceIsForDhcpRequestsOnly() {
        assertThat(passes(2, ipv4("00000000", 17, "0000", "0044004300080000")))
                .as("DISCOVER")
                .isTrue();
        assertThat(passes(2, ipv4("00000000", 17, "0000", "0043004400080000")))
                .as("reply")
                .isFalse();
        assertThat(passes(2, ipv4("00000000", 6, "0000", "0044004300080000")))
                .as("TCP")
                .isFalse();
        assertThat(passes(2, ipv4("00000000", 17, "2000", "0044004300080000")))
                .as("fragment")
                .isFalse();
    }

    @Test
    void arpProbePassesAndForgedSendersDoNot() {
        assertThat(passes(2, arp(GUEST_HEX, "00000000"))).as("probe").isTrue();
        assertThat(passes(1, arp(GUEST_HEX, OWN_HEX))).as("own address").isTrue();
        assertThat(passes(1, arp(GUEST_HEX, GATEWAY_HEX)))
                .as("gateway's address")
                .isFalse();
        assertThat(passes(1, arp("0a0000000002", OWN_HEX))).as("another's MAC").isFalse();
    }

    @Test
    void tagHidesNothing() {
        String arp = "0001 0800 06 04 0001" + GUEST_HEX + GATEWAY_HEX + "000000000000" + GATEWAY_HEX;
        assertThat(passes(1, frame(0x8100, "0000 0806" + arp)))
                .as("priority-tagged")
                .isFalse();
        assertThat(passes(1, frame(0x88a8, "0001 8100 0002 0806" + arp)))
                .as("two tags")
                .isFalse();
        assertThat(passes(1, frame(0x8100, "0001 8100 0002 8100 0003 0806" + arp)))
                .as("three tags")
                .isFalse();
    }

    @Test
    void brokenHeadersDoNotPass() {
        Frame frame = Frames.of(MacAddress.BROADCAST, GUEST, 20);
        assertThat(passes(1, frame)).isFalse();
    }

    @Test
    void otherProtocolsPass() {
        assertThat(passes(1, frame(0x88b6, "00"))).isTrue();
    }

    @Test
    void linkLocalAddressIsHisWhoUsesItFirst() {
        assertThat(passes(1, ipv6(LINK_LOCAL, 17, "00"))).isTrue();
        assertThat(passes(2, ipv6(LINK_LOCAL, 17, "00"))).isFalse();
        segment.bridge.linkChanged(segment.port(1), false);
        assertThat(passes(2, ipv6(LINK_LOCAL, 17, "00")))
                .as("its owner is gone")
                .isTrue();
    }

    @Test
    void otherAddressesComeByDuplicateAddressDetection() {
        assertThat(passes(1, ipv6(GLOBAL, 17, "00"))).isFalse();
        assertThat(passes(1, ipv6(NOBODY, 58, neighbour(135, GLOBAL)))).isTrue();
        assertThat(passes(1, ipv6(GLOBAL, 17, "00"))).isTrue();
        assertThat(passes(2, ipv6(NOBODY, 58, neighbour(135, GLOBAL))))
                .as("the owner must hear of the other one")
                .isTrue();
        assertThat(passes(2, ipv6(GLOBAL, 17, "00"))).isFalse();
    }

    @Test
    void nobodyAdvertisesAnothersAddress() {
        segment.bridge.bindSource(segment.port(3), 0xfe80_0000_0000_0000L, 0xff);
        assertThat(passes(1, ipv6(LINK_LOCAL, 58, neighbour(136, LINK_LOCAL)))).isTrue();
        assertThat(passes(1, ipv6(LINK_LOCAL, 58, neighbour(136, GLOBAL)))).isFalse();
        String gateway = "fe80000000000000 00000000000000ff";
        assertThat(passes(1, ipv6(gateway, 58, neighbour(136, gateway)))).isFalse();
    }

    @Test
    void extensionHeadersHideNothing() {
        String options = "3a00010400000000";
        assertThat(passes(1, ipv6(LINK_LOCAL, 60, options + neighbour(136, GLOBAL))))
                .isFalse();
        assertThat(passes(1, ipv6(LINK_LOCAL, 44, "3a000000 00000001" + neighbour(136, LINK_LOCAL))))
                .isFalse();
        assertThat(passes(1, ipv6(LINK_LOCAL, 44, "11000001 00000001" + "00")))
                .as("UDP fragment")
                .isTrue();
        assertThat(passes(1, ipv6(NOBODY, 0, "3a000502 00000000" + "8f000000 00000001 04000000")))
                .as("listener report")
                .isTrue();
        assertThat(passes(1, ipv6(NOBODY, 17, "0222022300080000")))
                .as("UDP from nowhere")
                .isFalse();
    }

    @Test
    void addressesOfOnePortAreBounded() {
        for (int i = 1; i <= SourceBindings.MAX_IPV6; i++) {
            assertThat(passes(1, ipv6("fe80000000000000 %016x".formatted(i), 17, "00")))
                    .isTrue();
        }
        assertThat(passes(1, ipv6("fe80000000000000 00000000000f0000", 17, "00")))
                .isFalse();
    }
}
