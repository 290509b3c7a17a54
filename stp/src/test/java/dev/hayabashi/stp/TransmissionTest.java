package dev.hayabashi.stp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is sent, octet by octet: the transmission cases of the conformance catalogue, by their numbers. */
class TransmissionTest {
    private static final long OWN_ID = 0x8000_0000_0000_0000L | OneBridge.ADDRESS;
    private static final long SUPERIOR_ID = 0x1000_0200_0000_0B00L;

    private static Frame agreement() {
        return Frame.rst(Frame.ROOT | Frame.AGREEMENT).root(OWN_ID).cost(20_000).bridge(0xF000_0200_0000_0B00L);
    }

    @Test
    void case1ProposalOfADesignatedPort() {
        OneBridge bridge = new OneBridge().ports(1);
        assertThat(bridge.sent(1)).hasSize(1);
        assertThat(HexFormat.ofDelimiter(" ").formatHex(bridge.last(1)))
                .isEqualTo("01 80 c2 00 00 00 02 00 00 00 0a 01 00 27 42 42 03 00 00 02 02 0e"
                        + " 80 00 02 00 00 00 0a 00 00 00 00 00 80 00 02 00 00 00 0a 00 80 01"
                        + " 00 00 14 00 02 00 0f 00 00" + " 00".repeat(7));
    }

    @Test
    void case2TopologyChangeAndItsAcknowledgment() {
        OneBridge bridge = OneBridge.stp().ports(1).run(36);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
        bridge.run(40);
        bridge.forget();
        bridge.receive(1, Frame.tcn());
        bridge.run(4);
        List<byte[]> sent = bridge.sent(1);
        assertThat(sent).hasSizeGreaterThanOrEqualTo(2);
        assertThat(OneBridge.u16(sent.get(0), -5)).isEqualTo(38);
        assertThat(sent.get(0)[17 + 3]).isZero();
        assertThat(sent.stream().map(OneBridge::flags).toList())
                .startsWith(0x81, 0x01)
                .doesNotContain(0x80);
        assertThat(sent.stream().filter(f -> (OneBridge.flags(f) & 0x80) != 0)).hasSize(1);
        assertThat(HexFormat.of().formatHex(sent.get(0), 17 + 35, 60)).matches("0+");
    }

    @Test
    void case3TcnEveryHelloUntilAcknowledged() {
        OneBridge bridge = OneBridge.stp().ports(2);
        Frame root = Frame.config().from(SUPERIOR_ID);
        bridge.hear(1, root, 34);
        bridge.forget();
        bridge.hear(1, root, 8);
        assertThat(bridge.tree.role(1)).isEqualTo(PortRole.ROOT);
        assertThat(bridge.tree.state(1)).isEqualTo(PortState.FORWARDING);
        List<byte[]> tcns = bridge.sent(1);
        assertThat(tcns).hasSize(4);
        for (byte[] tcn : tcns) {
            assertThat(HexFormat.of().formatHex(tcn, 12, 60))
                    .isEqualTo("0007" + "424203" + "00000080" + "00".repeat(39));
        }
        bridge.receive(1, Frame.config().from(SUPERIOR_ID).flags(Frame.TC_ACK));
        bridge.forget();
        bridge.hear(1, root, 10);
        assertThat(bridge.sent(1)).isEmpty();
    }

    @Test
    void case4TransmitHoldCount() {
        OneBridge bridge = new OneBridge().ports(1).run(11);
        bridge.forget();
        for (int i = 0; i < 10; i++) {
            bridge.tree.configure(bridge.tree.parameters().withPriority(4096 * (i + 1)), bridge.now);
        }
        assertThat(bridge.sent(1)).hasSize(6);
        assertThat(OneBridge.u16(bridge.last(1), 17)).isEqualTo(4096 * 6);
        bridge.run(1);
        assertThat(bridge.sent(1)).hasSize(7);
        assertThat(OneBridge.u16(bridge.last(1), 17))
                .as("content is the latest")
                .isEqualTo(4096 * 10);
    }

    @Test
    void case4OnePerSecondWhileCausesKeepComing() {
        OneBridge bridge = new OneBridge().ports(1).run(11);
        bridge.forget();
        int priority = 0;
        for (int second = 0; second < 8; second++) {
            for (int i = 0; i < 10; i++) {
                priority = (priority + 4096) % 61_440;
                bridge.tree.configure(bridge.tree.parameters().withPriority(priority), bridge.now);
            }
            assertThat(bridge.sent(1)).hasSize(6 + second);
            bridge.run(1);
        }
    }

    @Test
    void case5TimesOfTheRootHelloOfOurs() {
        OneBridge bridge = new OneBridge(BridgeParameters.of(OneBridge.ADDRESS).withTimes(new BridgeTimes(1, 10, 8)));
        bridge.ports(2);
        bridge.receive(1, Frame.rst(0x3C).from(SUPERIOR_ID));
        byte[] sent = bridge.last(2);
        assertThat(OneBridge.u16(sent, 29)).as("max age").isEqualTo(20 * 256);
        assertThat(OneBridge.u16(sent, 31)).as("hello time").isEqualTo(256);
        assertThat(OneBridge.u16(sent, 33)).as("forward delay").isEqualTo(15 * 256);
    }

    @Test
    void case6MessageAgeTwoHopsFromTheRoot() {
        OneBridge bridge = new OneBridge().ports(2);
        bridge.receive(
                1,
                Frame.rst(0x3C)
                        .root(SUPERIOR_ID)
                        .cost(10)
                        .bridge(0x7000_0200_0000_0C00L)
                        .messageAge(256));
        assertThat(OneBridge.u16(bridge.last(2), 27)).isEqualTo(0x0200);
        assertThat(OneBridge.u16(bridge.last(2), 13)).as("cost, high half").isZero();
        assertThat(OneBridge.u16(bridge.last(2), 15)).as("cost, low half").isEqualTo(20_010);
    }

    @Test
    void case7EdgePortsSayHelloWithoutProposing() {
        OneBridge bridge = new OneBridge().port(1, p -> p.withEdge(EdgeMode.TRUE));
        bridge.run(20);
        assertThat(bridge.sent(1)).hasSize(11);
        assertThat(bridge.sent(1))
                .allSatisfy(f -> assertThat(OneBridge.flags(f)).isEqualTo(0x3C));
    }

    @Test
    void case8SettledEndsAreQuiet() {
        Lab lab = new Lab();
        lab.bridge("A", 1, "a b");
        lab.bridge("B", 2, "a b");
        lab.run(20);
        lab.forgetSent();
        lab.run(20);
        assertThat(lab.sent("A", 1)).hasSize(10);
        assertThat(lab.sent("A", 2)).hasSize(10);
        assertThat(lab.sent("B", 1)).as("root").isEmpty();
        assertThat(lab.sent("B", 2)).as("alternate").isEmpty();
    }

    @Test
    void case9PortIdentifiers() {
        OneBridge bridge = new OneBridge().ports(1);
        assertThat(OneBridge.u16(bridge.last(1), 25)).isEqualTo(0x8001);
        bridge.port(4095, p -> p.withPriority(240));
        assertThat(OneBridge.u16(bridge.last(4095), 25)).isEqualTo(0xFFFF);
        bridge.port(256, p -> p.withPriority(0));
        assertThat(OneBridge.u16(bridge.last(256), 25)).isEqualTo(0x0100);
    }

    @Test
    void everyPortSendsFromItsOwnAddress() {
        OneBridge bridge = new OneBridge().ports(2);
        assertThat(bridge.last(1)[11]).isEqualTo((byte) 0x01);
        assertThat(bridge.last(2)[11]).isEqualTo((byte) 0x02);
        bridge.tree.setPortAddress(2, 0x0200_0000_0A77L);
        bridge.run(2);
        assertThat(bridge.last(2)[11]).isEqualTo((byte) 0x77);
    }

    /** An agreement is not an echo: it carries our own bridge and port, and our cost to the root. */
    @Test
    void agreementsCarryOurIdentifiers() {
        OneBridge bridge = new OneBridge().ports(1);
        bridge.receive(1, Frame.rst(0x0E).from(SUPERIOR_ID));
        byte[] sent = bridge.last(1);
        assertThat(OneBridge.flags(sent)).isEqualTo(0x79);
        assertThat(HexFormat.of().formatHex(sent, 17 + 5, 17 + 27))
                .isEqualTo("1000020000000b00" + "00004e20" + "8000020000000a00" + "8001");
    }

    @Test
    void agreementOfAnAlternatePort() {
        OneBridge bridge = new OneBridge().ports(2);
        bridge.receive(1, Frame.rst(0x0E).from(SUPERIOR_ID));
        bridge.receive(2, Frame.rst(0x0E).from(SUPERIOR_ID).port(0x8002));
        assertThat(bridge.tree.role(2)).isEqualTo(PortRole.ALTERNATE);
        assertThat(OneBridge.flags(bridge.last(2))).isEqualTo(0x44);
    }

    @Test
    void gatesCloseBeforeTheAgreementLeaves() {
        OneBridge bridge = new OneBridge().ports(2);
        Frame proposal = Frame.rst(0x0E).from(SUPERIOR_ID);
        bridge.receive(1, proposal);
        bridge.receive(
                2,
                Frame.rst(Frame.ROOT | Frame.AGREEMENT)
                        .root(SUPERIOR_ID)
                        .cost(40_000)
                        .bridge(0xF000_0200_0000_0C00L));
        assertThat(bridge.tree.state(2)).isEqualTo(PortState.FORWARDING);
        bridge.forget();
        bridge.receive(1, proposal.cost(100_000));
        assertThat(bridge.order).containsSubsequence("gate 2 discarding", "send 1 79", "send 2 0f");
    }

    @Test
    void rstBpdusNeverAcknowledgeATopologyChange() {
        OneBridge bridge = new OneBridge().ports(2);
        bridge.receive(1, agreement());
        bridge.receive(
                1,
                Frame.rst(Frame.ROOT | Frame.AGREEMENT | Frame.TC)
                        .root(OWN_ID)
                        .cost(9)
                        .bridge(0xF000_0200_0000_0B00L));
        bridge.run(6);
        assertThat(bridge.sent(1))
                .allSatisfy(f -> assertThat(OneBridge.flags(f) & 0x80).isZero());
    }

    @Test
    void nothingIsSentOnAPortThatIsDown() {
        OneBridge bridge = new OneBridge().ports(1);
        bridge.tree.linkDown(1, bridge.now);
        bridge.forget();
        bridge.run(10);
        assertThat(bridge.sent(1)).isEmpty();
    }

    @Test
    void changedHoldCountCountsAfresh() {
        OneBridge bridge = new OneBridge(BridgeParameters.of(OneBridge.ADDRESS).withTxHoldCount(1));
        bridge.ports(1);
        bridge.tree.configure(bridge.tree.parameters().withPriority(4096), bridge.now);
        assertThat(bridge.sent(1)).hasSize(1);
        bridge.tree.configure(bridge.tree.parameters().withTxHoldCount(2), bridge.now);
        assertThat(bridge.sent(1)).hasSize(2);
        assertThat(bridge.timer(1, "txCount")).isEqualTo(1);
    }
}
