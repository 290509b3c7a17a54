/**
 * The gateway of a bridge: what the host has to be told, and what the engines of module services have to be given.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>The host's place on the segment is an ordinary port of the bridge whose TAP carries the bridge's name. Frames for the host
 * go there as to any other station. {@link dev.hayabashi.daemon.gateway.GatewayServices} sits on the frame path and answers
 * DHCP, DNS and router solicitations before a frame is looked up, on the port where the question came in.
 *
 * <p>The loop never waits. Leases go to a disk thread ({@link dev.hayabashi.daemon.gateway.LeaseFile}), which writes what has
 * gathered, calls fsync once, and hands the tokens back to the loop; only then the ACKs leave. Questions for resolvers go
 * out by sockets on the loop itself ({@link dev.hayabashi.daemon.gateway.ResolverSockets}).
 *
 * <p>What is changed on the host is given back: the nftables table is ours alone and goes as a whole; sysctls have their
 * former values written down before they are changed, so that the successor of a killed daemon can put them back.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.daemon.gateway;
