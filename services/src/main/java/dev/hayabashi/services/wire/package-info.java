/**
 * Ethernet, ARP, IPv4, IPv6, UDP and ICMPv6 as far as the services need them.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>{@link dev.hayabashi.services.wire.TrafficFilter} looks at every frame that a bridge takes in, so it reads a few fields
 * and allocates nothing; for nearly all traffic its answer is {@code OTHER} after two comparisons. What is for a service
 * is then read through a <em>view</em> ({@link dev.hayabashi.services.wire.UdpPacket},
 * {@link dev.hayabashi.services.wire.ArpPacket}, {@link dev.hayabashi.services.wire.Icmpv6Packet}): one object per engine that is
 * wrapped around the frame's memory, checks every length and checksum once, and answers {@code false} for anything that
 * is not exactly such a packet. Nothing here throws because of what a frame contains.
 *
 * <p>Guests on virtio-net hand over frames whose transport checksum is not filled in (the {@code NEEDS_CSUM} flag of the
 * virtio-net header). The views take those; the {@link dev.hayabashi.services.wire.FrameWriter} always writes full ones, because
 * raw-socket clients such as ISC dhclient verify them in software.
 *
 * <h2>Limits</h2>
 *
 * <p>VLAN-tagged frames are nobody's business here: the services belong to the untagged segment. Fragments are never
 * reassembled; no DHCP or DNS client in use sends any. IPv6 extension headers are walked up to a bound.
 *
 * <p>IPv4 addresses are {@code int}s in network order of significance, MAC addresses the low 48 bits of a {@code long}:
 * comparing them costs nothing. Views and writers expect big-endian buffers, which is what {@code Frame} has.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.services.wire;
