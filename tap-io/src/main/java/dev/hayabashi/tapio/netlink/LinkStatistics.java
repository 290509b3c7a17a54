package dev.hayabashi.tapio.netlink;

import java.util.Optional;

/**
 * The kernel's counters of a netdev (struct rtnl_link_stats64). For a TAP "sent" is what its reader gets.
 *
 * @param framesReceived frames that came in
 * @param framesSent frames that went out
 * @param bytesReceived bytes that came in
 * @param bytesSent bytes that went out
 * @param receiveDrops frames dropped on their way in
 * @param sendDrops frames dropped on their way out; for a TAP those that found its queue full or nobody attached
 */
public record LinkStatistics(
        long framesReceived, long framesSent, long bytesReceived, long bytesSent, long receiveDrops, long sendDrops) {
    static Optional<LinkStatistics> parse(MessageWalk walk) {
        Attributes attributes = walk.attributes(Rtnl.IFINFOMSG_BYTES);
        while (attributes.next()) {
            if (attributes.type() == Rtnl.IFLA_STATS64) {
                return Optional.of(new LinkStatistics(
                        attributes.longAt(0, 0),
                        attributes.longAt(8, 0),
                        attributes.longAt(16, 0),
                        attributes.longAt(24, 0),
                        attributes.longAt(48, 0),
                        attributes.longAt(56, 0)));
            }
        }
        return Optional.empty();
    }
}
