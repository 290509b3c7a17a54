package dev.hayabashi.bridgecore;

import dev.hayabashi.stp.PortState;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    final DropLog dropLog = new DropLog();
    final Trouble trouble = new Trouble();
    private final SourceBindings bindings;
    private @Nullable PortPolicer policer;
    // Null while no relay loops share the bridge's work.
    private final @Nullable RelayPort relay;
    private @Nullable Shortcuts shortcuts;
    private boolean leaving;
    private boolean hearsMulticastRouters = true;
    // Shut by loop detection, whatever the spanning tree says.
    private boolean held;

    private boolean linkUp;
    private PortState state = PortState.DISABLED;
    // Derived from state, so that the frame path tests one boolean and no enum.
    private boolean forwarding;
    private boolean learning;
    private boolean awaitsFirstFrame = true;
    private @Nullable FirstFrame firstFrame;

    /** BPDUs that may wait for a blocked port; more than the transmit hold count allows in one second. */
    private static final int CONTROL_QUEUE_FRAMES = 16;

    BridgePort(PortSettings settings, PortIo io, DirectMemory.Allocator allocator, Relays relays) {
        this.relay = relays.count() == 0 ? null : new RelayPort(relays);
        this.settings = settings;
        this.io = io;
        this.queue = new EgressQueue(allocator, settings.queueFrames());
        this.controlQueue = new EgressQueue(allocator, CONTROL_QUEUE_FRAMES);
        this.bindings = new SourceBindings();
        bindings.configure(settings.protection().sourceAddresses());
    }

    /** For {@link Rehearsal}: a port in the state of {@code real}. */
    BridgePort(BridgePort real, PortIo io, DirectMemory.Allocator allocator) {
        relay = null;
        settings = real.settings;
        this.io = io;
        queue = new EgressQueue(allocator, settings.queueFrames());
        controlQueue = new EgressQueue(allocator, CONTROL_QUEUE_FRAMES);
        bindings = real.bindings.copy();
        policer = PortPolicer.copy(real.policer);
        linkUp = real.linkUp;
        held = real.held;
        hearsMulticastRouters = real.hearsMulticastRouters;
        state(real.state);
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

    /** State of the gate as the spanning tree has set it; see also {@link #isHeld}. */
    public PortState state() {
        return state;
    }

    /**
     * The last drops of the port, oldest first within each stage of the frame path. Only on the event loop that owns the
     * bridge; the list may be handed on.
     */
    public List<DropRecord> drops() {
        return dropLog.snapshot();
    }

    /** The first frame since the link last came up, or since the port was added; null when none came yet. */
    public @Nullable FirstFrame firstFrame() {
        return firstFrame;
    }

    boolean awaitsFirstFrame() {
        return awaitsFirstFrame;
    }

    /** Notes the fate of the frame that {@link #awaitsFirstFrame} was for. */
    void firstFrame(Frame frame, boolean delivered, long nowNanos) {
        awaitsFirstFrame = false;
        counters.firstFrame(delivered);
        byte[] prefix = new byte[Math.min(DropRecord.PREFIX_BYTES, Math.max(0, frame.length()))];
        frame.copyPrefix(prefix, 0, prefix.length);
        firstFrame = new FirstFrame(nowNanos, delivered, Math.max(0, frame.length()), prefix);
        publish();
    }

    void settings(PortSettings changed, long nowNanos) {
        settings = changed;
        bindings.configure(changed.protection().sourceAddresses());
        police(nowNanos);
    }

    /** Gives the port the policer that its settings ask for. */
    void police(long nowNanos) {
        policer = PortPolicer.of(settings.protection(), policer, nowNanos);
        publish();
    }

    @Nullable PortPolicer policer() {
        return policer;
    }

    SourceBindings bindings() {
        return bindings;
    }

    /** True while loop detection keeps the port shut. */
    public boolean isHeld() {
        return held;
    }

    void held(boolean value) {
        held = value;
        state(state);
    }

    /** Whether queries and hellos of multicast routers are believed here. */
    boolean hearsMulticastRouters() {
        return hearsMulticastRouters;
    }

    void hearsMulticastRouters(boolean value) {
        hearsMulticastRouters = value;
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
        if (up && !linkUp) {
            awaitsFirstFrame = true;
        }
        linkUp = up;
        publish();
    }

    void state(PortState changed) {
        state = changed;
        forwarding = changed == PortState.FORWARDING && !held;
        learning = forwarding || (changed == PortState.LEARNING && !held);
        publish();
    }

    /**
     * What relay loops know of the port follows what the owner knows; when this returns, none of them acts by anything older, and
     * shortcuts that must not be any more are being closed.
     */
    void publish() {
        if (relay != null) {
            relay.publish(this);
        }
        if (shortcuts != null) {
            shortcuts.portChanged(this);
        }
    }

    /** Is told whenever something changes that shortcuts depend on. */
    void shortcuts(@Nullable Shortcuts ofBridge) {
        shortcuts = ofBridge;
    }

    /** No shortcut is to begin or end here any more. */
    void leaves() {
        leaving = true;
    }

    boolean isLeaving() {
        return leaving;
    }

    @Nullable RelayPort relay() {
        return relay;
    }

    /** What was counted, by the owner and by relay loops; not to be counted on with. */
    PortCounters allCounters() {
        return relay == null ? counters : counters.with(relay.counters);
    }

    /** What was counted, by the owner and by relay loops. */
    PortStatistics statistics() {
        return allCounters().snapshot();
    }

    @Override
    public String toString() {
        return name();
    }
}
