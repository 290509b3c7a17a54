package dev.hayabashi.bridgecore;

import dev.hayabashi.stp.PortState;

/**
 * One port of a {@link Bridge}, with its gate, queue and counters. Owned by the bridge's event loop; everybody else reads
 * {@link PortSnapshot}s.
 */
public final class BridgePort {
    private PortSettings settings;
    private final PortIo io;
    private final EgressQueue queue;
    private final EgressQueue controlQueue;
    final PortCounters counters = new PortCounters();

    private boolean linkUp;
    private PortState state = PortState.DISABLED;
    // Derived from state, so that the frame path tests one boolean and no enum.
    private boolean forwarding;
    private boolean learning;

    /** BPDUs that may wait for a blocked port; more than the transmit hold count allows in one second. */
    private static final int CONTROL_QUEUE_FRAMES = 16;

    BridgePort(PortSettings settings, PortIo io, DirectMemory.Allocator allocator) {
        this.settings = settings;
        this.io = io;
        this.queue = new EgressQueue(allocator, settings.queueFrames());
        this.controlQueue = new EgressQueue(allocator, CONTROL_QUEUE_FRAMES);
    }

    public PortSettings settings() {
        return settings;
    }

    public String name() {
        return settings.name();
    }

    public int number() {
        return settings.number();
    }

    /** True when the link has carrier; see {@link Bridge#linkChanged}. */
    public boolean isLinkUp() {
        return linkUp;
    }

    public PortState state() {
        return state;
    }

    void settings(PortSettings changed) {
        settings = changed;
    }

    PortIo io() {
        return io;
    }

    EgressQueue queue() {
        return queue;
    }

    EgressQueue controlQueue() {
        return controlQueue;
    }

    boolean isForwarding() {
        return forwarding;
    }

    boolean isLearning() {
        return learning;
    }

    void linkUp(boolean up) {
        linkUp = up;
    }

    void state(PortState changed) {
        state = changed;
        forwarding = changed == PortState.FORWARDING;
        learning = forwarding || changed == PortState.LEARNING;
    }

    @Override
    public String toString() {
        return name();
    }
}
