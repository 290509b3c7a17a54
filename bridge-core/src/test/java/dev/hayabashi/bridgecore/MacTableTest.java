package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @CsvSource({
        // ageing, heard at, looked up at, known
        "300, 0, 0, true",
        "300, 0, 299.9, true",
        "300, 0, 300, false",
        "300, 100, 399.9, true",
        "300, 100, 400.1, false",
        "10, 0, 9.9, true",
        "10, 0, 10, false",
        "0.001, 0, 0, true",
        "0.001, 0, 0.1, false",
        "1000000, 0, 999999, true",
        "1000000, 0, 1000000, false"
    })
    void addressIsForgottenWhenItWasNotHeardForTheAgeingTime(
            double ageing, double heard, double lookedUp, boolean known) {
        table.setAgeingNanos(nanos(ageing));
        table.learn(1, 5, false, nanos(heard));
        assertThat(table.lookup(1, nanos(lookedUp))).isEqualTo(known ? 5 : MacTable.NO_PORT);
    }

    @Test
    void beingHeardAgainStartsTheAgeingTimeAnew() {
        table.learn(1, 5, false, 0);
        table.learn(1, 5, false, 299 * SECOND);
        assertThat(table.lookup(1, 598 * SECOND)).isEqualTo(5);
        assertThat(table.lookup(1, 599 * SECOND)).isEqualTo(MacTable.NO_PORT);
    }

    @Test
    void shorterAgeingTimeHoldsForWhatIsKnownAlready() {
        table.learn(1, 5, false, 0);
        table.setAgeingNanos(15 * SECOND);
        assertThat(table.lookup(1, 20 * SECOND)).isEqualTo(MacTable.NO_PORT);
        table.setAgeingNanos(300 * SECOND);
        assertThat(table.lookup(1, 20 * SECOND))
                .as("not swept, so it was never forgotten")
                .isEqualTo(5);
    }

    @Test
    void agesAreRightWhenTheTenthsOfASecondWrapRound() {
        long wrap = (1L << 31) * SECOND / 10;
        for (long origin : new long[] {wrap - 10 * SECOND, 2 * wrap - 10 * SECOND, -10 * SECOND, -wrap - 10 * SECOND}) {
            MacTable fresh = new MacTable(16, 7);
            fresh.learn(1, 5, false, origin);
            assertThat(fresh.lookup(1, origin + 299 * SECOND)).isEqualTo(5);
            assertThat(fresh.lookup(1, origin + 301 * SECOND)).isEqualTo(MacTable.NO_PORT);
        }
    }

    @Test
    void agedEntryIsANewOneForWhoeverSendsNext() {
        table.learn(1, 5, true, 0);
        assertThat(table.learn(1, 6, false, 300 * SECOND)).isEqualTo(MacTable.Learned.NEW);
        assertThat(table.moves()).isZero();
        assertThat(table.learnedCount(5)).isZero();
        assertThat(table.learnedCount(6)).isOne();
    }

    @Test
    void stationThatMovesIsKnownOnItsNewPortOnly() {
        table.learn(1, 5, false, 0);
        assertThat(table.learn(1, 6, false, 0)).isEqualTo(MacTable.Learned.MOVED);
        assertThat(table.movedFrom()).isEqualTo(5);
        assertThat(table.lookup(1, 0)).isEqualTo(6);
        assertThat(table.learnedCount(5)).isZero();
        assertThat(table.learnedCount(6)).isOne();
        assertThat(table.moves()).isOne();
    }

    @Test
    void pinnedAddressesDoNotMove() {
        table.addStatic(1, 5, 0);
        table.addLocal(2, 0);
        table.learn(3, 5, true, 0);
        for (long address = 1; address <= 3; address++) {
            int before = table.lookup(address, 0);
            assertThat(table.learn(address, 6, false, 0)).isEqualTo(MacTable.Learned.PINNED);
            assertThat(table.lookup(address, 0)).isEqualTo(before);
        }
        assertThat(table.learnedCount(6)).isZero();
    }

    @Test
    void staticEntryTakesThePlaceOfALearnedOneAndOutlivesAgeingAndFlushing() {
        table.learn(1, 5, false, 0);
        table.addStatic(1, 6, 0);
        assertThat(table.learnedCount()).isZero();
        table.flushAll();
        table.sweep(table.capacity(), 1_000_000 * SECOND);
        assertThat(table.lookup(1, 1_000_000 * SECOND)).isEqualTo(6);
        assertThat(table.isStaticOn(1, 6)).isTrue();
        assertThat(table.isStaticOn(1, 5)).isFalse();
        assertThat(table.removeStatic(1, 5)).isFalse();
        assertThat(table.removeStatic(1, 6)).isTrue();
        assertThat(table.lookup(1, 0)).isEqualTo(MacTable.NO_PORT);
    }

    @Test
    void portLimitStopsLearningNewAddressesAndMoves() {
        table.setPortLimit(5, 2);
        assertThat(table.learn(1, 5, false, 0)).isEqualTo(MacTable.Learned.NEW);
        assertThat(table.learn(2, 5, false, 0)).isEqualTo(MacTable.Learned.NEW);
        assertThat(table.learn(3, 5, false, 0)).isEqualTo(MacTable.Learned.PORT_LIMIT);
        assertThat(table.learn(1, 5, false, 0)).isEqualTo(MacTable.Learned.KNOWN);
        table.learn(4, 6, false, 0);
        assertThat(table.learn(4, 5, false, 0)).isEqualTo(MacTable.Learned.PORT_LIMIT);
        assertThat(table.lookup(4, 0)).isEqualTo(6);

        table.addStatic(5, 5, 0);
        assertThat(table.lookup(5, 0)).as("static entries do not count").isEqualTo(5);
        table.setPortLimit(5, 3);
        assertThat(table.learn(3, 5, false, 0)).isEqualTo(MacTable.Learned.NEW);
        table.setPortLimit(5, 1);
        assertThat(table.lookup(3, 0)).as("a lower limit takes nothing away").isEqualTo(5);
        table.setPortLimit(5, 0);
        assertThat(table.learn(6, 5, false, 0)).isEqualTo(MacTable.Learned.NEW);
    }

    @Test
    void movePortTakesLearnedAddressesAlongAndLeavesStaticOnes() {
        table.learn(1, 5, false, 100 * SECOND);
        table.learn(2, 5, true, 100 * SECOND);
        table.learn(3, 6, false, 100 * SECOND);
        table.addStatic(4, 5, 0);
        table.learn(9, 5, false, 0);
        table.setAgeingNanos(50 * SECOND);

        table.movePort(5, 6, 100 * SECOND);

        assertThat(List.of(table.lookup(1, 149 * SECOND), table.lookup(2, 149 * SECOND), table.lookup(3, 149 * SECOND)))
                .containsOnly(6);
        assertThat(table.lookup(1, 150 * SECOND))
                .as("moving does not make it younger")
                .isEqualTo(MacTable.NO_PORT);
        assertThat(table.lookup(4, 100 * SECOND)).isEqualTo(5);
        assertThat(table.lookup(9, 100 * SECOND)).as("had aged out").isEqualTo(MacTable.NO_PORT);
        assertThat(table.learnedCount(6)).isEqualTo(3);
        assertThat(table.flushPort(6)).isEqualTo(3);
    }

    @Test
    void flushAllCountsWhatItForgets() {
        table.learn(1, 5, false, 0);
        table.learn(2, 6, true, 0);
        table.addStatic(3, 7, 0);
        assertThat(table.flushAll()).isEqualTo(2);
        assertThat(table.flushAll()).isZero();
        assertThat(table.lookup(1, 0)).isEqualTo(MacTable.NO_PORT);
        assertThat(table.lookup(3, 0)).isEqualTo(7);
    }

    @Test
    void removedPortLeavesNothingBehind() {
        table.setPortLimit(5, 1);
        table.learn(1, 5, false, 0);
        table.addStatic(2, 5, 0);
        table.learn(3, 6, false, 0);
        table.removePort(5);
        assertThat(table.lookup(1, 0)).isEqualTo(MacTable.NO_PORT);
        assertThat(table.lookup(2, 0)).isEqualTo(MacTable.NO_PORT);
        assertThat(table.lookup(3, 0)).isEqualTo(6);
        table.learn(1, 5, false, 0);
        assertThat(table.learn(2, 5, false, 0)).as("the limit went with it").isEqualTo(MacTable.Learned.NEW);
    }

    @Test
    void sweepUncountsAgedEntriesAPartAtATime() {
        for (int address = 1; address <= 1024; address++) {
            table.learn(address, 1 + address % 7, false, 0);
        }
        long later = 300 * SECOND;
        int before = table.learnedCount();
        table.sweep(table.capacity() / 4, later);
        assertThat(table.learnedCount()).isBetween(1, before - 1);
        for (int part = 1; part < 4; part++) {
            table.sweep(table.capacity() / 4, later);
        }
        assertThat(table.learnedCount()).isZero();
        for (int port = 1; port <= 7; port++) {
            assertThat(table.learnedCount(port)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 0x9E37_79B9_7F4A_7C15L})
    void everyOrderOfDeletionLeavesTheRestOfAChainFindable(long seed) {
        // 64 slots hold 32 entries: runs are long and some wrap round the end of the array.
        for (int stride = 1; stride < 32; stride += 2) {
            MacTable small = new MacTable(32, seed);
            for (int address = 0; address < 32; address++) {
                small.learn(address, 1 + address, false, 0);
            }
            for (int step = 0; step < 32; step++) {
                assertThat(small.remove(step * stride % 32)).isTrue();
                for (int rest = step + 1; rest < 32; rest++) {
                    int address = rest * stride % 32;
                    assertThat(small.lookup(address, 0)).isEqualTo(1 + address);
                }
            }
            assertThat(small.learnedCount()).isZero();
        }
    }

    @Test
    void floodingPortEvictsItsOwnAddressesAndNotItsNeighbours() {
        MacTable small = new MacTable(256, 7);
        for (int neighbour = 1; neighbour <= 20; neighbour++) {
            for (int station = 0; station < 5; station++) {
                small.learn(0x1000 + neighbour * 16 + station, neighbour, false, 0);
            }
        }
        for (int forged = 0; forged < 100_000; forged++) {
            small.learn(0x100_0000 + forged, 21, false, 0);
        }
        assertThat(small.learnedCount()).isEqualTo(256);
        assertThat(small.learnedCount(21)).isEqualTo(156);
        assertThat(small.evictions()).isEqualTo(100_000 - 156);
        for (int neighbour = 1; neighbour <= 20; neighbour++) {
            for (int station = 0; station < 5; station++) {
                assertThat(small.lookup(0x1000 + neighbour * 16 + station, 0)).isEqualTo(neighbour);
            }
        }
    }

    @Test
    void fullTableTakesBackTheSlotsOfForgottenAddresses() {
        MacTable small = new MacTable(64, 7);
        for (int address = 0; address < 64; address++) {
            small.learn(address, 1, false, 0);
        }
        small.flushPort(1);
        for (int address = 100; address < 132; address++) {
            assertThat(small.learn(address, 1, false, 0)).isEqualTo(MacTable.Learned.NEW);
        }
        small.sweep(small.capacity(), 0);
        for (int address = 200; address < 232; address++) {
            assertThat(small.learn(address, 2, false, 0)).isEqualTo(MacTable.Learned.NEW);
        }
        assertThat(small.learnedCount(1)).isEqualTo(32);
        assertThat(small.learnedCount(2)).isEqualTo(32);
        assertThat(small.evictions()).isZero();
    }

    @Test
    void removeSaysWhetherTheAddressWasKnown() {
        table.learn(1, 5, false, 0);
        table.learn(2, 5, false, 0);
        assertThat(table.remove(1)).isTrue();
        assertThat(table.remove(1)).isFalse();
        table.flushPort(5);
        assertThat(table.remove(2)).as("it was flushed").isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, (1 << 22) + 1})
    void limitOutsideItsRangeIsRefused(int limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MacTable(limit, 0))
                .withMessage("MAC table limit " + limit + " is outside 1..4194304");
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * SECOND);
    }
}
