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

    @Test
    void pinnedAddressesTakeNoRoomFromLearnedOnes() {
        MacTable small = new MacTable(10, 7);
        for (int port = 1; port <= 1000; port++) {
            small.addLocal(0x1000 + port, 0);
            small.addStatic(0x2000 + port, port, 0);
        }
        for (int address = 1; address <= 10; address++) {
            assertThat(small.learn(address, 3, false, 0)).isEqualTo(MacTable.Learned.NEW);
        }
        assertThat(small.learnedCount()).isEqualTo(10);
        assertThat(small.evictions()).isZero();
        assertThat(small.learn(11, 4, false, 0)).isEqualTo(MacTable.Learned.NEW);
        assertThat(small.learnedCount())
                .as("the limit holds for what is learned")
                .isEqualTo(10);
        assertThat(small.evictions()).isOne();
        for (int port = 1; port <= 1000; port++) {
            assertThat(small.lookup(0x1000 + port, 0)).isEqualTo(MacTable.LOCAL_PORT);
            assertThat(small.lookup(0x2000 + port, 0)).isEqualTo(port);
        }
    }

    @Test
    void learnedEntriesSurviveGrowth() {
        MacTable small = new MacTable(10, 7);
        for (int address = 1; address <= 10; address++) {
            small.learn(address, address, false, 0);
        }
        int before = small.capacity();
        for (int port = 1; port <= 100; port++) {
            small.addStatic(0x2000 + port, port, 0);
        }
        assertThat(small.capacity()).isGreaterThan(before);
        for (int address = 1; address <= 10; address++) {
            assertThat(small.lookup(address, 0)).isEqualTo(address);
        }
    }

    @Test
    void portThatTurnsStickyPinsWhatItKnowsWithTheNextFrame() {
        table.learn(1, 5, false, 0);
        table.learn(1, 5, true, 0);
        assertThat(table.learn(1, 6, false, 0)).isEqualTo(MacTable.Learned.PINNED);
        table.learn(1, 5, false, 0);
        assertThat(table.learn(1, 6, false, 0)).isEqualTo(MacTable.Learned.MOVED);
        assertThat(table.learnedCount()).isOne();
    }
}
