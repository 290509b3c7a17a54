package dev.hayabashi.bridgecore;

import org.jspecify.annotations.Nullable;

/**
 * The gate of the ingress port and what the frame's source may be there: pinned elsewhere, new, or moved (802.1D-2004 clauses
 * 7.5 and 7.8).
 */
final class Learning {
    private final RelayState state;
    private final MoveDamper damper;

    Learning(RelayState state) {
        this(state, new MoveDamper());
    }

    private Learning(RelayState state, MoveDamper damper) {
        this.state = state;
        this.damper = damper;
    }

    /** For {@link Rehearsal}: sees the moves that were noted here, and notes none. */
    Learning rehearsing(RelayState stage) {
        return new Learning(stage, damper);
    }

    /** Learns the source; why the frame goes no further, or null when it does. */
    @Nullable DropReason refuse(BridgePort in, Frame frame, long destination, long nowNanos) {
        if (!in.isLearning()) {
            return in.isHeld() ? DropReason.LOOP_DETECTED : DropReason.PORT_DISCARDING;
        }
        MacTable macTable = state.macTable;
        long source = frame.source();
        PortSettings port = in.settings();
        if (port.locked() && !macTable.isStaticOn(source, port.number())) {
            return DropReason.LOCKED;
        }
        PortPolicer policer = in.policer();
        if (policer != null) {
            DropReason refusal = policer.refuse(frame, destination, in.bindings(), state.ports.all(), nowNanos);
            if (refusal != null) {
                return refusal;
            }
        }
        VlanFilter vlans = state.vlans;
        long key = vlans == null ? source : vlans.key(source);
        if (damper.isActive() && isFlapping(key, in, nowNanos)) {
            return DropReason.MAC_FLAPPING;
        }
        int pinnedTo = vlans == null ? MacTable.NO_PORT : macTable.lookup(source, nowNanos);
        if (pinnedTo != MacTable.NO_PORT) {
            DropReason refusal = pinnedElsewhere(in, pinnedTo);
            if (refusal != null) {
                return refusal;
            }
        } else if (port.learning()) {
            MacTable.Learned learned = macTable.learn(key, port.number(), port.sticky(), nowNanos);
            FrameObserver observer = state.ledger.observer;
            if (observer != null) {
                observer.learned(in, source, learned);
            }
            if (learned != MacTable.Learned.KNOWN) {
                DropReason refusal = notePlaceChange(in, key, learned, nowNanos);
                if (refusal != null) {
                    return refusal;
                }
            }
        } else if (macTable.lookup(source, nowNanos) == MacTable.LOCAL_PORT) {
            return DropReason.OWN_SOURCE;
        }
        return in.isForwarding() ? null : DropReason.PORT_LEARNING;
    }

    /** Whether the address is on another port and is to stay there for now. */
    private boolean isFlapping(long key, BridgePort in, long nowNanos) {
        if (!damper.isHeld(key, nowNanos)) {
            return false;
        }
        int where = state.macTable.lookup(key, nowNanos);
        return where != MacTable.NO_PORT && where != in.number();
    }

    private @Nullable DropReason notePlaceChange(BridgePort in, long key, MacTable.Learned learned, long nowNanos) {
        long source = key & MacAddress.BROADCAST;
        switch (learned) {
            case MOVED -> {
                int left = state.macTable.movedFrom();
                BridgePort from = state.ports.get(left);
                if (from != null) {
                    state.listener.stationMoved(source, from, in, nowNanos);
                }
                addressChanged(key);
                int stays = state.rehearsal ? 0 : damper.moved(key, left, nowNanos);
                return stays == 0 ? null : hold(key, stays, left, in, nowNanos);
            }
            case PORT_LIMIT -> {
                state.listener.macLimitReached(in, source, nowNanos);
                return DropReason.MAC_LIMIT;
            }
            case PINNED -> {
                return pinnedElsewhere(in, state.macTable.lookup(key, nowNanos));
            }
            default -> {
                return null;
            }
        }
    }

    private void addressChanged(long key) {
        if (state.shortcuts != null) {
            state.shortcuts.addressChanged(key);
        }
    }

    /** An address has moved once too often: back to where it was at first. */
    private @Nullable DropReason hold(long key, int stays, int left, BridgePort in, long nowNanos) {
        long address = key & MacAddress.BROADCAST;
        BridgePort home = state.ports.get(stays);
        if (home == null || stays == in.number()) {
            BridgePort other = state.ports.get(left);
            if (other != null) {
                state.listener.addressFlapping(address, in, other, nowNanos);
            }
            return null;
        }
        state.macTable.learn(key, stays, home.settings().sticky(), nowNanos);
        addressChanged(key);
        state.listener.addressFlapping(address, home, in, nowNanos);
        return DropReason.MAC_FLAPPING;
    }

    /** What comes of a source that has a pinned entry; it may be this port's own. */
    private static @Nullable DropReason pinnedElsewhere(BridgePort in, int pinnedTo) {
        if (pinnedTo == MacTable.LOCAL_PORT) {
            return DropReason.OWN_SOURCE;
        }
        return pinnedTo != in.number() && in.settings().protection().sourceGuard() ? DropReason.LOCKED : null;
    }
}
