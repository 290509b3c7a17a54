package dev.hayabashi.tapio.drops;

import dev.hayabashi.tapio.drops.DropSource.Netdev;
import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.LinkStatistics;
import dev.hayabashi.tapio.netlink.Rtnetlink;
import dev.hayabashi.tapio.sys.TapIoException;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at what the kernel has lost at all ports, on a thread of its own. Any thread may ask it to. */
public final class KernelDropReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KernelDropReader.class);

    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Time that passes from look to look, in lengths of a look: half a percent of a processor. */
    private static final long REST = 200;

    /** One look that takes long, such as the first one, does not keep the next one away for minutes. */
    private static final long MAX_PERIOD_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** The same for looks that somebody asks for: who asks ten times a second, of a thousand ports, gets older news. */
    private static final long REST_WHEN_ASKED = 10;

    private static final long PATIENCE_MILLIS = 1000;

    /** So few netdevs are asked for one by one: a host may have thousands that are not ours. */
    private static final int FEW = 16;

    private final Supplier<? extends Collection<KernelDropMeter>> meters;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("kernel-drops", true));
    // All below belong to that thread.
    private @Nullable Rtnetlink rtnetlink;
    private long endedNanos;
    private long tookNanos;
    private String lastFailure = "";
    private boolean closed;

    /**
     * Looks for the first time after {@code delayNanos}.
     *
     * @param meters of the ports that are there; called on the reader's thread
     */
    public KernelDropReader(Supplier<? extends Collection<KernelDropMeter>> meters, long delayNanos) {
        this.meters = meters;
        // Born now, in the network namespace of whoever made it.
        Future<?> unused = thread.schedule(this::lookAndGoOn, delayNanos, TimeUnit.NANOSECONDS);
    }

    private void lookAndGoOn() {
        if (closed) {
            return;
        }
        look();
        try {
            Future<?> unused = thread.schedule(this::lookAndGoOn, restNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed meanwhile");
        }
    }

    private long restNanos() {
        return Math.min(MAX_PERIOD_NANOS, Math.max(PERIOD_NANOS, REST * tookNanos));
    }

    /**
     * Looks now, unless it was done just now, and waits for it, though not for long: a look that the kernel delays is told of
     * with the next one.
     */
    public void lookNow() {
        try {
            thread.submit(this::lookIfRested).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException | TimeoutException e) {
            LOG.debug("the kernel's drops were not looked at: {}", e.toString());
        } catch (ExecutionException e) {
            throw new IllegalStateException("looking at drops", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookIfRested() {
        if (System.nanoTime() - endedNanos >= REST_WHEN_ASKED * tookNanos) {
            look();
        }
    }

    private void look() {
        long began = System.nanoTime();
        try {
            Collection<KernelDropMeter> all = meters.get();
            Look look = new Look(all);
            all.forEach(meter -> meter.look(look));
            lastFailure = "";
        } catch (TapIoException e) {
            failed(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            failed(e.toString(), e);
        }
        endedNanos = System.nanoTime();
        tookNanos = endedNanos - began;
    }

    /** Said once; the next look is made all the same, with a socket that has nothing of this one waiting in it. */
    private void failed(String failure, RuntimeException e) {
        if (!failure.equals(lastFailure)) {
            lastFailure = failure;
            LOG.warn("frames that the kernel drops cannot be counted now: {}", failure, e);
        }
        closeSocket();
    }

    private Rtnetlink rtnetlink() {
        Rtnetlink present = rtnetlink;
        if (present == null) {
            present = Rtnetlink.open();
            rtnetlink = present;
        }
        return present;
    }

    private void closeSocket() {
        Rtnetlink present = rtnetlink;
        rtnetlink = null;
        if (present != null) {
            present.close();
        }
    }

    /** Asks for netdevs of our namespace all at once, and for those of others one by one, which have few. */
    private final class Look implements KernelLook {
        private final Set<Integer> own = new HashSet<>();
        private final Map<Integer, LinkStatistics> seen = new HashMap<>();
        private final boolean few;

        Look(Collection<KernelDropMeter> all) {
            for (KernelDropMeter meter : all) {
                for (Netdev netdev : meter.netdevs()) {
                    if (netdev.namespaceId() == LinkInfo.OWN_NAMESPACE) {
                        own.add(netdev.ifindex());
                    }
                }
            }
            few = own.size() < FEW;
            if (!few) {
                rtnetlink().allStatistics((ifindex, statistics) -> {
                    if (own.contains(ifindex)) {
                        seen.put(ifindex, statistics);
                    }
                });
            }
        }

        @Override
        public Optional<LinkStatistics> of(int namespaceId, int ifindex) {
            if (namespaceId != LinkInfo.OWN_NAMESPACE) {
                return rtnetlink().statistics(namespaceId, ifindex);
            }
            if (few && !seen.containsKey(ifindex)) {
                rtnetlink().statistics(ifindex).ifPresent(statistics -> seen.put(ifindex, statistics));
            }
            return Optional.ofNullable(seen.get(ifindex));
        }
    }

    /** Waits until a look that is under way has ended. */
    public void settle() {
        try {
            thread.submit(() -> {}).get();
        } catch (RejectedExecutionException e) {
            LOG.debug("it looks no more");
        } catch (ExecutionException e) {
            throw new IllegalStateException("an empty task does not fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks no more. */
    @Override
    public void close() {
        thread.execute(() -> {
            closed = true;
            closeSocket();
        });
        thread.shutdown();
    }
}
