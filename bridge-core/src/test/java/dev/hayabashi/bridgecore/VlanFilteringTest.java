package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 802.1Q on a bridge: p1 and p2 are access ports of VLAN 10, p3 of 20, p4 is a trunk of 10 and 20 with native VLAN 1, p5 a trunk of
 * 10 that takes no untagged frames.
 */
class VlanFilteringTest {
    private static final long A = Segment.station(1);
    private static final long B = Segment.station(2);

    private final Segment segment = Segment.of(5);

    @BeforeEach
    void vlans() {
        segment.bridge.vlanFiltering(true, 1);
        segment.change(1, port -> port.vlan(10));
        segment.change(2, port -> port.vlan(10));
        segment.change(3, port -> port.vlan(20));
        segment.change(4, port -> port.vlan(1, 10, 20));
        segment.change(5, port -> port.vlan(0, 10));
    }

    private static Frame tagged(long destination, long source, int tci) {
        return Frames.of(destination, source, 0x8100, "%04x 0800 01020304".formatted(tci));
    }

    private static Frame untagged(long destination, long source) {
        return Frames.of(destination, source, 0x0800, "01020304");
    }

    /** Port and tag (0 for none) of everything that was sent. */
    private List<String> sent() {
        List<String> sent = new ArrayList<>();
        for (int port = 1; port <= 5; port++) {
            if (!segment.io(port).sent.isEmpty()) {
                Frame frame = segment.io(port).lastFrame();
                boolean tag = frame.etherType() == Frame.ETHERTYPE_VLAN;
                int at = tag ? 16 : 12;
                assertThat(frame.unsignedShort(at))
                        .as("EtherType behind the tag")
                        .isEqualTo(0x0800);
                assertThat(frame.unsignedShort(at + 2)).isEqualTo(0x0102);
                sent.add("p" + port + " " + (tag ? Integer.toHexString(frame.unsignedShort(14)) : "-"));
            }
        }
        segment.clear();
        return sent;
    }

    @Test
    void broadcastStaysInItsVlanWithATagWhereOneBelongs() {
        segment.receive(1, untagged(MacAddress.BROADCAST, A));
        assertThat(sent()).containsExactly("p2 -", "p4 a", "p5 a");
        segment.receive(3, untagged(MacAddress.BROADCAST, A));
        assertThat(sent()).containsExactly("p4 14");
        segment.receive(4, untagged(MacAddress.BROADCAST, A));
        assertThat(sent()).as("nobody else is in VLAN 1").isEmpty();
        segment.receive(4, tagged(MacAddress.BROADCAST, A, 10));
        assertThat(sent()).containsExactly("p1 -", "p2 -", "p5 a");
        segment.receive(4, tagged(MacAddress.BROADCAST, A, 20));
        assertThat(sent()).containsExactly("p3 -");
    }

    @Test
    void priorityIsKeptOnTrunksAndAPriorityTagIsNoVlan() {
        segment.receive(5, tagged(MacAddress.BROADCAST, A, 0xe00a));
        assertThat(sent()).containsExactly("p1 -", "p2 -", "p4 e00a");
        segment.receive(1, tagged(MacAddress.BROADCAST, A, 0xa000));
        assertThat(sent()).containsExactly("p2 -", "p4 a00a", "p5 a00a");
    }

    @Test
    void aFrameThatAnEgressReadsLaterIsNotTouchedAgain() {
        Frame frame = tagged(MacAddress.BROADCAST, A, 10);
        for (int port = 1; port <= 5; port++) {
            segment.io(port).readsLater = frame.memory();
        }
        segment.receive(4, frame);
        for (int port : new int[] {1, 2, 5}) {
            assertThat(segment.io(port).lastFrame().destination()).isEqualTo(MacAddress.BROADCAST);
            assertThat(segment.io(port).lastFrame().source()).isEqualTo(A);
        }
        assertThat(sent()).containsExactly("p1 -", "p2 -", "p5 a");
    }

    @Test
    void whatThePortIsNotInIsDropped() {
        segment.receive(1, tagged(MacAddress.BROADCAST, A, 20));
        segment.receive(5, untagged(MacAddress.BROADCAST, A));
        segment.receive(4, tagged(MacAddress.BROADCAST, A, 30));
        segment.receive(4, tagged(MacAddress.BROADCAST, A, 4095));
        assertThat(sent()).isEmpty();
        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.VLAN_INGRESS, 1L));
        assertThat(segment.drops(5)).isEqualTo(Map.of(DropReason.VLAN_INGRESS, 1L));
        assertThat(segment.drops(4)).isEqualTo(Map.of(DropReason.VLAN_INGRESS, 2L));
    }

    @Test
    void eachVlanLearnsByItself() {
        segment.receive(1, untagged(MacAddress.BROADCAST, A));
        segment.receive(3, untagged(MacAddress.BROADCAST, A));
        sent();
        segment.receive(4, tagged(A, B, 10));
        assertThat(sent()).containsExactly("p1 -");
        segment.receive(4, tagged(A, B, 20));
        assertThat(sent()).containsExactly("p3 -");
        assertThat(segment.bridge.snapshot(true, 0).macEntries())
                .filteredOn(entry -> entry.address() == A)
                .extracting(BridgeSnapshot.MacEntry::vlan)
                .containsExactlyInAnyOrder(10, 20);
        assertThat(segment.bridge.snapshot(true, 0).stationMoves()).isZero();
    }

    @Test
    void pinnedAddressesAreInAllVlans() {
        segment.change(3, port -> port.statics(B));
        segment.receive(4, tagged(B, A, 20));
        assertThat(sent()).containsExactly("p3 -");
        segment.receive(1, untagged(B, A));
        assertThat(sent()).isEmpty();
        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.VLAN_EGRESS, 1L));
        segment.receive(1, untagged(MacAddress.BROADCAST, Segment.portAddress(2)));
        assertThat(segment.drops(1)).containsEntry(DropReason.OWN_SOURCE, 1L);
    }

    @Test
    void servicesAreInTheirVlanOnly() {
        List<String> asked = new ArrayList<>();
        segment.bridge.services(new ServiceHandler() {
            @Override
            public Fate received(BridgePort in, Frame frame, long nowNanos) {
                asked.add("served " + in);
                return Fate.PASS;
            }

            @Override
            public Fate receivedElsewhere(BridgePort in, Frame frame, long nowNanos) {
                asked.add("guarded " + in);
                return Fate.PASS;
            }
        });
        segment.receive(4, untagged(MacAddress.BROADCAST, A));
        segment.receive(1, untagged(MacAddress.BROADCAST, A));
        assertThat(asked).containsExactly("served p4", "guarded p1");
        sent();
        segment.change(5, port -> port.vlan(0, 1));
        segment.bridge.flood(untagged(MacAddress.BROADCAST, Segment.BRIDGE_ADDRESS));
        assertThat(sent()).containsExactly("p4 -", "p5 1");
    }

    @Test
    void switchedOffTagsArePayloadAgain() {
        segment.bridge.vlanFiltering(false, 1);
        segment.receive(1, tagged(MacAddress.BROADCAST, A, 99));
        assertThat(sent()).containsExactly("p2 63", "p3 63", "p4 63", "p5 63");
    }

    @Test
    void providerTagIsPayload() {
        segment.receive(1, Frames.of(MacAddress.BROADCAST, A, 0x88a8, "0014 8100 000a 0800"));
        Frame inner = segment.io(2).lastFrame();
        assertThat(inner.etherType()).isEqualTo(0x88a8);
        Frame outer = segment.io(4).lastFrame();
        assertThat(outer.etherType()).isEqualTo(0x8100);
        assertThat(outer.unsignedShort(14)).isEqualTo(10);
        assertThat(outer.unsignedShort(16)).isEqualTo(0x88a8);
    }

    @Test
    void offsetsOfTheHeaderMoveWithTheFrame() {
        Frame frame = Frames.superFrame(MacAddress.BROADCAST, A, 4000, 1448);
        frame.memory().putShort(6, Short.reverseBytes((short) 34));
        segment.receive(1, frame);
        assertThat(headerLength(segment.io(4).lastFrame())).isEqualTo(58);
        assertThat(checksumStart(segment.io(4).lastFrame())).isEqualTo(38);
        assertThat(headerLength(segment.io(2).lastFrame())).isEqualTo(54);
        assertThat(checksumStart(segment.io(2).lastFrame())).isEqualTo(34);
        assertThat(segment.io(4).lastFrame().length()).isEqualTo(4004);
        assertThat(segment.io(2).lastFrame().length()).isEqualTo(4000);
    }

    private static int headerLength(Frame frame) {
        return Short.reverseBytes(frame.memory().getShort(2));
    }

    private static int checksumStart(Frame frame) {
        return Short.reverseBytes(frame.memory().getShort(6));
    }

    @Test
    void membershipIsChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortSettingsBuilder.port(1).vlan(4095));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortSettingsBuilder.port(1).vlan(1, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortSettingsBuilder.port(1).vlan(1, 4095));
    }

    /** What arrives is what was sent but for the tag, whatever the order of tagged and untagged ports, with and without room. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void payloadIsNeverTouched(long seed) {
        Random random = new Random(seed);
        Segment many = Segment.of(8);
        many.bridge.vlanFiltering(true, 1);
        for (int port = 1; port <= 8; port++) {
            boolean access = random.nextBoolean();
            many.change(port, p -> access ? p.vlan(10) : p.vlan(0, 10));
        }
        for (int i = 0; i < 500; i++) {
            int in = 1 + random.nextInt(8);
            boolean trunk = many.port(in).settings().vlan().nativeVlan() == 0;
            byte[] payload = new byte[random.nextInt(1400)];
            random.nextBytes(payload);
            String hex = java.util.HexFormat.of().formatHex(payload);
            Frame frame = trunk
                    ? Frames.of(MacAddress.BROADCAST, Segment.station(in), 0x8100, "600a 0800" + hex)
                    : Frames.of(MacAddress.BROADCAST, Segment.station(in), 0x0800, hex);
            many.clear();
            many.receive(in, frame);
            for (int out = 1; out <= 8; out++) {
                if (out == in) {
                    continue;
                }
                Frame copy = many.io(out).lastFrame();
                int at = copy.etherType() == 0x8100 ? 18 : 14;
                assertThat(copy.etherType() == 0x8100)
                        .isEqualTo(many.port(out).settings().vlan().nativeVlan() == 0);
                for (int b = 0; b < payload.length; b++) {
                    if (copy.unsignedByte(at + b) != (payload[b] & 0xff)) {
                        throw new AssertionError("seed " + seed + " frame " + i + " p" + out + " octet " + b);
                    }
                }
            }
        }
    }
}
