package dev.hayabashi.tapio.loop;

import dev.hayabashi.tapio.drops.KernelDropMeter;
import java.util.ArrayList;
import java.util.List;

/**
 * The event loops of a daemon. Each bridge has one of them as its owner, in turn; the others read some of its ports. With one loop
 * there is nothing to share, and it works as if it were the only one there could be.
 */
public final class FrameLoops implements AutoCloseable {
    private final List<FrameLoop> all;
    private int owners;

    private FrameLoops(List<FrameLoop> all) {
        this.all = List.copyOf(all);
    }

    /**
     * Starts {@code count} loops; more than one only on epoll.
     *
     * @see FrameLoop#start(String, IoEngine, long)
     */
    public static FrameLoops start(int count, IoEngine engine, long busyPollNanos) {
        if (count > 1 && engine != IoEngine.EPOLL) {
            throw new IllegalStateException(EngineChoice.SEVERAL_LOOPS);
        }
        List<FrameLoop> started = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                started.add(FrameLoop.start(count == 1 ? "frames" : "frames-" + i, engine, busyPollNanos));
            }
        } catch (RuntimeException e) {
            started.forEach(FrameLoop::close);
            throw e;
        }
        for (FrameLoop loop : started) {
            loop.share(started.stream().filter(other -> other != loop).toList());
        }
        return new FrameLoops(started);
    }

    /** The loop that is to own the next bridge. */
    public FrameLoop next() {
        return all.get(owners++ % all.size());
    }

    /** The first one: for what belongs to no bridge. */
    public FrameLoop first() {
        return all.get(0);
    }

    public List<FrameLoop> all() {
        return all;
    }

    /** Meters of the ports of all loops; any thread. */
    public List<KernelDropMeter> dropMeters() {
        return all.stream().flatMap(loop -> loop.dropMeters().stream()).toList();
    }

    @Override
    public void close() {
        all.forEach(FrameLoop::close);
    }
}
