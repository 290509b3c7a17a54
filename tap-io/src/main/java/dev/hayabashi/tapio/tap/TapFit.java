package dev.hayabashi.tapio.tap;

import dev.hayabashi.tapio.netlink.LinkInfo;
import dev.hayabashi.tapio.netlink.TunInfo;
import dev.hayabashi.tapio.sys.UnfitDeviceException;

/** Whether a netdev that exists can serve as a port's TAP. */
final class TapFit {
    private TapFit() {}

    /**
     * Returns when it fits.
     *
     * @throws UnfitDeviceException with the reason and what to do when it does not
     */
    static void check(LinkInfo link, Owner owner) {
        checkKind(link);
        checkOwner(link, owner);
    }

    /** As {@link #check}, whoever it belongs to. */
    static void checkKind(LinkInfo link) {
        String name = link.name();
        TunInfo tun = link.tun().orElse(null);
        if (tun == null) {
            String kind = link.kind().isEmpty() ? "a physical netdev" : "a netdev of kind " + link.kind();
            throw new UnfitDeviceException(
                    name, "exists and is " + kind + ", not a TAP", "use kind: netdev for it, or another name");
        }
        if (!tun.tap()) {
            throw new UnfitDeviceException(
                    name,
                    "exists and is a TUN (IP packets), not a TAP (Ethernet)",
                    "use another name, or: ip link del " + name);
        }
        if (tun.multiQueue()) {
            throw new UnfitDeviceException(
                    name,
                    "exists and is a multi-queue TAP, which one queue cannot attach to (EINVAL)",
                    "make it again without multi_queue, or delete it and let the bridge make it: ip link del " + name);
        }
        if (link.masterIfindex() != 0) {
            throw new UnfitDeviceException(
                    name,
                    "belongs to a kernel " + (link.slaveKind().isEmpty() ? "master device" : link.slaveKind()),
                    "take it out first: ip link set " + name + " nomaster");
        }
    }

    /** As {@link #check}, for a netdev of which {@link #checkKind} found nothing wrong. */
    static void checkOwner(LinkInfo link, Owner owner) {
        String name = link.name();
        TunInfo tun = link.tun().orElseThrow();
        if (tun.ownerUid() != TunInfo.NOBODY && tun.ownerUid() != owner.uid()) {
            throw new UnfitDeviceException(
                    name,
                    "belongs to uid " + tun.ownerUid() + ", not to " + owner.uid(),
                    "set owner: \"" + tun.ownerUid() + ":…\", or delete it: ip link del " + name);
        }
        if (tun.groupGid() != TunInfo.NOBODY && tun.groupGid() != owner.gid()) {
            throw new UnfitDeviceException(
                    name,
                    "belongs to gid " + tun.groupGid() + ", not to " + owner.gid(),
                    "set owner: \"" + owner.uid() + ":" + tun.groupGid() + "\", or delete it: ip link del " + name);
        }
    }

    /** True when user and group are exactly these. */
    static boolean belongsTo(LinkInfo link, Owner owner) {
        return link.tun()
                .map(tun -> tun.ownerUid() == owner.uid() && tun.groupGid() == owner.gid())
                .orElse(false);
    }

    /** True when any user of the machine could attach to it. */
    static boolean ownerless(LinkInfo link) {
        return link.tun()
                .map(tun -> tun.ownerUid() == TunInfo.NOBODY && tun.groupGid() == TunInfo.NOBODY)
                .orElse(false);
    }
}
