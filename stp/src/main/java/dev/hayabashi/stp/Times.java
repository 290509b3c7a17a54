package dev.hayabashi.stp;

import org.jspecify.annotations.Nullable;

/**
 * The timer values that travel with a priority vector (802.1D-2004 17.18.4, 17.19.21), in whole seconds. They come from the
 * wire and may be odd.
 */
record Times(int messageAge, int maxAge, int helloTime, int forwardDelay) {
    static Times of(BridgeTimes own) {
        return new Times(0, own.maxAge(), own.helloTime(), own.forwardDelay());
    }

    /** Equal but for the hello time, which every bridge chooses for itself in RSTP. */
    boolean sameButHello(Times other) {
        return messageAge == other.messageAge && maxAge == other.maxAge && forwardDelay == other.forwardDelay;
    }

    /** As received: a hello time of 0 would run timers dry at once. */
    Times withHelloAtLeastOne() {
        return helloTime >= 1 ? this : new Times(messageAge, maxAge, 1, forwardDelay);
    }

    boolean keepsRelation() {
        return 2 * (forwardDelay - 1) >= maxAge && maxAge >= 2 * (helloTime + 1);
    }

    // By hand: every start of a daemon compares two of them, and the virtual machine makes a record's own comparison
    // only then.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Times that && sameButHello(that) && helloTime == that.helloTime;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * messageAge + maxAge) + helloTime) + forwardDelay;
    }
}
