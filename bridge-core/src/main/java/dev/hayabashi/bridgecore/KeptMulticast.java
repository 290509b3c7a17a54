package dev.hayabashi.bridgecore;

import java.util.List;

/**
 * What multicast snooping knows, for the process that goes on with the bridge. Plain values, fit for JSON; moments are as
 * {@link System#nanoTime} tells them, which all processes share.
 *
 * @param domains families and VLANs in which something was seen
 * @param groups groups with members
 * @param unsettled ports that began to forward a short time ago
 * @param refusedJoins joins that were beyond a limit
 */
public record KeptMulticast(List<Domain> domains, List<Group> groups, List<Member> unsettled, long refusedJoins) {
    /**
     * IPv4 or IPv6 in one VLAN.
     *
     * @param vlan the VLAN, 0 while the bridge does not filter
     * @param hasOther whether somebody else than the bridge is the elected querier; the next four say who, where and until when
     * @param otherHigh upper half of its address
     * @param otherLow lower half, or the IPv4 address
     * @param otherPort number of the port that it is behind
     * @param otherUntilNanos when it is taken for gone
     * @param intervalNanos time between general queries
     * @param asked whether anybody asks
     * @param completeNanos when all have had the time to answer
     * @param nextQueryNanos when the bridge asks next
     * @param startupQueriesLeft how often it still asks after a shorter time
     * @param routers ports behind which routers are
     * @param askers ports behind which switches ask for want of a router
     */
    public record Domain(
            int vlan,
            boolean ipv6,
            boolean hasOther,
            long otherHigh,
            long otherLow,
            int otherPort,
            long otherUntilNanos,
            long intervalNanos,
            boolean asked,
            long completeNanos,
            long nextQueryNanos,
            int startupQueriesLeft,
            List<Member> routers,
            List<Member> askers) {}

    /**
     * A group.
     *
     * @param vlan VLAN of its domain
     * @param ipv6 family of its domain
     * @param high upper half of its address
     * @param low lower half, or the IPv4 address
     * @param members ports that members are behind
     */
    public record Group(int vlan, boolean ipv6, long high, long low, List<Member> members) {}

    /**
     * A port for some time.
     *
     * @param port its number
     * @param untilNanos until when
     * @param questionsLeft how often it is still to be asked
     */
    public record Member(int port, long untilNanos, int questionsLeft) {}
}
