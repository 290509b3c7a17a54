package dev.hayabashi.bridgecore;

import org.jspecify.annotations.Nullable;

/** Which ports a frame leaves by: the one its destination is behind, or all that a flood reaches (802.1D-2004 clause 7.7). */
final class Forwarding {
    private final RelayState state;
    private final Egress egress;

    Forwarding(RelayState state, Egress egress) {
        this.state = state;
        this.egress = egress;
    }

    /** Takes an admitted frame to its egress ports, and settles its fate. */
    void forward(BridgePort in, Frame frame, long destination, long nowNanos) {
        if (MacAddress.isGroup(destination)) {
            toGroup(in, frame, destination, nowNanos);
        } else {
            toStation(in, frame, destination, nowNanos);
        }
    }

    private void toGroup(BridgePort in, Frame frame, long destination, long nowNanos) {
        MulticastSnooper snooper = state.snooper;
        if (snooper == null || destination == MacAddress.BROADCAST) {
            flood(in, frame, destination, null);
            return;
        }
        switch (snooper.judge(in, frame, state.rehearsal, nowNanos)) {
            case FLOOD -> flood(in, frame, destination, null);
            case LISTENERS -> flood(in, frame, destination, snooper);
            case HEARD -> state.ledger.consumed(in, frame);
            case REFUSED -> state.ledger.drop(in, frame, DropReason.MULTICAST_ROUTER_GUARD);
        }
    }

    private void toStation(BridgePort in, Frame frame, long destination, long nowNanos) {
        int number = lookup(destination, nowNanos);
        FrameLedger ledger = state.ledger;
        if (ledger.observer != null) {
            ledger.observer.lookedUp(in, destination, number);
        }
        if (number == MacTable.NO_PORT) {
            PortPolicer policer = in.policer();
            if (policer == null || policer.admitsUnknownUnicast(frame, nowNanos)) {
                flood(in, frame, destination, null);
            } else {
                ledger.drop(in, frame, DropReason.STORM_UNKNOWN_UNICAST);
            }
            return;
        }
        if (number == in.number()) {
            ledger.drop(in, frame, DropReason.SAME_PORT);
            return;
        }
        BridgePort out = number == MacTable.LOCAL_PORT ? null : state.ports.get(number);
        if (out == null) {
            ledger.drop(in, frame, DropReason.TO_BRIDGE);
            return;
        }
        DropReason refusal = refuse(in, out);
        if (refusal != null) {
            ledger.drop(in, frame, refusal);
            return;
        }
        egress.transmit(out, frame);
        ledger.relayed(in, frame);
        ShortcutSampler sampler = state.sampler;
        if (sampler != null) {
            sampler.relayed(frame);
        }
    }

    private int lookup(long destination, long nowNanos) {
        VlanFilter vlans = state.vlans;
        if (vlans != null) {
            int number = state.macTable.lookup(vlans.key(destination), nowNanos);
            if (number != MacTable.NO_PORT) {
                return number;
            }
        }
        // Without VLANs there is nothing else; with them this finds what is pinned in all of them.
        return state.macTable.lookup(destination, nowNanos);
    }

    private @Nullable DropReason refuse(BridgePort in, BridgePort out) {
        if (!out.isForwarding()) {
            return DropReason.EGRESS_NOT_FORWARDING;
        }
        if (state.vlans != null && !state.vlans.mayLeave(out)) {
            return DropReason.VLAN_EGRESS;
        }
        return out.settings().isolated() && in.settings().isolated() ? DropReason.EGRESS_ISOLATED : null;
    }

    /** @param listeners who may have a frame to a group; null for everybody */
    private void flood(BridgePort in, Frame frame, long destination, @Nullable MulticastSnooper listeners) {
        FrameLedger ledger = state.ledger;
        boolean any = false;
        boolean kept = false;
        for (BridgePort out : state.ports.all()) {
            PassedOver why = passOver(in, out, destination, listeners);
            kept |= why == PassedOver.NO_LISTENER;
            if (why == null) {
                any = true;
                egress.transmit(out, frame);
            } else if (ledger.observer != null) {
                ledger.observer.passedOver(out, why);
            }
        }
        if (any) {
            ledger.relayed(in, frame);
        } else {
            ledger.drop(in, frame, kept ? DropReason.NO_LISTENER : DropReason.NO_EGRESS);
        }
    }

    private @Nullable PassedOver passOver(
            BridgePort in, BridgePort out, long destination, @Nullable MulticastSnooper listeners) {
        if (out == in) {
            return PassedOver.INGRESS;
        }
        if (!out.isForwarding()) {
            return PassedOver.NOT_FORWARDING;
        }
        if (out.settings().isolated() && in.settings().isolated()) {
            return PassedOver.ISOLATED;
        }
        if (MacAddress.isReserved(destination)
                && in.settings().protection().transparent()
                && !out.settings().protection().transparent()) {
            return PassedOver.NOT_TRANSPARENT;
        }
        if (state.vlans != null && !state.vlans.mayLeave(out)) {
            return PassedOver.VLAN;
        }
        if (listeners != null) {
            // Who has joined wants the frame, on a port that takes no floods too.
            return listeners.mayLeave(out.number()) ? null : PassedOver.NO_LISTENER;
        }
        return wants(out.settings(), destination) ? null : PassedOver.NO_FLOOD;
    }

    /**
     * Sends a frame of the bridge's own services by {@code port}. A port that does not forward is not for data: the frame is
     * dropped and counted there.
     */
    void sendOwn(BridgePort port, Frame frame) {
        if (!port.isForwarding()) {
            port.counters.copies++;
            state.ledger.drop(port, frame, DropReason.EGRESS_CLOSED);
            return;
        }
        Frame leaving = state.vlans == null ? frame : state.vlans.ofService(port, frame);
        if (leaving == null) {
            port.counters.copies++;
            state.ledger.drop(port, frame, DropReason.EGRESS_VLAN);
        } else {
            egress.put(port, leaving);
        }
    }

    /** Sends a frame of the bridge's own services by all ports that forward and let frames of its kind out. */
    void floodOwn(Frame frame) {
        long destination = frame.destination();
        for (BridgePort out : state.ports.all()) {
            Frame leaving = state.vlans == null ? frame : state.vlans.ofService(out, frame);
            if (leaving != null && out.isForwarding() && wants(out.settings(), destination)) {
                egress.put(out, leaving);
            }
        }
    }

    private static boolean wants(PortSettings port, long destination) {
        if (!MacAddress.isGroup(destination)) {
            return port.floodUnicast();
        }
        return destination == MacAddress.BROADCAST ? port.floodBroadcast() : port.floodMulticast();
    }
}
