package dev.hayabashi.bridgecore;

import static dev.hayabashi.bridgecore.GroupMessages.GROUP;
import static dev.hayabashi.bridgecore.GroupMessages.GROUP_V6;
import static dev.hayabashi.bridgecore.GroupMessages.recordMld2;
import static dev.hayabashi.bridgecore.GroupMessages.recordV3;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** IGMP and MLD snooping by RFC 4541 on four ports; the station of each port has its number. */
class MulticastSnoopingTest {
    private static final int OTHER = GROUP + 1;
    private static final MulticastSettings SETTINGS = MulticastSettings.DEFAULT;

    private final Segment segment = Segment.of(4);

    @BeforeEach
    void snoop() {
        start(SETTINGS);
    }

    /** On, and everybody behind the ports has had the time to answer. */
    private void start(MulticastSettings settings) {
        segment.bridge.multicastSnooping(settings);
        segment.learnStations();
        seconds(11);
        segment.clear();
    }

    private void seconds(int count) {
        for (int i = 0; i < count; i++) {
            segment.now += Segment.SECOND;
            segment.bridge.tick(segment.now);
        }
    }

    /** Ports by which a frame from a port leaves. */
    private List<Integer> way(int in, Frame frame) {
        segment.clear();
        segment.receive(in, frame);
        List<Integer> left = new ArrayList<>();
        for (int port = 1; port <= 4; port++) {
            if (!segment.io(port).sent.isEmpty()) {
                left.add(port);
            }
        }
        return left;
    }

    private List<Integer> dataWay() {
        return way(1, GroupMessages.data(1, GROUP));
    }

    private MulticastSnapshot look() {
        return segment.bridge.multicast(segment.now);
    }

    static List<Arguments> reports() {
        int other = 0x0a00_0009;
        String source = "fd000000000000000000000000000009";
        return List.of(
                report("IGMPv1", true, () -> GroupMessages.joinV1(3, GROUP)),
                report("IGMPv2", true, () -> GroupMessages.joinV2(3, GROUP)),
                report("IGMPv3 to exclude", true, () -> GroupMessages.reportV3(3, 1, recordV3(4, GROUP))),
                report("IGMPv3 is exclude", true, () -> GroupMessages.reportV3(3, 1, recordV3(2, GROUP, other))),
                report("IGMPv3 to include", true, () -> GroupMessages.reportV3(3, 1, recordV3(3, GROUP, other))),
                report("IGMPv3 is include", true, () -> GroupMessages.reportV3(3, 1, recordV3(1, GROUP, other))),
                report("IGMPv3 allow", true, () -> GroupMessages.reportV3(3, 1, recordV3(5, GROUP, other))),
                report(
                        "IGMPv3 second record",
                        true,
                        () -> GroupMessages.reportV3(3, 2, recordV3(4, OTHER, other) + recordV3(4, GROUP))),
                report("IGMPv3 block", false, () -> GroupMessages.reportV3(3, 1, recordV3(6, GROUP, other))),
                report("IGMPv3 include of none", false, () -> GroupMessages.reportV3(3, 1, recordV3(3, GROUP))),
                report("IGMPv3 record cut off", false, () -> GroupMessages.reportV3(3, 1, "04000002ef010203")),
                report("IGMPv3 more records than said", false, () -> GroupMessages.reportV3(3, 0, recordV3(4, GROUP))),
                report("IGMPv2 leave", false, () -> GroupMessages.leaveV2(3, GROUP)),
                report("wrong checksum", false, () -> spoilt(GroupMessages.joinV2(3, GROUP), 14 + 24 + 7)),
                report("fragment", false, () -> spoilt(GroupMessages.joinV2(3, GROUP), 14 + 7)),
                report("MLDv1", true, () -> GroupMessages.joinMld1(3, GROUP_V6)),
                report("MLDv2", true, () -> GroupMessages.reportMld2(3, 1, recordMld2(4, GROUP_V6))),
                report(
                        "MLDv2 with source",
                        true,
                        () -> GroupMessages.reportMld2(3, 1, recordMld2(1, GROUP_V6, source))),
                report("MLDv2 include of none", false, () -> GroupMessages.reportMld2(3, 1, recordMld2(3, GROUP_V6))),
                report("MLDv1 wrong checksum", false, () -> spoilt(GroupMessages.joinMld1(3, GROUP_V6), 14 + 48 + 20)),
                report("MLD over a router", false, () -> spoilt(GroupMessages.joinMld1(3, GROUP_V6), 14 + 7)));
    }

    private static Arguments report(String name, boolean joins, Supplier<Frame> frame) {
        return Arguments.of(name, joins, frame);
    }

    private static Frame spoilt(Frame frame, int offset) {
        int at = Frame.VNET_HEADER_BYTES + offset;
        frame.memory().put(at, (byte) (frame.memory().get(at) + 1));
        return frame;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("reports")
    void reportMakesAMember(String name, boolean joins, Supplier<Frame> frame) {
        segment.receive(3, frame.get());

        boolean ipv6 = name.startsWith("MLD");
        Frame data = ipv6 ? GroupMessages.dataV6(1, GROUP_V6) : GroupMessages.data(1, GROUP);
        assertThat(way(1, data)).isEqualTo(joins ? List.of(3) : List.of());
        assertThat(segment.drops(1).getOrDefault(DropReason.NO_LISTENER, 0L)).isEqualTo(joins ? 0 : 1);
    }

    @Test
    void offEverythingFloods() {
        segment.bridge.multicastSnooping(null);

        assertThat(dataWay()).containsExactly(2, 3, 4);
        assertThat(look()).isEqualTo(MulticastSnapshot.NONE);
    }

    @Test
    void floodsUntilAllHadTimeToAnswer() {
        segment.bridge.multicastSnooping(SETTINGS);
        assertThat(dataWay()).containsExactly(2, 3, 4);
        seconds(10);
        assertThat(dataWay()).containsExactly(2, 3, 4);
        seconds(1);
        assertThat(dataWay()).isEmpty();
    }

    @Test
    void withoutAnyQuerierEverythingFloods() {
        start(new MulticastSettings(false, SETTINGS.queryIntervalNanos(), SETTINGS.responseNanos(), false, 10, 10));
        segment.receive(3, GroupMessages.joinV2(3, GROUP));

        assertThat(dataWay()).containsExactly(2, 3, 4);
        assertThat(way(3, GroupMessages.joinV2(3, GROUP))).containsExactly(1, 2, 4);
    }

    static List<Arguments> alwaysFlooded() {
        return List.of(
                Arguments.of("224.0.0.251", GroupMessages.data(1, 0xe000_00fb)),
                Arguments.of("ff02::1", GroupMessages.dataV6(1, "ff020000000000000000000000000001")),
                Arguments.of("solicited node", GroupMessages.dataV6(1, "ff0200000000000000000001ff001234")),
                Arguments.of("ff02::fb", GroupMessages.dataV6(1, "ff0200000000000000000000000000fb")),
                Arguments.of("broadcast", Frames.of(MacAddress.BROADCAST, Segment.station(1))),
                Arguments.of("no IP", Frames.of(0x0300_0000_0001L, Segment.station(1), 0x88b5, "0102")),
                Arguments.of("tagged", Frames.of(GroupMessages.mac(GROUP), Segment.station(1), 0x8100, "0005080045")),
                Arguments.of(
                        "unicast inside", Frames.of(GroupMessages.mac(GROUP), Segment.station(1), 0x0800, "45000014")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("alwaysFlooded")
    void floods(String name, Frame frame) {
        assertThat(way(1, frame)).containsExactly(2, 3, 4);
    }

    @Test
    void groupsThatShareAMacAddressAreTold() {
        segment.receive(3, GroupMessages.joinV2(3, GROUP));

        assertThat(way(1, GroupMessages.data(1, GROUP ^ 0x0080_0000))).isEmpty();
    }

    @Test
    void ownQueriesGoToAllPortsAtTheStartTwiceAndThenEachInterval() {
        start(SETTINGS);
        List<Integer> atSeconds = new ArrayList<>();
        for (int second = 12; second < 400; second++) {
            segment.clear();
            seconds(1);
            if (!segment.io(2).sent.isEmpty()) {
                assertThat(segment.sentCounts()).containsExactly(2, 2, 2, 2);
                atSeconds.add(second);
            }
        }
        // Asked first one second after the start.
        assertThat(atSeconds).containsExactly(1 + 31 + 1, 1 + 63 + 1, 1 + 63 + 125 + 1, 1 + 63 + 250 + 1);
    }

    @Test
    void ownQueriesAreWhatTheRfcsSay() {
        start(SETTINGS);
        List<Frame> queries = new ArrayList<>();
        PortIo io = frame -> {
            queries.add(Frames.ofBytes(Frames.bytes(frame)));
            return SendResult.SENT;
        };
        BridgePort port = segment.bridge.addPort(Segment.defaults(9), io, segment.now);
        segment.bridge.linkChanged(port, true);
        segment.bridge.setState(port, dev.hayabashi.stp.PortState.FORWARDING);
        seconds(1);

        assertThat(queries).hasSize(2);
        assertThat(hex(queries.get(0), 50))
                .isEqualTo("01005e000001" + "0200000000ff" + "0800"
                        + "46c000240000000001024413" + "00000000" + "e0000001" + "94040000"
                        + "1164" + "ec1e" + "00000000" + "027d0000");
        assertThat(hex(queries.get(1), 90))
                .startsWith("333300000001" + "0200000000ff" + "86dd" + "60000000" + "0024" + "0001"
                        + "fe800000000000000000" + "00fffe0000ff" + "ff020000000000000000000000000001"
                        + "3a00050200000100" + "8200");
        MulticastMessage reader = new MulticastMessage();
        for (Frame query : queries) {
            assertThat(reader.read(query)).isEqualTo(MulticastMessage.Kind.QUERY);
            assertThat(reader.isGeneralQuery()).isTrue();
            assertThat(reader.maxResponseNanos()).isEqualTo(10 * Segment.SECOND);
            assertThat(reader.queryIntervalNanos()).isEqualTo(125 * Segment.SECOND);
        }
    }

    private static String hex(Frame frame, int bytes) {
        byte[] copy = new byte[bytes];
        frame.copyPrefix(copy, 0, bytes);
        return java.util.HexFormat.of().formatHex(copy);
    }

    @Test
    void membersAgeWithoutAnswer() {
        segment.receive(3, GroupMessages.joinV2(3, GROUP));
        seconds(259);
        assertThat(dataWay()).containsExactly(3);
        seconds(1);
        assertThat(dataWay()).isEmpty();
        assertThat(look().groups()).isEmpty();
    }

    @Test
    void afterALeaveTheLastMemberIsAskedTwiceAndThenForgotten() {
        segment.receive(3, GroupMessages.joinV2(3, GROUP));
        segment.receive(4, GroupMessages.joinV2(4, GROUP));
        segment.clear();

        segment.receive(3, GroupMessages.leaveV2(3, GROUP));

        assertThat(segment.sentCounts()).containsExactly(0, 0, 1, 0);
        assertThat(segment.io(3).lastFrame().destination()).isEqualTo(GroupMessages.mac(GROUP));
        segment.receive(3, GroupMessages.leaveV2(3, GROUP));
        assertThat(segment.sentCounts()).as("asked already").containsExactly(0, 0, 1, 0);
        assertThat(dataWay()).containsExactly(3, 4);
        segment.clear();
        seconds(1);
        assertThat(segment.sentCounts()).containsExactly(0, 0, 1, 0);
        assertThat(dataWay()).containsExactly(3, 4);
        seconds(1);
        assertThat(dataWay()).containsExactly(4);
    }

    @Test
    void whoAnswersTheLastQuestionStays() {
        segment.receive(3, GroupMessages.joinMld1(3, GROUP_V6));
        segment.receive(3, GroupMessages.doneMld1(3, GROUP_V6));
        seconds(1);
        segment.receive(3, GroupMessages.joinMld1(33, GROUP_V6));
        seconds(5);

        assertThat(way(1, GroupMessages.dataV6(1, GROUP_V6))).containsExactly(3);
    }

    @Test
    void fastLeaveCountsAtOnceWhereOneStationIs() {
        start(new MulticastSettings(true, SETTINGS.queryIntervalNanos(), SETTINGS.responseNanos(), true, 10, 10));
        segment.receive(3, GroupMessages.joinV2(3, GROUP));
        segment.receive(4, GroupMessages.joinV2(4, GROUP));
        segment.receive(4, GroupMessages.joinV2(44, GROUP));

        segment.receive(3, GroupMessages.leaveV2(3, GROUP));
        segment.receive(4, GroupMessages.leaveV2(4, GROUP));

        assertThat(dataWay()).containsExactly(4);
    }

    @Test
    void theGroupThatItsLastMemberLeftAtOnceMakesRoomAtOnce() {
        start(new MulticastSettings(true, SETTINGS.queryIntervalNanos(), SETTINGS.responseNanos(), true, 2, 2));
        segment.receive(3, GroupMessages.joinV2(3, GROUP));
        segment.receive(3, GroupMessages.joinV2(3, OTHER));
        segment.receive(3, GroupMessages.leaveV2(3, GROUP));
        segment.receive(4, GroupMessages.joinV2(4, OTHER + 1));

        assertThat(look().groups())
                .extracting(MulticastSnapshot.Group::low)
                .containsExactlyInAnyOrder(OTHER & 0xffff_ffffL, (OTHER + 1) & 0xffff_ffffL);
        assertThat(look().refusedJoins()).isZero();
    }

    @Test
    void reportsGoToRoutersOnlyAndElseNowhere() {
        assertThat(way(3, GroupMessages.joinV2(3, GROUP))).isEmpty();
        assertThat(segment.drops(3)).isEmpty();
        segment.receive(2, GroupMessages.queryV2(2, 0x0a00_0002, 0));

        assertThat(way(3, GroupMessages.joinV2(3, GROUP))).containsExactly(2);
        assertThat(way(4, GroupMessages.reportV3(4, 1, recordV3(4, GROUP)))).containsExactly(2);
        BridgeSnapshot.Fates fates = segment.fates();
        assertThat(fates.received()).isEqualTo(fates.relayed() + fates.consumed() + fates.dropped());
    }

    @Test
    void routersGetAllGroups() {
        segment.receive(2, GroupMessages.pimHello(2));
        assertThat(dataWay()).containsExactly(2);
        segment.receive(3, GroupMessages.joinV2(3, GROUP));
        assertThat(dataWay()).containsExactly(2, 3);
        assertThat(look().domains().get(0).routerPorts()).containsExactly(2);
        seconds(256);
        assertThat(look().domains().get(0).routerPorts()).isEmpty();
    }

    @Test
    void aSwitchThatAsksFromZeroGetsReportsAndNoData() {
        segment.receive(2, GroupMessages.queryV2(2, 0, 0));

        assertThat(way(3, GroupMessages.joinV2(3, GROUP))).containsExactly(2);
        assertThat(dataWay()).containsExactly(3);
        assertThat(look().domains().get(0).ownQuerier()).isTrue();
    }

    @Test
    void ofTwoQueriersTheLowerAddressWins() {
        segment.receive(2, GroupMessages.queryV2(2, 0x0a00_0005, 0));
        assertThat(look().domains().get(0).ownQuerier()).isFalse();
        segment.receive(3, GroupMessages.queryV2(3, 0x0a00_0009, 0));
        assertThat(look().domains().get(0).querierPort()).isEqualTo(2);
        segment.receive(3, GroupMessages.queryV2(3, 0x0a00_0003, 0));
        assertThat(look().domains().get(0).querierPort()).isEqualTo(3);
        segment.clear();
        seconds(200);
        assertThat(segment.io(4).sent).as("MLD only").hasSizeBetween(1, 4);
        seconds(56);
        assertThat(look().domains().get(0).ownQuerier()).isTrue();
    }

    @Test
    void mldElectionIsByLinkLocalAddresses() {
        // The bridge has fe80::ff:fe00:ff.
        segment.receive(2, GroupMessages.queryMld1(2, "fe80000000000000000000ffff000000"));
        assertThat(look().domains().get(1).ownQuerier()).isTrue();
        segment.receive(2, GroupMessages.queryMld1(2, "fe800000000000000000000000000001"));
        assertThat(look().domains().get(1).ownQuerier()).isFalse();
        segment.receive(3, GroupMessages.queryMld1(3, "0".repeat(32)));
        segment.receive(3, GroupMessages.queryMld1(3, "fd000000000000000000000000000000"));
        assertThat(look().domains().get(1).routerPorts()).containsExactly(2);
    }

    @Test
    void whenTheQuerierIsLostItsPortsFloodUntilTheNextOneHasAnswers() {
        start(new MulticastSettings(false, SETTINGS.queryIntervalNanos(), SETTINGS.responseNanos(), false, 10, 10));
        segment.receive(2, GroupMessages.queryV2(2, 0x0a00_0005, 0));
        segment.receive(3, GroupMessages.joinV2(3, GROUP));
        assertThat(dataWay()).containsExactly(2, 3, 4);
        seconds(10);
        assertThat(dataWay()).containsExactly(2, 3);
        seconds(246);
        assertThat(dataWay()).containsExactly(2, 3, 4);
    }

    @Test
    void aSpecificQueryOfTheQuerierLowersTheTimeOfMembers() {
        segment.receive(2, GroupMessages.queryV2(2, 0x0a00_0005, 0));
        segment.receive(3, GroupMessages.joinV2(3, GROUP));
        segment.receive(4, GroupMessages.joinV2(4, GROUP));
        segment.receive(2, GroupMessages.queryV3(2, 0x0a00_0005, GROUP, "0a7d0000"));
        seconds(20);
        assertThat(dataWay()).as("S flag").containsExactly(2, 3, 4);
        segment.receive(2, GroupMessages.queryV3(2, 0x0a00_0005, GROUP, "027d0000"));
        segment.receive(3, GroupMessages.joinV2(3, GROUP));
        seconds(20);
        assertThat(dataWay()).containsExactly(2, 3);
    }

    @Test
    void theQueriersIntervalIsAdopted() {
        // 0x8f is 31 << 3, 248 seconds.
        segment.receive(2, GroupMessages.queryV3(2, 0x0a00_0005, 0, "028f0000"));
        segment.receive(3, GroupMessages.joinV2(3, GROUP));

        assertThat(look().groups().get(0).members().get(0).remainingSeconds()).isEqualTo(2 * 248 + 10);
    }

    @Test
    void guestsAreNoRouters() {
        segment.bridge.hearMulticastRouters(segment.port(3), false);

        assertThat(way(3, GroupMessages.queryV2(3, 0x0a00_0001, 0))).isEmpty();
        assertThat(way(3, GroupMessages.pimHello(3))).isEmpty();
        assertThat(way(3, GroupMessages.queryMld1(3, GroupMessages.address(3)))).isEmpty();

        assertThat(segment.drops(3)).containsEntry(DropReason.MULTICAST_ROUTER_GUARD, 3L);
        assertThat(look().domains()).allMatch(MulticastSnapshot.Domain::ownQuerier);
        assertThat(look().domains()).allMatch(domain -> domain.routerPorts().isEmpty());
    }

    @Test
    void limitsOfPortAndBridgeRefuseAndCount() {
        start(new MulticastSettings(true, SETTINGS.queryIntervalNanos(), SETTINGS.responseNanos(), false, 5, 3));
        for (int i = 0; i < 10; i++) {
            segment.receive(2, GroupMessages.joinV2(2, GROUP + i));
        }
        assertThat(look().groups()).hasSize(3);
        assertThat(look().refusedJoins()).isEqualTo(7);
        segment.receive(3, GroupMessages.joinV2(3, GROUP));
        segment.receive(3, GroupMessages.joinV2(3, GROUP + 20));
        segment.receive(4, GroupMessages.joinV2(4, GROUP + 30));
        segment.receive(4, GroupMessages.joinV2(4, GROUP + 40));
        segment.receive(4, GroupMessages.joinV2(4, GROUP));
        assertThat(look().groups()).hasSize(5);
        assertThat(look().refusedJoins()).isEqualTo(8);
        assertThat(dataWay()).containsExactly(2, 3, 4);
        seconds(260);
        segment.receive(2, GroupMessages.joinV2(2, GROUP + 9));
        assertThat(look().groups()).as("room again").hasSize(1);
    }

    @Test
    void aPortThatIsGoneOrHasNoLinkListensToNothing() {
        segment.receive(3, GroupMessages.joinV2(3, GROUP));
        segment.receive(4, GroupMessages.joinV2(4, GROUP));
        segment.receive(4, GroupMessages.queryV2(4, 0x0a00_0001, 0));
        segment.bridge.linkChanged(segment.port(3), false);
        segment.bridge.removePort(segment.port(4));

        assertThat(look().groups()).isEmpty();
        assertThat(look().domains().get(0).ownQuerier()).isTrue();
        assertThat(look().domains().get(0).routerPorts()).isEmpty();
    }

    @Test
    void aPortThatOpensGetsEverythingUntilItHadTimeToAnswer() {
        segment.bridge.setState(segment.port(3), dev.hayabashi.stp.PortState.DISCARDING);
        assertThat(dataWay()).isEmpty();
        segment.bridge.time(segment.now);
        segment.bridge.setState(segment.port(3), dev.hayabashi.stp.PortState.FORWARDING);
        assertThat(dataWay()).containsExactly(3);
        segment.clear();
        seconds(1);
        assertThat(segment.sentCounts()).as("asked").containsExactly(0, 0, 2, 0);
        seconds(9);
        assertThat(dataWay()).containsExactly(3);
        seconds(2);
        assertThat(dataWay()).isEmpty();
    }

    @Test
    void aTopologyChangeFloodsUntilAllAreAskedAgain() {
        segment.receive(3, GroupMessages.joinV2(3, GROUP));
        segment.bridge.topologyChanged(segment.now);
        assertThat(dataWay()).containsExactly(2, 3, 4);
        segment.clear();
        seconds(1);
        assertThat(segment.sentCounts()).containsExactly(2, 2, 2, 2);
        seconds(9);
        assertThat(dataWay()).containsExactly(3);
    }

    @Test
    void aPortThatTakesNoFloodsGetsWhatItHasJoined() {
        segment.change(3, port -> port.flood(false, false, false));
        segment.receive(3, GroupMessages.joinV2(3, GROUP));

        assertThat(dataWay()).containsExactly(3);
        assertThat(way(1, GroupMessages.data(1, 0xe000_00fb))).containsExactly(2, 4);
    }

    @Test
    void isolatedPortsStayIsolated() {
        segment.change(1, port -> port.isolated(true));
        segment.change(3, port -> port.isolated(true));
        segment.receive(3, GroupMessages.joinV2(3, GROUP));
        segment.receive(4, GroupMessages.joinV2(4, GROUP));

        assertThat(dataWay()).containsExactly(4);
    }

    @Test
    void eachVlanHasItsOwnMembers() {
        segment.bridge.vlanFiltering(true, 1);
        segment.change(1, port -> port.vlan(10));
        segment.change(2, port -> port.vlan(10));
        segment.change(3, port -> port.vlan(20));
        segment.change(4, port -> port.vlan(1, 10, 20));
        start(SETTINGS);
        segment.receive(2, GroupMessages.joinV2(2, GROUP));
        segment.receive(3, GroupMessages.joinV2(3, GROUP));
        segment.clear();
        seconds(12);

        assertThat(segment.io(2).sent).hasSize(1);
        assertThat(segment.io(4).sent).as("tagged, of VLAN 10 and 20").hasSize(2);
        assertThat(segment.io(4).lastFrame().etherType()).isEqualTo(Frame.ETHERTYPE_VLAN);
        assertThat(dataWay()).containsExactly(2);
        assertThat(look().groups()).extracting(MulticastSnapshot.Group::vlan).containsExactlyInAnyOrder(10, 20);
    }

    @Test
    void anObserverHearsWhoWasPassedOver() {
        segment.receive(3, GroupMessages.joinV2(3, GROUP));
        List<String> heard = new ArrayList<>();
        FrameObserver observer = new FrameObserver() {
            @Override
            public void passedOver(BridgePort out, PassedOver why) {
                heard.add(out + " " + why);
            }
        };
        Rehearsal.walk(segment.bridge, 1, GroupMessages.data(1, GROUP), observer, segment.now);

        assertThat(heard).containsExactly("p1 INGRESS", "p2 NO_LISTENER", "p4 NO_LISTENER");
    }

    @Test
    void aRehearsedReportJoinsNothing() {
        Rehearsal.walk(segment.bridge, 3, GroupMessages.joinV2(3, GROUP), new FrameObserver() {}, segment.now);

        assertThat(look().groups()).isEmpty();
    }
}
