package dev.hayabashi.services.dns;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers of resolvers until their time is over; the least recently used goes when there are too many. */
final class DnsCache {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Larger answers are rare and are asked for again. */
    private static final int MAX_ANSWER_BYTES = 4096;

    private final Map<String, Stored> entries;

    private record Stored(UpstreamAnswer answer, long storedNanos) {}

    DnsCache(int maxEntries) {
        entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Stored> eldest) {
                return size() > maxEntries;
            }
        };
    }

    void put(String key, UpstreamAnswer answer, long nowNanos) {
        if (answer.cacheSeconds() > 0 && answer.message().length <= MAX_ANSWER_BYTES) {
            entries.put(key, new Stored(answer, nowNanos));
        }
    }

    /** The answer with its times to live as they are now, null when there is none. */
    byte @Nullable [] get(String key, long nowNanos) {
        Stored entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        long ageSeconds = (nowNanos - entry.storedNanos()) / NANOS_PER_SECOND;
        if (ageSeconds >= entry.answer().cacheSeconds()) {
            entries.remove(key);
            return null;
        }
        return entry.answer().aged((int) ageSeconds);
    }

    int size() {
        return entries.size();
    }

    void clear() {
        entries.clear();
    }
}
