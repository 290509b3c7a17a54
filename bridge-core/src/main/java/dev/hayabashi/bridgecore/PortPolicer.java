package dev.hayabashi.bridgecore;

import org.jspecify.annotations.Nullable;

/**
 * Holds a port to its {@link PortProtection}: storm control, rate limits and the source guard. A port without any has none of
 * these, which costs the frame path one test for null.
 */
final class PortPolicer {
    private final PortProtection protection;
    private final @Nullable RateLimiter broadcast;
    private final @Nullable RateLimiter multicast;
    private final @Nullable RateLimiter unknownUnicast;
    private final @Nullable RateLimiter ingress;
    private final @Nullable RateLimiter egress;

    private PortPolicer(PortProtection protection, long nowNanos) {
        this.protection = protection;
        broadcast = RateLimiter.of(protection.storm().broadcast(), nowNanos);
        multicast = RateLimiter.of(protection.storm().multicast(), nowNanos);
        unknownUnicast = RateLimiter.of(protection.storm().unknownUnicast(), nowNanos);
        ingress = RateLimiter.of(protection.ingress(), nowNanos);
        egress = RateLimiter.of(protection.egress(), nowNanos);
    }

    private PortPolicer(PortPolicer other) {
        protection = other.protection;
        broadcast = RateLimiter.copy(other.broadcast);
        multicast = RateLimiter.copy(other.multicast);
        unknownUnicast = RateLimiter.copy(other.unknownUnicast);
        ingress = RateLimiter.copy(other.ingress);
        egress = RateLimiter.copy(other.egress);
    }

    /**
     * The policer of a port; null where there is nothing to watch.
     *
     * @param current what the port has; kept, with what is in its buckets, when its limits are the same
     */
    static @Nullable PortPolicer of(PortProtection protection, @Nullable PortPolicer current, long nowNanos) {
        if (current != null && current.protection.equals(protection)) {
            return current;
        }
        boolean nothing = protection.storm().isNone()
                && protection.ingress().isNone()
                && protection.egress().isNone()
                && !protection.sourceGuard();
        return nothing ? null : new PortPolicer(protection, nowNanos);
    }

    /** A policer in the same state, to be asked without consequences. */
    static @Nullable PortPolicer copy(@Nullable PortPolicer other) {
        return other == null ? null : new PortPolicer(other);
    }

    /** Why a frame may not come in; null when it may. */
    @Nullable DropReason refuse(Frame frame, long destination, SourceBindings bindings, BridgePort[] ports, long nowNanos) {
        if (protection.sourceGuard() && !SourceGuard.admits(frame, bindings, ports)) {
            return DropReason.IP_SOURCE_GUARD;
        }
        int bytes = frame.length();
        if (MacAddress.isGroup(destination)) {
            boolean toAll = destination == MacAddress.BROADCAST;
            RateLimiter storm = toAll ? broadcast : multicast;
            if (storm != null && !storm.admits(bytes, nowNanos)) {
                return toAll ? DropReason.STORM_BROADCAST : DropReason.STORM_MULTICAST;
            }
        }
        return ingress != null && !ingress.admits(bytes, nowNanos) ? DropReason.RATE_LIMIT : null;
    }

    /** Whether a frame to an unknown address may be flooded. */
    boolean admitsUnknownUnicast(Frame frame, long nowNanos) {
        return unknownUnicast == null || unknownUnicast.admits(frame.length(), nowNanos);
    }

    /** Whether a frame from a known station to a known one may be refused where it comes in. */
    boolean judgesKnownUnicast() {
        return ingress != null || protection.sourceGuard();
    }

    /** Whether a frame may be refused where it leaves. */
    boolean limitsEgress() {
        return egress != null;
    }

    /** Whether a frame may leave. */
    boolean admitsEgress(Frame frame, long nowNanos) {
        return egress == null || egress.admits(frame.length(), nowNanos);
    }
}
