package dev.hayabashi.bridgecore;

import dev.hayabashi.stp.PortState;
import org.jspecify.annotations.Nullable;

/** The order in which a received frame meets the stages of the bridge. */
final class Ingress {
    private final RelayState state;
    private final FrameLedger ledger;
    private final ReservedAddresses reserved;
    private final LoopGuardian loops;
    private final Learning learning;
    private final Forwarding forwarding;

    /** Answers what is for the bridge's own services; null for nobody. */
    @Nullable ServiceHandler serviceHandler;

    Ingress(
            RelayState state,
            ReservedAddresses reserved,
            LoopGuardian loops,
            Learning learning,
            Forwarding forwarding) {
        this.state = state;
        ledger = state.ledger;
        this.reserved = reserved;
        this.loops = loops;
        this.learning = learning;
        this.forwarding = forwarding;
    }

    void receive(BridgePort in, Frame frame, long nowNanos) {
        ledger.latestNanos = nowNanos;
        try {
            if (in.awaitsFirstFrame()) {
                long droppedBefore = ledger.dropped();
                take(in, frame, nowNanos);
                in.firstFrame(frame, ledger.dropped() == droppedBefore, nowNanos);
            } else {
                take(in, frame, nowNanos);
            }
        } catch (RuntimeException e) {
            faulted(in, frame, e, nowNanos);
        }
    }

    void receiveBadLength(BridgePort in, Frame frame, long nowNanos) {
        receiveUnusable(in, frame, DropReason.BAD_LENGTH, nowNanos);
    }

    void receiveLate(BridgePort in, Frame frame, long nowNanos) {
        if (frame.length() >= Frame.ETHERNET_HEADER_BYTES && frame.destination() == MacAddress.BRIDGE_GROUP) {
            receive(in, frame, nowNanos);
        } else {
            receiveUnusable(in, frame, DropReason.TRANSIT_DELAY, nowNanos);
        }
    }

    private void receiveUnusable(BridgePort in, Frame frame, DropReason reason, long nowNanos) {
        ledger.latestNanos = nowNanos;
        ledger.received(in, frame, nowNanos);
        ledger.drop(in, frame, reason);
    }

    /** A mistake of ours costs the frame that met it, and nothing else. */
    private void faulted(BridgePort in, Frame frame, RuntimeException fault, long nowNanos) {
        if (ledger.isFateOpen()) {
            ledger.drop(in, frame, DropReason.INTERNAL_ERROR);
        }
        state.listener.frameFaulted(in, fault, nowNanos);
    }

    private void take(BridgePort in, Frame frame, long nowNanos) {
        ledger.received(in, frame, nowNanos);
        int length = frame.length();
        if (length < Frame.ETHERNET_HEADER_BYTES) {
            ledger.drop(in, frame, DropReason.RUNT);
            return;
        }
        long destination = frame.destination();
        if (MacAddress.isGroup(destination)) {
            in.counters.receivedGroup(destination);
        }
        DropReason refusal = admit(in, frame, length);
        if (refusal != null) {
            ledger.drop(in, frame, refusal);
            return;
        }
        if (MacAddress.isReserved(destination) && !reserved.passes(in, frame, destination, nowNanos)) {
            return;
        }
        if (destination == LoopDetector.GROUP && loops.takes(in, frame, state.rehearsal, nowNanos)) {
            ledger.consumed(in, frame);
            return;
        }
        VlanFilter vlans = state.vlans;
        if (vlans != null && !vlans.enter(in, frame)) {
            ledger.drop(in, frame, DropReason.VLAN_INGRESS);
            return;
        }
        refusal = learning.refuse(in, frame, destination, nowNanos);
        if (refusal != null) {
            ledger.drop(in, frame, refusal);
            return;
        }
        ServiceHandler services = serviceHandler;
        if (services != null) {
            boolean served = vlans == null || vlans.isServed();
            ServiceHandler.Fate fate =
                    served ? services.received(in, frame, nowNanos) : services.receivedElsewhere(in, frame, nowNanos);
            if (!goesOn(fate, in, frame)) {
                return;
            }
        }
        forwarding.forward(in, frame, destination, nowNanos);
    }

    private static @Nullable DropReason admit(BridgePort in, Frame frame, int length) {
        if (in.state() == PortState.DISABLED) {
            return DropReason.PORT_DISABLED;
        }
        if (length > in.settings().mtuBytes() + Egress.MAX_OVERHEAD_BYTES && !frame.isSuperFrame()) {
            return DropReason.OVERSIZE;
        }
        long source = frame.source();
        if (MacAddress.isGroup(source)) {
            return DropReason.GROUP_SOURCE;
        }
        return source == 0 ? DropReason.ZERO_SOURCE : null;
    }

    private boolean goesOn(ServiceHandler.Fate fate, BridgePort in, Frame frame) {
        switch (fate) {
            case PASS -> {
                return true;
            }
            case CONSUMED -> ledger.consumed(in, frame);
            case DROP_DHCP_GUARD -> ledger.drop(in, frame, DropReason.DHCP_GUARD);
            case DROP_RA_GUARD -> ledger.drop(in, frame, DropReason.RA_GUARD);
        }
        return false;
    }
}
