package dev.hayabashi.services.dhcp;

import dev.hayabashi.services.spi.ServiceEvent;

/**
 * Decides which address a client is offered (RFC 2131 section 4.3.1) and which it may have.
 *
 * <p>The order: its reservation; its present or last address; the one that it asks for; a never-used one; the one that
 * has been free for longest. The reservation comes before the present address, because this is a client that starts: a
 * running one renews and is asked nothing.
 */
final class AddressChooser {
    static final int NONE = AddressPool.NONE;

    /** An offer this old may be given to another client when nothing else is left. */
    private static final long OFFER_PROTECTED_NANOS = 5_000_000_000L;

    private final ServerState state;

    AddressChooser(ServerState state) {
        this.state = state;
    }

    /** The address to offer, or {@link #NONE}. */
    int choose(Exchange exchange, long nowNanos) {
        int reserved = exchange.reservedAddress();
        if (reserved != 0 && isFreeFor(exchange, reserved)) {
            reportUse(exchange, reserved, nowNanos);
            return reserved;
        }
        Binding last = state.table.of(exchange.key());
        if (last != null && mayKeep(exchange, last.address) && isUsable(exchange, last.address, nowNanos)) {
            return last.address;
        }
        Offers.Offer offered = state.offers.of(exchange.key());
        if (offered != null && isInPoolFor(exchange, offered.address())) {
            return offered.address();
        }
        int requested = exchange.options().address(OptionCode.REQUESTED_ADDRESS);
        if (isInPoolFor(exchange, requested)
                && isFreeFor(exchange, requested)
                && !isUsedByOther(exchange, requested, nowNanos)) {
            return requested;
        }
        return fromPool(exchange, nowNanos);
    }

    private int fromPool(Exchange exchange, long nowNanos) {
        AddressPool pool = state.pool(exchange.subnetIndex());
        int address = pool.allocate(state.table, a -> isFreeFor(exchange, a) && !isUsedByOther(exchange, a, nowNanos));
        if (address != NONE) {
            return address;
        }
        // An ARP sighting is a hint and a guest can forge as many as it likes: they must not empty the pool.
        address = pool.allocate(state.table, a -> isFreeFor(exchange, a));
        if (address != NONE) {
            reportUse(exchange, address, nowNanos);
            return address;
        }
        Offers.Offer oldest = state.offers.oldest();
        if (oldest != null
                && nowNanos - oldest.madeNanos() >= OFFER_PROTECTED_NANOS
                && pool.contains(oldest.address())) {
            state.offers.remove(oldest);
            return isFreeFor(exchange, oldest.address()) ? oldest.address() : NONE;
        }
        return NONE;
    }

    /** True when nobody else holds the address, by lease, quarantine or offer. */
    boolean isFreeFor(Exchange exchange, int address) {
        Binding binding = state.table.at(address);
        if (binding != null) {
            boolean taken = binding.isBound() && !binding.key.equals(exchange.key());
            if (taken || binding.state == Binding.State.QUARANTINED) {
                return false;
            }
        }
        Offers.Offer offer = state.offers.at(address);
        return offer == null || offer.key().equals(exchange.key());
    }

    /** True when the address may be given to this client by a range or by its reservation. */
    boolean isInPoolFor(Exchange exchange, int address) {
        return state.pool(exchange.subnetIndex()).contains(address)
                || (address != 0 && address == exchange.reservedAddress());
    }

    /**
     * True when a client that has, or had, the address may have it at its next start: in the pool, or its reservation,
     * and it has no other reservation now.
     */
    boolean mayKeep(Exchange exchange, int address) {
        int reserved = exchange.reservedAddress();
        boolean reservationIsElsewhere = reserved != 0 && reserved != address && isFreeFor(exchange, reserved);
        return !reservationIsElsewhere && isInPoolFor(exchange, address) && isFreeFor(exchange, address);
    }

    /**
     * True when a running client may extend its lease: a change of ranges or reservations takes no address from a
     * running guest, only the subnet itself does.
     */
    boolean mayExtend(Exchange exchange, int address) {
        return exchange.subnet().mayBeLeased(address)
                && address != state.settings().serverAddress()
                && isFreeFor(exchange, address);
    }

    /** An active lease is used by its client whatever ARP says; an ended one only when nobody else took the address. */
    private boolean isUsable(Exchange exchange, int address, long nowNanos) {
        Binding binding = state.table.at(address);
        boolean active = binding != null && binding.isBound();
        return active || !isUsedByOther(exchange, address, nowNanos);
    }

    private boolean isUsedByOther(Exchange exchange, int address, long nowNanos) {
        return usedBy(exchange, address, nowNanos) >= 0;
    }

    private long usedBy(Exchange exchange, int address, long nowNanos) {
        int ownPort =
                state.settings().identity() == Identity.PORT ? exchange.port().number() : -1;
        return state.sightings.usedByOther(address, exchange.mac(), ownPort, nowNanos);
    }

    private void reportUse(Exchange exchange, int address, long nowNanos) {
        long usedBy = usedBy(exchange, address, nowNanos);
        if (usedBy >= 0) {
            state.gated(
                    "conflict " + address,
                    nowNanos,
                    suppressed -> new ServiceEvent.AddressConflict(
                            address, exchange.mac(), usedBy, exchange.port().name(), suppressed));
        }
    }
}
