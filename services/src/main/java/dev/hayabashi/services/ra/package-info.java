/**
 * Router advertisements for an optional IPv6 prefix (RFC 4861, RFC 8106), and the guard against those of others.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>{@link dev.hayabashi.services.ra.RaEngine} answers each router solicitation at once, on the port where it came in and to
 * the solicitor alone: a microVM that starts waits for nothing and wakes nobody else. RFC 4861 section 6.2.6 wants a random
 * delay because many routers may answer on a shared segment; here is one router and a port of its own for each guest.
 * A solicitor that has no address yet is sent an advertisement to all nodes in an Ethernet frame to its own MAC (RFC 6085).
 * Besides, advertisements to all go out at irregular intervals, three close together at the start.
 *
 * <p>Time enters as an argument; the irregularity comes from a seed. Nothing here knows a clock or a random source.
 *
 * <p>The guard drops router advertisements, what may hide one (a first fragment without the whole header chain, RFC 7113)
 * and DHCPv6 replies from ports that no router should be behind.
 *
 * <h2>Limits</h2>
 *
 * <p>One prefix of 64 bits. Neighbour discovery for the gateway's addresses is the business of the host behind the gateway's
 * TAP. No DHCPv6: guests configure themselves (SLAAC) and get resolvers from the RDNSS option.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.services.ra;
