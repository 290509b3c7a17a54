package dev.hayabashi.services.dns;

import dev.hayabashi.services.limit.TokenBucket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The DNS forwarder of one bridge: answers what is known here, keeps what resolvers said, and has the rest forwarded. See
 * the package for how it works.
 *
 * <p>Not thread-safe: one owner, the bridge's event loop.
 */
public final class DnsEngine {
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final int BAD_VERSION = 16;
    private static final int OPCODE_MASK = 0x78;

    private final HostNames hosts;
    private final DnsUpstream upstream;
    private final DnsCounters counters = new DnsCounters();
    private final Map<Long, Flight> byToken = new HashMap<>();
    private final Map<String, Flight> byKey = new HashMap<>();
    private final Map<Integer, Integer> waitersPerPort = new HashMap<>();
    private final Map<Integer, TokenBucket> buckets = new HashMap<>();
    private DnsSettings settings;
    private LocalZone zone;
    private ResponseWriter writer;
    private DnsCache cache;
    private long lastToken;

    public DnsEngine(DnsSettings settings, HostNames hosts, DnsUpstream upstream) {
        this.hosts = hosts;
        this.upstream = upstream;
        this.settings = settings;
        this.zone = new LocalZone(settings, hosts);
        this.writer = new ResponseWriter(settings.limits());
        this.cache = new DnsCache(settings.limits().cacheEntries());
    }

    /** Puts other settings into force. The cache is emptied; questions that wait go on. */
    public void reconfigure(DnsSettings changed) {
        settings = changed;
        zone = new LocalZone(changed, hosts);
        writer = new ResponseWriter(changed.limits());
        cache = new DnsCache(changed.limits().cacheEntries());
        buckets.clear();
    }

    /** A port is gone: its limits are forgotten. */
    public void portRemoved(int portNumber) {
        buckets.remove(portNumber);
    }

    /** A query between position and limit. The answer comes by {@link DnsClient#answer}, at once or later, or never. */
    public void query(DnsClient client, ByteBuffer message, long nowNanos) {
        DnsLimits limits = settings.limits();
        TokenBucket bucket = buckets.computeIfAbsent(
                client.portNumber(), port -> new TokenBucket(limits.queriesPerSecond(), limits.burst(), nowNanos));
        if (!bucket.tryTake(nowNanos)) {
            counters.rateLimited++;
            return;
        }
        byte[] octets = new byte[message.remaining()];
        message.get(octets);
        if (octets.length < DnsQuery.HEADER_BYTES || (octets[2] & DnsQuery.FLAG_RESPONSE >>> 8) != 0) {
            // Never answer an answer: two forwarders would go on for ever.
            counters.malformed++;
            return;
        }
        if ((octets[2] & OPCODE_MASK) != 0) {
            counters.refused++;
            client.answer(writer.headerOnly(octets, LocalAnswer.NOT_IMPLEMENTED));
            return;
        }
        DnsQuery query = DnsQuery.parse(octets);
        if (query == null) {
            counters.malformed++;
            client.answer(writer.headerOnly(octets, LocalAnswer.FORMAT_ERROR));
            return;
        }
        counters.queries++;
        ask(client, query, nowNanos);
    }

    private void ask(DnsClient client, DnsQuery query, long nowNanos) {
        int refusal = refusalOf(query);
        if (refusal != LocalAnswer.NO_ERROR) {
            counters.refused++;
            client.answer(writer.error(query, refusal));
            return;
        }
        LocalAnswer local = zone.answer(query.name(), query.type());
        ForwardZone forwardZone = zoneOf(query.name());
        if (local == null && forwardZone != null && forwardZone.resolvers().isEmpty()) {
            local = LocalAnswer.nameError("");
        }
        if (local != null) {
            counters.local++;
            client.answer(writer.local(query, local, writer.maxBytes(client, query)));
            return;
        }
        String key = query.cacheKey();
        byte[] cached = cache.get(key, nowNanos);
        if (cached != null) {
            counters.cacheHits++;
            client.answer(writer.forwarded(query, cached, writer.maxBytes(client, query)));
            return;
        }
        List<Resolver> resolvers = forwardZone == null ? settings.resolvers() : forwardZone.resolvers();
        if (resolvers.isEmpty() || !query.recursionDesired()) {
            counters.refused++;
            client.answer(writer.error(query, LocalAnswer.REFUSED));
            return;
        }
        forward(client, query, key, resolvers, nowNanos);
    }

    private static int refusalOf(DnsQuery query) {
        if (query.edns() != null && query.edns().version() != 0) {
            return BAD_VERSION;
        }
        boolean transfer = query.type() == DnsType.AXFR || query.type() == DnsType.IXFR;
        return transfer || query.questionClass() != DnsQuery.CLASS_INTERNET
                ? LocalAnswer.REFUSED
                : LocalAnswer.NO_ERROR;
    }

    /** The most specific zone that the name is in, null for none. */
    private @Nullable ForwardZone zoneOf(String name) {
        ForwardZone best = null;
        for (ForwardZone candidate : settings.zones()) {
            boolean better =
                    best == null || candidate.domain().length() > best.domain().length();
            if (better && DnsName.isIn(name, candidate.domain())) {
                best = candidate;
            }
        }
        return best;
    }

    private void forward(DnsClient client, DnsQuery query, String key, List<Resolver> resolvers, long nowNanos) {
        Flight same = byKey.get(key);
        DnsLimits limits = settings.limits();
        boolean full =
                same == null ? byToken.size() >= limits.maxInFlight() : same.waiters.size() >= Flight.MAX_WAITERS;
        if (full || waitersPerPort.getOrDefault(client.portNumber(), 0) >= limits.maxInFlightPerPort()) {
            counters.refused++;
            client.answer(writer.error(query, LocalAnswer.SERVER_FAILURE));
            return;
        }
        waitersPerPort.merge(client.portNumber(), 1, Integer::sum);
        if (same != null) {
            // One question, one flight: many would make it easy to forge an answer to one of them (RFC 5452).
            if (same.waiters.stream().noneMatch(w -> isRepeated(w, client, query))) {
                same.waiters.add(new Flight.Waiter(client, query));
            } else {
                waitersPerPort.computeIfPresent(client.portNumber(), (port, n) -> n > 1 ? n - 1 : null);
            }
            return;
        }
        Flight flight = new Flight(key, query, resolvers);
        flight.waiters.add(new Flight.Waiter(client, query));
        byKey.put(key, flight);
        attempt(flight, nowNanos);
    }

    /** The same client asks again because it lost patience: it wants one answer. */
    private static boolean isRepeated(Flight.Waiter waiter, DnsClient client, DnsQuery query) {
        return waiter.query().id() == query.id() && waiter.client().equals(client);
    }

    private void attempt(Flight flight, long nowNanos) {
        if (flight.attempts >= settings.limits().attempts()) {
            fail(flight);
            return;
        }
        flight.attempts++;
        flight.token = ++lastToken;
        flight.deadlineNanos = nowNanos + settings.limits().timeoutMillis() * NANOS_PER_MILLI;
        byToken.put(flight.token, flight);
        counters.forwarded++;
        upstream.forward(flight.token, flight.target(), flight.tcp, ByteBuffer.wrap(flight.query.message()));
    }

    /** The answer to an attempt, between position and limit. */
    public void answered(long token, ByteBuffer message, long nowNanos) {
        Flight flight = byToken.remove(token);
        if (flight == null) {
            return;
        }
        byte[] octets = new byte[message.remaining()];
        message.get(octets);
        UpstreamAnswer answer = UpstreamAnswer.parse(octets, flight.query);
        if (answer == null) {
            counters.malformed++;
            next(flight, nowNanos);
        } else if (answer.isTruncated() && !flight.tcp) {
            flight.tcp = true;
            attempt(flight, nowNanos);
        } else if (isFailure(answer) && flight.attempts < settings.limits().attempts() && hasOther(flight)) {
            next(flight, nowNanos);
        } else {
            deliver(flight, answer, nowNanos);
        }
    }

    private static boolean isFailure(UpstreamAnswer answer) {
        return answer.responseCode() == LocalAnswer.SERVER_FAILURE || answer.responseCode() == LocalAnswer.REFUSED;
    }

    private static boolean hasOther(Flight flight) {
        return flight.resolver + 1 < flight.resolvers.size();
    }

    /** There will be no answer to an attempt: the resolver is not reachable, or closed the connection. */
    public void failed(long token, long nowNanos) {
        Flight flight = byToken.remove(token);
        if (flight != null) {
            next(flight, nowNanos);
        }
    }

    private void next(Flight flight, long nowNanos) {
        flight.resolver++;
        flight.tcp = false;
        attempt(flight, nowNanos);
    }

    private void deliver(Flight flight, UpstreamAnswer answer, long nowNanos) {
        land(flight);
        if (answer.namesLoopback() && !settings.allowLoopbackAnswers()) {
            // A resolver that reads its host's hosts file gives guests an address that leads to themselves.
            counters.loopbacksHidden++;
            for (Flight.Waiter waiter : flight.waiters) {
                waiter.client().answer(writer.local(waiter.query(), LocalAnswer.noData(""), Integer.MAX_VALUE));
            }
            return;
        }
        cache.put(flight.key, answer, nowNanos);
        for (Flight.Waiter waiter : flight.waiters) {
            int maxBytes = writer.maxBytes(waiter.client(), waiter.query());
            waiter.client().answer(writer.forwarded(waiter.query(), answer.message(), maxBytes));
        }
    }

    private void fail(Flight flight) {
        land(flight);
        counters.failures++;
        for (Flight.Waiter waiter : flight.waiters) {
            waiter.client().answer(writer.error(waiter.query(), LocalAnswer.SERVER_FAILURE));
        }
    }

    private void land(Flight flight) {
        byKey.remove(flight.key, flight);
        for (Flight.Waiter waiter : flight.waiters) {
            waitersPerPort.computeIfPresent(waiter.client().portNumber(), (port, n) -> n > 1 ? n - 1 : null);
        }
    }

    /** Every 100 ms or so while {@link #inFlight} is not 0: gives up on resolvers that do not answer. */
    public void tick(long nowNanos) {
        List<Flight> late = new ArrayList<>();
        for (Iterator<Flight> flights = byToken.values().iterator(); flights.hasNext(); ) {
            Flight flight = flights.next();
            if (flight.deadlineNanos <= nowNanos) {
                flights.remove();
                late.add(flight);
            }
        }
        for (Flight flight : late) {
            counters.timeouts++;
            upstream.abandon(flight.token);
            next(flight, nowNanos);
        }
    }

    /** Questions that wait for a resolver. */
    public int inFlight() {
        return byToken.size();
    }

    /** Answers that are kept. */
    public int cacheSize() {
        return cache.size();
    }

    /** Forgets what resolvers said. */
    public void flushCache() {
        cache.clear();
    }

    public DnsCounters counters() {
        return counters;
    }

    public DnsSettings settings() {
        return settings;
    }
}
