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

    /** What relay loops have counted goes over with the rest, whatever became of the port that they sent by. */
    @Test
    void countsOfRelayLoopsGoOn() {
        Passage passage = new Passage(Thread::onSpinWait);
        Segment shared = Segment.withRelays(3, passage);
        shared.learnStations();
        for (int from = 1; from <= 3; from++) {
            RelayPath path = shared.bridge.relayPath(shared.port(from), 0);
            int to = 1 + from % 3;
            shared.bridge.relayIo(shared.port(to), (relay, frame) -> true);
            passage.enter();
            assertThat(path.relay(Frames.of(Segment.station(to), Segment.station(from)), shared.now))
                    .isTrue();
            passage.leave();
        }
        shared.receive(1, Segment.station(2), Segment.station(1));
        shared.bridge.removePort(shared.port(3));
        fresh.bridge.removePort(fresh.port(3));
        BridgeSnapshot before = shared.bridge.snapshot(false, 0);
        Map<Integer, Map<String, Long>> ports = new HashMap<>();
        shared.bridge.ports().forEach(port -> ports.put(port.number(), shared.bridge.keepCounters(port)));
        fresh.bridge.takeOverCounters(shared.bridge.keepCounters(), ports);

        BridgeSnapshot after = fresh.bridge.snapshot(false, 0);
        assertThat(after.fates()).isEqualTo(before.fates());
        assertThat(after.fates().relayed()).isEqualTo(7);
        assertThat(after.copies()).isEqualTo(before.copies());
        assertThat(after.copies().made()).isEqualTo(after.copies().sent());
        for (int number = 1; number <= 2; number++) {
            assertThat(fresh.port(number).statistics())
                    .usingRecursiveComparison()
                    .isEqualTo(shared.port(number).statistics());
        }
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
