package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.TapSegment;
import dev.hayabashi.it.fixture.TestFrame;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counterpart of no_forwarding.sh: nothing leaks from one bridge of a daemon to another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NoForwardingIT {
    private static final String A = "0a:00:00:00:00:01";
    private static final String B = "0a:00:00:00:00:02";

    private final TapSegment segment = TapSegment.of(2, """
              - name: other
                ports:
                  - {name: q1, kind: tap, edge: true, netns: $ENDS}
                  - {name: q2, kind: tap, edge: true, netns: $ENDS}
            """);

    @AfterAll
    void close() {
        segment.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0a:00:00:00:00:77",
                TestFrame.BROADCAST,
                "01:00:5e:01:02:03",
                "33:33:00:00:00:01",
                "01:80:c2:00:00:10"
            })
    void floodedFrameStaysOnItsBridge(String destination) {
        assertThat(segment.arrivals("p1", destination, A, 1)).isEqualTo(Map.of("p2", 1));
        assertThat(segment.arrivals("q2", destination, A, 1)).isEqualTo(Map.of("q1", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"01:80:c2:00:00:00", "01:80:c2:00:00:01", "01:80:c2:00:00:02", "01:80:c2:00:00:0e"})
    void linkLocalFrameGoesNowhere(String destination) {
        assertThat(segment.arrivals("p1", destination, A, 0)).isEmpty();
    }

    @Test
    void sameAddressOnTwoBridgesAreTwoStations() {
        segment.arrivals("p2", TestFrame.BROADCAST, B, 1);
        segment.arrivals("q1", TestFrame.BROADCAST, B, 1);
        assertThat(segment.arrivals("p1", B, A, 1)).isEqualTo(Map.of("p2", 1));
        assertThat(segment.arrivals("q2", B, A, 1)).isEqualTo(Map.of("q1", 1));
    }
}
