package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.TapSegment;
import dev.hayabashi.it.fixture.TestFrame;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A bridge of a hundred ports. */
class HundredPortsIT {
    @Test
    void broadcastReachesAllOthersOnce() {
        try (TapSegment segment = TapSegment.of(100)) {
            segment.daemon()
                    .log()
                    .lines()
                    .filter(line -> line.contains(" is up: "))
                    .forEach(System.out::println);
            Map<String, Integer> all = new HashMap<>();
            segment.ports().forEach(port -> all.put(port, 1));
            all.remove("p42");
            assertThat(segment.arrivals("p42", TestFrame.BROADCAST, "0a:00:00:00:00:01", 99))
                    .isEqualTo(all);
            assertThat(segment.arrivals("p7", "0a:00:00:00:00:01", "0a:00:00:00:00:02", 1))
                    .isEqualTo(Map.of("p42", 1));
        }
    }
}
