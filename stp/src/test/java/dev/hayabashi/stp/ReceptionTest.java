package dev.hayabashi.stp;

import static dev.hayabashi.stp.BpduDisposition.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of single frames: the reception cases of the conformance catalogue, by their numbers. */
class ReceptionTest {
    private static final long OWN_ID = 0x8000_0000_0000_0000L | OneBridge.ADDRESS;
    private static final long SUPERIOR_ID = 0x1000_0200_0000_0B00L;
    private static final long INFERIOR_ID = 0xF000_0200_0000_0B00L;

    private final OneBridge bridge = new OneBridge().ports(2);

    private void refused(Frame frame, BpduDisposition reason) {
        PortStatus before = bridge.status(1);
        assertThat(bridge.receive(1, frame)).isEqualTo(reason);
        PortStatus after = bridge.status(1);
        assertThat(bridge.rejected(1, reason)).isEqualTo(1);
        assertThat(after.designated()).isEqualTo(before.designated());
        assertThat(after.role()).isEqualTo(before.role());
        assertThat(after.bpdus().received()).isEqualTo(before.bpdus().received());
    }

    private void accepted(Frame frame, BpduKind kind) {
        assertThat(bridge.receive(1, frame)).isEqualTo(ACCEPTED);
        assertThat(bridge.status(1).bpdus().received()).containsEntry(kind, 1L);
        assertThat(bridge.status(1).bpdus().rejected()).isEmpty();
    }

    private static Frame superiorConfig() {
        return Frame.config().from(SUPERIOR_ID);
    }

    private static Frame superiorRst(int flags) {
        return Frame.rst(flags).from(SUPERIOR_ID);
    }

    @Test
    void case01ProtocolIdentifier() {
        refused(superiorConfig().protocol(1), PROTOCOL);
    }

    @Test
    void case01ProtocolIdentifierOfRst() {
        refused(superiorRst(0x3C).protocol(0x0100), PROTOCOL);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x03, 0x7F, 0x81, 0xFF})
    void case02UnknownType(int type) {
        refused(superiorConfig().type(type), TYPE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 5, 255})
    void case03ConfigOfAnyVersion(int version) {
        accepted(superiorConfig().version(version), BpduKind.CONFIG);
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.ROOT);
    }

    @Test
    void case04ConfigTooShort() {
        refused(superiorConfig().lengthField(3 + 34), SHORT);
    }

    @Test
    void case05PaddingIsIgnored() {
        accepted(superiorConfig().padding(0xFF), BpduKind.CONFIG);
        assertThat(bridge.tree.rootId()).isEqualTo(new BridgeId(SUPERIOR_ID));
    }

    @ParameterizedTest
    @ValueSource(ints = {20 * 256, 20 * 256 + 1, 0xFFFF})
    void case06MessageAgeAtMaxAge(int age) {
        refused(superiorConfig().messageAge(age), MAX_AGE);
    }

    @Test
    void case06TheSameForRstBpdus() {
        refused(superiorRst(Frame.DESIGNATED).messageAge(20 * 256), MAX_AGE);
    }

    @Test
    void case06RawFieldsAreCompared() {
        accepted(superiorConfig().messageAge(20 * 256 - 1), BpduKind.CONFIG);
    }

    /** The last bridge within max age hops answers a proposal; refusing it would cost 30 s on its link. */
    @Test
    void case06AgreementsOfTheLastHopCount() {
        assertThat(bridge.receive(
                        1,
                        Frame.rst(Frame.ROOT | Frame.AGREEMENT)
                                .from(OWN_ID)
                                .bridge(INFERIOR_ID)
                                .messageAge(20 * 256)))
                .isEqualTo(ACCEPTED);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
    }

    @Test
    void case06MaxAgeZero() {
        refused(superiorRst(Frame.ROOT | Frame.AGREEMENT).maxAge(0), MAX_AGE);
    }

    @Test
    void case07OwnConfigComesBack() {
        refused(Frame.config().from(OWN_ID).port(0x8001), OWN);
        assertThat(bridge.status(1).inconsistencies()).containsExactly(Inconsistency.SELF_LOOP);
        assertThat(bridge.status(1).guardHits()).containsEntry(Guard.LOOPBACK, 1L);
    }

    @Test
    void case08OtherPortOfThisBridge() {
        Frame fromPort1 = Frame.config().from(OWN_ID).port(0x8001).source(OneBridge.portAddress(1));
        assertThat(bridge.receive(2, fromPort1)).isEqualTo(ACCEPTED);
        assertThat(bridge.tree.role(2)).isEqualTo(PortRole.BACKUP);
        Frame fromPort2 = Frame.config().from(OWN_ID).port(0x8002).source(OneBridge.portAddress(2));
        assertThat(bridge.receive(1, fromPort2)).isEqualTo(ACCEPTED);
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.DESIGNATED);
        assertThat(bridge.events(StpEvent.DuplicateBridgeId.class)).isEmpty();
    }

    @Test
    void case09TcnTooShort() {
        refused(Frame.tcn().lengthField(3 + 3), SHORT);
    }

    @Test
    void case09Tcn() {
        accepted(Frame.tcn(), BpduKind.TCN);
    }

    @Test
    void case09LongerTcn() {
        accepted(Frame.tcn().lengthField(3 + 5), BpduKind.TCN);
    }

    @Test
    void case09TcnOfAnyVersion() {
        accepted(Frame.tcn().version(2), BpduKind.TCN);
    }

    @Test
    void case10RstTooShort() {
        refused(superiorRst(0x3C).lengthField(3 + 35), SHORT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void case10RstOfOldVersion(int version) {
        refused(superiorRst(0x3C).version(version), VERSION);
    }

    @ParameterizedTest
    @ValueSource(ints = {36, 40})
    void case11RstLengths(int length) {
        accepted(superiorRst(0x3C).bpduLength(length), BpduKind.RST);
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.ROOT);
    }

    @Test
    void case12MstIsReadAsRst() {
        accepted(superiorRst(0x7C).version(3).bpduLength(102), BpduKind.MST);
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.ROOT);
        assertThat(bridge.status(1).spoken()).isEqualTo(ForceVersion.RSTP);
    }

    @Test
    void case13RoleZeroIsReadAsConfig() {
        accepted(superiorRst(0xFF & ~Frame.DESIGNATED), BpduKind.RST);
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.ROOT);
        assertThat(bridge.flag(1, "proposed")).isFalse();
        assertThat(bridge.flag(1, "agreed")).isFalse();
        assertThat(bridge.status(1).bpdus().tcReceived()).isEqualTo(1);
    }

    @Test
    void case13RoleZeroDoesNotDispute() {
        bridge.run(35);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
        bridge.configure(1, p -> p.withEdge(EdgeMode.FALSE));
        accepted(Frame.rst(Frame.LEARNING | Frame.FORWARDING).from(INFERIOR_ID), BpduKind.RST);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
    }

    @Test
    void case14AlternateCannotPropose() {
        accepted(superiorRst(Frame.ALTERNATE | Frame.PROPOSAL), BpduKind.RST);
        assertThat(bridge.flag(1, "proposed")).isFalse();
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.DESIGNATED);
    }

    private static Frame agreement() {
        return Frame.rst(Frame.ROOT | Frame.AGREEMENT).root(OWN_ID).cost(20_000).bridge(INFERIOR_ID);
    }

    @Test
    void case15AgreementOpensThePortAtOnce() {
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISCARDING);
        accepted(agreement(), BpduKind.RST);
        assertThat(bridge.flag(1, "agreed")).isTrue();
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
        assertThat(bridge.tree.state(2)).isEqualTo(PortState.DISCARDING);
    }

    @Test
    void case15AgreementWithBetterInformationIsNone() {
        accepted(Frame.rst(Frame.ROOT | Frame.AGREEMENT).from(SUPERIOR_ID), BpduKind.RST);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISCARDING);
    }

    @Test
    void case16NoAgreementOnASharedLan() {
        bridge.configure(1, p -> p.withPointToPoint(PointToPoint.NO));
        accepted(agreement(), BpduKind.RST);
        assertThat(bridge.flag(1, "agreed")).isFalse();
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISCARDING);
        bridge.hear(1, agreement(), 19);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISCARDING);
        bridge.run(1);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.LEARNING);
        bridge.run(2);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
    }

    @Test
    void case17DisputeClosesThePort() {
        bridge.receive(1, agreement());
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
        bridge.receive(1, Frame.rst(Frame.DESIGNATED | Frame.LEARNING).from(INFERIOR_ID));
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISCARDING);
        assertThat(bridge.flag(1, "agreed")).isFalse();
        assertThat(bridge.timer(1, "fdWhile")).isEqualTo(2);
        assertThat(bridge.status(1).stateReason()).contains("worse information while it learns");
    }

    @Test
    void case18InferiorWithoutLearningIsIgnored() {
        bridge.receive(1, agreement());
        bridge.receive(1, Frame.rst(Frame.DESIGNATED | Frame.PROPOSAL).from(INFERIOR_ID));
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
        assertThat(bridge.flag(1, "agreed")).isTrue();
        assertThat(bridge.flag(1, "proposed")).isFalse();
    }

    @Test
    void case19LengthBeyondTheFrame() {
        refused(superiorConfig().lengthField(60 - 14 + 1), LENGTH);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x434203, 0x424303, 0x424213, 0xAAAA03, 0xFFFFFF})
    void case20OtherLlc(int llc) {
        refused(superiorConfig().llc(llc), LLC);
    }

    @Test
    void case20EtherTypeInsteadOfLength() {
        refused(superiorConfig().lengthField(0x88CC), LLC);
    }

    @Test
    void case21Tagged() {
        refused(superiorConfig().tag(1), TAGGED);
    }

    @Test
    void case22HelloZeroCountsAsOne() {
        bridge.receive(1, superiorConfig().hello(0));
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.ROOT);
        assertThat(bridge.timer(1, "rcvdInfoWhile")).isEqualTo(6);
        bridge.run(5);
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.ROOT);
    }

    @Test
    void case23CostSaturates() {
        bridge.receive(1, superiorConfig().cost(0xFFFF_FFFFL));
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.ROOT);
        assertThat(bridge.tree.rootPathCost()).isEqualTo(0xFFFF_FFFFL);
        bridge.receive(
                2,
                Frame.config()
                        .root(SUPERIOR_ID)
                        .cost(0x7FFF_FFFFL)
                        .bridge(INFERIOR_ID)
                        .port(0x8002));
        assertThat(bridge.tree.role(2)).isEqualTo(PortRole.ROOT);
    }

    @Test
    void case24GroupSource() {
        refused(superiorConfig().source(0x0100_0000_0B01L), GROUP_SOURCE);
    }

    @Test
    void case25DiscardingPortsListen() {
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISCARDING);
        accepted(superiorConfig(), BpduKind.CONFIG);
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.ROOT);
    }

    /** The spanning tree switched off on the port: nothing reaches the machines, and the caller learns it, to relay or not. */
    @Test
    void case26SpanningTreeOff() {
        bridge.configure(1, p -> p.withBpduFilter(true));
        refused(superiorConfig(), FILTERED);
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.DESIGNATED);
    }

    @Test
    void unknownAndDisabledPorts() {
        assertThat(bridge.receive(7, superiorConfig())).isEqualTo(UNKNOWN_PORT);
        bridge.tree.linkDown(1, bridge.now);
        refused(superiorConfig(), PORT_DISABLED);
    }

    @Test
    void otherDestination() {
        refused(superiorConfig().destination(0x0180_C200_000EL), DESTINATION);
    }

    @Test
    void everyLengthOfAnyFrameIsSurvived() {
        byte[] frame = superiorRst(0x3C).build();
        for (int length = -1; length <= 17; length++) {
            BpduDisposition disposition =
                    bridge.tree.received(1, ByteBuffer.wrap(frame), 0, Math.min(length, 16), bridge.now);
            assertThat(disposition).isEqualTo(RUNT);
        }
        for (int length = 17; length < 53; length++) {
            assertThat(bridge.tree.received(1, ByteBuffer.wrap(frame), 0, length, bridge.now))
                    .isEqualTo(LENGTH);
        }
        assertThat(bridge.tree.received(1, ByteBuffer.wrap(frame), 0, 53, bridge.now))
                .isEqualTo(ACCEPTED);
    }

    /** The frame may sit anywhere in a direct buffer of either byte order; what follows the limit is never touched. */
    @Test
    void frameInTheMiddleOfADirectBuffer() {
        byte[] octets = superiorRst(0x3C).build();
        ByteBuffer direct = ByteBuffer.allocateDirect(200).order(ByteOrder.LITTLE_ENDIAN);
        direct.put(12, octets);
        assertThat(bridge.tree.received(1, direct, 12, octets.length, bridge.now))
                .isEqualTo(ACCEPTED);
        assertThat(direct.position()).isZero();
        assertThat(bridge.tree.rootId()).isEqualTo(new BridgeId(SUPERIOR_ID));
        direct.limit(40);
        assertThat(bridge.tree.received(1, direct, 12, octets.length, bridge.now))
                .isEqualTo(LENGTH);
    }

    @Test
    void timesAreRoundedToTheNearestSecond() {
        bridge.receive(1, superiorConfig().messageAge(384).forwardDelay(15 * 256 + 127));
        assertThat(bridge.tree.status(0).messageAge()).isEqualTo(3);
        assertThat(bridge.tree.status(0).times().forwardDelay()).isEqualTo(15);
        bridge.receive(1, superiorConfig().messageAge(383).forwardDelay(15 * 256 + 128));
        assertThat(bridge.tree.status(0).messageAge()).isEqualTo(2);
        assertThat(bridge.tree.status(0).times().forwardDelay()).isEqualTo(16);
    }

    /** A slow 1998 root: three of its hellos, not three of ours. */
    @Test
    void slowHelloOfAnStpRootIsRespected() {
        bridge.receive(1, superiorConfig().hello(10 * 256));
        bridge.run(29);
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.ROOT);
        bridge.run(1);
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.DESIGNATED);
    }

    /** The present designated port changes its mind for the worse: believed at once, not after age-out. */
    @Test
    void worseNewsFromTheDesignatedPortReplaceTheOld() {
        bridge.receive(1, superiorRst(0x3C));
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.ROOT);
        bridge.receive(1, Frame.rst(0x3C).from(INFERIOR_ID | (SUPERIOR_ID & 0xFFFF_FFFF_FFFFL)));
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.DESIGNATED);
        assertThat(bridge.tree.rootPort()).isZero();
    }

    /** A change of the sender's port priority is news from the same port. */
    @Test
    void portPriorityOfTheDesignatedPortMayChange() {
        bridge.receive(1, superiorRst(0x3C).port(0x8001));
        bridge.receive(1, superiorRst(0x3C).port(0xF001));
        assertThat(bridge.status(1).designated().port()).isEqualTo(new PortId(0xF001));
    }

    /** What a backup port has heard from ourselves must not lead to the root after the real way is gone. */
    @Test
    void ownInformationNeverLeadsToTheRoot() {
        OneBridge looped = new OneBridge().ports(3);
        looped.receive(1, superiorRst(0x3C));
        looped.receive(3, looped.last(2));
        assertThat(looped.tree.role(3)).isEqualTo(PortRole.BACKUP);
        looped.tree.linkDown(1, looped.now);
        assertThat(looped.tree.rootPort()).isZero();
        assertThat(looped.tree.rootId()).isEqualTo(new BridgeId(OWN_ID));
    }

    @Test
    void worseNewsFromAnotherPortAreIgnored() {
        bridge.receive(1, superiorRst(0x3C));
        bridge.receive(1, Frame.rst(0x0C).from(INFERIOR_ID).port(0x8005));
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.ROOT);
        assertThat(bridge.status(1).designated().bridge()).isEqualTo(new BridgeId(SUPERIOR_ID));
    }

    /** An identical BPDU refreshes; it does not start role selection, which would clear agreed and proposing. */
    @Test
    void repeatedInformationOnlyRefreshes() {
        bridge.receive(1, superiorRst(0x3C));
        bridge.run(4);
        bridge.receive(1, superiorRst(0x3C).hello(256));
        assertThat(bridge.timer(1, "rcvdInfoWhile")).isEqualTo(6);
        assertThat(bridge.tree.transitionsOfLastEvent())
                .as("PRX RECEIVE, PIM RECEIVE, REPEATED, CURRENT")
                .isEqualTo(4);
    }

    /** The proposer may have lost our answer. */
    @Test
    void repeatedProposalsAreAnsweredAgain() {
        bridge.receive(1, superiorRst(0x0E));
        bridge.run(5);
        bridge.receive(1, superiorRst(0x0E));
        bridge.forget();
        bridge.receive(1, superiorRst(0x0E));
        assertThat(bridge.sent(1)).hasSize(1);
        assertThat(OneBridge.flags(bridge.last(1)) & Frame.AGREEMENT).isNotZero();
    }

    /** 19.78 s is younger than max age, and is 20 after rounding: accepted at the door, too old to follow. */
    @Test
    void informationOfTheLastHopIsNotFollowed() {
        bridge.receive(1, superiorConfig().messageAge(19 * 256 + 200));
        assertThat(bridge.tree.rootPort()).isZero();
        bridge.receive(1, superiorConfig().messageAge(19 * 256 + 100));
        assertThat(bridge.tree.rootPort()).isEqualTo(1);
        assertThat(bridge.tree.status(0).messageAge()).isEqualTo(20);
    }

    @Test
    void aRootPortThatNoLongerAgreesTakesItsAgreementBack() {
        bridge.receive(1, agreement());
        assertThat(bridge.flag(1, "agreed")).isTrue();
        bridge.receive(1, Frame.rst(Frame.ROOT).root(OWN_ID).cost(20_000).bridge(INFERIOR_ID));
        assertThat(bridge.flag(1, "agreed")).isFalse();
    }

    @Test
    void superiorInformationEndsAnAgreement() {
        bridge.receive(1, agreement());
        bridge.receive(1, superiorRst(0x0C));
        assertThat(bridge.flag(1, "agreed")).isFalse();
        assertThat(bridge.flag(1, "proposing")).isFalse();
    }

    /** What the neighbour agreed to has become better, so the agreement holds and nothing is closed. */
    @Test
    void agreementSurvivesBetterInformation() {
        bridge.receive(2, agreement());
        assertThat(bridge.tree.state(2)).isEqualTo(PortState.FORWARDING);
        bridge.forget();
        bridge.receive(1, superiorRst(0x0E));
        assertThat(bridge.order).noneMatch(s -> s.startsWith("gate 2"));
        assertThat(bridge.flag(2, "agreed")).isTrue();
    }

    /** A proposal that comes with worse information of the old designated port is void: we are designated now. */
    @Test
    void aProposalEndsWithTheInformationItCameWith() {
        bridge.receive(1, superiorRst(0x3C));
        bridge.receive(1, Frame.rst(0x0E).from(INFERIOR_ID | (SUPERIOR_ID & 0xFFFF_FFFF_FFFFL)));
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.DESIGNATED);
        assertThat(bridge.flag(1, "proposed")).isFalse();
    }

    @Test
    void changedInformationIsProposedAnew() {
        bridge.run(2);
        bridge.tree.configure(bridge.tree.parameters().withPriority(4096), bridge.now);
        assertThat(bridge.timer(1, "edgeDelayWhile")).isEqualTo(3);
        bridge.run(2);
        assertThat(bridge.tree.operEdge(1)).isFalse();
        bridge.run(1);
        assertThat(bridge.tree.operEdge(1)).isTrue();
    }

    @Test
    void linkDownForgetsTheHandshake() {
        bridge.receive(1, superiorRst(0x0E));
        assertThat(bridge.flag(1, "agree")).isTrue();
        bridge.receive(
                2,
                Frame.rst(Frame.ROOT | Frame.AGREEMENT)
                        .root(SUPERIOR_ID)
                        .cost(30_000)
                        .bridge(INFERIOR_ID));
        assertThat(bridge.flag(2, "agreed")).isTrue();
        for (int port = 1; port <= 2; port++) {
            bridge.tree.linkDown(port, bridge.now);
            for (String flag : new String[] {"agree", "agreed", "proposing", "proposed", "learn", "forward"}) {
                assertThat(bridge.flag(port, flag)).as(flag).isFalse();
            }
            assertThat(bridge.timer(port, "rcvdInfoWhile")).isZero();
        }
    }

    /** An agreement that cannot open the port yet still ends the proposal. */
    @Test
    void agreementEndsTheProposal() {
        bridge.receive(1, Frame.rst(0x0E).from(OWN_ID).port(0x8001));
        assertThat(bridge.status(1).inconsistencies()).containsExactly(Inconsistency.SELF_LOOP);
        assertThat(bridge.flag(1, "proposing")).isTrue();
        bridge.receive(1, agreement());
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.DISCARDING);
        assertThat(bridge.flag(1, "agreed")).isTrue();
        assertThat(bridge.flag(1, "proposing")).isFalse();
    }

    /** "Same or worse" includes the same. */
    @Test
    void rootRoleWithTheVectorHeldIsHeard() {
        bridge.receive(1, superiorRst(0x0E));
        bridge.receive(
                2,
                Frame.rst(Frame.ROOT | Frame.AGREEMENT)
                        .root(SUPERIOR_ID)
                        .cost(30_000)
                        .bridge(INFERIOR_ID));
        bridge.run(4);
        bridge.forget();
        bridge.receive(1, superiorRst(Frame.ROOT | Frame.TC));
        assertThat(bridge.flushes).containsExactly("2:remote-topology-change");
    }

    /** Found by {@code it/chaos/soak}: the news went round a ring of three, up to a cost of 180000, with loops on the way. */
    @Test
    void newsOfThisBridgeUnderItsFormerPriorityIsNotBelieved() {
        Frame oldNews = superiorRst(0x3C)
                .root(0x1000_0000_0000_0000L | OneBridge.ADDRESS)
                .cost(40_000);
        bridge.run(40);
        assertThat(bridge.status(1).state()).isEqualTo(PortState.FORWARDING);

        assertThat(bridge.receive(1, oldNews)).isEqualTo(ACCEPTED);

        assertThat(bridge.tree.status(bridge.now).rootId().value()).isEqualTo(OWN_ID);
        assertThat(bridge.status(1).role()).isEqualTo(PortRole.DESIGNATED);
        assertThat(bridge.status(1).state())
                .as("the neighbour forwards by the old news: a dispute")
                .isEqualTo(PortState.DISCARDING);
    }

    @Test
    void newsOfThisBridgeUnderItsPresentPriorityIsWorseThanItsOwn() {
        bridge.receive(1, superiorRst(0x0C).root(OWN_ID).cost(40_000));
        assertThat(bridge.status(1).role()).isEqualTo(PortRole.DESIGNATED);
        assertThat(bridge.tree.status(bridge.now).rootId().value()).isEqualTo(OWN_ID);
    }
}
