package dev.hayabashi.stp.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** First sent, first delivered, at once. */
final class LockStepDelivery extends Delivery {
    private final Deque<SimFrame> wire = new ArrayDeque<>();
    private long sentAt;

    @Override
    void offer(SimFrame frame, long nowNanos) {
        sentAt = nowNanos;
        wire.add(frame);
    }

    @Override
    long nextNanos() {
        return wire.isEmpty() ? NEVER : sentAt;
    }

    @Override
    @Nullable SimFrame poll(long nowNanos) {
        return wire.poll();
    }

    @Override
    int choose(int bridges) {
        return 0;
    }

    @Override
    boolean tickFirst() {
        return true;
    }
}
