package dev.hayabashi.daemon.observe;

import dev.hayabashi.bridgecore.BridgeListener;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.DropReason;
import dev.hayabashi.bridgecore.KernelDrops;
import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.daemon.events.EventSource;
import dev.hayabashi.daemon.observe.TimelineEntry.What;
import dev.hayabashi.stp.PortState;
import dev.hayabashi.stp.StpEvent;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears of everything rare that happens on a bridge, and keeps it. Owned by the bridge's event loop. */
public final class BridgeWatch implements BridgeListener {
    private static final Logger LOG = LoggerFactory.getLogger(BridgeWatch.class);

    private final EventSource events;
    private final StpNotes stpNotes;
    private final GuardNotes guardNotes;
    private final KernelDropNotes kernelDropNotes;
    private final LatencyHistogram upToForwarding = new LatencyHistogram();
    private final DhcpNotes dhcpNotes = new DhcpNotes(this);
    private final Map<Integer, PortTimeline> timelines = new HashMap<>();
    private long loopLagNanos;

    public BridgeWatch(EventSource events) {
        this.events = events;
        this.stpNotes = new StpNotes(events, this);
        this.guardNotes = new GuardNotes(events, this);
        this.kernelDropNotes = new KernelDropNotes(events, this);
    }

    /** A port joined the bridge. */
    public void portAdded(BridgePort port, String kind, long nowNanos) {
        PortTimeline timeline = new PortTimeline(port.name(), kind, nowNanos);
        timelines.put(port.number(), timeline);
        timeline.note(
                new TimelineEntry(nowNanos, What.ATTACHED, "attached as port " + port.number() + ", kind " + kind));
        events.emit(
                "port.added",
                port.name(),
                "port added, kind " + kind,
                Map.of("number", port.number(), "kind", kind),
                nowNanos);
    }

    /** A port left the bridge. */
    public void portRemoved(BridgePort port, long nowNanos) {
        timelines.remove(port.number());
        kernelDropNotes.removed(port);
        events.emit("port.removed", port.name(), "port removed", Map.of("number", port.number()), nowNanos);
    }

    /** Settings of a port were changed by hand. */
    public void portChanged(BridgePort port, String what, long nowNanos) {
        note(port.number(), What.CHANGED, what, nowNanos);
        events.emit("config.changed", port.name(), what, Map.of(), nowNanos);
    }

    /** Carrier came or went; to be told before the bridge and the spanning tree act on it. */
    public void carrier(BridgePort port, boolean up, long nowNanos) {
        PortTimeline timeline = timelines.get(port.number());
        if (timeline == null || !timeline.link(up, nowNanos)) {
            return;
        }
        String text = up ? "the link came up" : "the link went down";
        timeline.note(new TimelineEntry(nowNanos, up ? What.LINK_UP : What.LINK_DOWN, text));
        events.emit(up ? "link.up" : "link.down", port.name(), text, Map.of(), nowNanos);
    }

    /** A port goes on that another process had; its link has been told. */
    public void takenOver(BridgePort port, long nowNanos) {
        PortTimeline timeline = timelines.get(port.number());
        if (timeline == null) {
            return;
        }
        timeline.note(
                new TimelineEntry(nowNanos, What.STATE, port.state().jsonName() + ": taken over from another process"));
        if (port.state() == PortState.FORWARDING) {
            // It forwarded all the time: how long that took is not for this process to say.
            timeline.forwarding(nowNanos);
        }
    }

    /** A gate was opened or closed without a spanning tree. */
    public void stateWithoutTree(BridgePort port, PortState state, long nowNanos) {
        state(port.number(), state, state.jsonName() + ": no spanning tree runs", nowNanos);
    }

    /** The spanning tree tells something. */
    public void stp(StpEvent event) {
        stpNotes.note(event);
    }

    /**
     * A DHCP message of a client behind a port came in, or an answer to it left.
     *
     * @param type {@code DISCOVER} and so on
     * @param address the address that an answer gives; 0 for none
     */
    public void dhcp(int portNumber, String type, long client, int address, long nowNanos) {
        dhcpNotes.note(portNumber, type, client, address, nowNanos);
    }

    /**
     * A service of the gateway tells something.
     *
     * @param type stable name, {@code lease.granted}
     * @param port the port that it concerns; null for no single one
     */
    public void service(String type, @Nullable String port, String text, long nowNanos) {
        events.emit(type, port, text, Map.of(), nowNanos);
    }

    /**
     * A client of a {@code stream} port came, went or was turned away.
     *
     * @param what {@code connected}, {@code disconnected}, {@code refused} or {@code closed}
     */
    public void client(BridgePort port, String what, String text, long nowNanos) {
        String type = "stream." + what;
        if (events.admits(type, port.name(), nowNanos)) {
            note(port.number(), What.OTHER, text, nowNanos);
            events.emit(type, port.name(), text, Map.of(), nowNanos);
        }
    }

    /** The kernel has lost these frames at a port since it was last told of any. */
    public void kernelLost(BridgePort port, KernelDrops frames, long nowNanos) {
        kernelDropNotes.lost(port, frames, nowNanos);
    }

    /**
     * Once a second.
     *
     * @param lagNanos how much later than it should this came
     */
    public void tick(long nowNanos, long lagNanos) {
        loopLagNanos = lagNanos;
        kernelDropNotes.tick(nowNanos);
        events.tick(nowNanos);
    }

    /** How late the event loop was the last time that this was measured. */
    public long loopLagNanos() {
        return loopLagNanos;
    }

    /** Kind of a port; empty text when there is no such port. */
    public String kind(int portNumber) {
        PortTimeline timeline = timelines.get(portNumber);
        return timeline == null ? "" : timeline.kind();
    }

    /** From the link of a port coming up to forwarding, the last time that it did; -1 before. */
    public long upToForwardingNanos(int portNumber) {
        PortTimeline timeline = timelines.get(portNumber);
        return timeline == null ? -1 : timeline.upToForwardingNanos();
    }

    @Override
    public void stationMoved(long address, BridgePort from, BridgePort to, long nowNanos) {
        if (events.admits("station.moved", to.name(), nowNanos)) {
            String mac = MacAddress.format(address);
            events.emit(
                    "station.moved",
                    to.name(),
                    mac + " moved here from " + from.name(),
                    Map.of("mac", mac, "from", from.name(), "to", to.name()),
                    nowNanos);
        }
    }

    @Override
    public void macLimitReached(BridgePort port, long address, long nowNanos) {
        if (events.admits("mac.limit", port.name(), nowNanos)) {
            String mac = MacAddress.format(address);
            int limit = port.settings().macLimit();
            events.emit(
                    "mac.limit",
                    port.name(),
                    mac + " was not learned: the port has learned the " + limit + " addresses it may",
                    Map.of("mac", mac, "limit", limit),
                    nowNanos);
        }
    }

    @Override
    public void protectionStarted(BridgePort port, DropReason reason, long source, long nowNanos) {
        guardNotes.started(port, reason, source, nowNanos);
    }

    @Override
    public void protectionEnded(BridgePort port, DropReason reason, long frames, long nanos, long nowNanos) {
        guardNotes.ended(port, reason, frames, nanos, nowNanos);
    }

    @Override
    public void addressFlapping(long address, BridgePort stays, BridgePort refused, long nowNanos) {
        guardNotes.flapping(address, stays, refused, nowNanos);
    }

    @Override
    public void loopDetected(BridgePort shut, BridgePort sentBy, BridgePort heardOn, long nowNanos) {
        guardNotes.loop(shut, sentBy, heardOn, nowNanos);
    }

    @Override
    public void loopCleared(BridgePort port, long nowNanos) {
        guardNotes.loopCleared(port, nowNanos);
    }

    @Override
    public void frameFaulted(BridgePort port, RuntimeException fault, long nowNanos) {
        if (events.admits("frame.faulted", port.name(), nowNanos)) {
            LOG.error("a frame from port {} met a fault; please report this", port.name(), fault);
            events.emit("frame.faulted", port.name(), "a frame met a fault: " + fault, Map.of(), nowNanos);
        }
    }

    /** The timeline of a port; null when there is no such port. */
    public PortTimeline.@Nullable Copy timeline(int portNumber) {
        PortTimeline timeline = timelines.get(portNumber);
        return timeline == null ? null : timeline.copy();
    }

    /** How long ports took from link-up to forwarding. */
    public LatencyHistogram.Copy upToForwarding() {
        return upToForwarding.copy();
    }

    /** How long clients took from their first DISCOVER to the ACK. */
    public LatencyHistogram.Copy discoverToAck() {
        return dhcpNotes.discoverToAck();
    }

    void note(int portNumber, What what, String text, long nowNanos) {
        PortTimeline timeline = timelines.get(portNumber);
        if (timeline != null) {
            timeline.note(new TimelineEntry(nowNanos, what, text));
        }
    }

    void state(int portNumber, PortState state, String text, long nowNanos) {
        PortTimeline timeline = timelines.get(portNumber);
        if (timeline == null) {
            return;
        }
        timeline.note(new TimelineEntry(nowNanos, What.STATE, text));
        if (state == PortState.FORWARDING) {
            long took = timeline.forwarding(nowNanos);
            if (took >= 0) {
                upToForwarding.record(took);
            }
        }
    }

    @Nullable String portName(int portNumber) {
        PortTimeline timeline = timelines.get(portNumber);
        return timeline == null ? null : timeline.port();
    }
}
