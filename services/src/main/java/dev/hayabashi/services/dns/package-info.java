/**
 * A DNS forwarder with the names of the bridge's guests.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>{@link dev.hayabashi.services.dns.DnsEngine} takes a query and an object that takes the answer. Over UDP that object
 * ({@code DnsFrames}) crafts a frame; a TCP listener on the gateway's address, which the caller owns, makes its own.
 *
 * <ol>
 *   <li>{@code LocalZone}: names of leases and reservations, whole or by their first label; reverse look-ups of our networks;
 *       configured records. What is ours and does not exist is denied here: guests' names never leak out.
 *   <li>{@code DnsCache}: what resolvers said, until its time is over; denials as long as their SOA says (RFC 2308).
 *   <li>{@link dev.hayabashi.services.dns.DnsUpstream}: the rest, to the resolvers of the most specific zone. One that does not
 *       answer in time is followed by the next; an answer that was cut is asked for again over TCP. Clients with the same
 *       question share one flight, because many flights for one question make forging an answer easy (RFC 5452).
 * </ol>
 *
 * <p>A query's question is kept as octets and an answer goes back with the very letters of the question that it answers. The
 * cache is keyed by those octets in lower case, so that no two different questions look alike.
 *
 * <p><b>Loopbacks stay at home.</b> A resolver on the host may answer from the host's hosts file, where the host's own name
 * is 127.0.1.1. To a guest that address means itself; such answers are emptied.
 *
 * <h2>Limits</h2>
 *
 * <p>No DNSSEC validation (DO and CD pass to the resolver and are part of the cache key), no zone transfers, no updates. Ids and
 * source ports, which must be unguessable, are made by whoever owns the sockets.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.services.dns;
