package dev.hayabashi.tapio.tap;

import dev.hayabashi.tapio.netlink.LinkChange;
import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.Rtnetlink;
import dev.hayabashi.tapio.sys.Errno;
import dev.hayabashi.tapio.sys.NativeCallException;

/** Looking up a netdev that must be there because it was just made or seen. */
final class Links {
    private Links() {}

    static LinkInfo present(Rtnetlink rtnetlink, String name) {
        return rtnetlink
                .link(name)
                .orElseThrow(() -> NativeCallException.of(
                        "RTM_GETLINK", name, Errno.ENODEV.code(), "it vanished while it was set up"));
    }

    /**
     * Gives a netdev the settings back that it had.
     *
     * @param before how it was found
     * @param ipv6Before whether IPv6 was on
     */
    static void restore(Rtnetlink rtnetlink, LinkInfo before, boolean ipv6Before) {
        // First, as a netdev with an MTU below 1280 has no IPv6 to be set.
        rtnetlink.change(
                before.name(),
                LinkChange.of(before.ifindex()).mtu(before.mtuBytes()).txQueueLength(before.txQueueLength()));
        if (ipv6Before) {
            Ipv6.enable(before.name());
        }
        rtnetlink.change(
                before.name(),
                LinkChange.of(before.ifindex())
                        .ipv6AddressMode(before.ipv6AddressMode())
                        .arp(!before.noArp())
                        .up(before.adminUp()));
    }
}
