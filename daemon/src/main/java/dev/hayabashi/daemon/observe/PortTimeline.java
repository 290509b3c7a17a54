package dev.hayabashi.daemon.observe;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What happened to a port since it was attached. Bounded: the beginning stays and the latest stay, and what falls out in the
 * middle is counted. Owned by one thread.
 */
public final class PortTimeline {
    /** Entries of the beginning that are never forgotten. */
    static final int BEGINNING = 8;

    /** Latest entries that are kept. */
    static final int LATEST = 56;

    private final String port;
    private final String kind;
    private final long attachedNanos;
    private final List<TimelineEntry> beginning = new ArrayList<>();
    private final Deque<TimelineEntry> latest = new ArrayDeque<>();
    private long forgotten;
    private boolean linkUp;
    private long linkUpNanos;
    private boolean forwarded;
    private long upToForwardingNanos = -1;

    PortTimeline(String port, String kind, long attachedNanos) {
        this.port = port;
        this.kind = kind;
        this.attachedNanos = attachedNanos;
    }

    /** Name of the port. */
    String port() {
        return port;
    }

    /** Kind of the port as the configuration writes it. */
    String kind() {
        return kind;
    }

    /** From the link coming up to forwarding, the last time that it did; -1 before. */
    long upToForwardingNanos() {
        return upToForwardingNanos;
    }

    void note(TimelineEntry entry) {
        if (beginning.size() < BEGINNING) {
            beginning.add(entry);
            return;
        }
        if (latest.size() == LATEST) {
            latest.removeFirst();
            forgotten++;
        }
        latest.addLast(entry);
    }

    /** Notes a change of carrier; false when it was so already. */
    boolean link(boolean up, long nowNanos) {
        if (up == linkUp) {
            return false;
        }
        linkUp = up;
        if (up) {
            linkUpNanos = nowNanos;
            forwarded = false;
        }
        return true;
    }

    /**
     * Notes that the port forwards.
     *
     * @return the time since the link came up if this is the first time since then, else -1
     */
    long forwarding(long nowNanos) {
        if (!linkUp || forwarded) {
            return -1;
        }
        forwarded = true;
        upToForwardingNanos = Math.max(0, nowNanos - linkUpNanos);
        return upToForwardingNanos;
    }

    /** A copy for other threads. */
    public Copy copy() {
        List<TimelineEntry> entries = new ArrayList<>(beginning);
        entries.addAll(latest);
        return new Copy(port, attachedNanos, entries, forgotten, upToForwardingNanos);
    }

    /**
     * A timeline at one moment.
     *
     * @param port name of the port
     * @param attachedNanos when the port was added to the bridge
     * @param entries in the order of time
     * @param forgotten entries between the first {@value #BEGINNING} and the others that are not kept
     * @param upToForwardingNanos from the link coming up to forwarding, the last time that it did; -1 before
     */
    public record Copy(
            String port, long attachedNanos, List<TimelineEntry> entries, long forgotten, long upToForwardingNanos) {
        public Copy {
            entries = List.copyOf(entries);
        }
    }
}
