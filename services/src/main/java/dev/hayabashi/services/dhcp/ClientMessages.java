package dev.hayabashi.services.dhcp;

import dev.hayabashi.services.spi.ServiceEvent;
import dev.hayabashi.services.wire.Ipv4;

/** What the server does with each type of message (RFC 2131 section 4.3). */
final class ClientMessages {
    private final ServerState state;
    private final AddressChooser addresses;
    private final LeaseCommitter committer;
    private final ReplySender sender;
    private final NameChooser names;

    ClientMessages(ServerState state) {
        this.state = state;
        this.sender = new ReplySender(state);
        this.names = new NameChooser(state);
        this.addresses = new AddressChooser(state);
        this.committer = new LeaseCommitter(state, sender, names);
    }

    LeaseCommitter committer() {
        return committer;
    }

    /** Section 4.3.1. Answered at once, whatever the disk does. */
    void discover(Exchange exchange, long nowNanos, long wallMillis) {
        if (isOverLimit(exchange, nowNanos)) {
            return;
        }
        int address = addresses.choose(exchange, nowNanos);
        if (address == AddressChooser.NONE) {
            exhausted(exchange, nowNanos);
            return;
        }
        DhcpSettings settings = state.settings();
        if (settings.rapidCommit() && exchange.options().has(OptionCode.RAPID_COMMIT)) {
            committer.commit(exchange, address, true, nowNanos, wallMillis);
            return;
        }
        state.offers.put(
                new Offers.Offer(address, exchange.key(), exchange.port().name(), nowNanos));
        ReplyOptions options = ReplyBuilder.lease(
                settings,
                exchange,
                MessageType.OFFER,
                LeaseCommitter.leaseSeconds(settings, exchange),
                names.choose(exchange, nowNanos),
                false);
        sender.send(exchange, MessageType.OFFER, address, options);
    }

    /** Section 4.3.2: which of the four kinds of REQUEST it is shows in the fields that are filled in. */
    void request(Exchange exchange, long nowNanos, long wallMillis) {
        DhcpOptions options = exchange.options();
        int requested = options.address(OptionCode.REQUESTED_ADDRESS);
        if (options.has(OptionCode.SERVER_IDENTIFIER)) {
            selecting(exchange, requested, nowNanos, wallMillis);
        } else if (exchange.message().ciaddr() != 0) {
            renewing(exchange, exchange.message().ciaddr(), nowNanos, wallMillis);
        } else if (requested != 0) {
            initReboot(exchange, requested, nowNanos, wallMillis);
        } else {
            state.refuse(Refusal.MALFORMED);
        }
    }

    private void selecting(Exchange exchange, int requested, long nowNanos, long wallMillis) {
        int server = exchange.options().address(OptionCode.SERVER_IDENTIFIER);
        if (server != state.settings().serverAddress()) {
            state.offers.removeOf(exchange.key());
            otherServer(exchange, server, nowNanos);
            return;
        }
        // Some old clients fill in ciaddr instead of option 50.
        int address = requested != 0 ? requested : exchange.message().ciaddr();
        Offers.Offer offer = state.offers.of(exchange.key());
        boolean offered = offer != null && offer.address() == address;
        if (!offered && !addresses.mayKeep(exchange, address)) {
            nak(exchange, Ipv4.format(address) + " was not offered to this client");
            return;
        }
        if (isOverLimit(exchange, nowNanos)) {
            return;
        }
        committer.commit(exchange, address, false, nowNanos, wallMillis);
    }

    /** The client restarts and asks whether its old address is still good. */
    private void initReboot(Exchange exchange, int requested, long nowNanos, long wallMillis) {
        if (!exchange.subnet().prefix().contains(requested)) {
            nak(
                    exchange,
                    Ipv4.format(requested) + " is not in " + exchange.subnet().prefix());
            return;
        }
        Binding binding = state.table.of(exchange.key());
        boolean known = binding != null || exchange.reservedAddress() != 0;
        boolean itsOwn = (binding != null && binding.address == requested) || exchange.reservedAddress() == requested;
        if (itsOwn && addresses.mayKeep(exchange, requested)) {
            if (!isOverLimit(exchange, nowNanos)) {
                committer.commit(exchange, requested, false, nowNanos, wallMillis);
            }
        } else if (known || state.settings().authoritative()) {
            nak(exchange, Ipv4.format(requested) + " is not leased to this client");
        } else {
            state.refuse(Refusal.NOT_AUTHORITATIVE);
        }
    }

    /** RENEWING came by unicast, REBINDING by broadcast; the client runs and uses the address. */
    private void renewing(Exchange exchange, int ciaddr, long nowNanos, long wallMillis) {
        Binding binding = state.table.at(ciaddr);
        boolean itsOwn = binding != null && binding.key.equals(exchange.key()) && !isQuarantined(binding);
        boolean extendable = itsOwn && addresses.mayExtend(exchange, ciaddr);
        // A lease that nobody knows any more (the log was lost): the client uses the address, and nobody else has had
        // it.
        boolean adoptable = binding == null
                && state.table.of(exchange.key()) == null
                && addresses.isInPoolFor(exchange, ciaddr)
                && addresses.isFreeFor(exchange, ciaddr)
                && state.settings().authoritative();
        if (extendable || adoptable) {
            if (!isOverLimit(exchange, nowNanos)) {
                committer.commit(exchange, ciaddr, false, nowNanos, wallMillis);
            }
        } else if (state.settings().authoritative() || state.table.of(exchange.key()) != null) {
            nak(exchange, Ipv4.format(ciaddr) + " is not leased to this client");
        } else {
            state.refuse(Refusal.NOT_AUTHORITATIVE);
        }
    }

    private static boolean isQuarantined(Binding binding) {
        return binding.state == Binding.State.QUARANTINED;
    }

    /** Section 4.3.3: somebody else answers for the address. */
    void decline(Exchange exchange, long nowNanos, long wallMillis) {
        int address = exchange.options().address(OptionCode.REQUESTED_ADDRESS);
        Binding binding = state.table.at(address);
        // Only its own: else one guest could have the whole pool declined.
        if (binding == null || !binding.isBound() || !binding.key.equals(exchange.key())) {
            state.refuse(Refusal.NOT_YOURS);
            return;
        }
        committer.abandon(address);
        long seconds = state.settings().times().quarantineSeconds();
        state.table.quarantine(binding, nowNanos + seconds * 1_000_000_000L);
        state.journal.persist(new LeaseChange.Quarantined(address, wallMillis + seconds * 1000), LeaseJournal.NO_TOKEN);
        state.host.event(new ServiceEvent.AddressDeclined(
                address, exchange.mac(), exchange.port().name(), seconds));
    }

    /** Section 4.3.4. */
    void release(Exchange exchange, long nowNanos, long wallMillis) {
        int address = exchange.message().ciaddr();
        Binding binding = state.table.at(address);
        if (binding == null || !binding.isBound() || !binding.key.equals(exchange.key())) {
            state.refuse(Refusal.NOT_YOURS);
            return;
        }
        free(binding, "released by the client", nowNanos, wallMillis);
    }

    /** Ends a lease before its time, on disk too. */
    void free(Binding binding, String cause, long nowNanos, long wallMillis) {
        committer.abandon(binding.address);
        state.end(binding, cause, nowNanos);
        state.journal.persist(new LeaseChange.Freed(binding.address, wallMillis), LeaseJournal.NO_TOKEN);
    }

    /** Section 4.3.5: the client has an address from elsewhere and wants the rest. */
    void inform(Exchange exchange) {
        int address = exchange.message().ciaddr() != 0 ? exchange.message().ciaddr() : exchange.ipSource();
        if (!exchange.subnet().prefix().contains(address)) {
            state.refuse(Refusal.NOT_YOURS);
            return;
        }
        sender.send(exchange, MessageType.ACK, 0, ReplyBuilder.inform(state.settings(), exchange));
    }

    private void nak(Exchange exchange, String text) {
        state.offers.removeOf(exchange.key());
        sender.send(exchange, MessageType.NAK, 0, ReplyBuilder.nak(state.settings(), exchange, text));
    }

    private void otherServer(Exchange exchange, int server, long nowNanos) {
        state.refuse(Refusal.OTHER_SERVER);
        state.gated(
                "server " + server,
                nowNanos,
                suppressed -> new ServiceEvent.OtherDhcpServer(
                        server, exchange.mac(), exchange.port().name(), false, suppressed));
    }

    /** A client that has something already may go on; a new one must fit into what its port may have. */
    private boolean isOverLimit(Exchange exchange, long nowNanos) {
        int limit = state.settings().limits().maxLeasesPerPort();
        String port = exchange.port().name();
        if (limit == 0 || exchange.port().trusted() || state.table.boundOn(port) + state.offers.on(port) < limit) {
            return false;
        }
        Binding binding = state.table.of(exchange.key());
        boolean hasLease =
                binding != null && binding.isBound() && binding.lease.port().equals(port);
        if (hasLease || state.offers.of(exchange.key()) != null) {
            return false;
        }
        state.refuse(Refusal.LEASE_LIMIT);
        state.gated(
                "limit " + port,
                nowNanos,
                suppressed -> new ServiceEvent.LeaseLimitReached(port, limit, exchange.mac(), suppressed));
        return true;
    }

    private void exhausted(Exchange exchange, long nowNanos) {
        state.refuse(Refusal.POOL_EXHAUSTED);
        state.gated(
                "exhausted " + exchange.subnetIndex(),
                nowNanos,
                suppressed -> new ServiceEvent.PoolExhausted(
                        exchange.subnet().prefix().toString(),
                        exchange.mac(),
                        exchange.port().name(),
                        state.table.boundCount(),
                        suppressed));
    }
}
