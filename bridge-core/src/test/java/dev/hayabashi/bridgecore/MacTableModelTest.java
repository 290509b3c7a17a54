package dev.hayabashi.bridgecore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The MAC table against a hash map that does the same the slow way. The map forgets what was flushed at once, and what has
 * aged when it is swept or replaced, which is when the table uncounts it.
 */
class MacTableModelTest {
    private static final long TENTH = 100_000_000L;
    private static final int PORTS = 9;
    private static final int STEPS = 30_000;

    private record Entry(int port, EntryType type, long seenTenths) {
        boolean isLearned() {
            return type == EntryType.DYNAMIC || type == EntryType.STICKY;
        }
    }

    private static final class Model {
        final Map<Long, Entry> entries = new HashMap<>();
        final int[] limits = new int[PORTS + 1];
        long ageingTenths = 3000;

        boolean isLive(Entry entry, long now) {
            return !entry.isLearned() || now - entry.seenTenths() < ageingTenths;
        }

        int lookup(long address, long now) {
            Entry entry = entries.get(address);
            return entry != null && isLive(entry, now) ? entry.port() : MacTable.NO_PORT;
        }

        int learnedCount(int port) {
            return (int) entries.values().stream()
                    .filter(entry -> entry.isLearned() && entry.port() == port)
                    .count();
        }

        MacTable.Learned learn(long address, int port, boolean sticky, long now) {
            Entry known = entries.get(address);
            if (known != null && !isLive(known, now)) {
                entries.remove(address);
                known = null;
            }
            Entry learned = new Entry(port, sticky ? EntryType.STICKY : EntryType.DYNAMIC, now);
            if (known != null && known.port() == port) {
                entries.put(address, known.isLearned() ? learned : known);
                return MacTable.Learned.KNOWN;
            }
            if (known != null && known.type() != EntryType.DYNAMIC) {
                return MacTable.Learned.PINNED;
            }
            if (limits[port] != 0 && learnedCount(port) >= limits[port]) {
                return MacTable.Learned.PORT_LIMIT;
            }
            entries.put(address, learned);
            return known == null ? MacTable.Learned.NEW : MacTable.Learned.MOVED;
        }

        int flush(int port) {
            int before = entries.size();
            entries.values().removeIf(entry -> entry.isLearned() && entry.port() == port);
            return before - entries.size();
        }

        void move(int from, int to, long now) {
            entries.replaceAll((address, entry) -> entry.isLearned() && entry.port() == from && isLive(entry, now)
                    ? new Entry(to, entry.type(), entry.seenTenths())
                    : entry);
        }
    }

    private final Model model = new Model();
    private long nowTenths = 1000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void behavesLikeAMap(long seed) {
        Random random = new Random(seed);
        int universe = 16 << random.nextInt(6);
        MacTable table = new MacTable(universe, random.nextLong());
        MacTableReader reader = new MacTableReader(table);
        for (int step = 0; step < STEPS; step++) {
            String context = "seed " + seed + " step " + step;
            act(table, random, universe, context);
            long address = random.nextInt(universe);
            assertThat(table.lookup(address, now())).as(context).isEqualTo(model.lookup(address, nowTenths));
            assertThat(reader.lookup(address, now())).as(context).isEqualTo(model.lookup(address, nowTenths));
            if (step % 500 == 0) {
                compareAll(table, universe, context);
            }
        }
        compareAll(table, universe, "seed " + seed);
    }

    private void act(MacTable table, Random random, int universe, String context) {
        long address = random.nextInt(universe);
        int port = 1 + random.nextInt(PORTS);
        switch (random.nextInt(40)) {
            case 0 -> assertThat(table.flushPort(port)).as(context).isEqualTo(model.flush(port));
            case 1 -> {
                table.addStatic(address, port, now());
                model.entries.put(address, new Entry(port, EntryType.STATIC, nowTenths));
            }
            case 2 -> {
                table.addLocal(address, now());
                model.entries.put(address, new Entry(MacTable.LOCAL_PORT, EntryType.LOCAL, nowTenths));
            }
            case 3, 4, 5, 6 ->
                assertThat(table.remove(address)).as(context).isEqualTo(model.entries.remove(address) != null);
            case 7 -> {
                int to = 1 + random.nextInt(PORTS);
                table.movePort(port, to, now());
                model.move(port, to, nowTenths);
            }
            case 8 -> {
                table.sweep(table.capacity(), now());
                model.entries.values().removeIf(entry -> !model.isLive(entry, nowTenths));
            }
            case 9 -> {
                model.limits[port] = random.nextInt(universe);
                table.setPortLimit(port, model.limits[port]);
            }
            case 10 -> {
                model.ageingTenths = 1L + random.nextInt(5000);
                table.setAgeingNanos(model.ageingTenths * TENTH);
            }
            case 11 -> rare(table, random, port);
            case 12, 13, 14 -> nowTenths += random.nextInt(100);
            default -> {
                boolean sticky = random.nextInt(8) == 0;
                assertThat(table.learn(address, port, sticky, now()))
                        .as(context)
                        .isEqualTo(model.learn(address, port, sticky, nowTenths));
            }
        }
    }

    private void rare(MacTable table, Random random, int port) {
        switch (random.nextInt(10)) {
            case 0 -> {
                table.removePort(port);
                model.entries.values().removeIf(entry -> entry.port() == port);
                model.limits[port] = 0;
            }
            case 1 -> {
                int flushed = 0;
                for (int each = 1; each <= PORTS; each++) {
                    flushed += model.flush(each);
                }
                assertThat(table.flushAll()).isEqualTo(flushed);
            }
            default -> nowTenths += random.nextInt(4000);
        }
    }

    private void compareAll(MacTable table, int universe, String context) {
        Map<Long, Entry> live = new HashMap<>();
        model.entries.forEach((address, entry) -> {
            if (model.isLive(entry, nowTenths)) {
                live.put(address, entry.isLearned() ? entry : new Entry(entry.port(), entry.type(), nowTenths));
            }
        });
        Map<Long, Entry> visited = new HashMap<>();
        table.forEach(
                now(),
                (address, port, type, ageSeconds) -> assertThat(
                                visited.put(address, new Entry(port, type, nowTenths - Math.round(ageSeconds * 10))))
                        .as("%s: visited twice", context)
                        .isNull());
        assertThat(visited).as(context).isEqualTo(live);
        for (long address = 0; address < universe; address++) {
            assertThat(table.lookup(address, now())).as(context).isEqualTo(model.lookup(address, nowTenths));
        }
        int learned = 0;
        for (int port = 1; port <= PORTS; port++) {
            assertThat(table.learnedCount(port)).as(context).isEqualTo(model.learnedCount(port));
            learned += table.learnedCount(port);
        }
        assertThat(table.learnedCount()).as(context).isEqualTo(learned);
    }

    private long now() {
        return nowTenths * TENTH;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void onlyAPortThatHoldsMostLosesAnAddressToAnother(long seed) {
        Random random = new Random(seed);
        int limit = 20 + random.nextInt(200);
        MacTable table = new MacTable(limit, random.nextLong());
        int[] before = new int[PORTS + 1];
        for (int step = 0; step < STEPS; step++) {
            // Ports send in proportion to their numbers, so that one of them is usually the fullest.
            int port = 1 + (int) (PORTS * Math.sqrt(random.nextDouble()));
            int fullest = 0;
            for (int each = 1; each <= PORTS; each++) {
                before[each] = table.learnedCount(each);
                fullest = Math.max(fullest, before[each]);
            }
            long evictions = table.evictions();
            if (table.learn(random.nextInt(limit * 50), port, false, 0) == MacTable.Learned.NEW) {
                before[port]++;
                for (int each = 1; each <= PORTS; each++) {
                    int lost = before[each] - table.learnedCount(each);
                    int held = before[each] - (each == port ? 1 : 0);
                    assertThat(lost)
                            .as("seed %d step %d", seed, step)
                            .isNotNegative()
                            .isLessThanOrEqualTo(held == fullest ? 1 : 0);
                    evictions += lost;
                }
                assertThat(table.evictions()).as("seed %d step %d", seed, step).isEqualTo(evictions);
            }
            assertThat(table.learnedCount()).as("seed %d step %d", seed, step).isLessThanOrEqualTo(limit);
        }
        assertThat(table.evictions()).isPositive();
    }
}
