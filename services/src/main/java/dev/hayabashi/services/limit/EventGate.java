package dev.hayabashi.services.limit;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets the first of many like events through, then one per interval with the number of those in between. The number of
 * distinct keys is bounded; the least recently used is forgotten. Not thread-safe.
 */
public final class EventGate {
    /** Said instead of a count: keep quiet. */
    public static final long SUPPRESSED = -1;

    private static final int MAX_KEYS = 1024;

    private final long intervalNanos;
    private final Map<Object, State> states = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, State> eldest) {
            return size() > MAX_KEYS;
        }
    };

    private static final class State {
        private long saidNanos;
        private long suppressed;
    }

    public EventGate(long intervalNanos) {
        this.intervalNanos = intervalNanos;
    }

    /** How many like events were suppressed since the last one that got through, or {@link #SUPPRESSED}. */
    public long admit(Object key, long nowNanos) {
        State state = states.get(key);
        if (state == null) {
            state = new State();
            state.saidNanos = nowNanos;
            states.put(key, state);
            return 0;
        }
        if (nowNanos - state.saidNanos < intervalNanos) {
            state.suppressed++;
            return SUPPRESSED;
        }
        long suppressed = state.suppressed;
        state.saidNanos = nowNanos;
        state.suppressed = 0;
        return suppressed;
    }
}
