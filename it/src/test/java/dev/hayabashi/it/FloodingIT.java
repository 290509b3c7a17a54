package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.TapSegment;
import dev.hayabashi.it.fixture.TestFrame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Counterpart of flood_test in bridge_vlan_unaware.sh, and of bridge_port_isolation.sh. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloodingIT {
    private static final String A = "0a:00:00:00:00:01";
    private static final String B = "0a:00:00:00:00:02";
    private static final String C = "0a:00:00:00:00:03";
    private static final String UNKNOWN = "0a:00:00:00:00:99";

    private final TapSegment segment = TapSegment.of(4);

    @AfterEach
    void reset() {
        segment.reset();
    }

    @AfterAll
    void close() {
        segment.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {TestFrame.BROADCAST, UNKNOWN, "01:00:5e:01:02:03", "33:33:00:01:02:03", "01:80:c2:00:00:10"})
    void floodedFrameReachesEveryOtherPortOnce(String destination) {
        assertThat(segment.arrivals("p1", destination, A, 3)).isEqualTo(Map.of("p2", 1, "p3", 1, "p4", 1));
        assertThat(segment.arrivals("p3", destination, C, 3)).isEqualTo(Map.of("p1", 1, "p2", 1, "p4", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {TestFrame.BROADCAST, UNKNOWN})
    void everyFrameOfAStormReachesEveryPortOnceAndUnchanged(String destination) {
        TestFrame frame = TestFrame.of(destination, A, "", 600);
        int count = 3000;
        segment.peer().clear();
        segment.peer().send("p2", frame, count, 50);
        Map<String, List<TestFrame>> arrived = segment.peer().collect(3 * count);
        assertThat(arrived.get("p2")).isEmpty();
        for (String port : List.of("p1", "p3", "p4")) {
            assertThat(arrived.get(port)).as(port).hasSize(count).containsOnly(frame);
        }
    }

    @Test
    void reservedAddressesAreNotRelayed() {
        segment.peer().clear();
        for (int last = 0; last <= 0x0f; last++) {
            segment.peer().send("p1", TestFrame.of(String.format("01:80:c2:00:00:%02x", last), A));
        }
        assertThat(segment.peer().collect(0))
                .allSatisfy((port, frames) -> assertThat(frames).isEmpty());
        assertThat(segment.api().drops("p1", "reserved_address")).isEqualTo(15);
    }

    @ParameterizedTest
    @CsvSource({
        // key switched off on p2, what reaches p2 with it
        "flood, " + UNKNOWN + ", false",
        "flood, 01:00:5e:01:02:03, true",
        "flood, " + TestFrame.BROADCAST + ", true",
        "multicast-flood, " + UNKNOWN + ", true",
        "multicast-flood, 01:00:5e:01:02:03, false",
        "multicast-flood, " + TestFrame.BROADCAST + ", true",
        "broadcast-flood, " + UNKNOWN + ", true",
        "broadcast-flood, 01:00:5e:01:02:03, true",
        "broadcast-flood, " + TestFrame.BROADCAST + ", false",
    })
    void floodFlagsChooseWhatAPortGets(String key, String destination, boolean reaches) {
        segment.set("p2", "{\"" + key + "\": false}");
        assertThat(segment.arrivals("p1", destination, A, reaches ? 3 : 2))
                .isEqualTo(reaches ? Map.of("p2", 1, "p3", 1, "p4", 1) : Map.of("p3", 1, "p4", 1));
    }

    @Test
    void isolatedPortsTalkToAllButEachOther() {
        segment.set("p1", "{\"isolated\": true}");
        segment.set("p2", "{\"isolated\": true}");
        assertThat(segment.arrivals("p1", TestFrame.BROADCAST, A, 2)).isEqualTo(Map.of("p3", 1, "p4", 1));
        assertThat(segment.arrivals("p2", UNKNOWN, B, 2)).isEqualTo(Map.of("p3", 1, "p4", 1));
        assertThat(segment.arrivals("p3", TestFrame.BROADCAST, C, 3)).isEqualTo(Map.of("p1", 1, "p2", 1, "p4", 1));

        long before = segment.api().drops("p1", "egress_isolated");
        assertThat(segment.arrivals("p1", B, A, 0)).isEmpty();
        assertThat(segment.api().drops("p1", "egress_isolated")).isEqualTo(before + 1);
        assertThat(segment.arrivals("p1", C, A, 1)).isEqualTo(Map.of("p3", 1));
        assertThat(segment.arrivals("p3", A, C, 1)).isEqualTo(Map.of("p1", 1));

        segment.set("p2", "{\"isolated\": false}");
        assertThat(segment.arrivals("p1", B, A, 1)).isEqualTo(Map.of("p2", 1));
    }
}
