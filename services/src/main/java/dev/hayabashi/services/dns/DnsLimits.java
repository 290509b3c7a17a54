package dev.hayabashi.services.dns;

/**
 * Bounds and times.
 *
 * @param queriesPerSecond queries of one port that are answered, on average
 * @param burst queries of one port that are answered at once
 * @param maxInFlight questions that wait for a resolver
 * @param maxInFlightPerPort of them those that one port may have
 * @param cacheEntries answers that are kept
 * @param timeoutMillis how long a resolver is waited for before the next one is asked
 * @param attempts how often resolvers are asked about one question
 * @param localTtlSeconds time to live of local names: short, a guest may be gone soon
 * @param udpPayloadBytes largest answer over UDP (RFC 9715 recommends 1232 to 1400)
 */
public record DnsLimits(
        int queriesPerSecond,
        int burst,
        int maxInFlight,
        int maxInFlightPerPort,
        int cacheEntries,
        int timeoutMillis,
        int attempts,
        int localTtlSeconds,
        int udpPayloadBytes) {
    public static final DnsLimits DEFAULT = new DnsLimits(500, 1000, 1024, 128, 4096, 2000, 4, 10, 1232);

    private static final int MIN_UDP_PAYLOAD_BYTES = 512;

    public DnsLimits {
        boolean positive = queriesPerSecond > 0
                && burst > 0
                && maxInFlight > 0
                && maxInFlightPerPort > 0
                && cacheEntries >= 0
                && timeoutMillis > 0
                && attempts > 0
                && localTtlSeconds >= 0;
        if (!positive || udpPayloadBytes < MIN_UDP_PAYLOAD_BYTES || udpPayloadBytes > 1400) {
            throw new IllegalArgumentException("DNS limits are positive, and UDP answers have 512 to 1400 octets");
        }
    }
}
