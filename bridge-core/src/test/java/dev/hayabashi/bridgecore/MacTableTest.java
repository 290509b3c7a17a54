package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MacTableTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int GENERATIONS = 1 << 14;

    private final MacTable table = new MacTable(1024, 7);

    @Test
    void generationThatWrapsRoundNeitherRevivesNorUncountsOldEntries() {
        table.learn(1, 5, false, 0);
        table.addStatic(2, 5, 0);
        for (int flush = 0; flush < GENERATIONS; flush++) {
            table.flushPort(5);
        }
        assertThat(table.lookup(1, 0)).isEqualTo(MacTable.NO_PORT);
        assertThat(table.lookup(2, 0)).as("static entries survive flushes").isEqualTo(5);
        assertThat(table.learnedCount(5)).isZero();
        assertThat(table.learnedCount()).isZero();
        assertThat(table.learn(3, 5, false, 0)).isEqualTo(MacTable.Learned.NEW);
        assertThat(table.learnedCount(5)).isOne();
        assertThat(table.flushPort(5)).isOne();
    }

    @Test
    void pinnedEntriesHaveNoAge() {
        table.learn(1, 5, false, 0);
        table.addStatic(2, 5, 0);
        table.addLocal(3, 0);
        Map<Long, Double> ages = new HashMap<>();
        table.forEach(42 * SECOND, (address, port, type, ageSeconds) -> ages.put(address, ageSeconds));
        assertThat(ages).isEqualTo(Map.of(1L, 42.0, 2L, 0.0, 3L, 0.0));
    }
}
