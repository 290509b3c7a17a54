package dev.hayabashi.stp;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** A counter per constant of an enum, which counts without allocating. The ordinals never leave the process. */
@SuppressWarnings("EnumOrdinal")
final class EnumCounter<E extends Enum<E>> {
    private final Class<E> type;
    private final E[] keys;
    private final long[] values;

    EnumCounter(Class<E> type) {
        this.type = type;
        this.keys = type.getEnumConstants();
        this.values = new long[keys.length];
    }

    void add(E key) {
        values[key.ordinal()]++;
    }

    /** See {@link Ledger}. */
    void exchange(String name, Ledger ledger) {
        Ledger mine = ledger.part(name);
        for (E key : keys) {
            values[key.ordinal()] = mine.count(key.name(), values[key.ordinal()]);
        }
    }

    /** A snapshot of all constants. */
    Map<E, Long> all() {
        return snapshot(true);
    }

    /** A snapshot of the constants that were counted. */
    Map<E, Long> nonZero() {
        return snapshot(false);
    }

    private Map<E, Long> snapshot(boolean zeros) {
        Map<E, Long> map = new EnumMap<>(type);
        for (E key : keys) {
            long value = values[key.ordinal()];
            if (zeros || value != 0) {
                map.put(key, value);
            }
        }
        return Collections.unmodifiableMap(map);
    }
}
