package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.stp.PortState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bridge whose snooping goes on in another process again and again does all that one does which was never handed over. */
class MulticastTakenOverTest {
    private static final int PORTS = 6;
    private static final int STEPS = 4000;
    private static final MulticastSettings SETTINGS =
            new MulticastSettings(true, 20 * Segment.SECOND, 3 * Segment.SECOND, true, 40, 8);

    private final Segment stayed = started();
    private Segment handed = started();

    private static Segment started() {
        Segment segment = Segment.of(PORTS);
        segment.bridge.multicastSnooping(SETTINGS);
        segment.learnStations();
        return segment;
    }

    private void handOver() {
        Segment next = Segment.of(PORTS);
        next.now = handed.now;
        next.bridge.time(next.now);
        next.bridge.multicastSnooping(SETTINGS);
        next.learnStations();
        for (int port = 1; port <= PORTS; port++) {
            next.bridge.linkChanged(next.port(port), handed.port(port).isLinkUp());
        }
        next.bridge.takeOverMulticast(handed.bridge.keepMulticast(), next.now);
        next.clear();
        handed = next;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void doesTheSame(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            int port = 1 + random.nextInt(PORTS);
            Frame frame = MulticastModelTest.message(random, port);
            Frame data = GroupMessages.data(port, GroupMessages.GROUP + random.nextInt(100));
            int choice = random.nextInt(60);
            if (random.nextInt(20) == 0) {
                handOver();
            }
            for (Segment each : List.of(stayed, handed)) {
                act(each, choice, port, frame, data);
            }
            assertThat(left(handed)).as("seed %d step %d", seed, step).isEqualTo(left(stayed));
            assertThat(known(handed)).as("seed %d step %d", seed, step).isEqualTo(known(stayed));
        }
        assertThat(known(stayed).refusedJoins()).isPositive();
    }

    private static void act(Segment segment, int choice, int port, Frame frame, Frame data) {
        segment.clear();
        if (choice == 0) {
            segment.bridge.linkChanged(segment.port(port), false);
        } else if (choice == 1) {
            for (int number = 1; number <= PORTS; number++) {
                segment.bridge.linkChanged(segment.port(number), true);
            }
        } else if (choice == 2) {
            segment.bridge.topologyChanged(segment.now);
        } else if (choice == 3 && segment.port(port).isLinkUp()) {
            segment.bridge.setState(segment.port(port), PortState.DISCARDING);
            segment.bridge.setState(segment.port(port), PortState.FORWARDING);
        } else if (choice < 20) {
            segment.now += Segment.SECOND;
            segment.bridge.tick(segment.now);
        } else if (segment.port(port).isLinkUp()) {
            segment.receive(port, choice < 40 ? frame : data);
        }
    }

    /** What left by each port; several questions of one tick are asked in no order. */
    private static List<List<String>> left(Segment segment) {
        return segment.ios.stream()
                .map(io -> io.sent.stream()
                        .map(RecordingIo.Sent::toString)
                        .sorted()
                        .toList())
                .toList();
    }

    private static MulticastSnapshot known(Segment segment) {
        MulticastSnapshot look = segment.bridge.multicast(segment.now);
        List<MulticastSnapshot.Group> groups = new ArrayList<>(look.groups());
        groups.sort(Comparator.comparing(MulticastSnapshot.Group::toString));
        return new MulticastSnapshot(look.domains(), groups, look.refusedJoins());
    }

    @Test
    void aPortThatHasLostItsLinkMeanwhileHasNoMembers() {
        for (Segment each : List.of(stayed, handed)) {
            each.receive(3, GroupMessages.joinV2(3, GroupMessages.GROUP));
            each.receive(4, GroupMessages.joinV2(4, GroupMessages.GROUP));
            each.receive(3, GroupMessages.queryV2(3, 0x0a00_0003, 0));
        }
        KeptMulticast kept = stayed.bridge.keepMulticast();
        handed.bridge.linkChanged(handed.port(3), false);
        handed.bridge.takeOverMulticast(kept, handed.now);

        MulticastSnapshot known = known(handed);
        assertThat(known.groups().get(0).members())
                .extracting(MulticastSnapshot.Member::portNumber)
                .containsExactly(4);
        assertThat(known.domains().get(0).ownQuerier()).isTrue();
    }

    @Test
    void withoutSnoopingThereIsNothingToKeep() {
        handed.bridge.multicastSnooping(null);
        assertThat(handed.bridge.keepMulticast()).isNull();
        handed.bridge.takeOverMulticast(stayed.bridge.keepMulticast(), handed.now);
        assertThat(handed.bridge.multicast(handed.now)).isEqualTo(MulticastSnapshot.NONE);
    }
}
