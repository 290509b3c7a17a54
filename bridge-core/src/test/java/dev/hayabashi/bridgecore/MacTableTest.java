package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MacTableTest {
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
}
