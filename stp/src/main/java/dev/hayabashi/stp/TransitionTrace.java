package dev.hayabashi.stp;

import org.jspecify.annotations.Nullable;

/** Counts the transitions of one event, remembers the last ones, and stops a run that does not come to rest. */
final class TransitionTrace {
    /** A run takes about 9 transitions per port; this is never reached by an engine that works. */
    static final int LIMIT_BASE = 1000;

    static final int LIMIT_PER_PORT = 50;

    private static final int KEPT = 64;

    private final int[] ports = new int[KEPT];
    private final @Nullable String[] machines = new String[KEPT];
    private final @Nullable Enum<?>[] states = new Enum<?>[KEPT];
    private int limit = Integer.MAX_VALUE;
    private int count;
    private int maximum;

    void start(int portCount) {
        count = 0;
        limit = LIMIT_BASE + LIMIT_PER_PORT * portCount;
    }

    void record(int port, String machine, Enum<?> state) {
        int slot = count % KEPT;
        ports[slot] = port;
        machines[slot] = machine;
        states[slot] = state;
        if (++count > limit) {
            throw new UnsettledException(describe());
        }
        if (count > maximum) {
            maximum = count;
        }
    }

    /** The most transitions that one event took. */
    int maximum() {
        return maximum;
    }

    /** The transitions of the event at hand, or of the last one. */
    int count() {
        return count;
    }

    private String describe() {
        StringBuilder s = new StringBuilder(2048);
        s.append("the spanning tree machines did not come to rest within ")
                .append(limit)
                .append(" transitions; this is a defect, please report it. Restart the engine. Last transitions:");
        for (int i = count - KEPT; i < count; i++) {
            int slot = i % KEPT;
            s.append(" [port ").append(ports[slot]).append(' ').append(machines[slot]);
            s.append(' ').append(states[slot]).append(']');
        }
        return s.toString();
    }
}
