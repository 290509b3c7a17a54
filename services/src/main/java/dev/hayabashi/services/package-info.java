/**
 * DHCPv4, DNS and IPv6 router advertisements for the guests of a bridge, answered inside the bridge: frame in, frame out, on
 * the port where the question came in. No socket, no host firewall in the way, and the first frame of a port is as good as
 * any other.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>{@link dev.hayabashi.services.BridgeServices} is what a bridge's event loop calls with each admitted frame, after the gate
 * and before look-up. It sorts the frame ({@link dev.hayabashi.services.wire.TrafficFilter}, no allocation), hands it to the engine
 * that it is for, and says with a {@link dev.hayabashi.services.spi.Verdict} whether the frame goes on. The engines are pure:
 * time is an argument, output goes through {@link dev.hayabashi.services.spi.ServiceHost}, disk through
 * {@link dev.hayabashi.services.dhcp.LeaseJournal} and sockets through {@link dev.hayabashi.services.dns.DnsUpstream}, whose completions come
 * back as calls on the same event loop.
 *
 * <p>Ports are trusted or not. What only a server or a router sends is dropped when it comes from a port that is not.
 *
 * <p>Everything belongs to one event loop; there is no lock and no volatile in this module.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.services;
