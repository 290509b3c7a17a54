package dev.hayabashi.services.dns;

/** What the forwarder did since it started. Written by the event loop only. */
public final class DnsCounters {
    long queries;
    long local;
    long cacheHits;
    long forwarded;
    long timeouts;
    long failures;
    long refused;
    long malformed;
    long rateLimited;
    long loopbacksHidden;

    /** Queries that were read. */
    public long queries() {
        return queries;
    }

    /** Queries answered from what is known here. */
    public long local() {
        return local;
    }

    /** Queries answered from the cache. */
    public long cacheHits() {
        return cacheHits;
    }

    /** Queries sent to resolvers, repetitions included. */
    public long forwarded() {
        return forwarded;
    }

    /** Attempts that a resolver did not answer in time. */
    public long timeouts() {
        return timeouts;
    }

    /** Questions answered SERVFAIL because no resolver had an answer. */
    public long failures() {
        return failures;
    }

    /** Queries refused by their kind, or because too many wait. */
    public long refused() {
        return refused;
    }

    /** Messages that were no sound query, and answers of resolvers that were none. */
    public long malformed() {
        return malformed;
    }

    /** Queries ignored because their port asks too fast. */
    public long rateLimited() {
        return rateLimited;
    }

    /** Answers emptied because they named a loopback address. */
    public long loopbacksHidden() {
        return loopbacksHidden;
    }
}
