package dev.hayabashi.bridgecore;

import java.util.function.IntPredicate;

/**
 * IPv4 or IPv6 in one VLAN: who asks for members there, and where routers are.
 *
 * <p>Of several queriers the one with the lowest address goes on asking (RFC 3376 clause 6.6.2, RFC 3810 clause 7.6.2). One that
 * asks from 0.0.0.0 does so for want of a router and takes no part in that (RFC 4541 clause 2.1.1); the bridge itself is such a
 * one for IPv4.
 */
final class MulticastDomain {
    private static final int STARTUP_QUERIES = 2;

    final int vlan;
    final boolean ipv6;

    /** Ports behind which a router is: they get the reports, and all data of groups. */
    final PortTimers routers = new PortTimers();

    /** Ports behind which a switch asks from 0.0.0.0: they get the reports, so that it can do its work. */
    final PortTimers askers = new PortTimers();

    private final MulticastSettings settings;
    private boolean hasOther;
    private long otherUntilNanos;
    private long otherHigh;
    private long otherLow;
    private int otherPort;
    private long intervalNanos;
    private boolean isAsked;
    private long completeNanos;
    private long nextQueryNanos;
    private int startupQueriesLeft = STARTUP_QUERIES;

    MulticastDomain(int vlan, boolean ipv6, MulticastSettings settings, long nowNanos) {
        this.vlan = vlan;
        this.ipv6 = ipv6;
        this.settings = settings;
        intervalNanos = settings.queryIntervalNanos();
        nextQueryNanos = nowNanos;
    }

    /** Goes on with what another process knew, of ports that are {@code wanted}. */
    MulticastDomain(KeptMulticast.Domain kept, MulticastSettings settings, IntPredicate wanted, long nowNanos) {
        this(kept.vlan(), kept.ipv6(), settings, nowNanos);
        hasOther = kept.hasOther();
        otherHigh = kept.otherHigh();
        otherLow = kept.otherLow();
        otherPort = kept.otherPort();
        otherUntilNanos = kept.otherUntilNanos();
        intervalNanos = kept.intervalNanos();
        isAsked = kept.asked();
        completeNanos = kept.completeNanos();
        nextQueryNanos = kept.nextQueryNanos();
        startupQueriesLeft = kept.startupQueriesLeft();
        routers.takeOver(kept.routers(), wanted);
        askers.takeOver(kept.askers(), wanted);
        if (hasOther && !wanted.test(otherPort)) {
            otherGone(nowNanos);
        }
    }

    KeptMulticast.Domain keep() {
        return new KeptMulticast.Domain(
                vlan,
                ipv6,
                hasOther,
                otherHigh,
                otherLow,
                otherPort,
                otherUntilNanos,
                intervalNanos,
                isAsked,
                completeNanos,
                nextQueryNanos,
                startupQueriesLeft,
                routers.keep(),
                askers.keep());
    }

    /** Distinct for each VLAN and family. */
    int key() {
        return (vlan << 1) | (ipv6 ? 1 : 0);
    }

    /** Whether the bridge itself asks here. */
    boolean isOwnQuerier() {
        return settings.querier() && !hasOther;
    }

    /** Whether somebody asks, and all members have had the time to answer: only then a group without members has none. */
    boolean isComplete(long nowNanos) {
        return isAsked && nowNanos - completeNanos >= 0;
    }

    long membershipNanos() {
        return settings.membershipNanos(intervalNanos);
    }

    /** Number of the port that the elected querier is behind, 0 when there is none but the bridge. */
    int otherPort() {
        return hasOther ? otherPort : 0;
    }

    long otherHigh() {
        return otherHigh;
    }

    long otherLow() {
        return otherLow;
    }

    /** A general or specific query came in by {@code port}, which may be heard. */
    void heardQuery(int port, MulticastMessage query, long ownHigh, long ownLow, long nowNanos) {
        if (query.isSourceUnspecified()) {
            askers.set(port, nowNanos + settings.otherQuerierNanos(intervalNanos));
            asked(nowNanos, query.maxResponseNanos());
            return;
        }
        long high = query.sourceHigh();
        long low = query.sourceLow();
        boolean isSame = hasOther && high == otherHigh && low == otherLow;
        boolean wins = hasOther
                ? isLower(high, low, otherHigh, otherLow)
                : !settings.querier() || (ownHigh | ownLow) == 0 || isLower(high, low, ownHigh, ownLow);
        if (isSame || wins) {
            hasOther = true;
            otherHigh = high;
            otherLow = low;
            otherPort = port;
            intervalNanos =
                    query.queryIntervalNanos() == 0 ? settings.queryIntervalNanos() : query.queryIntervalNanos();
            otherUntilNanos = nowNanos + settings.otherQuerierNanos(intervalNanos);
        }
        routers.set(port, nowNanos + settings.otherQuerierNanos(intervalNanos));
        asked(nowNanos, query.maxResponseNanos());
    }

    void heardRouter(int port, long nowNanos) {
        routers.set(port, nowNanos + settings.otherQuerierNanos(settings.queryIntervalNanos()));
    }

    private static boolean isLower(long high, long low, long thanHigh, long thanLow) {
        int order = Long.compareUnsigned(high, thanHigh);
        return order < 0 || (order == 0 && Long.compareUnsigned(low, thanLow) < 0);
    }

    private void asked(long nowNanos, long responseNanos) {
        if (!isAsked) {
            isAsked = true;
            completeNanos = nowNanos + responseNanos;
        }
    }

    /** Members may be elsewhere now: all have to be asked again, and everything floods until they have answered. */
    void topologyChanged(long nowNanos) {
        completeNanos = nowNanos + settings.responseNanos();
        nextQueryNanos = nowNanos;
        startupQueriesLeft = 1;
    }

    /** A port is gone, or has no link. */
    void forget(int port, long nowNanos) {
        routers.remove(port);
        askers.remove(port);
        if (hasOther && otherPort == port) {
            otherGone(nowNanos);
        }
    }

    /** The bridge asks in its stead, or nobody does. */
    private void otherGone(long nowNanos) {
        hasOther = false;
        intervalNanos = settings.queryIntervalNanos();
        nextQueryNanos = nowNanos;
        startupQueriesLeft = STARTUP_QUERIES;
    }

    /** Once a second: true when the bridge has to ask now. */
    boolean tick(long nowNanos) {
        routers.expire(nowNanos);
        askers.expire(nowNanos);
        if (hasOther && nowNanos - otherUntilNanos >= 0) {
            otherGone(nowNanos);
        }
        if (!hasOther && !settings.querier() && askers.isEmpty()) {
            isAsked = false;
        }
        if (!isOwnQuerier() || nowNanos - nextQueryNanos < 0) {
            return false;
        }
        boolean soon = startupQueriesLeft > 0;
        startupQueriesLeft -= soon ? 1 : 0;
        // Startup query interval: a quarter (RFC 3376 clause 8.6).
        nextQueryNanos = nowNanos + (soon ? intervalNanos / 4 : intervalNanos);
        asked(nowNanos, settings.responseNanos());
        return true;
    }
}
