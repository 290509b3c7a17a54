package dev.hayabashi.tapio.netlink;

import org.jspecify.annotations.Nullable;

/**
 * What the kernel says about a tun/tap netdev.
 *
 * @param tap true for a TAP (Ethernet), false for a TUN (IP)
 * @param ownerUid uid that may attach, or {@link #NOBODY}
 * @param groupGid gid that may attach, or {@link #NOBODY}
 * @param vnetHeader whether frames carry a virtio-net header
 * @param persistent whether the netdev outlives its last descriptor
 * @param multiQueue whether it was created with IFF_MULTI_QUEUE
 */
public record TunInfo(
        boolean tap, long ownerUid, long groupGid, boolean vnetHeader, boolean persistent, boolean multiQueue) {
    /** No owner, no group. */
    public static final long NOBODY = -1;

    static final int IFF_TAP = 2;

    static TunInfo parse(Attributes attributes) {
        long owner = NOBODY;
        long group = NOBODY;
        boolean tap = false;
        boolean vnetHeader = false;
        boolean persistent = false;
        boolean multiQueue = false;
        while (attributes.next()) {
            switch (attributes.type()) {
                case Rtnl.IFLA_TUN_OWNER -> owner = attributes.intValue(-1) & 0xffff_ffffL;
                case Rtnl.IFLA_TUN_GROUP -> group = attributes.intValue(-1) & 0xffff_ffffL;
                case Rtnl.IFLA_TUN_TYPE -> tap = attributes.byteValue(0) == IFF_TAP;
                case Rtnl.IFLA_TUN_VNET_HDR -> vnetHeader = attributes.byteValue(0) != 0;
                case Rtnl.IFLA_TUN_PERSIST -> persistent = attributes.byteValue(0) != 0;
                case Rtnl.IFLA_TUN_MULTI_QUEUE -> multiQueue = attributes.byteValue(0) != 0;
                default -> {
                    // Numbers of queues and what newer kernels add.
                }
            }
        }
        return new TunInfo(tap, owner, group, vnetHeader, persistent, multiQueue);
    }

    // By hand, as in LinkInfo.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TunInfo that
                && tap == that.tap
                && ownerUid == that.ownerUid
                && groupGid == that.groupGid
                && vnetHeader == that.vnetHeader
                && persistent == that.persistent
                && multiQueue == that.multiQueue;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(ownerUid) + Long.hashCode(groupGid);
    }
}
