package dev.hayabashi.services.dhcp;

import dev.hayabashi.services.wire.Ipv4;
import dev.hayabashi.services.wire.Ipv4Prefix;
import java.util.List;

/**
 * A network that addresses are leased in: the bridge's own, or one behind a relay.
 *
 * @param prefix the network
 * @param router its default gateway, 0 for none (an isolated network)
 * @param ranges addresses for clients without a reservation; empty means reservations only
 * @param exclusions addresses in the ranges that are not leased; the router, the server, the network and the broadcast
 *     address never are
 */
public record DhcpSubnet(Ipv4Prefix prefix, int router, List<AddressRange> ranges, List<AddressRange> exclusions) {
    /** A pool's bookkeeping is bounded by this; a /16. */
    public static final int MAX_POOL_ADDRESSES = 65_536;

    public DhcpSubnet {
        ranges = List.copyOf(ranges);
        exclusions = List.copyOf(exclusions);
        long addresses = 0;
        for (int i = 0; i < ranges.size(); i++) {
            AddressRange range = ranges.get(i);
            if (!prefix.contains(range.first()) || !prefix.contains(range.last())) {
                throw new IllegalArgumentException("range " + range + " is not inside " + prefix);
            }
            for (AddressRange other : ranges.subList(0, i)) {
                if (other.contains(range.first()) || range.contains(other.first())) {
                    throw new IllegalArgumentException("ranges " + other + " and " + range + " overlap");
                }
            }
            addresses += range.size();
        }
        if (addresses > MAX_POOL_ADDRESSES) {
            throw new IllegalArgumentException(
                    "the ranges of " + prefix + " have " + addresses + " addresses, more than " + MAX_POOL_ADDRESSES);
        }
        if (router != 0 && !prefix.isHost(router)) {
            throw new IllegalArgumentException("router " + Ipv4.format(router) + " is not a host of " + prefix);
        }
    }

    /** True when a client may have that address at all, by a range or by a reservation. */
    boolean mayBeLeased(int address) {
        return prefix.isHost(address) && address != router;
    }

    /** True when a client without a reservation may have that address. */
    boolean isInPool(int address) {
        if (!mayBeLeased(address)) {
            return false;
        }
        for (AddressRange exclusion : exclusions) {
            if (exclusion.contains(address)) {
                return false;
            }
        }
        for (AddressRange range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
