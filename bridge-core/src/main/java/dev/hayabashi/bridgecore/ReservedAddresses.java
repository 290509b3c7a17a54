package dev.hayabashi.bridgecore;

import org.jspecify.annotations.Nullable;

/** What becomes of frames to 01-80-C2-00-00-00 to 0F, which a bridge does not relay (802.1D-2004 clause 7.12.6). */
final class ReservedAddresses {
    private final FrameLedger ledger;
    private @Nullable BpduHandler bpduHandler;
    private boolean relayReserved;

    ReservedAddresses(FrameLedger ledger, boolean relayReserved) {
        this.ledger = ledger;
        this.relayReserved = relayReserved;
    }

    /** For {@link Rehearsal}: the same, but BPDUs end here. */
    ReservedAddresses(FrameLedger ledger, ReservedAddresses real) {
        this.ledger = ledger;
        relayReserved = real.relayReserved;
        bpduHandler = real.bpduHandler == null ? null : (port, frame, nowNanos) -> {};
    }

    void spanningTree(@Nullable BpduHandler handler, boolean relayReservedAddresses) {
        bpduHandler = handler;
        relayReserved = relayReservedAddresses;
    }

    /** Deals with a frame to a reserved address; true when it is to be relayed like any other. */
    boolean passes(BridgePort in, Frame frame, long destination, long nowNanos) {
        if (destination == MacAddress.BRIDGE_GROUP && bpduHandler != null) {
            ledger.consumed(in, frame);
            bpduHandler.received(in, frame, nowNanos);
            return false;
        }
        if (in.settings().protection().transparent() && !isLinkLocalOnly(destination)) {
            return true;
        }
        // PAUSE is an order to the link partner: relayed, it would stop somebody who was not meant.
        if (relayReserved && bpduHandler == null && destination != MacAddress.PAUSE) {
            return true;
        }
        boolean bpdu = destination == MacAddress.BRIDGE_GROUP;
        ledger.drop(in, frame, bpdu ? DropReason.BPDU_NOT_WANTED : DropReason.RESERVED_ADDRESS);
        return false;
    }

    /** BPDUs are the spanning tree's even when none runs, and PAUSE is for the link partner: no port passes them on by itself. */
    private static boolean isLinkLocalOnly(long destination) {
        return destination == MacAddress.BRIDGE_GROUP || destination == MacAddress.PAUSE;
    }
}
