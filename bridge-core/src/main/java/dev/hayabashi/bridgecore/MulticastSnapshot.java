package dev.hayabashi.bridgecore;

import java.util.List;

/**
 * What snooping knows at one moment.
 *
 * @param domains the VLANs and families in which group traffic was seen
 * @param groups the groups with members
 * @param refusedJoins joins that a limit refused so far
 */
public record MulticastSnapshot(List<Domain> domains, List<Group> groups, long refusedJoins) {
    /** Nothing; what a bridge that does not snoop shows. */
    public static final MulticastSnapshot NONE = new MulticastSnapshot(List.of(), List.of(), 0);

    /**
     * One family in one VLAN.
     *
     * @param vlan the VLAN; 0 when the bridge does not filter
     * @param ipv6 MLD or IGMP
     * @param ownQuerier whether the bridge asks
     * @param querierPort number of the port that the elected querier is behind; 0 for none or the bridge
     * @param querierHigh upper half of its address; 0 for IPv4
     * @param querierLow lower half of its address
     * @param complete whether frames for groups without members are kept from ports; they flood until all had time to answer
     * @param routerPorts numbers of the ports that routers are behind
     */
    public record Domain(
            int vlan,
            boolean ipv6,
            boolean ownQuerier,
            int querierPort,
            long querierHigh,
            long querierLow,
            boolean complete,
            List<Integer> routerPorts) {}

    /**
     * A group in one VLAN.
     *
     * @param vlan the VLAN; 0 when the bridge does not filter
     * @param ipv6 whether the address is of IPv6
     * @param high upper half of the address; 0 for IPv4
     * @param low lower half of the address
     * @param members who wants its frames
     */
    public record Group(int vlan, boolean ipv6, long high, long low, List<Member> members) {}

    /**
     * A port that members of a group are behind.
     *
     * @param portNumber number of the port
     * @param remainingSeconds after this time without an answer it is none any more
     */
    public record Member(int portNumber, double remainingSeconds) {}
}
