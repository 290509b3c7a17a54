package dev.hayabashi.services.dhcp;

import dev.hayabashi.services.limit.EventGate;
import dev.hayabashi.services.spi.ServiceEvent;
import dev.hayabashi.services.spi.ServiceHost;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** What the parts of the server share. One owner: the event loop. */
final class ServerState {
    private static final long EVENT_INTERVAL_NANOS = 60_000_000_000L;

    final ServiceHost host;
    final LeaseJournal journal;
    final LeaseTable table = new LeaseTable();
    final Offers offers = new Offers();
    final AddressSightings sightings = new AddressSightings();
    final DhcpCounters counters = new DhcpCounters();

    private final EventGate gate = new EventGate(EVENT_INTERVAL_NANOS);
    private DhcpSettings settings;
    private Reservations reservations;
    private List<AddressPool> pools;

    ServerState(DhcpSettings settings, ServiceHost host, LeaseJournal journal) {
        this.host = host;
        this.journal = journal;
        this.settings = settings;
        this.reservations = new Reservations(settings.reservations());
        this.pools = makePools();
        table.pooled(this::isPooled);
    }

    /** Puts other settings into force. Bindings stay; offers are withdrawn, their clients ask again. */
    void settings(DhcpSettings changed) {
        settings = changed;
        reservations = new Reservations(changed.reservations());
        offers.clear();
        for (Binding binding : table.all()) {
            rekey(binding);
        }
        rebuildPools();
    }

    /** The pools forget what they knew and look at the table again. */
    void rebuildPools() {
        pools = makePools();
        table.pooled(this::isPooled);
    }

    private boolean isPooled(int address) {
        return pools.stream().anyMatch(pool -> pool.contains(address));
    }

    /** Addresses that are neither leased, quarantined nor offered. */
    long freeInPools() {
        long offered = offers.addresses().stream().filter(this::isPooled).count();
        long size = pools.stream().mapToLong(AddressPool::size).sum();
        return Math.max(0, size - table.takenFromPools() - offered);
    }

    private List<AddressPool> makePools() {
        List<AddressPool> made = new ArrayList<>();
        for (DhcpSubnet subnet : settings.subnets()) {
            made.add(new AddressPool(
                    subnet, address -> address == settings.serverAddress() || reservations.at(address) != null, table));
        }
        return made;
    }

    private void rekey(Binding binding) {
        Lease lease = binding.lease;
        table.rekey(binding, keyOf(lease));
    }

    /** Who the holder of a lease is under the present settings. */
    ClientKey keyOf(Lease lease) {
        return ClientKey.of(
                settings.identity(),
                subnetIndexOf(lease.address()),
                lease.mac(),
                lease.clientId(),
                lease.circuitId(),
                lease.port());
    }

    /** Index of the subnet that the address is in, -1 for none. */
    int subnetIndexOf(int address) {
        for (int i = 0; i < settings.subnets().size(); i++) {
            if (settings.subnets().get(i).prefix().contains(address)) {
                return i;
            }
        }
        return -1;
    }

    DhcpSettings settings() {
        return settings;
    }

    Reservations reservations() {
        return reservations;
    }

    AddressPool pool(int subnetIndex) {
        return pools.get(subnetIndex);
    }

    /** All pools: an address that changes state may be in any of them. */
    List<AddressPool> pools() {
        return pools;
    }

    void refuse(Refusal refusal) {
        counters.refused(refusal);
    }

    /** Tells the host of something that a client could cause at will: once a minute for each {@code key}. */
    void gated(Object key, long nowNanos, LongFunction<ServiceEvent> event) {
        long suppressed = gate.admit(key, nowNanos);
        if (suppressed != EventGate.SUPPRESSED) {
            host.event(event.apply(suppressed));
        }
    }

    /** Ends a lease before or at its time. */
    void end(Binding binding, String cause, long nowNanos) {
        Lease lease = binding.lease;
        table.free(binding, nowNanos);
        host.event(new ServiceEvent.LeaseEnded(lease.address(), lease.mac(), lease.port(), cause));
    }

    /** Ends what is over by {@code nowNanos}: leases, quarantines and offers. */
    void expire(long nowNanos) {
        for (Binding binding = table.overdue(nowNanos); binding != null; binding = table.overdue(nowNanos)) {
            if (binding.isBound()) {
                end(binding, "it was not renewed", nowNanos);
            } else {
                table.free(binding, nowNanos);
            }
        }
        offers.removeMadeBefore(nowNanos - settings.times().offerSeconds() * 1_000_000_000L);
    }
}
