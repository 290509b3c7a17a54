package dev.hayabashi.services.dhcp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Bindings by address, by client, by deadline and by how long they have been free. An address has at most one binding,
 * so it is never leased twice; that is the whole point of this class. Time in here is monotonic: a wall clock that jumps
 * ends no lease and revives none.
 */
final class LeaseTable {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Map<Integer, Binding> byAddress = new HashMap<>();
    private final Map<ClientKey, Binding> byKey = new HashMap<>();
    private final TreeSet<Binding> deadlines = new TreeSet<>(Binding.BY_DEADLINE);
    private final TreeSet<Binding> free = new TreeSet<>(Binding.BY_FREED);
    private final Map<String, Integer> boundPerPort = new HashMap<>();
    private final Map<String, Binding> byName = new HashMap<>();
    private int bound;
    private int quarantined;
    private IntPredicate pooled = address -> false;
    private int takenFromPools;

    @Nullable Binding at(int address) {
        return byAddress.get(address);
    }

    /** The client's most recent binding, active or not, that nobody else has taken since. */
    @Nullable Binding of(ClientKey key) {
        return byKey.get(key);
    }

    /** The active lease with this name. */
    @Nullable Binding named(String hostName) {
        return byName.get(hostName);
    }

    int boundCount() {
        return bound;
    }

    int quarantinedCount() {
        return quarantined;
    }

    /** Bound and quarantined addresses that are in a pool. */
    int takenFromPools() {
        return takenFromPools;
    }

    /** Says which addresses are in a pool from now on. */
    void pooled(IntPredicate inPool) {
        pooled = inPool;
        takenFromPools = 0;
        for (Binding binding : byAddress.values()) {
            if (binding.state != Binding.State.FREE && inPool.test(binding.address)) {
                takenFromPools++;
            }
        }
    }

    private void taken(Binding binding, int change) {
        if (pooled.test(binding.address)) {
            takenFromPools += change;
        }
    }

    int boundOn(String port) {
        return boundPerPort.getOrDefault(port, 0);
    }

    /** Free bindings, the longest free first. */
    Iterable<Binding> freeOldestFirst() {
        return free;
    }

    /** All bindings by address. */
    List<Binding> all() {
        List<Binding> sorted = new ArrayList<>(byAddress.values());
        sorted.sort((a, b) -> Integer.compareUnsigned(a.address, b.address));
        return sorted;
    }

    /** All bindings, the most recently leased last. */
    List<Binding> inOrderOfStart() {
        List<Binding> sorted = new ArrayList<>(byAddress.values());
        sorted.sort(Comparator.<Binding>comparingLong(b -> b.lease.startedWallMillis())
                .thenComparing(Binding::address, Integer::compareUnsigned));
        return sorted;
    }

    /** Gives an active lease another end. */
    void deadline(Binding binding, long nanos) {
        detach(binding);
        binding.deadlineNanos = nanos;
        attach(binding);
    }

    /** Leases the address; whoever calls has made sure that it is nobody else's. */
    Binding bind(Lease lease, ClientKey key, long nowNanos) {
        Binding binding = byAddress.get(lease.address());
        if (binding == null) {
            binding = new Binding(lease.address(), lease, key);
            byAddress.put(lease.address(), binding);
        } else {
            detach(binding);
        }
        binding.lease = lease;
        binding.key = key;
        binding.state = Binding.State.BOUND;
        binding.deadlineNanos = lease.isInfinite() ? Binding.NEVER : nowNanos + lease.leaseSeconds() * NANOS_PER_SECOND;
        attach(binding);
        return binding;
    }

    /** Ends a lease; the client keeps its affinity. */
    void free(Binding binding, long nowNanos) {
        detach(binding);
        binding.state = Binding.State.FREE;
        binding.freedNanos = nowNanos;
        attach(binding);
    }

    /** Takes the address from everybody until the deadline; its client loses its affinity too. */
    void quarantine(Binding binding, long untilNanos) {
        detach(binding);
        binding.state = Binding.State.QUARANTINED;
        binding.deadlineNanos = untilNanos;
        attach(binding);
    }

    /** Takes back a {@link #bind} of an address that had no binding before. */
    void forget(Binding binding) {
        detach(binding);
        byAddress.remove(binding.address);
    }

    /** Takes back a {@link #bind}: the binding is again what {@link Binding#save} saw. */
    void putBack(Binding binding, Binding.Saved before) {
        detach(binding);
        binding.lease = before.lease();
        binding.key = before.key();
        binding.state = before.state();
        binding.deadlineNanos = before.deadlineNanos();
        binding.freedNanos = before.freedNanos();
        attach(binding);
    }

    /** Makes an active binding the one that its client is known by, when it has no other. */
    void reclaim(Binding binding) {
        byKey.putIfAbsent(binding.key, binding);
    }

    /** The next binding whose time is over, or null. */
    @Nullable Binding overdue(long nowNanos) {
        if (deadlines.isEmpty()) {
            return null;
        }
        Binding first = deadlines.first();
        return first.deadlineNanos <= nowNanos ? first : null;
    }

    /** When {@link #overdue} will next have something. */
    long nextDeadlineNanos() {
        return deadlines.isEmpty() ? Binding.NEVER : deadlines.first().deadlineNanos;
    }

    /** Gives a binding another key: the configured identity has changed. */
    void rekey(Binding binding, ClientKey key) {
        byKey.remove(binding.key, binding);
        binding.key = key;
        Binding other = byKey.get(key);
        // Two leases that are one client's now: the newer is the one that it uses.
        if (binding.state != Binding.State.QUARANTINED
                && (other == null || other.lease.startedWallMillis() <= binding.lease.startedWallMillis())) {
            byKey.put(key, binding);
        }
    }

    /** Takes a binding out of every index; {@link #attach} puts it back where it belongs then. */
    private void detach(Binding binding) {
        byKey.remove(binding.key, binding);
        switch (binding.state) {
            case BOUND -> {
                bound--;
                taken(binding, -1);
                deadlines.remove(binding);
                boundPerPort.computeIfPresent(binding.lease.port(), (port, count) -> count > 1 ? count - 1 : null);
                if (binding.lease.hostName() != null) {
                    byName.remove(binding.lease.hostName(), binding);
                }
            }
            case QUARANTINED -> {
                quarantined--;
                taken(binding, -1);
                deadlines.remove(binding);
            }
            case FREE -> free.remove(binding);
        }
    }

    private void attach(Binding binding) {
        switch (binding.state) {
            case BOUND -> {
                bound++;
                taken(binding, 1);
                deadlines.add(binding);
                byKey.put(binding.key, binding);
                boundPerPort.merge(binding.lease.port(), 1, Integer::sum);
                if (binding.lease.hostName() != null) {
                    byName.putIfAbsent(binding.lease.hostName(), binding);
                }
            }
            case QUARANTINED -> {
                quarantined++;
                taken(binding, 1);
                deadlines.add(binding);
            }
            case FREE -> {
                free.add(binding);
                byKey.putIfAbsent(binding.key, binding);
            }
        }
    }
}
