package dev.hayabashi.bridgecore;

import java.util.Map;

/** Counts of drops among other counters by name: the order of reasons is another one in another version. */
final class KeptDrops {
    private static final String PREFIX = "drop.";

    private KeptDrops() {}

    static void keep(long[] drops, Map<String, Long> into) {
        for (int i = 0; i < drops.length; i++) {
            if (drops[i] != 0) {
                into.put(PREFIX + DropReason.of(i).name(), drops[i]);
            }
        }
    }

    static void into(long[] drops, Map<String, Long> kept) {
        for (int i = 0; i < drops.length; i++) {
            drops[i] = kept.getOrDefault(PREFIX + DropReason.of(i).name(), 0L);
        }
    }
}
