package dev.hayabashi.bridgecore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What relay loops know of a bridge beside its ports and its MAC table. The owner writes, and waits with {@link Relays#settle} until
 * nobody acts by what was written before.
 */
final class RelayBoard {
    /** For a bridge whose event loop is alone. */
    static final RelayBoard NONE = new RelayBoard(List.of());

    private static final VarHandle OPEN;
    private static final VarHandle SERVICES;
    private static final VarHandle PORTS = MethodHandles.arrayElementVarHandle(BridgePort[].class);

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            OPEN = lookup.findVarHandle(RelayBoard.class, "open", boolean.class);
            SERVICES = lookup.findVarHandle(RelayBoard.class, "services", ServiceHandler.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Relays relays;
    final RelayCounters[] totals;

    private final @Nullable BridgePort[] ports;

    /** By relay loop; empty while there are no shortcuts. Set before the first port. */
    private List<ShortcutSampler> samplers = List.of();

    // Through OPEN and SERVICES for relay loops.
    private boolean open = true;

    @SuppressWarnings("unused") // through SERVICES
    private @Nullable ServiceHandler services;

    RelayBoard(List<Passage> passages) {
        relays = new Relays(passages.toArray(new Passage[0]));
        totals = RelayCounters.of(relays.count());
        ports = new @Nullable BridgePort[relays.count() == 0 ? 0 : MacTable.MAX_PORT + 1];
    }

    /** Whether relay loops may take frames by themselves at all: nobody watches each frame, and VLANs are not filtered. */
    void open(boolean changed) {
        if (relays.count() > 0 && changed != open) {
            OPEN.setOpaque(this, changed);
            relays.settle();
        }
    }

    boolean isOpen() {
        return (boolean) OPEN.getAcquire(this);
    }

    void services(@Nullable ServiceHandler handler) {
        if (relays.count() > 0) {
            SERVICES.setRelease(this, handler);
            relays.settle();
        }
    }

    @Nullable ServiceHandler services() {
        return (ServiceHandler) SERVICES.getAcquire(this);
    }

    void samplers(List<ShortcutSampler> ofRelays) {
        if (relays.count() > 0) {
            samplers = ofRelays;
        }
    }

    @Nullable ShortcutSampler sampler(int relay) {
        return samplers.isEmpty() ? null : samplers.get(relay);
    }

    /** A port is there, or gone with null. */
    void port(int number, @Nullable BridgePort port) {
        if (relays.count() > 0) {
            PORTS.setRelease(ports, number, port);
        }
    }

    @Nullable BridgePort port(int number) {
        return (BridgePort) PORTS.getAcquire(ports, number);
    }

    /** Frames that relay loops have taken from port to port. */
    long relayed() {
        long sum = 0;
        for (RelayCounters total : totals) {
            sum += total.rxFrames();
        }
        return sum;
    }
}
