package dev.hayabashi.stp.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Each receiving port has a queue; which of the queues whose head has arrived is served next is a matter of chance. */
final class RandomDelivery extends Delivery {
    private final Random random;
    private final long maxDelayNanos;
    private final int duplicatePercent;
    private final Map<SimPort, Deque<Due>> byReceiver = new HashMap<>();
    /** Queues with something in them, in an order that does not depend on hash codes. */
    private final List<Deque<Due>> busy = new ArrayList<>();

    private record Due(SimFrame frame, long atNanos) {}

    RandomDelivery(long seed, long maxDelayNanos, int duplicatePercent) {
        this.random = new Random(seed);
        this.maxDelayNanos = maxDelayNanos;
        this.duplicatePercent = duplicatePercent;
    }

    @Override
    void offer(SimFrame frame, long nowNanos) {
        Deque<Due> queue = byReceiver.computeIfAbsent(frame.to(), p -> new ArrayDeque<>());
        if (queue.isEmpty()) {
            busy.add(queue);
        }
        long at = maxDelayNanos == 0 ? nowNanos : nowNanos + random.nextLong(maxDelayNanos + 1);
        Due last = queue.peekLast();
        if (last != null) {
            at = Math.max(at, last.atNanos());
        }
        queue.add(new Due(frame, at));
        if (duplicatePercent > 0 && random.nextInt(100) < duplicatePercent) {
            queue.add(new Due(frame, at));
        }
    }

    @Override
    long nextNanos() {
        long next = NEVER;
        for (Deque<Due> queue : busy) {
            next = Math.min(next, queue.element().atNanos());
        }
        return next;
    }

    @Override
    @Nullable SimFrame poll(long nowNanos) {
        int arrived = 0;
        int chosen = -1;
        for (int i = 0; i < busy.size(); i++) {
            if (busy.get(i).element().atNanos() <= nowNanos && random.nextInt(++arrived) == 0) {
                chosen = i;
            }
        }
        if (chosen < 0) {
            return null;
        }
        Deque<Due> queue = busy.get(chosen);
        SimFrame frame = queue.remove().frame();
        if (queue.isEmpty()) {
            busy.set(chosen, busy.get(busy.size() - 1));
            busy.remove(busy.size() - 1);
        }
        return frame;
    }

    @Override
    int choose(int bridges) {
        return random.nextInt(bridges);
    }

    @Override
    boolean tickFirst() {
        return random.nextBoolean();
    }
}
