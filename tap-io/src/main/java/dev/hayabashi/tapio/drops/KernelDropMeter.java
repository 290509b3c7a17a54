package dev.hayabashi.tapio.drops;

import dev.hayabashi.bridgecore.KernelDrops;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what the kernel loses at one port, whatever netdevs and sockets come and go behind it.
 *
 * <p>The port's event loop says what to look at, the reader's thread looks: methods of both may be called at any time. Nothing is
 * asked of the kernel while the lock is held.
 */
public final class KernelDropMeter {
    private Watched watched = new Watched(List.of());
    // What has gone and has a last word to say.
    private Watched gone = watched;
    private long fromPort;
    private long toPort;
    private boolean paused;
    private Consumer<KernelDrops> listener = drops -> {};

    /** What is looked at, and what it had counted when its frames were last added. */
    private static final class Watched {
        private final List<DropSource> sources;
        private final long[] counted;

        Watched(List<DropSource> sources) {
            this(sources, sources.stream().mapToLong(DropSource::before).toArray());
        }

        Watched(List<DropSource> sources, long[] counted) {
            this.sources = List.copyOf(sources);
            this.counted = counted;
        }
    }

    /** Looks at these from now on, instead of others; what those have counted is kept. */
    public synchronized void sources(List<DropSource> now) {
        gone = watched;
        watched = new Watched(now);
    }

    /** The sources are the same, but to be found elsewhere. */
    public synchronized void moved(List<DropSource> now) {
        watched = new Watched(now, watched.counted);
    }

    /** Goes on with what another process has counted at the same sources. Looks first after {@link #resume}. */
    public synchronized void takeOver(KeptDrops kept) {
        fromPort = kept.fromPort();
        toPort = kept.toPort();
        if (kept.counted().size() == watched.counted.length) {
            watched = new Watched(
                    watched.sources,
                    kept.counted().stream().mapToLong(Long::longValue).toArray());
        }
    }

    /** Who is told when frames were lost, on the reader's thread. */
    public synchronized void listener(Consumer<KernelDrops> told) {
        listener = told;
    }

    /** The sum as of the last look. */
    public synchronized KernelDrops drops() {
        return new KernelDrops(fromPort, toPort);
    }

    /** Begins no look until {@link #resume}: another process may look. */
    public synchronized void pause() {
        paused = true;
    }

    /** Looks again. */
    public synchronized void resume() {
        paused = false;
    }

    /** For the process that goes on with the port. */
    public synchronized KeptDrops keep() {
        return new KeptDrops(
                fromPort, toPort, Arrays.stream(watched.counted).boxed().toList());
    }

    /** The netdevs whose counters are read now. */
    synchronized List<DropSource.Netdev> netdevs() {
        return watched.sources.stream()
                .flatMap(source -> source.netdev().stream())
                .toList();
    }

    /** On the reader's thread. */
    void look(KernelLook look) {
        Watched last = takeGone();
        if (last != null) {
            look(last, source -> source.netdev().isEmpty() ? source.count(look) : OptionalLong.empty());
        }
        Watched present = present();
        if (present != null) {
            look(present, source -> source.count(look));
        }
    }

    private synchronized @Nullable Watched takeGone() {
        Watched last = gone;
        gone = watched;
        return paused || last == watched ? null : last;
    }

    private synchronized @Nullable Watched present() {
        return paused ? null : watched;
    }

    @FunctionalInterface
    private interface Count {
        OptionalLong of(DropSource source);
    }

    private void look(Watched at, Count count) {
        OptionalLong[] now = at.sources.stream().map(count::of).toArray(OptionalLong[]::new);
        if (add(at, now)) {
            told().accept(drops());
        }
    }

    private synchronized Consumer<KernelDrops> told() {
        return listener;
    }

    private synchronized boolean add(Watched at, OptionalLong[] now) {
        long before = fromPort + toPort;
        for (int i = 0; i < now.length; i++) {
            if (now[i].isPresent()) {
                long count = now[i].getAsLong();
                long lost = at.counted[i] == DropSource.UNKNOWN ? 0 : Math.max(0, count - at.counted[i]);
                at.counted[i] = count;
                if (at.sources.get(i).toPort()) {
                    toPort += lost;
                } else {
                    fromPort += lost;
                }
            }
        }
        return fromPort + toPort != before;
    }
}
