package dev.hayabashi.services.ra;

import dev.hayabashi.services.limit.TokenBucket;
import dev.hayabashi.services.spi.ServiceHost;
import dev.hayabashi.services.spi.ServicePort;
import dev.hayabashi.services.spi.Verdict;
import dev.hayabashi.services.wire.Endpoint6;
import dev.hayabashi.services.wire.FrameWriter;
import dev.hayabashi.services.wire.Icmpv6Packet;
import dev.hayabashi.services.wire.Ipv6Address;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Advertises the gateway as IPv6 router. Not thread-safe: one owner, the bridge's event loop.
 *
 * <p>One that has a prefix after another one goes on to mention the former with a preferred lifetime of zero, for its
 * valid lifetime: hosts stop using it at once.
 */
public final class RaEngine {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** RFC 4861 section 10. */
    private static final int INITIAL_ADVERTISEMENTS = 3;

    private static final int INITIAL_INTERVAL_SECONDS = 16;

    /** Offset of the options in a router solicitation. */
    private static final int SOLICITATION_OPTIONS = 8;

    private static final int SOLICITATIONS_PER_SECOND = 10;
    private static final int SOLICITATION_BURST = 50;

    /** 33:33:00:00:00:01, where ff02::1 goes (RFC 2464 section 7). */
    private static final long ALL_NODES_MAC = 0x3333_0000_0001L;

    private static final int FRAME_BYTES = 1500;

    private final ServiceHost host;
    private final SplittableRandom random;
    private final FrameWriter writer = new FrameWriter(FRAME_BYTES);
    private final Map<Integer, TokenBucket> buckets = new HashMap<>();
    private RaSettings settings;
    private @Nullable Ipv6Address deprecated;
    private long deprecatedUntilNanos;
    private int initialLeft = INITIAL_ADVERTISEMENTS;
    private long nextNanos;
    private long answered;
    private long advertised;

    /** @param seed makes the intervals irregular */
    public RaEngine(RaSettings settings, ServiceHost host, long seed, long nowNanos) {
        this.settings = settings;
        this.host = host;
        this.random = new SplittableRandom(seed);
        this.nextNanos = nowNanos;
    }

    /** Puts other settings into force and has all hosts told soon. */
    public void reconfigure(RaSettings changed, long nowNanos) {
        if (!changed.prefix().equals(settings.prefix())) {
            deprecated = settings.prefix();
            deprecatedUntilNanos = nowNanos + settings.validLifetimeSeconds() * NANOS_PER_SECOND;
        }
        settings = changed;
        initialLeft = INITIAL_ADVERTISEMENTS;
        nextNanos = nowNanos;
    }

    /** A router solicitation. It passes on to the other ports, where other routers may be. */
    public Verdict solicited(Icmpv6Packet packet, ServicePort port, long nowNanos) {
        TokenBucket bucket = buckets.computeIfAbsent(
                port.number(), n -> new TokenBucket(SOLICITATIONS_PER_SECOND, SOLICITATION_BURST, nowNanos));
        boolean sound =
                packet.type() == Icmpv6Packet.ROUTER_SOLICITATION && packet.hasSoundOptions(SOLICITATION_OPTIONS);
        boolean sourceless = packet.source().isUnspecified();
        // RFC 4861 section 6.1.1: a host without an address cannot have a link-layer address for it.
        boolean contradicts =
                sound && sourceless && packet.option(SOLICITATION_OPTIONS, Icmpv6Packet.OPTION_SOURCE_ADDRESS) >= 0;
        if (!sound || contradicts || !bucket.tryTake(nowNanos)) {
            return Verdict.PASS;
        }
        answered++;
        Ipv6Address destination = sourceless ? Ipv6Address.ALL_NODES : packet.source();
        host.send(port.number(), frame(packet.sourceMac(), destination, 1, nowNanos));
        return Verdict.PASS;
    }

    /** Once a second or so: advertises to all when it is time. */
    public void tick(long nowNanos) {
        if (nextNanos - nowNanos > 0) {
            return;
        }
        advertised++;
        host.flood(frame(ALL_NODES_MAC, Ipv6Address.ALL_NODES, 1, nowNanos));
        long min = settings.minIntervalSeconds() * NANOS_PER_SECOND;
        long max = settings.maxIntervalSeconds() * NANOS_PER_SECOND;
        long interval = min + (max > min ? random.nextLong(max - min) : 0);
        if (initialLeft > 1) {
            interval = Math.min(interval, INITIAL_INTERVAL_SECONDS * NANOS_PER_SECOND);
        }
        initialLeft = Math.max(0, initialLeft - 1);
        nextNanos = nowNanos + interval;
    }

    /** We are a router no longer (RFC 4861 section 6.2.5): before the daemon ends, or the prefix is taken away. */
    public void farewell(long nowNanos) {
        host.flood(frame(ALL_NODES_MAC, Ipv6Address.ALL_NODES, 0, nowNanos));
    }

    /** A port is gone: its limits are forgotten. */
    public void portRemoved(int portNumber) {
        buckets.remove(portNumber);
    }

    private ByteBuffer frame(long destinationMac, Ipv6Address destination, int lifetimes, long nowNanos) {
        ByteBuffer out = writer.beginIcmpv6();
        RaMessage.write(out, settings, lifetimes);
        if (deprecated != null && nowNanos - deprecatedUntilNanos < 0) {
            RaMessage.writeDeprecated(out, settings, deprecated);
        }
        return writer.finishIcmpv6(
                new Endpoint6(settings.gatewayMac(), settings.linkLocal(), 0),
                new Endpoint6(destinationMac, destination, 0));
    }

    /** Solicitations that were answered. */
    public long answeredCount() {
        return answered;
    }

    /** Advertisements to all. */
    public long advertisedCount() {
        return advertised;
    }

    public RaSettings settings() {
        return settings;
    }
}
