package dev.hayabashi.daemon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.bridgecore.EntryType;
import dev.hayabashi.bridgecore.MacTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptAddressesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long VLAN_7 = 7L << 48;

    private static List<String> entries(MacTable table, long now) {
        List<String> entries = new ArrayList<>();
        table.forEach(now, (address, port, type, age) -> {
            if (type != EntryType.LOCAL) {
                entries.add(Long.toHexString(address) + " " + port + " " + type + " " + age);
            }
        });
        entries.sort(null);
        return entries;
    }

    @Test
    void learnedAddressesKeepPortTypeVlanAndAge() {
        MacTable table = new MacTable(100, 1);
        table.addLocal(0x0200_0000_0001L, 0);
        table.learn(0x0a00_0000_0001L, 1, false, 1000 * SECOND);
        table.learn(0x0a00_0000_0002L | VLAN_7, 4095, true, 1010 * SECOND);
        table.learn(0x0a00_0000_0003L, 2, false, 700 * SECOND);
        long now = 1020 * SECOND;

        MacTable fresh = new MacTable(100, 2);
        KeptAddresses.into(fresh, KeptAddresses.of(table, now), now);

        assertThat(entries(fresh, now))
                .isEqualTo(entries(table, now))
                .containsExactly("70a0000000002 4095 STICKY 10.0", "a0000000001 1 DYNAMIC 20.0");
    }

    @Test
    void aTableTooLargeToBePassedOnIsPassedOnInPart() {
        MacTable table = new MacTable(300_000, 1);
        for (int i = 0; i < 300_000; i++) {
            table.learn(0x0a00_0000_0000L + i, 1, false, SECOND);
        }
        MacTable fresh = new MacTable(300_000, 2);
        KeptAddresses.into(fresh, KeptAddresses.of(table, SECOND), SECOND);
        assertThat(fresh.learnedCount()).isEqualTo(1 << 18);
    }
}
