package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.hayabashi.it.fixture.TapSegment;
import dev.hayabashi.it.fixture.TestFrame;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Counterpart of learning_test in bridge_vlan_unaware.sh, of bridge_sticky_fdb.sh, bridge_fdb_learning_limit.sh,
 * bridge_locked_port.sh and fdb_flush.sh.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LearningIT {
    private static final String A = "0a:00:00:00:00:01";
    private static final String B = "0a:00:00:00:00:02";
    private static final String C = "0a:00:00:00:00:03";
    private static final String D = "0a:00:00:00:00:04";

    private final TapSegment segment = TapSegment.of(3, """
              - name: quick
                ageing-time: 2s
                ports:
                  - {name: q1, kind: tap, edge: true, netns: $ENDS}
                  - {name: q2, kind: tap, edge: true, netns: $ENDS}
                  - {name: q3, kind: tap, edge: true, netns: $ENDS}
            """);

    @AfterEach
    void reset() {
        segment.reset();
    }

    @AfterAll
    void close() {
        segment.close();
    }

    @Test
    void frameForAKnownStationReachesItsPortOnly() {
        segment.hear("p2", B);
        assertThat(segment.api().fdb()).containsExactly(entry(B, "p2"));
        assertThat(segment.arrivals("p1", B, A, 1)).isEqualTo(Map.of("p2", 1));
        assertThat(segment.arrivals("p3", A, C, 1))
                .as("learned from its unicast frame")
                .isEqualTo(Map.of("p1", 1));
        assertThat(segment.arrivals("p2", B, C, 0))
                .as("never back out of the port it came in by")
                .isEmpty();
    }

    @Test
    void stationThatMovesIsFollowed() {
        segment.hear("p2", B);
        segment.hear("p3", B);
        assertThat(segment.api().fdb()).containsExactly(entry(B, "p3"));
        assertThat(segment.arrivals("p1", B, A, 1)).isEqualTo(Map.of("p3", 1));
    }

    @Test
    void silentStationIsForgottenAfterTheAgeingTime() {
        segment.peer().arrivals("q2", TestFrame.of(TestFrame.BROADCAST, B), 2);
        assertThat(segment.peer().arrivals("q1", TestFrame.of(B, A), 1)).isEqualTo(Map.of("q2", 1));
        Awaitility.await("ageing")
                .atMost(Duration.ofSeconds(15))
                .until(() -> !segment.api().fdb().containsKey(B));
        assertThat(segment.peer().arrivals("q1", TestFrame.of(B, A), 2)).isEqualTo(Map.of("q2", 1, "q3", 1));
    }

    @Test
    void portThatDoesNotLearnLeavesItsStationsUnknown() {
        segment.set("p2", "{\"learning\": false}");
        segment.hear("p2", B);
        assertThat(segment.api().fdb()).isEmpty();
        assertThat(segment.arrivals("p1", B, A, 2)).isEqualTo(Map.of("p2", 1, "p3", 1));
        segment.set("p2", "{\"learning\": true}");
        segment.hear("p2", B);
        assertThat(segment.arrivals("p1", B, A, 1)).isEqualTo(Map.of("p2", 1));
    }

    @Test
    void stickyStationDoesNotMove() {
        segment.set("p2", "{\"sticky\": true}");
        segment.hear("p2", B);
        segment.hear("p3", B);
        assertThat(segment.api().fdb()).containsExactly(entry(B, "p2"));
        assertThat(segment.arrivals("p1", B, A, 1)).isEqualTo(Map.of("p2", 1));
    }

    @Test
    void portLearnsNoMoreThanItsLimitAndStaticAddressesDoNotCount() {
        segment.set("p2", "{\"mac-limit\": 2, \"static\": [\"" + D + "\"]}");
        segment.hear("p2", A);
        segment.hear("p2", B);
        assertThat(segment.arrivals("p2", TestFrame.BROADCAST, C, 0))
                .as("refused")
                .isEmpty();
        assertThat(segment.api().fdb()).isEqualTo(Map.of(A, "p2", B, "p2", D, "p2"));
        assertThat(segment.api().port("p2").path("learnedMacs").asInt()).isEqualTo(2);
        assertThat(segment.arrivals("p2", TestFrame.BROADCAST, A, 2)).hasSize(2);

        segment.set("p2", "{\"mac-limit\": 3}");
        segment.hear("p2", C);
        assertThat(segment.api().fdb()).containsEntry(C, "p2");
    }

    @Test
    void lockedPortAdmitsStaticSourcesOnly() {
        segment.set("p1", "{\"locked\": true}");
        long before = segment.api().drops("p1", "locked");
        assertThat(segment.arrivals("p1", TestFrame.BROADCAST, A, 0)).isEmpty();
        assertThat(segment.peer().arrivals("p1", TestFrame.of(TestFrame.BROADCAST, A, "8100002a", 64), 0))
                .as("tagged")
                .isEmpty();
        assertThat(segment.api().drops("p1", "locked")).isEqualTo(before + 2);
        assertThat(segment.api().fdb()).isEmpty();
        segment.set("p1", "{\"static\": [\"" + A + "\"]}");
        assertThat(segment.arrivals("p1", TestFrame.BROADCAST, A, 2)).isEqualTo(Map.of("p2", 1, "p3", 1));
    }

    @Test
    void staticStationIsReachedBeforeItHasSpokenAndCannotBeTakenOver() {
        segment.set("p3", "{\"static\": [\"" + D + "\"]}");
        assertThat(segment.arrivals("p1", D, A, 1)).isEqualTo(Map.of("p3", 1));
        segment.hear("p2", D);
        assertThat(segment.arrivals("p1", D, A, 1)).isEqualTo(Map.of("p3", 1));
    }

    @Test
    void flushForgetsByPortOrAllAndKeepsStaticAddresses() {
        segment.set("p1", "{\"static\": [\"" + D + "\"]}");
        segment.hear("p1", A);
        segment.hear("p2", B);
        assertThat(segment.api().delete("/v1/fdb?port=p1").path("flushed").asInt())
                .isOne();
        assertThat(segment.api().fdb()).isEqualTo(Map.of(B, "p2", D, "p1"));
        segment.hear("p1", A);
        assertThat(segment.api().delete("/v1/fdb?bridge=haya0").path("flushed").asInt())
                .isEqualTo(2);
        assertThat(segment.api().fdb()).isEqualTo(Map.of(D, "p1"));
        assertThat(segment.arrivals("p3", B, C, 2)).isEqualTo(Map.of("p1", 1, "p2", 1));
    }
}
