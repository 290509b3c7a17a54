package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A bridge that goes on where that of another process was: whoever collects its counters sees no step back. */
class CountersTakenOverTest {
    private final Segment old = Segment.of(3);
    private final Segment fresh = Segment.of(3);

    private void handOver() {
        Map<Integer, Map<String, Long>> ports = new HashMap<>();
        old.bridge.ports().forEach(port -> ports.put(port.number(), old.bridge.keepCounters(port)));
        fresh.bridge.takeOverCounters(old.bridge.keepCounters(), ports);
    }

    @Test
    void countersGoOn() {
        old.learnStations();
        old.receive(1, Segment.station(2), Segment.station(1));
        old.receive(1, Segment.station(1), Segment.station(1));
        old.receive(2, MacAddress.BROADCAST, MacAddress.BROADCAST);
        handOver();

        BridgeSnapshot before = old.bridge.snapshot(false, 0);
        BridgeSnapshot after = fresh.bridge.snapshot(false, 0);
        assertThat(after.fates()).isEqualTo(before.fates());
        assertThat(after.fates().received()).isEqualTo(6);
        assertThat(after.copies()).isEqualTo(before.copies());
        assertThat(after.drops()).isEqualTo(before.drops());
        for (int number = 1; number <= 3; number++) {
            assertThat(fresh.port(number).counters.snapshot())
                    .usingRecursiveComparison()
                    .isEqualTo(old.port(number).counters.snapshot());
        }
        assertThat(fresh.drops(2)).isNotEmpty();
    }

    @Test
    void whatWaitedInTheOtherProcessIsCountedAsGone() {
        old.learnStations();
        old.io(2).room = 0;
        old.receive(1, Segment.station(2), Segment.station(1));
        handOver();

        assertThat(fresh.drops(2)).isEqualTo(Map.of(DropReason.EGRESS_GONE, 1L));
        BridgeSnapshot.Copies copies = fresh.bridge.snapshot(false, 0).copies();
        assertThat(copies.made()).isEqualTo(copies.sent() + copies.dropped() + copies.queued());
    }
}
