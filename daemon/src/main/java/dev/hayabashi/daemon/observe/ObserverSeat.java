package dev.hayabashi.daemon.observe;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.FrameObserver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets several observers take the one seat that a bridge has for them. When the last one leaves the seat is empty, and the
 * frame path is as it was. Owned by the bridge's event loop.
 */
public final class ObserverSeat {
    /** More captures and traces at once would be a mistake of a script. */
    private static final int MAX_OBSERVERS = 16;

    private final Bridge bridge;
    private final List<FrameObserver> observers = new ArrayList<>();

    public ObserverSeat(Bridge bridge) {
        this.bridge = bridge;
    }

    /** Adds an observer; false when there are too many already. */
    public boolean add(FrameObserver observer) {
        if (observers.size() >= MAX_OBSERVERS) {
            return false;
        }
        observers.add(observer);
        sit();
        return true;
    }

    public void remove(FrameObserver observer) {
        observers.removeIf(each -> each == observer);
        sit();
    }

    private void sit() {
        @Nullable FrameObserver all = null;
        for (FrameObserver observer : observers) {
            all = all == null ? observer : new FrameObservers(all, observer);
        }
        bridge.observer(all);
    }
}
