package dev.hayabashi.daemon.observe;

import static dev.hayabashi.daemon.observe.Lab.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.KernelDrops;
import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.daemon.decode.FrameBytes;
import dev.hayabashi.daemon.events.Event;
import dev.hayabashi.daemon.events.EventSource;
import dev.hayabashi.stp.EdgeMode;
import dev.hayabashi.stp.ForceVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BridgeWatchTest {
    private static final String A = "aa:fc:00:00:00:01";

    private final Lab lab = new Lab(ForceVersion.RSTP);

    @Test
    void theLifeOfAPortIsTold() {
        BridgePort vm0 = lab.port("vm0", 7, "vm", EdgeMode.TRUE);
        lab.link(vm0, true);
        lab.now = SECOND;
        lab.link(vm0, false);
        lab.watch.portRemoved(vm0, lab.now);
        assertThat(events().stream().map(Event::type))
                .containsSubsequence("port.added", "link.up", "stp.port.state", "link.down", "port.removed")
                .contains("stp.port.role");
        Event forwarding = events().stream()
                .filter(event -> "forwarding".equals(event.fields().get("to")))
                .findFirst()
                .orElseThrow();
        assertThat(forwarding.port()).isEqualTo("vm0");
        assertThat(forwarding.text()).isEqualTo("state discarding -> forwarding: edge port");
        assertThat(forwarding.fields()).containsEntry("to", "forwarding");
        assertThat(lab.watch.timeline(7)).isNull();
    }

    @Test
    void theTimeToForwardingIsMeasured() {
        BridgePort vm0 = lab.port("vm0", 1, "vm", EdgeMode.TRUE);
        BridgePort eth1 = lab.port("eth1", 2, "netdev", EdgeMode.FALSE);
        lab.link(vm0, true);
        lab.link(eth1, true);
        lab.run(40 * SECOND);
        LatencyHistogram.Copy took = lab.watch.upToForwarding();
        assertThat(Arrays.stream(took.counts()).sum()).isEqualTo(2);
        assertThat(took.counts()[0]).as("an edge port takes no time").isEqualTo(1);
        assertThat(took.sumSeconds()).isBetween(20.0, 25.0);
        assertThat(timeline(2).upToForwardingNanos()).isBetween(20 * SECOND, 25 * SECOND);
    }

    @Test
    void whatTheKernelLosesIsToldWhenItBeginsAndWhenItIsOver() {
        BridgePort vm0 = lab.port("vm0", 1, "vm", EdgeMode.TRUE);
        lab.watch.kernelLost(vm0, new KernelDrops(0, 5), 2 * SECOND);
        lab.watch.kernelLost(vm0, new KernelDrops(0, 7), 4 * SECOND);
        lab.watch.tick(63 * SECOND, 0);
        assertThat(kernelEvents()).containsExactly("kernel.drops.started to 5");
        lab.watch.tick(64 * SECOND, 0);
        lab.watch.tick(65 * SECOND, 0);
        lab.watch.kernelLost(vm0, new KernelDrops(1, 0), 70 * SECOND);
        assertThat(kernelEvents())
                .containsExactly(
                        "kernel.drops.started to 5", "kernel.drops.ended to 12", "kernel.drops.started from 1");
        lab.watch.portRemoved(vm0, 71 * SECOND);
        lab.watch.tick(200 * SECOND, 0);
        assertThat(kernelEvents()).as("a port that left has no end of anything").hasSize(3);
    }

    private List<String> kernelEvents() {
        return events().stream()
                .filter(event -> event.type().startsWith("kernel.drops"))
                .map(event -> event.type() + " " + event.fields().get("direction") + " "
                        + event.fields().get("frames"))
                .toList();
    }

    @Test
    void theWaitForAnAckCountsFromTheFirstDiscover() {
        BridgePort vm0 = lab.port("vm0", 1, "vm", EdgeMode.TRUE);
        lab.link(vm0, true);
        long client = MacAddress.parse(A);
        lab.watch.dhcp(1, "DISCOVER", client, 0, SECOND);
        lab.watch.dhcp(1, "DISCOVER", client, 0, 4 * SECOND);
        lab.watch.dhcp(1, "ACK", client, 0x0a00_0005, 5 * SECOND);
        lab.watch.dhcp(1, "ACK", client, 0x0a00_0005, 900 * SECOND);
        LatencyHistogram.Copy took = lab.watch.discoverToAck();
        assertThat(Arrays.stream(took.counts()).sum())
                .as("a renewal is no wait")
                .isEqualTo(1);
        assertThat(took.sumSeconds()).isEqualTo(4.0);
        assertThat(timeline(1).entries())
                .extracting(TimelineEntry::text)
                .contains("DISCOVER from " + A, "ACK of 10.0.0.5 to " + A);
    }

    @Test
    void stationsThatMoveDoNotFloodTheJournal() {
        BridgePort vm0 = lab.port("vm0", 1, "vm", EdgeMode.TRUE);
        BridgePort vm1 = lab.port("vm1", 2, "vm", EdgeMode.TRUE);
        lab.link(vm0, true);
        lab.link(vm1, true);
        long before = lab.journal.lastSequence();
        for (int i = 0; i < 1000; i++) {
            String station = String.format("0a:00:00:01:%02x:%02x", i >> 8, i & 0xff);
            lab.receive(i % 2 == 0 ? vm0 : vm1, FrameBytes.arpRequest(station, "10.0.0.2", "10.0.0.1"));
            lab.receive(i % 2 == 0 ? vm1 : vm0, FrameBytes.arpRequest(station, "10.0.0.2", "10.0.0.1"));
        }
        assertThat(lab.journal.lastSequence() - before).isEqualTo(2 * EventSource.BURST);
        Event moved = events().get((int) before);
        assertThat(moved.type()).isEqualTo("station.moved");
        assertThat(moved.text()).isEqualTo("0a:00:00:01:00:00 moved here from vm0");
    }

    @Test
    void aStationOnTwoPortsIsToldOnce() {
        BridgePort vm0 = lab.port("vm0", 1, "vm", EdgeMode.TRUE);
        BridgePort vm1 = lab.port("vm1", 2, "vm", EdgeMode.TRUE);
        lab.link(vm0, true);
        lab.link(vm1, true);
        for (int i = 0; i < 1000; i++) {
            lab.receive(i % 2 == 0 ? vm0 : vm1, FrameBytes.arpRequest(A, "10.0.0.2", "10.0.0.1"));
        }
        assertThat(events())
                .filteredOn(event -> event.type().equals("station.duplicate"))
                .singleElement()
                .satisfies(event -> assertThat(event.text()).startsWith(A + " is heard here and on vm1 in turns"));
    }

    /** Counterpart of the kernel's fdb_notify.sh: one notification for each change, not one for each way it took. */
    @Test
    void eachMoveIsToldOnceHoweverOftenTheStationIsHeard() {
        BridgePort vm0 = lab.port("vm0", 1, "vm", EdgeMode.TRUE);
        BridgePort vm1 = lab.port("vm1", 2, "vm", EdgeMode.TRUE);
        lab.link(vm0, true);
        lab.link(vm1, true);
        for (BridgePort at : List.of(vm0, vm1, vm0)) {
            for (int i = 0; i < 3; i++) {
                lab.receive(at, FrameBytes.arpRequest(A, "10.0.0.2", "10.0.0.1"));
            }
        }
        assertThat(events().stream()
                        .filter(event -> event.type().equals("station.moved"))
                        .map(Event::text))
                .containsExactly(A + " moved here from vm0", A + " moved here from vm1");
    }

    @Test
    void aFrameThatMetAFaultIsTold() {
        BridgePort vm0 = lab.port("vm0", 1, "vm", EdgeMode.TRUE);
        BridgePort vm1 = lab.port("vm1", 2, "vm", EdgeMode.TRUE);
        lab.link(vm0, true);
        lab.link(vm1, true);
        lab.bridge.services((in, frame, nowNanos) -> {
            throw new IllegalStateException("a mistake");
        });
        lab.receive(vm0, FrameBytes.arpRequest(A, "10.0.0.2", "10.0.0.1"));
        assertThat(events().stream()
                        .filter(event -> event.type().equals("frame.faulted"))
                        .map(Event::text))
                .containsExactly("a frame met a fault: java.lang.IllegalStateException: a mistake");
    }

    @Test
    void aTimelineKeepsItsBeginningAndTheLatest() {
        BridgePort eth1 = lab.port("eth1", 1, "netdev", EdgeMode.FALSE);
        for (int i = 0; i < 500; i++) {
            lab.now += SECOND;
            lab.link(eth1, i % 2 == 0);
        }
        PortTimeline.Copy copy = timeline(1);
        assertThat(copy.entries()).hasSize(PortTimeline.BEGINNING + PortTimeline.LATEST);
        assertThat(copy.entries().get(0).what()).isEqualTo(TimelineEntry.What.ATTACHED);
        assertThat(copy.entries().get(63).atNanos()).isEqualTo(500 * SECOND);
        assertThat(copy.forgotten()).isPositive();
    }

    private PortTimeline.Copy timeline(int number) {
        return Objects.requireNonNull(lab.watch.timeline(number));
    }

    private List<Event> events() {
        return lab.journal.read(0, 10_000).events();
    }
}
