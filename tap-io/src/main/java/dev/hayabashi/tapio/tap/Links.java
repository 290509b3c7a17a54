package dev.hayabashi.tapio.tap;

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
}
