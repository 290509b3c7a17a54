package dev.hayabashi.daemon.api;

import java.util.List;

/**
 * What multicast snooping knows of a bridge.
 *
 * @param bridge name of the bridge
 * @param snooping whether it snoops; all groups flood where it does not
 * @param refusedJoins joins that `group-limit` or `port-group-limit` refused so far
 * @param vlans who asks for members, for each VLAN and family
 * @param groups the groups that somebody has joined
 */
public record GroupsView(
        String bridge, boolean snooping, long refusedJoins, List<QuerierView> vlans, List<GroupView> groups) {
    /**
     * One family in one VLAN.
     *
     * @param vlan the VLAN; 0 when the bridge does not filter
     * @param family {@code ipv4} (IGMP) or {@code ipv6} (MLD)
     * @param querier {@code self}, the address of the elected querier, or empty when nobody asks
     * @param querierPort port that the querier is behind; empty for none or the bridge itself
     * @param complete whether all had time to answer; until then all groups flood
     * @param routerPorts ports that multicast routers are behind: they get all groups and all reports
     */
    public record QuerierView(
            int vlan, String family, String querier, String querierPort, boolean complete, List<String> routerPorts) {}

    /**
     * A group.
     *
     * @param vlan VLAN that it was joined in; 0 when the bridge does not filter
     * @param group its address
     * @param members ports that get its frames
     */
    public record GroupView(int vlan, String group, List<MemberView> members) {}

    /**
     * A port that members are behind.
     *
     * @param port name of the port
     * @param remainingSeconds after this time without an answer it is a member no more
     */
    public record MemberView(String port, double remainingSeconds) {}
}
