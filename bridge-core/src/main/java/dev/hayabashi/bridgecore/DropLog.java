package dev.hayabashi.bridgecore;

import dev.hayabashi.stp.PortState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last drops of a port. There is a ring for each {@link DropReason.Stage}, so that a storm of one kind, say
 * frames that found no egress, does not wash away the three frames that a closed gate cost when the port came up.
 *
 * <p>The memory of a ring is taken when its stage drops for the first time; after that a drop is one copy of a few hundred
 * bytes and nothing is allocated, however many there are.
 */
final class DropLog {
    /** Frames remembered for each stage; a power of two. */
    static final int RECORDS = 32;

    private static final int STAGES = DropReason.Stage.values().length;
    private static final PortState[] STATES = PortState.values();

    private final @Nullable Ring[] rings = new @Nullable Ring[STAGES];

    void add(DropReason reason, PortState state, Frame frame, long nowNanos) {
        int stage = reason.stage().ordinal();
        Ring ring = rings[stage];
        if (ring == null) {
            ring = new Ring();
            rings[stage] = ring;
        }
        ring.add(reason, state, frame, nowNanos);
    }

    /** What is remembered, oldest first within each stage. */
    List<DropRecord> snapshot() {
        List<DropRecord> records = new ArrayList<>();
        for (Ring ring : rings) {
            if (ring != null) {
                ring.copyTo(records);
            }
        }
        return records;
    }

    private static final class Ring {
        private final long[] times = new long[RECORDS];
        private final int[] lengths = new int[RECORDS];
        private final byte[] reasons = new byte[RECORDS];
        private final byte[] states = new byte[RECORDS];
        private final byte[] prefixes = new byte[RECORDS * DropRecord.PREFIX_BYTES];
        private long added;

        void add(DropReason reason, PortState state, Frame frame, long nowNanos) {
            int at = (int) added & (RECORDS - 1);
            added++;
            times[at] = nowNanos;
            lengths[at] = Math.max(0, frame.length());
            reasons[at] = (byte) reason.ordinal();
            states[at] = (byte) state.ordinal();
            frame.copyPrefix(prefixes, at * DropRecord.PREFIX_BYTES, DropRecord.PREFIX_BYTES);
        }

        void copyTo(List<DropRecord> records) {
            for (long i = Math.max(0, added - RECORDS); i < added; i++) {
                int at = (int) i & (RECORDS - 1);
                int from = at * DropRecord.PREFIX_BYTES;
                byte[] prefix = java.util.Arrays.copyOfRange(
                        prefixes, from, from + Math.min(lengths[at], DropRecord.PREFIX_BYTES));
                records.add(
                        new DropRecord(times[at], DropReason.of(reasons[at]), STATES[states[at]], lengths[at], prefix));
            }
        }
    }
}
