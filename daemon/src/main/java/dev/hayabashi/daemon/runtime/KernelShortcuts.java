package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.bridgecore.Shortcut;
import dev.hayabashi.bridgecore.ShortcutKernel;
import dev.hayabashi.bridgecore.Shortcuts;
import dev.hayabashi.tapio.OpenPort.ShortcutEnd;
import dev.hayabashi.tapio.netlink.Rtnetlink;
import dev.hayabashi.tapio.netlink.ShortcutFilters;
import dev.hayabashi.tapio.netlink.ShortcutTable;
import dev.hayabashi.tapio.sys.TapIoException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the shortcuts of a bridge put in place, on a thread of their own: one request after the other, so that the end of a shortcut
 * that is just being made comes after its beginning.
 */
final class KernelShortcuts implements ShortcutKernel {
    private static final Logger LOG = LoggerFactory.getLogger(KernelShortcuts.class);
    private static final long RETRY_MILLIS = 5;
    private static final int MAX_TRIES = 1000;
    private static final long CLOSE_AGAIN_MILLIS = 100;

    private final String bridge;
    private final EventLoop loop;
    private final Kernel kernel;
    private final Function<BridgePort, @Nullable ShortcutEnd> ends;
    private final Predicate<BridgePort> leadsToABridge;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("shortcuts", true));
    // On the thread.
    private final Map<Shortcut, Place> places = new HashMap<>();
    private final Map<Shortcut, Place> ending = new HashMap<>();
    private int tries;
    // On the loop.
    private @Nullable Shortcuts shortcuts;

    /** Where a shortcut is, and the index of its action. */
    private record Place(ShortcutTable.Way way, int index) {}

    /** Makes requests of the kernel, on the thread that calls. */
    @FunctionalInterface
    interface Kernel {
        /** Those of a bridge, by a socket of its own. */
        static Kernel of(String bridge) {
            return request -> {
                try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                    request.accept(new ShortcutFilters(rtnetlink, bridge));
                }
            };
        }

        void with(Consumer<ShortcutTable> request);
    }

    /**
     * @param bridge name of the bridge
     * @param loop that owns it
     * @param kernel is asked on the thread of the shortcuts
     * @param ends where a port's shortcuts begin and end, or null when there can be none; called on the loop
     * @param leadsToABridge whether a bridge may be behind a port; called on the loop
     */
    KernelShortcuts(
            String bridge,
            EventLoop loop,
            Kernel kernel,
            Function<BridgePort, @Nullable ShortcutEnd> ends,
            Predicate<BridgePort> leadsToABridge) {
        this.bridge = bridge;
        this.loop = loop;
        this.kernel = kernel;
        this.ends = ends;
        this.leadsToABridge = leadsToABridge;
    }

    /** Says whom to answer; before the first question. */
    void answer(Shortcuts ofBridge) {
        shortcuts = ofBridge;
    }

    @Override
    public boolean joins(BridgePort in, BridgePort out) {
        return ends.apply(in) != null
                && ends.apply(out) != null
                && !leadsToABridge.test(in)
                && !leadsToABridge.test(out);
    }

    @Override
    public void open(Shortcut shortcut) {
        ShortcutEnd from = ends.apply(shortcut.in());
        ShortcutEnd to = ends.apply(shortcut.out());
        if (from == null || to == null) {
            throw new IllegalStateException(shortcut.in() + " and " + shortcut.out() + " are not joined");
        }
        ShortcutTable.Way way = new ShortcutTable.Way(
                from.guestSide(),
                to.guestSide(),
                from.ourSide(),
                shortcut.slot(),
                shortcut.source(),
                shortcut.destination());
        ask(filters -> {
            try {
                places.put(shortcut, new Place(way, filters.add(way)));
                LOG.debug("{}: shortcut {} to {}", bridge, from(shortcut), to(shortcut));
                tell(told -> told.opened(shortcut));
            } catch (TapIoException e) {
                LOG.warn(
                        "{}: no shortcut from {} to {}, and none for a minute: {}",
                        bridge,
                        from(shortcut),
                        to(shortcut),
                        e.getMessage());
                tell(told -> told.refused(shortcut, System.nanoTime()));
            }
        });
    }

    private static String from(Shortcut shortcut) {
        return MacAddress.format(shortcut.source()) + " on " + shortcut.in();
    }

    private static String to(Shortcut shortcut) {
        return MacAddress.format(shortcut.destination()) + " on " + shortcut.out();
    }

    @Override
    public void close(Shortcut shortcut) {
        thread.execute(() -> takeDown(shortcut, true));
    }

    /** Until it is done: what must not be any more would go on by a shortcut that the kernel keeps. */
    private void takeDown(Shortcut shortcut, boolean firstTime) {
        Place place = places.get(shortcut);
        if (place == null) {
            tell(told -> told.closed(shortcut));
            return;
        }
        try {
            kernel.with(table -> table.removeFilters(place.way()));
        } catch (RuntimeException e) {
            if (firstTime) {
                LOG.error(
                        "{}: the shortcut from {} to {} cannot be closed yet, which is tried again until it is: {}",
                        bridge,
                        from(shortcut),
                        to(shortcut),
                        e.getMessage());
            }
            later(() -> takeDown(shortcut, false), CLOSE_AGAIN_MILLIS);
            return;
        }
        LOG.debug("{}: no shortcut any more from {} to {}", bridge, from(shortcut), to(shortcut));
        places.remove(shortcut);
        ending.put(shortcut, place);
        tries = 0;
        if (ending.size() == 1) {
            countLast();
        }
    }

    private void later(Runnable task, long millis) {
        try {
            Future<?> unused = thread.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.error("{}: a shortcut is left in the kernel, and is removed by the next start", bridge);
        }
    }

    private void countLast() {
        tries++;
        long again = RETRY_MILLIS;
        try {
            kernel.with(this::takeLastCounts);
        } catch (RuntimeException e) {
            if (tries == 1) {
                LOG.warn("{}: the last count of a shortcut is tried again: {}", bridge, e.getMessage());
            }
            again = CLOSE_AGAIN_MILLIS;
        }
        if (!ending.isEmpty()) {
            later(this::countLast, again);
        }
    }

    /** A frame may have been on its way when the filters went; the kernel lets go of the action when there is none any more. */
    private void takeLastCounts(ShortcutTable filters) {
        Map<Integer, ShortcutTable.Count> counts = filters.counts();
        for (Map.Entry<Shortcut, Place> each : List.copyOf(ending.entrySet())) {
            Shortcut shortcut = each.getKey();
            int index = each.getValue().index();
            ShortcutTable.Count count = counts.get(index);
            if (count != null && count.bound() > 0 && tries < MAX_TRIES) {
                continue;
            }
            ending.remove(shortcut);
            filters.removeAction(index);
            tell(told -> {
                if (count != null) {
                    told.counted(shortcut, count.frames(), count.bytes(), System.nanoTime());
                }
                told.closed(shortcut);
            });
        }
    }

    @Override
    public void count() {
        ask(filters -> {
            Map<Integer, ShortcutTable.Count> counts = filters.counts();
            List<Consumer<Shortcuts>> news = new ArrayList<>();
            places.forEach((shortcut, place) -> {
                ShortcutTable.Count count = counts.get(place.index());
                if (count != null) {
                    news.add(told -> told.counted(shortcut, count.frames(), count.bytes(), System.nanoTime()));
                }
            });
            tell(told -> news.forEach(each -> each.accept(told)));
        });
    }

    private void ask(Consumer<ShortcutTable> request) {
        thread.execute(() -> with(request));
    }

    private void with(Consumer<ShortcutTable> request) {
        try {
            kernel.with(request);
        } catch (RuntimeException e) {
            LOG.error("{}: shortcuts met a fault; please report this", bridge, e);
        }
    }

    private void tell(Consumer<Shortcuts> answer) {
        try {
            loop.execute(() -> {
                if (shortcuts != null) {
                    answer.accept(shortcuts);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: the event loop has ended", bridge);
        }
    }

    /** No more is asked for; what was is still done. */
    void end() {
        thread.shutdown();
    }
}
