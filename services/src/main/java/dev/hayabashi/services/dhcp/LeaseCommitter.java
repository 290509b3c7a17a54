package dev.hayabashi.services.dhcp;

import dev.hayabashi.services.spi.ServiceEvent;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives leases. The binding is made in memory at once, so that nobody else gets the address; the ACK leaves when the lease
 * is on disk. A client that loses patience and asks again while the disk works changes nothing but the transaction that
 * is answered.
 */
// Identity of a lease is what tells this grant from a later one with the same values.
@SuppressWarnings("ReferenceEquality")
final class LeaseCommitter {
    /** Shorter wishes would only make disk traffic. */
    private static final long MIN_REQUESTED_SECONDS = 120;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long CLOCK_JUMP_MILLIS = 10_000L;

    private final ServerState state;
    private final ReplySender sender;
    private final NameChooser names;
    private final Map<Long, Pending> pending = new HashMap<>();
    private final Map<Integer, Pending> pendingByAddress = new HashMap<>();
    private boolean clockKnown;
    private long clockOffsetMillis;
    private long lastToken = LeaseJournal.NO_TOKEN;

    /** An ACK that waits for its lease to be durable. */
    private static final class Pending {
        private final long token;
        private final long committedNanos;
        private final Binding.@Nullable Saved before;
        private final @Nullable Binding replaced;
        private final boolean isNew;
        private Lease lease;
        private Exchange exchange;
        private boolean rapid;
        private long askedNanos;

        private Pending(
                long token,
                Lease lease,
                Binding.@Nullable Saved before,
                @Nullable Binding replaced,
                Exchange exchange,
                boolean rapid,
                long nowNanos) {
            this.token = token;
            this.committedNanos = nowNanos;
            this.askedNanos = nowNanos;
            this.lease = lease;
            this.before = before;
            this.replaced = replaced;
            this.isNew = before == null
                    || before.state() != Binding.State.BOUND
                    || !before.key().equals(exchange.key());
            this.exchange = exchange;
            this.rapid = rapid;
        }
    }

    LeaseCommitter(ServerState state, ReplySender sender, NameChooser names) {
        this.state = state;
        this.sender = sender;
        this.names = names;
    }

    int pendingCount() {
        return pending.size();
    }

    /** Leases the address, which is free for this client, and has its ACK sent once that is durable. */
    void commit(Exchange exchange, int address, boolean rapid, long nowNanos, long wallMillis) {
        Pending waiting = pendingByAddress.get(address);
        if (waiting != null && waiting.exchange.key().equals(exchange.key())) {
            waiting.exchange = exchange;
            waiting.rapid = rapid;
            waiting.askedNanos = nowNanos;
            return;
        }
        if (pending.size() >= state.settings().limits().maxPendingAcks()) {
            state.refuse(Refusal.DISK_BUSY);
            return;
        }
        Lease lease = new Lease(
                address,
                exchange.mac(),
                exchange.clientId(),
                exchange.circuitId(),
                names.choose(exchange, nowNanos),
                exchange.port().name(),
                wallMillis,
                leaseSeconds(state.settings(), exchange));
        Binding existing = state.table.at(address);
        Binding.Saved before = existing == null ? null : existing.save();
        Binding last = state.table.of(exchange.key());
        Binding replaced = last != null && last.isBound() && last.address != address ? last : null;
        state.table.bind(lease, exchange.key(), nowNanos);
        state.pools().forEach(pool -> pool.leased(address));
        state.offers.removeOf(exchange.key());
        Pending made = new Pending(++lastToken, lease, before, replaced, exchange, rapid, nowNanos);
        pending.put(made.token, made);
        pendingByAddress.put(address, made);
        state.journal.persist(new LeaseChange.Bound(lease), made.token);
    }

    /** The reservation's lease time, or the common one; a client may ask for a shorter one (option 51). */
    static long leaseSeconds(DhcpSettings settings, Exchange exchange) {
        Reservation reservation = exchange.reservation();
        long most = reservation != null && reservation.leaseSeconds() != 0
                ? reservation.leaseSeconds()
                : settings.times().leaseSeconds();
        long asked = exchange.options().unsigned(OptionCode.LEASE_TIME, most);
        long least = Math.min(most, MIN_REQUESTED_SECONDS);
        return Math.max(least, Math.min(asked, most));
    }

    /**
     * What the client is told. It counts from its last request, the lease from the first one: without the difference a
     * client that asked again while the disk worked would use the address longer than it has it.
     */
    private static long secondsLeft(Pending done) {
        long leaseSeconds = done.lease.leaseSeconds();
        long late = done.askedNanos - done.committedNanos;
        return done.lease.isInfinite() ? leaseSeconds : leaseSeconds - (late + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND;
    }

    /** The lease with this token is on disk: its ACK leaves. */
    void persisted(long token, long nowNanos) {
        Pending done = take(token);
        if (done == null) {
            return;
        }
        Binding binding = state.table.at(done.lease.address());
        if (binding == null || !binding.isBound() || binding.lease != done.lease) {
            // Released, expired or lost with its port while the disk worked.
            return;
        }
        Binding replaced = done.replaced;
        if (replaced != null && replaced.isBound() && replaced.key.equals(binding.key)) {
            state.end(replaced, "the client moved to another address", nowNanos);
            state.journal.persist(
                    new LeaseChange.Freed(replaced.address, done.lease.startedWallMillis()), LeaseJournal.NO_TOKEN);
        }
        long secondsLeft = secondsLeft(done);
        if (secondsLeft <= 0) {
            return;
        }
        ReplyOptions options = ReplyBuilder.lease(
                state.settings(), done.exchange, MessageType.ACK, secondsLeft, done.lease.hostName(), done.rapid);
        sender.send(done.exchange, MessageType.ACK, done.lease.address(), options);
        if (done.isNew) {
            state.host.event(new ServiceEvent.LeaseGranted(
                    done.lease.address(),
                    done.lease.mac(),
                    done.lease.port(),
                    done.lease.hostName(),
                    done.lease.leaseSeconds()));
        }
    }

    /** The lease with this token could not be written: everything is as before, and no ACK leaves. */
    void persistFailed(long token, String reason) {
        Pending failed = take(token);
        if (failed == null) {
            return;
        }
        Lease lease = failed.lease;
        Binding binding = state.table.at(lease.address());
        if (binding != null && binding.isBound() && binding.lease == lease) {
            if (failed.before == null) {
                state.table.forget(binding);
                state.pools().forEach(pool -> pool.forgotten(lease.address()));
            } else {
                state.table.putBack(binding, failed.before);
            }
            if (failed.replaced != null && failed.replaced.isBound()) {
                state.table.reclaim(failed.replaced);
            }
        }
        state.host.event(new ServiceEvent.LeaseNotPersisted(lease.address(), lease.mac(), lease.port(), reason));
    }

    /**
     * Writes active leases down again when the wall clock has jumped (a guest of a host without a battery clock may start
     * in 1970), so that they mean the same after a restart.
     */
    void followClock(long nowNanos, long wallMillis) {
        long offsetMillis = wallMillis - nowNanos / NANOS_PER_MILLI;
        long jumpMillis = offsetMillis - clockOffsetMillis;
        if (!clockKnown || Math.abs(jumpMillis) < CLOCK_JUMP_MILLIS) {
            // Small steps are followed silently, or a slowly disciplined clock would add up to a jump.
            clockOffsetMillis = offsetMillis;
            clockKnown = true;
            return;
        }
        clockOffsetMillis = offsetMillis;
        for (Binding binding : state.table.all()) {
            if (binding.isBound()) {
                Lease shifted = binding.lease.startedAt(binding.lease.startedWallMillis() + jumpMillis);
                Pending waiting = pendingByAddress.get(binding.address);
                if (waiting != null && waiting.lease == binding.lease) {
                    waiting.lease = shifted;
                }
                binding.lease = shifted;
                state.journal.persist(new LeaseChange.Bound(shifted), LeaseJournal.NO_TOKEN);
            }
        }
    }

    /** The client gave the address up: no ACK leaves for it any more. */
    void abandon(int address) {
        Pending abandoned = pendingByAddress.remove(address);
        if (abandoned != null) {
            pending.remove(abandoned.token);
        }
    }

    private @Nullable Pending take(long token) {
        Pending taken = pending.remove(token);
        if (taken != null) {
            pendingByAddress.remove(taken.lease.address(), taken);
        }
        return taken;
    }
}
