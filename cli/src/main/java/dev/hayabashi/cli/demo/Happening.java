package dev.hayabashi.cli.demo;

/**
 * One line of the timeline.
 *
 * @param side which bridge
 * @param nanos time since the monitor opened the TAP
 * @param what what it was
 * @param detail the state of the port, or the address; may be empty
 */
record Happening(Side side, long nanos, What what, String detail) {
    /** Whose column. */
    enum Side {
        KERNEL,
        HAYABASHI
    }

    /** Kinds of lines. */
    enum What {
        /** The monitor has opened the TAP: carrier. */
        OPENED,
        /** The bridge's port has another state. */
        STATE,
        /** The guest has booted and its client starts. */
        BOOTED,
        /** A DISCOVER that the port took. */
        DISCOVER,
        /** A DISCOVER that the port discarded. */
        LOST,
        /** The first OFFER after a DISCOVER. */
        OFFER,
        /** The client has its address. */
        LEASE,
        /** The client has ended without an address. */
        NO_LEASE
    }

    double seconds() {
        return nanos / 1e9;
    }
}
