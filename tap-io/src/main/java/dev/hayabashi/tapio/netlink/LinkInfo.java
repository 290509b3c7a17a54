package dev.hayabashi.tapio.netlink;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One netdev as RTM_NEWLINK describes it.
 *
 * @param namespaceId id of its network namespace as seen from ours, or {@link #OWN_NAMESPACE}
 * @param ifindex interface index, unique within its namespace
 * @param name interface name
 * @param ethernet whether its frames are Ethernet (ARPHRD_ETHER)
 * @param adminUp IFF_UP
 * @param carrier IFF_LOWER_UP: for a TAP, whether somebody has it attached
 * @param carrierUps how often carrier came since the netdev was made, however shortly
 * @param noArp IFF_NOARP
 * @param mtuBytes MTU
 * @param address MAC address in the low 48 bits, 0 when it has none of that length
 * @param masterIfindex index of the bridge, bond or team it belongs to, 0 for none
 * @param txQueueLength frames
 * @param kind driver kind such as {@code tun}, {@code veth}, {@code bridge}; empty for physical ones
 * @param slaveKind kind of its master such as {@code bridge}; empty without one
 * @param alias ifalias, empty for none
 * @param qdisc kind of the root qdisc
 * @param ipv6AddressMode how IPv6 link-local addresses are made (IN6_ADDR_GEN_MODE_), or -1 without IPv6
 * @param tun present for kind {@code tun}
 */
public record LinkInfo(
        int namespaceId,
        int ifindex,
        String name,
        boolean ethernet,
        boolean adminUp,
        boolean carrier,
        int carrierUps,
        boolean noArp,
        int mtuBytes,
        long address,
        int masterIfindex,
        int txQueueLength,
        String kind,
        String slaveKind,
        String alias,
        String qdisc,
        int ipv6AddressMode,
        Optional<TunInfo> tun) {
    /** The namespace that the asking socket belongs to. */
    public static final int OWN_NAMESPACE = -1;

    /** Frames can pass: administratively up and with carrier. */
    public boolean up() {
        return adminUp && carrier;
    }

    /** The same netdev as seen from another namespace. */
    public LinkInfo inNamespace(int id) {
        return new LinkInfo(
                id,
                ifindex,
                name,
                ethernet,
                adminUp,
                carrier,
                carrierUps,
                noArp,
                mtuBytes,
                address,
                masterIfindex,
                txQueueLength,
                kind,
                slaveKind,
                alias,
                qdisc,
                ipv6AddressMode,
                tun);
    }

    // By hand: the virtual machine would make a record's own ones while the daemon starts, on the event loop.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LinkInfo that
                && namespaceId == that.namespaceId
                && ifindex == that.ifindex
                && ethernet == that.ethernet
                && adminUp == that.adminUp
                && carrier == that.carrier
                && carrierUps == that.carrierUps
                && noArp == that.noArp
                && mtuBytes == that.mtuBytes
                && address == that.address
                && masterIfindex == that.masterIfindex
                && txQueueLength == that.txQueueLength
                && ipv6AddressMode == that.ipv6AddressMode
                && name.equals(that.name)
                && kind.equals(that.kind)
                && slaveKind.equals(that.slaveKind)
                && alias.equals(that.alias)
                && qdisc.equals(that.qdisc)
                && tun.equals(that.tun);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * namespaceId + ifindex) + name.hashCode();
    }
}
