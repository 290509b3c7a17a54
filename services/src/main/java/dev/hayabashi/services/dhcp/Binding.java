package dev.hayabashi.services.dhcp;

import java.util.Comparator;

/** What the table knows of one address that has ever been leased. Mutable; only {@link LeaseTable} changes it. */
final class Binding {
    enum State {
        /** Leased until the deadline. */
        BOUND,
        /** Free; the client that had it last has first claim. */
        FREE,
        /** Declined: nobody's until the deadline. */
        QUARANTINED
    }

    /** Never ends. */
    static final long NEVER = Long.MAX_VALUE;

    static final Comparator<Binding> BY_DEADLINE = Comparator.<Binding>comparingLong(b -> b.deadlineNanos)
            .thenComparing(Binding::address, Integer::compareUnsigned);
    static final Comparator<Binding> BY_FREED = Comparator.<Binding>comparingLong(b -> b.freedNanos)
            .thenComparing(Binding::address, Integer::compareUnsigned);

    final int address;
    Lease lease;
    ClientKey key;
    State state;
    long deadlineNanos;
    long freedNanos;

    Binding(int address, Lease lease, ClientKey key) {
        this.address = address;
        this.lease = lease;
        this.key = key;
        this.state = State.FREE;
    }

    /** A copy of what can change. */
    record Saved(Lease lease, ClientKey key, State state, long deadlineNanos, long freedNanos) {}

    Saved save() {
        return new Saved(lease, key, state, deadlineNanos, freedNanos);
    }

    int address() {
        return address;
    }

    boolean isBound() {
        return state == State.BOUND;
    }

    @Override
    public String toString() {
        return state + " " + lease;
    }
}
