package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.stp.PortState;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Proves that each drop reason can happen, and happens on the port that its stage says. Counterpart of the kernel's
 * devlink_trap_l2_drops.sh: source is multicast (group_source), ingress STP filter (port_discarding, port_learning), port list
 * is empty (no_egress), port loopback (same_port).
 */
class DropReasonTest {
    private static final int INGRESS = 1;
    private static final int EGRESS = 2;
    private static final long UNKNOWN = 0x0a_00_00_00_77_77L;

    /** What makes one frame from port 1 be dropped for the reason; ports 1 and 2 know each other's stations. */
    private static final Map<DropReason, Consumer<Segment>> SCENES = new EnumMap<>(DropReason.class);

    static {
        scene(DropReason.PORT_DISABLED, s -> {
            s.bridge.setState(s.port(INGRESS), PortState.DISABLED);
            send(s);
        });
        scene(DropReason.RUNT, s -> s.receive(INGRESS, Frames.of(UNKNOWN, Segment.station(1), 13)));
        scene(DropReason.BAD_LENGTH, s -> {
            Frame nothing = Frames.empty();
            nothing.received(Frame.VNET_HEADER_BYTES);
            s.bridge.receiveBadLength(s.port(INGRESS), nothing, 0);
        });
        scene(DropReason.OVERSIZE, s -> s.receive(INGRESS, Frames.of(UNKNOWN, Segment.station(1), 2000)));
        scene(
                DropReason.TRANSIT_DELAY,
                s -> s.bridge.receiveLate(s.port(INGRESS), Frames.of(Segment.station(2), Segment.station(1)), 0));
        scene(DropReason.GROUP_SOURCE, s -> s.receive(INGRESS, UNKNOWN, 0x0100_5e00_0001L));
        scene(DropReason.ZERO_SOURCE, s -> s.receive(INGRESS, UNKNOWN, 0));
        scene(DropReason.OWN_SOURCE, s -> s.receive(INGRESS, UNKNOWN, Segment.portAddress(EGRESS)));
        scene(DropReason.VLAN_INGRESS, s -> {
            s.bridge.vlanFiltering(true, 1);
            s.change(INGRESS, port -> port.vlan(0, 5));
            send(s);
        });
        scene(DropReason.LOCKED, s -> {
            s.change(INGRESS, port -> port.locked(true));
            send(s);
        });
        scene(DropReason.MAC_LIMIT, s -> {
            s.change(INGRESS, port -> port.macLimit(1));
            s.receive(INGRESS, Segment.station(2), UNKNOWN);
        });
        scene(DropReason.MAC_FLAPPING, s -> {
            // The last move is to port 2, where it stays.
            for (int move = 0; move <= MoveDamper.MAX_MOVES; move++) {
                s.receive(move % 2 == 0 ? INGRESS : EGRESS, MacAddress.BROADCAST, Segment.station(2));
            }
            s.clear();
            s.receive(INGRESS, MacAddress.BROADCAST, Segment.station(2));
        });
        scene(DropReason.IP_SOURCE_GUARD, s -> {
            s.protect(INGRESS, Protections.sourceGuard());
            send(s);
        });
        scene(DropReason.STORM_BROADCAST, s -> {
            s.protect(INGRESS, Protections.storm(RateLimit.perSecond(1, 0)));
            s.receive(INGRESS, MacAddress.BROADCAST, Segment.station(1));
            s.clear();
            s.receive(INGRESS, MacAddress.BROADCAST, Segment.station(1));
        });
        scene(DropReason.STORM_MULTICAST, s -> {
            s.protect(INGRESS, Protections.storm(RateLimit.perSecond(1, 0)));
            s.receive(INGRESS, 0x0100_5e00_0001L, Segment.station(1));
            s.clear();
            s.receive(INGRESS, 0x0100_5e00_0001L, Segment.station(1));
        });
        scene(DropReason.RATE_LIMIT, s -> {
            s.protect(INGRESS, Protections.ingress(RateLimit.perSecond(1, 0)));
            send(s);
            s.clear();
            send(s);
        });
        scene(DropReason.RESERVED_ADDRESS, s -> s.receive(INGRESS, 0x0180_c200_000eL, Segment.station(1)));
        scene(DropReason.BPDU_NOT_WANTED, s -> s.receive(INGRESS, MacAddress.BRIDGE_GROUP, Segment.station(1)));
        scene(DropReason.PORT_DISCARDING, s -> {
            s.bridge.setState(s.port(INGRESS), PortState.DISCARDING);
            send(s);
        });
        scene(DropReason.PORT_LEARNING, s -> {
            s.bridge.setState(s.port(INGRESS), PortState.LEARNING);
            send(s);
        });
        scene(DropReason.LOOP_DETECTED, s -> {
            s.protect(INGRESS, Protections.loopDetection());
            s.bridge.tick(0);
            Frame probe = s.io(INGRESS).lastFrame();
            s.clear();
            s.receive(EGRESS, probe);
            send(s);
        });
        scene(DropReason.DHCP_GUARD, s -> {
            s.bridge.services((in, frame, nowNanos) -> ServiceHandler.Fate.DROP_DHCP_GUARD);
            send(s);
        });
        scene(DropReason.RA_GUARD, s -> {
            s.bridge.services((in, frame, nowNanos) -> ServiceHandler.Fate.DROP_RA_GUARD);
            send(s);
        });
        scene(DropReason.MULTICAST_ROUTER_GUARD, s -> {
            s.bridge.multicastSnooping(MulticastSettings.DEFAULT);
            s.bridge.hearMulticastRouters(s.port(INGRESS), false);
            s.receive(INGRESS, GroupMessages.queryV2(1, 0x0a00_0001, 0));
        });
        scene(DropReason.NO_LISTENER, s -> {
            s.bridge.multicastSnooping(MulticastSettings.DEFAULT);
            s.bridge.tick(Segment.SECOND);
            s.clear();
            s.now = 20 * Segment.SECOND;
            s.receive(INGRESS, GroupMessages.data(1, GroupMessages.GROUP));
        });
        scene(DropReason.SAME_PORT, s -> s.receive(INGRESS, Segment.station(1), Segment.station(1)));
        scene(DropReason.TO_BRIDGE, s -> s.receive(INGRESS, Segment.BRIDGE_ADDRESS, Segment.station(1)));
        scene(DropReason.STORM_UNKNOWN_UNICAST, s -> {
            s.protect(INGRESS, Protections.storm(RateLimit.perSecond(1, 0)));
            s.receive(INGRESS, UNKNOWN, Segment.station(1));
            s.clear();
            s.receive(INGRESS, UNKNOWN, Segment.station(1));
        });
        scene(DropReason.NO_EGRESS, s -> {
            s.change(EGRESS, port -> port.flood(false, false, false));
            s.receive(INGRESS, UNKNOWN, Segment.station(1));
        });
        scene(DropReason.VLAN_EGRESS, s -> {
            s.bridge.vlanFiltering(true, 1);
            s.change(EGRESS, port -> port.vlan(5).statics(Segment.station(2)));
            send(s);
        });
        scene(DropReason.INTERNAL_ERROR, s -> {
            s.listener.expectsFaults = true;
            s.bridge.services((in, frame, nowNanos) -> {
                throw new IllegalStateException("a mistake");
            });
            send(s);
        });
        scene(DropReason.EGRESS_ISOLATED, s -> {
            s.change(INGRESS, port -> port.isolated(true));
            s.change(EGRESS, port -> port.isolated(true));
            send(s);
        });
        scene(DropReason.EGRESS_NOT_FORWARDING, s -> {
            s.bridge.setState(s.port(EGRESS), PortState.LEARNING);
            send(s);
        });
        scene(DropReason.EGRESS_CLOSED, s -> {
            s.io(EGRESS).room = 0;
            send(s);
            s.bridge.setState(s.port(EGRESS), PortState.DISCARDING);
        });
        scene(DropReason.EGRESS_VLAN, s -> {
            s.bridge.vlanFiltering(true, 1);
            s.change(EGRESS, port -> port.vlan(5));
            s.bridge.send(s.port(EGRESS), Frames.of(Segment.station(2), Segment.BRIDGE_ADDRESS));
        });
        scene(DropReason.EGRESS_MTU, s -> {
            s.change(EGRESS, port -> port.mtu(100));
            s.receive(INGRESS, Frames.of(Segment.station(2), Segment.station(1), 200));
        });
        scene(DropReason.EGRESS_RATE_LIMIT, s -> {
            s.protect(EGRESS, Protections.egress(RateLimit.perSecond(1, 0)));
            send(s);
            s.clear();
            send(s);
        });
        scene(DropReason.EGRESS_LINK_DOWN, s -> answered(s, SendResult.LINK_DOWN));
        scene(DropReason.EGRESS_QUEUE_FULL, s -> {
            s.io(EGRESS).room = 0;
            for (int i = 0; i <= PortSettings.DEFAULT_QUEUE_FRAMES; i++) {
                send(s);
            }
        });
        scene(DropReason.EGRESS_NO_BUFFERS, s -> answered(s, SendResult.NO_BUFFERS));
        scene(DropReason.EGRESS_GONE, s -> answered(s, SendResult.GONE));
        scene(DropReason.EGRESS_BAD_OFFLOAD, s -> answered(s, SendResult.BAD_OFFLOAD));
        scene(DropReason.EGRESS_FAILED, s -> answered(s, SendResult.FAILED));
    }

    private static void scene(DropReason reason, Consumer<Segment> scene) {
        SCENES.put(reason, scene);
    }

    private static void send(Segment segment) {
        segment.receive(INGRESS, Segment.station(EGRESS), Segment.station(INGRESS));
    }

    private static void answered(Segment segment, SendResult result) {
        segment.io(EGRESS).answer = result;
        send(segment);
    }

    @ParameterizedTest
    @EnumSource(DropReason.class)
    void isReachableAndCountedOnceWhereItsStageSays(DropReason reason) {
        Consumer<Segment> scene = SCENES.get(reason);
        assertThat(scene).as("no scene for %s: is it reachable at all?", reason).isNotNull();
        Segment segment = Segment.of(2);
        segment.learnStations();

        scene.accept(segment);

        boolean onEgress = reason.stage() == DropReason.Stage.EGRESS;
        assertThat(segment.drops(onEgress ? EGRESS : INGRESS)).isEqualTo(Map.of(reason, 1L));
        assertThat(segment.drops(onEgress ? INGRESS : EGRESS)).isEmpty();
        assertThat(segment.fates().dropped()).isEqualTo(onEgress ? 0 : 1);
        assertThat(segment.ios.get(EGRESS - 1).sent).isEmpty();
    }

    @Test
    void labelsAreDistinctAndNamesInOrderOfStages() {
        Set<String> labels = new HashSet<>();
        DropReason.Stage stage = DropReason.Stage.ADMIT;
        for (int i = 0; i < DropReason.count(); i++) {
            DropReason reason = DropReason.of(i);
            assertThat(reason.stage()).isGreaterThanOrEqualTo(stage);
            stage = reason.stage();
            assertThat(labels.add(reason.label())).isTrue();
            assertThat(reason.label()).matches("[a-z]+(_[a-z]+)*");
            assertThat(reason.meaning()).endsWith(".");
            assertThat(reason.remedy()).endsWith(".");
            assertThat(reason.name().startsWith("EGRESS_"))
                    .as("%s", reason)
                    .isEqualTo(reason.stage() == DropReason.Stage.EGRESS
                            || reason == DropReason.EGRESS_ISOLATED
                            || reason == DropReason.EGRESS_NOT_FORWARDING);
        }
    }
}
