package dev.hayabashi.services.dns;

import java.util.ArrayList;
import java.util.List;

/** A question that waits for a resolver, with everybody who has asked it. */
final class Flight {
    /** More clients with the same question at the same time are told to ask again. */
    static final int MAX_WAITERS = 64;

    record Waiter(DnsClient client, DnsQuery query) {}

    final String key;
    final DnsQuery query;
    final List<Resolver> resolvers;
    final List<Waiter> waiters = new ArrayList<>();
    long token;
    int attempts;
    int resolver;
    boolean tcp;
    long deadlineNanos;

    Flight(String key, DnsQuery query, List<Resolver> resolvers) {
        this.key = key;
        this.query = query;
        this.resolvers = resolvers;
    }

    Resolver target() {
        return resolvers.get(resolver % resolvers.size());
    }
}
