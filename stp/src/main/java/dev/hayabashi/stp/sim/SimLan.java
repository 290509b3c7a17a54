package dev.hayabashi.stp.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A segment: what one port sends, all others that are plugged in receive. */
public final class SimLan {
    /** Attachments up to which a segment is a point-to-point link. */
    static final int POINT_TO_POINT = 2;

    final int index;
    final List<SimPort> ports = new ArrayList<>();
    private final String name;

    SimLan(int index, String name) {
        this.index = index;
        this.name = name;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** The ports that are plugged in, in the order of plugging. */
    public List<SimPort> ports() {
        return Collections.unmodifiableList(ports);
    }

    /** Whether at most two ports are plugged in. */
    public boolean pointToPoint() {
        return ports.size() <= POINT_TO_POINT;
    }

    @Override
    public String toString() {
        return name;
    }
}
