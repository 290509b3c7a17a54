package dev.hayabashi.bridgecore;

/**
 * Answers frames that are for the bridge's own services (DHCP, DNS, router advertisements) on the spot. Asked about every
 * frame that a forwarding port has admitted and whose source was learned, before the destination is looked up; so it must
 * tell at a glance, and without allocating, that a frame is none of its own.
 */
@FunctionalInterface
public interface ServiceHandler {
    /** What becomes of a frame. */
    enum Fate {
        /** It goes on its way. */
        PASS,
        /** It was for the services and goes no further. */
        CONSUMED,
        /** {@link DropReason#DHCP_GUARD}. */
        DROP_DHCP_GUARD,
        /** {@link DropReason#RA_GUARD}. */
        DROP_RA_GUARD
    }

    /**
     * Looks at a frame, which is only valid during the call. Answers may be sent from within it by {@link Bridge#send} and
     * {@link Bridge#flood}.
     */
    Fate received(BridgePort in, Frame frame, long nowNanos);

    /**
     * Whether a frame must be seen by {@link #received}: asked of frames between known stations, on any thread. May say yes too
     * often; must say no without looking at anything but the frame.
     */
    default boolean mayConcern(Frame frame) {
        return true;
    }

    /** Looks at a frame of a VLAN that the services are not in: only the guards act there. */
    default Fate receivedElsewhere(BridgePort in, Frame frame, long nowNanos) {
        return Fate.PASS;
    }
}
