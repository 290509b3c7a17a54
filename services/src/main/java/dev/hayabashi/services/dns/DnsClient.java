package dev.hayabashi.services.dns;

import java.nio.ByteBuffer;

/** Who asks: a guest over UDP, or a TCP connection that the caller has accepted on the gateway's address. */
public interface DnsClient {
    /** Number of the port that the client is behind, for limits. */
    int portNumber();

    /** True when answers of any size go through. */
    boolean isStream();

    /** Takes the answer between position and limit; only valid during the call. May come long after the query. */
    void answer(ByteBuffer message);
}
