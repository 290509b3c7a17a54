package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Storm control and rate limits on a bridge, in virtual time. */
class ProtectionTest {
    private static final long GROUP = 0x0100_5e01_0203L;
    private static final long UNKNOWN = 0x0a_00_00_00_77_77L;
    private static final StormLimits TEN_TWENTY_THIRTY =
            new StormLimits(RateLimit.perSecond(10, 0), RateLimit.perSecond(20, 0), RateLimit.perSecond(30, 0));

    private final Segment segment = Segment.of(3);

    private void storm(StormLimits limits) {
        segment.protect(1, new PortProtection(limits, RateLimit.NONE, RateLimit.NONE, false, List.of(), false, false));
    }

    private int passed(long destination, int frames) {
        segment.clear();
        for (int i = 0; i < frames; i++) {
            segment.receive(1, destination, Segment.station(1));
        }
        return segment.io(2).sent.size();
    }

    @Test
    void eachClassHasItsOwnBucket() {
        storm(TEN_TWENTY_THIRTY);
        assertThat(passed(MacAddress.BROADCAST, 100)).isEqualTo(10);
        assertThat(passed(GROUP, 100)).isEqualTo(20);
        assertThat(passed(UNKNOWN, 100)).isEqualTo(30);
        assertThat(segment.drops(1))
                .isEqualTo(Map.of(
                        DropReason.STORM_BROADCAST, 90L,
                        DropReason.STORM_MULTICAST, 80L,
                        DropReason.STORM_UNKNOWN_UNICAST, 70L));
        segment.now += Segment.SECOND / 2;
        assertThat(passed(MacAddress.BROADCAST, 100)).isEqualTo(5);
    }

    @Test
    void knownUnicastIsNoStorm() {
        segment.learnStations();
        storm(new StormLimits(RateLimit.perSecond(1, 0), RateLimit.perSecond(1, 0), RateLimit.perSecond(1, 0)));
        assertThat(passed(Segment.station(2), 1000)).isEqualTo(1000);
    }

    @Test
    void otherPortsAreNotTouched() {
        storm(TEN_TWENTY_THIRTY);
        passed(MacAddress.BROADCAST, 100);
        segment.clear();
        for (int i = 0; i < 100; i++) {
            segment.receive(2, MacAddress.BROADCAST, Segment.station(2));
        }
        assertThat(segment.io(3).sent).hasSize(100);
    }

    @Test
    void bytesCountAsWellAsFrames() {
        storm(new StormLimits(RateLimit.perSecond(0, 600), RateLimit.NONE, RateLimit.NONE));
        assertThat(passed(MacAddress.BROADCAST, 100)).isEqualTo(10);
        assertThat(passed(GROUP, 100)).isEqualTo(100);
    }

    @Test
    void bpdusOfAStormGetThrough() {
        storm(TEN_TWENTY_THIRTY);
        int[] heard = new int[1];
        segment.bridge.spanningTree((port, frame, now) -> heard[0]++, false);
        passed(MacAddress.BROADCAST, 100);
        passed(MacAddress.BRIDGE_GROUP, 100);
        assertThat(heard[0]).isEqualTo(100);
    }

    @Test
    void stormIsTwoPiecesOfNews() {
        storm(TEN_TWENTY_THIRTY);
        for (int i = 0; i < 50; i++) {
            passed(MacAddress.BROADCAST, 100);
            segment.now += Segment.SECOND;
            segment.bridge.tick(segment.now);
        }
        assertThat(segment.listener.heard)
                .containsExactly("storm_broadcast started on p1 by " + MacAddress.format(Segment.station(1)));
        segment.now += Trouble.QUIET_NANOS;
        segment.bridge.tick(segment.now);
        assertThat(segment.listener.heard).hasSize(2).last().isEqualTo("storm_broadcast ended on p1 after 4500");
    }

    @Test
    void ingressLimitHoldsEverythingButBpdus() {
        segment.learnStations();
        segment.protect(1, Protections.ingress(RateLimit.perSecond(10, 0)));
        assertThat(passed(Segment.station(2), 100)).isEqualTo(10);
        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.RATE_LIMIT, 90L));
    }

    @Test
    void egressLimitCountsWhereTheFrameShouldHaveLeft() {
        segment.learnStations();
        segment.protect(2, Protections.egress(RateLimit.perSecond(10, 0)));
        assertThat(passed(MacAddress.BROADCAST, 100)).isEqualTo(10);
        assertThat(segment.io(3).sent).hasSize(100);
        assertThat(segment.drops(2)).isEqualTo(Map.of(DropReason.EGRESS_RATE_LIMIT, 90L));
        assertThat(segment.drops(1)).isEmpty();
        Frame bpdu = Frames.of(MacAddress.BRIDGE_GROUP, Segment.portAddress(2));
        segment.clear();
        segment.bridge.sendControl(segment.port(2), bpdu);
        assertThat(segment.io(2).sent).hasSize(1);
    }

    @Test
    void changeOfSomethingElseKeepsWhatIsInTheBuckets() {
        storm(TEN_TWENTY_THIRTY);
        assertThat(passed(MacAddress.BROADCAST, 100)).isEqualTo(10);
        segment.change(1, port -> port.macLimit(5));
        assertThat(passed(MacAddress.BROADCAST, 100)).isZero();
        storm(StormLimits.NONE);
        assertThat(passed(MacAddress.BROADCAST, 100)).isEqualTo(100);
    }

    @Test
    void rehearsalTakesNoTokens() {
        storm(TEN_TWENTY_THIRTY);
        List<DropReason> dropped = new java.util.ArrayList<>();
        FrameObserver observer = new FrameObserver() {
            @Override
            public void dropped(BridgePort port, Frame frame, DropReason reason, long nowNanos) {
                dropped.add(reason);
            }
        };
        Frame frame = Frames.of(MacAddress.BROADCAST, Segment.station(1));
        for (int i = 0; i < 100; i++) {
            Rehearsal.walk(segment.bridge, 1, frame, observer, segment.now);
        }
        assertThat(dropped).isEmpty();
        assertThat(passed(MacAddress.BROADCAST, 100)).isEqualTo(10);
        Rehearsal.walk(segment.bridge, 1, frame, observer, segment.now);
        assertThat(dropped).containsExactly(DropReason.STORM_BROADCAST);
    }

    @Test
    void transparentPortsExchangeWhatACableWouldCarry() {
        long lldp = 0x0180_c200_000eL;
        segment.protect(1, Protections.transparent());
        assertThat(passed(lldp, 1)).isZero();
        segment.protect(2, Protections.transparent());
        assertThat(passed(lldp, 1)).isEqualTo(1);
        assertThat(segment.io(3).sent).isEmpty();
        assertThat(passed(MacAddress.PAUSE, 1)).isZero();
        int[] heard = new int[1];
        segment.bridge.spanningTree((port, frame, now) -> heard[0]++, false);
        assertThat(passed(MacAddress.BRIDGE_GROUP, 1)).isZero();
        assertThat(heard[0]).isEqualTo(1);
        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.NO_EGRESS, 1L, DropReason.RESERVED_ADDRESS, 1L));
    }

    @Test
    void guardedPortCannotUseAPinnedAddressOfAnother() {
        segment.change(3, port -> port.statics(Segment.station(3)));
        assertThat(passed(MacAddress.BROADCAST, 1)).isEqualTo(1);
        segment.clear();
        segment.receive(1, MacAddress.BROADCAST, Segment.station(3));
        assertThat(segment.io(2).sent).as("an open port, as in the kernel").hasSize(1);
        segment.protect(1, Protections.sourceGuard());
        segment.clear();
        segment.receive(1, Frames.of(MacAddress.BROADCAST, Segment.station(3), 0x88b6, "00"));
        assertThat(segment.io(2).sent).isEmpty();
        assertThat(segment.drops(1)).isEqualTo(Map.of(DropReason.LOCKED, 1L));
    }
}
