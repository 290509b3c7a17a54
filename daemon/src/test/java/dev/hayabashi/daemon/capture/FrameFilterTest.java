package dev.hayabashi.daemon.capture;

import static dev.hayabashi.daemon.decode.FrameBytes.ethernet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.daemon.decode.FrameBytes;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameFilterTest {
    private static final String A = "aa:fc:00:00:00:01";
    private static final String B = "aa:fc:00:00:00:02";

    private static final Map<String, byte[]> FRAMES = Map.of(
            "dhcp", FrameBytes.dhcpDiscover(A, "web"),
            "arp", FrameBytes.arpRequest(A, "10.0.0.2", "10.0.0.1"),
            "syn",
                    ethernet(B, A, 0x0800)
                            .ip4(6, "10.0.0.2", "10.0.0.1", 20)
                            .u16(33_000)
                            .u16(22)
                            .zeros(16)
                            .bytes(),
            "tagged",
                    ethernet(B, A, 0x8100)
                            .u16(7)
                            .u16(0x0800)
                            .ip4(17, "10.0.0.2", "10.0.0.1", 8)
                            .u16(5000)
                            .u16(53)
                            .zeros(4)
                            .bytes(),
            "nd",
                    ethernet("33:33:00:00:00:01", A, 0x86dd)
                            .hex("60000000 0008 3a ff")
                            .hex("fe80" + "00".repeat(13) + "02")
                            .hex("ff02" + "00".repeat(13) + "01")
                            .u8(135, 0)
                            .zeros(6)
                            .bytes(),
            "bpdu", ethernet("01:80:c2:00:00:00", B, 39).hex("424203").zeros(43).bytes(),
            "runt", new byte[5]);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "arp ; arp",
                "ip ; dhcp syn tagged",
                "ip6 ; nd",
                "tcp ; syn",
                "udp ; dhcp tagged",
                "icmp6 ; nd",
                "icmp ; ",
                "stp ; bpdu",
                "dhcp ; dhcp",
                "dns ; tagged",
                "broadcast ; arp dhcp",
                "multicast ; arp dhcp nd bpdu",
                "vlan ; tagged",
                "vlan 7 ; tagged",
                "vlan 8 ; ",
                "ether host aa:fc:00:00:00:01 ; arp dhcp syn tagged nd",
                "ether src aa:fc:00:00:00:02 ; bpdu",
                "ether dst aa:fc:00:00:00:02 ; syn tagged",
                "src host aa:fc:00:00:00:02 ; bpdu",
                "host 10.0.0.1 ; arp syn tagged",
                "src host 10.0.0.1 ; ",
                "dst host 10.0.0.1 and not arp ; syn tagged",
                "host fe80::2 ; nd",
                "dst host fe80::2 ; ",
                "port 22 ; syn",
                "src port 22 ; ",
                "dst port 22 ; syn",
                "arp or stp ; arp bpdu",
                "udp port 53 ; tagged",
                "not (ip or ip6) ; arp bpdu runt",
                "! ip && ! ip6 || tcp ; arp bpdu runt syn",
                "ARP ; arp",
            })
    void picksFrames(String expression, String names) {
        FrameFilter filter = FrameFilter.compile(expression);
        assertThat(FRAMES.keySet().stream().filter(name -> filter.matches(frame(FRAMES.get(name)))))
                .containsExactlyInAnyOrder(names == null ? new String[0] : names.split(" ", -1));
    }

    @Test
    void aBlankFilterTakesAll() {
        assertThat(FrameFilter.compile(" ")).isSameAs(FrameFilter.ALL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "foo ; filter 'foo', column 1: 'foo' is not a word of the filter language",
                "arp or ; filter 'arp or', column 7: something is missing at the end",
                "(arp ; filter '(arp', column 5: the bracket is not closed",
                "arp ) ; filter 'arp )', column 5: ')' follows a filter that is complete",
                "port http ; filter 'port http', column 6: 'http' is not a number from 0 to 65535",
                "port 70000 ; filter 'port 70000', column 6: '70000' is not a number from 0 to 65535",
                "ether host 10.0.0.1 ; filter 'ether host 10.0.0.1', column 12: '10.0.0.1' is not an address",
                "host ; filter 'host', column 5: an address is missing at the end",
                "arp & ip ; filter 'arp & ip', column 4: ' ' is not part of a filter",
            })
    void saysWhereAFilterIsWrong(String expression, String message) {
        assertThatThrownBy(() -> FrameFilter.compile(expression))
                .isInstanceOfSatisfying(
                        FilterException.class, e -> assertThat(e.hint()).isNotBlank())
                .hasMessage(message);
    }

    @Test
    void depthIsBounded() {
        assertThatThrownBy(() -> FrameFilter.compile("(".repeat(100) + "arp" + ")".repeat(100)))
                .isInstanceOf(FilterException.class);
        assertThatThrownBy(() -> FrameFilter.compile("not ".repeat(100) + "arp"))
                .isInstanceOf(FilterException.class);
        assertThatThrownBy(() -> FrameFilter.compile("arp ".repeat(1000))).isInstanceOf(FilterException.class);
    }

    /** Whatever octets a guest sends and wherever the frame ends: no filter throws. */
    @Test
    void nothingThrows() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        FrameFilter filter = FrameFilter.compile(
                "tcp port 1 or udp port 2 or host 10.0.0.9 or host fe80::9 or vlan 9 or stp or icmp6 or dhcp and dns");
        byte[][] frames = FRAMES.values().toArray(byte[][]::new);
        for (int round = 0; round < 100_000; round++) {
            byte[] octets = frames[random.nextInt(frames.length)].clone();
            octets[random.nextInt(octets.length)] = (byte) random.nextInt();
            Frame frame = frame(octets);
            frame.received(random.nextInt(Frame.VNET_HEADER_BYTES + octets.length + 1));
            assertThat(catchAny(filter, frame))
                    .as("seed %d round %d", seed, round)
                    .isTrue();
        }
    }

    private static boolean catchAny(FrameFilter filter, Frame frame) {
        try {
            filter.matches(frame);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static final ByteBuffer MEMORY = ByteBuffer.allocateDirect(Frame.MEMORY_BYTES);

    static Frame frame(byte[] octets) {
        Frame frame = new Frame(MEMORY, 0);
        MEMORY.put(Frame.VNET_HEADER_BYTES, octets);
        frame.received(Frame.VNET_HEADER_BYTES + octets.length);
        return frame;
    }
}
