package dev.hayabashi.bridgecore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What relay loops know of a port: one word, which the owner of the bridge computes anew whenever something changes that it is made
 * of, and a way to the port's descriptor.
 */
final class RelayPort {
    /** Frames that came by the port may be taken by relay loops. */
    private static final long INGRESS = 1;

    /** Relay loops may send by the port. */
    private static final long EGRESS = 1 << 1;

    private static final long ISOLATED = 1 << 2;
    private static final long STICKY = 1 << 3;
    private static final int LONGEST_SHIFT = 32;

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(RelayPort.class, "word", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** One for each relay loop. */
    final RelayCounters[] counters;

    private final Relays relays;
    private long word;
    private @Nullable RelayIo io;
    private boolean usesIo;

    RelayPort(Relays relays) {
        this.relays = relays;
        counters = RelayCounters.of(relays.count());
    }

    /** The owner: something has changed. Returns when no relay loop acts by the old state. */
    void publish(BridgePort port) {
        long now = compute(port);
        if (now != word) {
            WORD.setRelease(this, now);
            relays.settle();
        }
    }

    private long compute(BridgePort port) {
        PortSettings settings = port.settings();
        long now = (long) (settings.mtuBytes() + Egress.MAX_OVERHEAD_BYTES) << LONGEST_SHIFT;
        if (settings.isolated()) {
            now |= ISOLATED;
        }
        if (settings.sticky()) {
            now |= STICKY;
        }
        if (mayTakeFrom(port)) {
            now |= INGRESS;
        }
        // What waits in a queue is not to be overtaken.
        if (usesIo
                && maySendTo(port)
                && port.queue().isEmpty()
                && port.controlQueue().isEmpty()) {
            now |= EGRESS;
        }
        return now;
    }

    /** Whether no frame from a known station to another is refused where it comes in. */
    static boolean mayTakeFrom(BridgePort port) {
        PortPolicer policer = port.policer();
        return port.isForwarding()
                && port.isLinkUp()
                && !port.awaitsFirstFrame()
                && !port.settings().locked()
                && (policer == null || !policer.judgesKnownUnicast());
    }

    /** Whether no such frame is refused where it leaves, but for its length. */
    static boolean maySendTo(BridgePort port) {
        PortPolicer policer = port.policer();
        return port.isForwarding() && port.isLinkUp() && (policer == null || !policer.limitsEgress());
    }

    /** The owner: relay loops may write there from now on; with null, none of them does when this returns. */
    void io(BridgePort port, @Nullable RelayIo changed) {
        usesIo = false;
        publish(port);
        io = changed;
        usesIo = changed != null;
        publish(port);
    }

    /** The rest is for relay loops. */
    long word() {
        return (long) WORD.getAcquire(this);
    }

    static boolean takesFrom(long word) {
        return (word & INGRESS) != 0;
    }

    static boolean sendsTo(long word) {
        return (word & EGRESS) != 0;
    }

    static boolean isIsolated(long word) {
        return (word & ISOLATED) != 0;
    }

    static boolean isSticky(long word) {
        return (word & STICKY) != 0;
    }

    /** Bytes of the longest frame, without FCS. */
    static int longest(long word) {
        return (int) (word >>> LONGEST_SHIFT);
    }

    /** To be asked after {@link #sendsTo}. */
    @Nullable RelayIo io() {
        return io;
    }
}
