package dev.hayabashi.tapio.netlink;

import java.util.Optional;

/**
 * The kernel's counters of a netdev (struct rtnl_link_stats64). For a TAP "sent" is what its reader gets.
 *
 * @param framesReceived frames that came in
 * @param framesSent frames that went out
 * @param bytesReceived bytes that came in
 * @param bytesSent bytes that went out
 * @param receiveDrops frames dropped on their way in, also by hardware that found no buffer (rx_missed_errors)
 * @param sendDrops frames dropped on their way out; for a TAP those that found its queue full or nobody attached
 */
public record LinkStatistics(
        long framesReceived, long framesSent, long bytesReceived, long bytesSent, long receiveDrops, long sendDrops) {
    /** Of a netdev that was made just now. */
    public static final LinkStatistics NONE = new LinkStatistics(0, 0, 0, 0, 0, 0);

    /** Of a netdev that another process has looked at: -1, which no counter can be. */
    public static final LinkStatistics UNKNOWN = new LinkStatistics(-1, -1, -1, -1, -1, -1);

    private static final int RX_DROPPED_OFFSET = 48;
    private static final int TX_DROPPED_OFFSET = 56;
    private static final int RX_MISSED_ERRORS_OFFSET = 120;

    /** From RTM_NEWLINK. */
    static Optional<LinkStatistics> parse(MessageWalk walk) {
        return find(walk.attributes(Rtnl.IFINFOMSG_BYTES), Rtnl.IFLA_STATS64);
    }

    /** From RTM_NEWSTATS. */
    static Optional<LinkStatistics> parseStats(MessageWalk walk) {
        return find(walk.attributes(Rtnl.IF_STATS_MSG_BYTES), Rtnl.IFLA_STATS_LINK_64);
    }

    private static Optional<LinkStatistics> find(Attributes attributes, int type) {
        while (attributes.next()) {
            if (attributes.type() == type) {
                return Optional.of(new LinkStatistics(
                        attributes.longAt(0, 0),
                        attributes.longAt(8, 0),
                        attributes.longAt(16, 0),
                        attributes.longAt(24, 0),
                        attributes.longAt(RX_DROPPED_OFFSET, 0) + attributes.longAt(RX_MISSED_ERRORS_OFFSET, 0),
                        attributes.longAt(TX_DROPPED_OFFSET, 0)));
            }
        }
        return Optional.empty();
    }
}
