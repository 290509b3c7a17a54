package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a relay loop may decide by the MAC table alone. That it reads while the owner writes is the stress module's matter. */
class MacTableReaderTest {
    private static final long TENTH = 100_000_000L;
    private static final long SOURCE = 0x02_00_00_00_00_01L;
    private static final long DESTINATION = 0x02_00_00_00_00_02L;

    private final MacTable table = new MacTable(64, 7);
    private final MacTableReader reader = new MacTableReader(table);

    private int relayTo(long now) {
        return reader.relayTo(SOURCE, DESTINATION, 1, false, now);
    }

    @Test
    void knownSourceAndDestination() {
        table.learn(SOURCE, 1, false, 0);
        assertThat(relayTo(0)).isEqualTo(MacTable.NO_PORT);
        table.learn(DESTINATION, 2, false, 0);
        assertThat(relayTo(0)).isEqualTo(2);
        assertThat(reader.relayTo(SOURCE, DESTINATION, 3, false, 0)).isEqualTo(MacTable.NO_PORT);
    }

    @Test
    void theOwnerHearsOfASourceOnceASecond() {
        table.learn(SOURCE, 1, false, 0);
        table.learn(DESTINATION, 2, false, 0);
        assertThat(relayTo(9 * TENTH)).isEqualTo(2);
        assertThat(relayTo(10 * TENTH)).isEqualTo(MacTable.NO_PORT);
        table.learn(SOURCE, 1, false, 10 * TENTH);
        assertThat(relayTo(10 * TENTH)).isEqualTo(2);
    }

    @Test
    void moreOftenWhereAgeingIsShort() {
        table.setAgeingNanos(16 * TENTH);
        table.learn(SOURCE, 1, false, 0);
        table.learn(DESTINATION, 2, false, 0);
        assertThat(relayTo(TENTH)).isEqualTo(2);
        assertThat(relayTo(2 * TENTH)).isEqualTo(MacTable.NO_PORT);
    }

    @Test
    void aPortThatBecameStickyHasItsAddressesNotedAgain() {
        table.learn(SOURCE, 1, false, 0);
        table.learn(DESTINATION, 2, false, 0);
        assertThat(reader.relayTo(SOURCE, DESTINATION, 1, true, 0)).isEqualTo(MacTable.NO_PORT);
        table.learn(SOURCE, 1, true, 0);
        assertThat(reader.relayTo(SOURCE, DESTINATION, 1, true, 0)).isEqualTo(2);
    }

    @Test
    void pinnedSourcesAreAlwaysFresh() {
        table.addStatic(SOURCE, 1, 0);
        table.addLocal(DESTINATION, 0);
        assertThat(relayTo(5000 * TENTH)).isEqualTo(MacTable.LOCAL_PORT);
    }

    @Test
    void flushedAndAgedAddressesAreUnknown() {
        table.learn(SOURCE, 1, false, 0);
        table.learn(DESTINATION, 2, false, 0);
        table.flushPort(2);
        assertThat(relayTo(0)).isEqualTo(MacTable.NO_PORT);
        table.learn(DESTINATION, 2, false, 0);
        table.setAgeingNanos(100 * TENTH);
        assertThat(reader.lookup(DESTINATION, 99 * TENTH)).isEqualTo(2);
        assertThat(reader.lookup(DESTINATION, 100 * TENTH)).isEqualTo(MacTable.NO_PORT);
    }

    /** The counter of flushes has 14 bits: an entry of its first round must not come alive in the second. */
    @Test
    void flushesGoRound() {
        table.learn(SOURCE, 1, false, 0);
        for (int i = 0; i <= PackedEntry.GENERATION_MASK; i++) {
            table.flushPort(1);
        }
        assertThat(reader.lookup(SOURCE, 0)).isEqualTo(MacTable.NO_PORT);
        assertThat(table.lookup(SOURCE, 0)).isEqualTo(MacTable.NO_PORT);
    }
}
