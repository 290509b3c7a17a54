package dev.hayabashi.services.dns;

import java.nio.ByteBuffer;

/** Asks resolvers, with sockets. */
public interface DnsUpstream {
    /**
     * Sends a query. The implementation gives it an id and a source port that cannot be guessed, takes an answer only from
     * that resolver with that id, and hands it to {@link DnsEngine#answered}; when there will be none it calls
     * {@link DnsEngine#failed}. Time-outs are the engine's.
     *
     * @param token names the attempt
     * @param tcp whether to ask over TCP, because the answer over UDP was cut
     * @param query the message between position and limit, its id to be replaced. Only valid during the call.
     */
    void forward(long token, Resolver resolver, boolean tcp, ByteBuffer query);

    /** Nobody waits for this attempt any more: its socket can go. */
    void abandon(long token);
}
