package dev.hayabashi.stp;

import org.jspecify.annotations.Nullable;

/** What an operator wants to know, each with its reason. Names are stable: people filter on them. */
public sealed interface StpEvent {
    /** The engine's time of the event. */
    long atNanos();

    /** The stable name, for example {@code stp.port.role}. */
    String name();

    /** One sentence for a human, without the time and the bridge. */
    String text();

    /**
     * The bridge follows another root.
     *
     * @param from the former root
     * @param to the root now
     * @param rootPort the port that leads there, 0 when this bridge is the root
     * @param rootPathCost the cost of the way
     */
    record RootChanged(long atNanos, BridgeId from, BridgeId to, int rootPort, long rootPathCost, String reason)
            implements StpEvent {
        @Override
        public String name() {
            return "stp.root.changed";
        }

        @Override
        public String text() {
            return "root " + from + " -> " + to + ": " + reason;
        }
    }

    /** A port has another role. */
    record RoleChanged(long atNanos, int port, PortRole from, PortRole to, String reason) implements StpEvent {
        @Override
        public String name() {
            return "stp.port.role";
        }

        @Override
        public String text() {
            return "port " + port + " role " + from.jsonName() + " -> " + to.jsonName() + ": " + reason;
        }
    }

    /** The gate of a port has changed. A pass through learning within one event is not reported separately. */
    record StateChanged(long atNanos, int port, PortState from, PortState to, String reason) implements StpEvent {
        @Override
        public String name() {
            return "stp.port.state";
        }

        @Override
        public String text() {
            return "port " + port + " state " + from.jsonName() + " -> " + to.jsonName() + ": " + reason;
        }
    }

    /**
     * The active topology changed.
     *
     * @param port the port that started forwarding here, or through which the change was heard
     * @param local true when this bridge detected it
     */
    record TopologyChange(long atNanos, int port, boolean local, String reason) implements StpEvent {
        @Override
        public String name() {
            return "stp.topology.change";
        }

        @Override
        public String text() {
            return "topology change (" + (local ? "local" : "remote") + ") on port " + port + ": " + reason;
        }
    }

    /**
     * A guard closed a port.
     *
     * @param origin the BPDU that did it; for loop guard and bridge assurance the last one heard; null when there was none
     */
    record GuardTriggered(
            long atNanos, int port, Guard guard, @Nullable BpduOrigin origin, String reason) implements StpEvent {
        @Override
        public String name() {
            return "stp.guard.triggered";
        }

        @Override
        public String text() {
            return "port " + port + " " + guard.jsonName() + " guard: " + reason;
        }
    }

    /** A guard let go of a port. */
    record GuardCleared(long atNanos, int port, Guard guard, String reason) implements StpEvent {
        @Override
        public String name() {
            return "stp.guard.cleared";
        }

        @Override
        public String text() {
            return "port " + port + " " + guard.jsonName() + " guard cleared: " + reason;
        }
    }

    /** The port speaks another protocol version to its neighbour from now on. */
    record Migration(long atNanos, int port, ForceVersion spoken, String reason) implements StpEvent {
        @Override
        public String name() {
            return "stp.migration";
        }

        @Override
        public String text() {
            return "port " + port + " speaks " + spoken.jsonName() + ": " + reason;
        }
    }

    /** A BPDU arrived on an edge port: a bridge is behind it. */
    record EdgeLost(long atNanos, int port, long sourceAddress) implements StpEvent {
        @Override
        public String name() {
            return "stp.edge.lost";
        }

        @Override
        public String text() {
            return "port " + port + " is no longer edge: BPDU from " + MacText.colons(sourceAddress);
        }
    }

    /** The port is an edge port now. */
    record EdgeGained(long atNanos, int port, String reason) implements StpEvent {
        @Override
        public String name() {
            return "stp.edge.gained";
        }

        @Override
        public String text() {
            return "port " + port + " is edge: " + reason;
        }
    }

    /** The times of the root break {@code 2 * (forwardDelay - 1) >= maxAge >= 2 * (helloTime + 1)}. */
    record TimerRelationViolated(long atNanos, int port, int helloTime, int maxAge, int forwardDelay, BridgeId root)
            implements StpEvent {
        @Override
        public String name() {
            return "stp.timer.relation.violated";
        }

        @Override
        public String text() {
            return "root " + root + " announces hello " + helloTime + " max-age " + maxAge + " forward-delay "
                    + forwardDelay + " on port " + port + ": correct the times on that bridge";
        }
    }

    /** Another bridge uses this bridge's address. */
    record DuplicateBridgeId(long atNanos, int port, BpduOrigin origin) implements StpEvent {
        @Override
        public String name() {
            return "stp.duplicate_bridge_id";
        }

        @Override
        public String text() {
            return "port " + port + " hears another bridge with our address: " + origin.text()
                    + "; give one of them another address";
        }
    }

    /** The port hears its own BPDUs, or no longer does. */
    record Loopback(long atNanos, int port, boolean active) implements StpEvent {
        @Override
        public String name() {
            return "stp.loopback";
        }

        @Override
        public String text() {
            return "port " + port + (active ? " receives its own BPDUs" : " no longer receives its own BPDUs");
        }
    }

    /** A port shut by BPDU guard is tried again. */
    record ErrDisableRecovered(long atNanos, int port, boolean byTimer) implements StpEvent {
        @Override
        public String name() {
            return "stp.errdisable.recovered";
        }

        @Override
        public String text() {
            return "port " + port + " is enabled again " + (byTimer ? "by the recovery timer" : "by hand");
        }
    }
}
