package dev.hayabashi.services.dhcp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns the lease log into bindings and back. This is where wall time becomes monotonic time: a lease has what is left of
 * it by the wall clock, but never more than its length. When the clock went backwards meanwhile, that errs on the side of
 * the client; when it jumped ahead, the client has its affinity and finds the address again.
 */
final class LeaseRestorer {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** Ten years: keeps a nonsense clock from overflowing nanoseconds. */
    private static final long MOST_MILLIS = 315_360_000_000L;

    private final ServerState state;

    /** What the log says of one address in the end. */
    private static final class Last {
        private LeaseChange.Bound bound;
        private long freedWallMillis = -1;
        private long quarantinedUntilWallMillis = -1;

        private Last(LeaseChange.Bound bound) {
            this.bound = bound;
        }
    }

    LeaseRestorer(ServerState state) {
        this.state = state;
    }

    void restore(List<LeaseChange> changes, long nowNanos, long wallMillis) {
        Map<Integer, Last> byAddress = new LinkedHashMap<>();
        for (LeaseChange change : changes) {
            Last last = byAddress.get(change.address());
            if (change instanceof LeaseChange.Bound bound) {
                // The newest lease last, so that among two leases of one client it is the one that counts.
                byAddress.remove(bound.address());
                byAddress.put(bound.address(), new Last(bound));
            } else if (last != null && change instanceof LeaseChange.Freed freed) {
                last.freedWallMillis = freed.atWallMillis();
            } else if (last != null && change instanceof LeaseChange.Quarantined quarantined) {
                last.quarantinedUntilWallMillis = quarantined.untilWallMillis();
            }
        }
        byAddress.values().forEach(last -> apply(last, nowNanos, wallMillis));
        state.rebuildPools();
    }

    private void apply(Last last, long nowNanos, long wallMillis) {
        Lease lease = last.bound.lease();
        if (state.subnetIndexOf(lease.address()) < 0) {
            return;
        }
        Binding binding = state.table.bind(lease, state.keyOf(lease), nowNanos);
        long quarantineMillis = last.quarantinedUntilWallMillis - wallMillis;
        if (quarantineMillis > 0) {
            long most = state.settings().times().quarantineSeconds() * 1000;
            state.table.quarantine(binding, nowNanos + Math.min(quarantineMillis, most) * NANOS_PER_MILLI);
        } else if (last.quarantinedUntilWallMillis >= 0 || last.freedWallMillis >= 0) {
            state.table.free(binding, nowNanos - millisSince(last.freedWallMillis, wallMillis) * NANOS_PER_MILLI);
        } else if (!lease.isInfinite()) {
            long leftMillis = Math.min(lease.endsWallMillis() - wallMillis, lease.leaseSeconds() * 1000);
            if (leftMillis > 0) {
                state.table.deadline(binding, nowNanos + leftMillis * NANOS_PER_MILLI);
            } else {
                state.table.free(binding, nowNanos + Math.max(leftMillis, -MOST_MILLIS) * NANOS_PER_MILLI);
            }
        }
    }

    private static long millisSince(long wallThen, long wallNow) {
        return wallThen < 0 ? 0 : Math.max(0, Math.min(wallNow - wallThen, MOST_MILLIS));
    }

    static List<LeaseChange> snapshot(LeaseTable table, long nowNanos, long wallMillis) {
        List<LeaseChange> changes = new ArrayList<>();
        for (Binding binding : table.inOrderOfStart()) {
            changes.add(new LeaseChange.Bound(binding.lease));
            switch (binding.state) {
                case BOUND -> {}
                case FREE ->
                    changes.add(new LeaseChange.Freed(
                            binding.address, wallMillis - (nowNanos - binding.freedNanos) / NANOS_PER_MILLI));
                case QUARANTINED ->
                    changes.add(new LeaseChange.Quarantined(
                            binding.address, wallMillis + (binding.deadlineNanos - nowNanos) / NANOS_PER_MILLI));
            }
        }
        return changes;
    }
}
