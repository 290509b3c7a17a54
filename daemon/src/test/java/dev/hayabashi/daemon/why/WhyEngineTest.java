package dev.hayabashi.daemon.why;

import static dev.hayabashi.daemon.observe.Lab.MILLI;
import static dev.hayabashi.daemon.observe.Lab.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.KernelDrops;
import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.daemon.api.WhyView;
import dev.hayabashi.daemon.decode.FrameBytes;
import dev.hayabashi.daemon.observe.Lab;
import dev.hayabashi.stp.EdgeMode;
import dev.hayabashi.stp.ForceVersion;
import dev.hayabashi.tapio.tap.Names;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The questions that the project exists for, asked in virtual time. */
class WhyEngineTest {
    private static final String GUEST = "aa:fc:00:00:00:01";
    private static final Citations LAB_YAML = (bridge, port, key) ->
            port.equals("eth1") && key.equals("edge") ? Optional.of("lab.yaml:14") : Optional.empty();

    private final Lab lab = new Lab(ForceVersion.RSTP);

    /** A kernel that boots in no time and asks once, on a port that was not told that it is one. */
    @Test
    void theLostDiscoverIsNamed() {
        lab.port("vm0", 1, "vm", EdgeMode.TRUE);
        lab.now = 5 * SECOND;
        BridgePort eth1 = lab.port("eth1", 2, "netdev", EdgeMode.FALSE);
        lab.link(eth1, true);
        lab.run(5 * SECOND + 310 * MILLI);
        lab.receive(eth1, FrameBytes.dhcpDiscover(GUEST, "web"));
        lab.run(6 * SECOND);
        lab.receive(eth1, FrameBytes.arpRequest(GUEST, "0.0.0.0", "10.0.0.2"));
        lab.run(7 * SECOND + 50 * MILLI);
        lab.receive(eth1, FrameBytes.arpRequest(GUEST, "10.0.0.2", "10.0.0.1"));

        WhyView why = port(eth1, "netdev");
        assertThat(why.sentences().get(0))
                .isEqualTo(
                        "3 frames dropped in DISCARDING between +0.31 s and +2.05 s (ARP ×2, DHCP DISCOVER ×1); eth1 is"
                                + " not an edge port because `edge: false` (lab.yaml:14); if only guests are behind it: `hayabashi"
                                + " port set eth1 --edge true`.");
        assertThat(why.sentences().get(1)).startsWith("eth1 is discarding as designated port since 2.05 s");
        assertThat(why.sentences())
                .contains("The first frame after the link came up was DHCP DISCOVER from " + GUEST
                        + " ('web') at +0.31 s; it was dropped.");
        WhyView.PortWhyView view = why.ports().get(0);
        assertThat(view.drops()).singleElement().satisfies(group -> {
            assertThat(group.reason()).isEqualTo("port_discarding");
            assertThat(group.firstAfterSeconds()).isEqualTo(0.31);
            assertThat(group.first()).isEqualTo("2026-11-23T10:00:05.310Z");
            assertThat(group.frames().get(0).summary()).isEqualTo("DHCP DISCOVER from " + GUEST + " ('web')");
        });
        assertThat(view.timeline().stream().map(WhyView.TimelineView::what)).startsWith("attached", "link-up");
    }

    @Test
    void inModeStpTheStatesHaveTheirOldNames() {
        Lab old = new Lab(ForceVersion.STP);
        BridgePort eth1 = old.port("eth1", 1, "netdev", EdgeMode.FALSE);
        old.link(eth1, true);
        old.run(SECOND);
        old.receive(eth1, FrameBytes.dhcpDiscover(GUEST, "web"));
        old.run(20 * SECOND);
        old.receive(eth1, FrameBytes.dhcpDiscover(GUEST, "web"));
        WhyView why = engine(old).port(evidence(old, eth1, "netdev"));
        assertThat(why.sentences().get(0)).startsWith("1 frame dropped in LISTENING at +1.00 s (DHCP DISCOVER ×1)");
        assertThat(why.sentences().get(1)).startsWith("1 frame dropped in LEARNING at +20.00 s (DHCP DISCOVER ×1)");
    }

    @Test
    void anEdgePortDeliversTheFirstFrameAndSaysSo() {
        BridgePort other = lab.port("vm9", 9, "vm", EdgeMode.TRUE);
        lab.link(other, true);
        lab.now = 5 * SECOND;
        BridgePort vm0 = lab.port("vm0", 1, "vm", EdgeMode.TRUE);
        lab.link(vm0, true);
        lab.now += 3 * MILLI;
        lab.receive(vm0, FrameBytes.dhcpDiscover(GUEST, "web"));
        lab.now += 1000 * MILLI;
        assertThat(port(vm0, "vm").sentences())
                .containsExactly(
                        "No frame of vm0 is known to have been dropped.",
                        "vm0 is forwarding as designated edge port since 1.00 s (edge port); from link up to forwarding"
                                + " took 0.000 s.",
                        "The first frame after the link came up was DHCP DISCOVER from " + GUEST
                                + " ('web') at +0.003 s; it was delivered.");
        assertThat(port(vm0, "vm").ports().get(0).upToForwardingSeconds()).isZero();
    }

    @Test
    void aGuardedPortNamesTheOffender() {
        BridgePort vm0 = lab.port("vm0", 1, "vm", EdgeMode.TRUE);
        lab.link(vm0, true);
        lab.run(SECOND);
        lab.receive(vm0, bpdu());
        lab.run(2 * SECOND);
        lab.receive(vm0, FrameBytes.dhcpDiscover(GUEST, "web"));
        WhyView why = port(vm0, "vm");
        assertThat(why.sentences().get(0)).startsWith("1 frame dropped as PORT_DISABLED at +2.00 s");
        assertThat(why.sentences().get(1))
                .startsWith("vm0 is shut by BPDU guard since 1.00 s: rst BPDU of bridge")
                .contains("from aa:fc:00:00:00:02", "`hayabashi stp clear-errdisable vm0`");
    }

    @Test
    void aPortWithoutCarrierSaysWhoIsMissing() {
        BridgePort vm0 = lab.port("vm0", 1, "vm", EdgeMode.TRUE);
        assertThat(port(vm0, "vm").sentences()).contains("vm0 is down: no virtual machine monitor has opened its TAP.");
        lab.link(vm0, true);
        lab.run(SECOND);
        assertThat(port(vm0, "vm").sentences())
                .contains("No frame has come in from vm0 since its link came up 1.00 s ago.");
    }

    @Test
    void dropsOfTwoLinkUpsAreToldApart() {
        BridgePort eth1 = lab.port("eth1", 1, "netdev", EdgeMode.FALSE);
        lab.link(eth1, true);
        lab.run(SECOND);
        lab.receive(eth1, FrameBytes.dhcpDiscover(GUEST, "web"));
        lab.link(eth1, false);
        lab.run(10 * SECOND);
        lab.link(eth1, true);
        lab.run(12 * SECOND);
        lab.receive(eth1, FrameBytes.dhcpDiscover(GUEST, "web"));
        List<String> sentences = port(eth1, "netdev").sentences();
        assertThat(sentences.get(0)).startsWith("1 frame dropped in DISCARDING at +1.00 s");
        assertThat(sentences.get(1)).startsWith("1 frame dropped in DISCARDING at +2.00 s");
    }

    @Test
    void aStormSaysHowManyThereWere() {
        BridgePort eth1 = lab.port("eth1", 1, "netdev", EdgeMode.FALSE);
        lab.link(eth1, true);
        lab.run(SECOND);
        for (int i = 0; i < 500; i++) {
            lab.receive(eth1, FrameBytes.arpRequest(GUEST, "10.0.0.2", "10.0.0.1"));
        }
        assertThat(port(eth1, "netdev").sentences().get(0))
                .startsWith("32 frames dropped in DISCARDING at +1.00 s (ARP ×32), the last of 500 since");
    }

    @Test
    void aStationIsFoundWithItsDrops() {
        BridgePort eth1 = lab.port("eth1", 1, "netdev", EdgeMode.FALSE);
        BridgePort vm0 = lab.port("vm0", 2, "vm", EdgeMode.TRUE);
        lab.link(eth1, true);
        lab.link(vm0, true);
        lab.run(SECOND);
        lab.receive(eth1, FrameBytes.dhcpDiscover(GUEST, "web"));
        lab.receive(eth1, FrameBytes.dhcpDiscover("aa:fc:00:00:00:77", "other"));
        lab.run(31 * SECOND);
        lab.receive(eth1, FrameBytes.arpRequest(GUEST, "10.0.0.2", "10.0.0.1"));
        lab.run(32 * SECOND);

        long station = MacAddress.parse(GUEST);
        WhyView why = engine(lab).mac(station, all(), found(station));
        assertThat(why.sentences().get(0)).startsWith("from eth1: 1 frame dropped in DISCARDING at +1.00 s");
        assertThat(why.sentences()).contains(GUEST + " is behind eth1 of haya0 (dynamic, heard 1.0 s ago).");
        assertThat(why.ports())
                .singleElement()
                .satisfies(port -> assertThat(port.name()).isEqualTo("eth1"));

        WhyView stranger = engine(lab).mac(1, all(), found(1));
        assertThat(stranger.sentences())
                .containsExactly(
                        "No frame from or to 00:00:00:00:00:01 is known to have been dropped.",
                        "00:00:00:00:00:01 is in no MAC table: nothing was learned from it within the ageing time.");
    }

    @Test
    void anIpAddressLeadsToItsStation() {
        BridgePort eth1 = lab.port("eth1", 1, "netdev", EdgeMode.FALSE);
        lab.link(eth1, true);
        lab.run(SECOND);
        lab.receive(eth1, FrameBytes.arpRequest(GUEST, "10.0.0.2", "10.0.0.1"));
        WhyView why = engine(lab).ip("10.0.0.2", all(), this::found, null);
        assertThat(why.sentences().get(0)).startsWith("from eth1: 1 frame dropped in DISCARDING at +1.00 s (ARP ×1)");
        assertThat(why.sentences().get(1)).startsWith(GUEST + " is in no MAC table");
        assertThat(engine(lab)
                        .ip("10.0.0.9", all(), this::found, null)
                        .sentences()
                        .get(1))
                .startsWith("Which station has 10.0.0.9 is not known");
    }

    @Test
    void whatTheKernelLostIsSaidWithItsRemedy() {
        BridgePort vm1 = lab.port("vm1", 1, "vm", EdgeMode.TRUE);
        lab.link(vm1, true);
        lab.kernelDrops = new KernelDrops(0, 12);
        assertThat(port(vm1, "vm").sentences().get(0))
                .isEqualTo(
                        "The guest does not read its TAP, or not fast enough: 12 frames that were sent to it were lost"
                                + " in the kernel's queue of vm1. Look whether the guest is paused or busy; `ip link set vm1"
                                + " txqueuelen 20000` lengthens the queue for bursts.");
        lab.kernelDrops = new KernelDrops(1, 0);
        assertThat(port(vm1, "vm").sentences().get(0))
                .startsWith("1 frame that the guest of vm1 sent was lost in the kernel before Hayabashi could read it:")
                .contains("`event-loops`", "`ip link set " + Names.hidden("haya0", "vm1") + " txqueuelen 20000`");
        assertThat(port(vm1, "tap").sentences().get(0)).contains("`ip link set vm1 txqueuelen 20000`");
        lab.kernelDrops = new KernelDrops(3, 4);
        assertThat(port(vm1, "netdev").sentences())
                .noneMatch(sentence -> sentence.startsWith("No frame of vm1"))
                .anyMatch(sentence -> sentence.startsWith("3 frames that came in by vm1 were lost"))
                .anyMatch(sentence -> sentence.startsWith("4 frames on the way out by vm1 were dropped by the netdev"));
    }

    private WhyView port(BridgePort port, String kind) {
        return engine(lab).port(evidence(lab, port, kind));
    }

    private static WhyEngine engine(Lab lab) {
        return new WhyEngine(LAB_YAML, new Moment(lab.now, Lab.START.plusNanos(lab.now)));
    }

    private static PortEvidence evidence(Lab lab, BridgePort port, String kind) {
        return Objects.requireNonNull(
                EvidenceCollector.take(lab.bridge, lab.tree, lab.watch, port.number(), kind, lab.now));
    }

    private List<PortEvidence> all() {
        return lab.bridge.ports().stream()
                .map(port -> evidence(lab, port, "netdev"))
                .toList();
    }

    private List<WhyEngine.Found> found(long station) {
        return Optional.ofNullable(lab.bridge.macTable().entry(station, lab.now)).stream()
                .map(entry -> new WhyEngine.Found("haya0", entry))
                .toList();
    }

    private static byte[] bpdu() {
        return FrameBytes.ethernet("01:80:c2:00:00:00", "aa:fc:00:00:00:02", 39)
                .hex("42 42 03 0000 02 02 0e 8000")
                .mac("aa:fc:00:00:00:02")
                .u32(0)
                .hex("8000")
                .mac("aa:fc:00:00:00:02")
                .hex("8001 0000 1400 0200 0f00 00")
                .zeros(7)
                .bytes();
    }
}
