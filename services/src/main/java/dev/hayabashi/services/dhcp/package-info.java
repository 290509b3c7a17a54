/**
 * A DHCPv4 server (RFC 2131, 2132, 3046, 3396, 3442, 4039, 4702, 6842) that answers inside the switch.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>{@link dev.hayabashi.services.dhcp.DhcpEngine} gets a message with the port that it came in by and sends the answer out of
 * the same port, to the client's MAC, in a frame with full checksums. {@code DhcpParser} reads it, {@code Exchange} is what
 * the server found out about it (subnet, identity, reservation), {@code ClientMessages} does what RFC 2131 section 4.3 says,
 * {@code AddressChooser} decides on the address, {@code ReplyBuilder} on the options, {@code ReplySender} on the addressing.
 *
 * <p><b>Offers are memory, leases are disk.</b> A DISCOVER is answered at once, without a probe and without the disk. A REQUEST
 * makes a binding in memory, so that nobody else gets the address, and hands it to the
 * {@link dev.hayabashi.services.dhcp.LeaseJournal}; the ACK leaves when the journal says that it is durable. After a crash at
 * any point the log therefore knows at least of every lease that a client knows of.
 *
 * <p><b>One binding per address.</b> {@code LeaseTable} is keyed by address; a second client cannot be put there before the
 * first one's time is over, it gave the address up, or its port was removed. A client that moves to another address holds
 * both until the new one is durable.
 *
 * <p><b>Two clocks.</b> While the server runs only the monotonic clock counts: a wall clock that jumps ends no lease. Wall time
 * is for the log and for people. When it jumps, the log is corrected; after a restart a lease has what is left of it by the
 * wall clock, but never more than its length.
 *
 * <p><b>Conflicts are seen, not probed for.</b> All ARP passes through the bridge, and {@code AddressSightings} remembers who
 * uses what. A sighting keeps a free address from being offered while there are others; it never empties the pool, because
 * guests can forge ARP.
 *
 * <p><b>Running guests are left alone.</b> A change of ranges or reservations is in force at a guest's next start: it may
 * renew what it has as long as the subnet stays.
 *
 * <h2>Limits</h2>
 *
 * <p>No plain BOOTP, no FORCERENEW, no authentication (RFC 3118), no failover. Options that do not fit into a reply are left
 * out, the least needed first, and counted; they do not overflow into the file and sname fields.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.services.dhcp;
