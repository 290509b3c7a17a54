package dev.hayabashi.tapio.drops;

import dev.hayabashi.tapio.netlink.LinkStatistics;
import java.util.Optional;

/** One look at the kernel's counters. */
@FunctionalInterface
public interface KernelLook {
    /**
     * The counters of a netdev; empty when it is not there.
     *
     * @param namespaceId as in {@link dev.hayabashi.tapio.netlink.LinkInfo#namespaceId}
     */
    Optional<LinkStatistics> of(int namespaceId, int ifindex);
}
