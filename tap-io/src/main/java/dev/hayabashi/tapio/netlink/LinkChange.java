package dev.hayabashi.tapio.netlink;

import dev.hayabashi.tapio.sys.NetNamespace;

/**
 * Changes to one netdev that the kernel makes in one request, in its own order: namespace, address, MTU, name, alias,
 * and flags last. Not all-or-nothing: what came before a refused part stays.
 */
public final class LinkChange {
    private final Request request;
    private int flags;
    private int change;

    private LinkChange(int ifindex) {
        this.request = new Request(Rtnl.RTM_SETLINK, 0);
        request.link(Rtnl.AF_UNSPEC, ifindex, 0, 0);
    }

    /** Starts a change of the netdev with this index. */
    public static LinkChange of(int ifindex) {
        return new LinkChange(ifindex);
    }

    /** Sets the administrative state. */
    public LinkChange up(boolean up) {
        return flag(Rtnl.IFF_UP, up);
    }

    /** With false the host neither answers nor asks ARP on it. */
    public LinkChange arp(boolean arp) {
        return flag(Rtnl.IFF_NOARP, !arp);
    }

    private LinkChange flag(int bit, boolean on) {
        change |= bit;
        flags = on ? flags | bit : flags & ~bit;
        return this;
    }

    public LinkChange mtu(int bytes) {
        request.putInt(Rtnl.IFLA_MTU, bytes);
        return this;
    }

    /** @param address MAC address in the low 48 bits */
    public LinkChange address(long address) {
        byte[] octets = new byte[6];
        for (int i = 0; i < 6; i++) {
            octets[i] = (byte) (address >>> (40 - 8 * i));
        }
        request.put(Rtnl.IFLA_ADDRESS, octets);
        return this;
    }

    public LinkChange name(String name) {
        request.putString(Rtnl.IFLA_IFNAME, name);
        return this;
    }

    /** Text that {@code ip link} shows; at most 255 bytes. */
    public LinkChange alias(String alias) {
        request.putString(Rtnl.IFLA_IFALIAS, alias);
        return this;
    }

    /** Frames that wait for a TAP's reader; the kernel resizes the ring at once. */
    public LinkChange txQueueLength(int frames) {
        request.putInt(Rtnl.IFLA_TXQLEN, frames);
        return this;
    }

    /** Moves it to another network namespace; an attached TAP descriptor stays attached. */
    public LinkChange namespace(NetNamespace namespace) {
        request.putInt(Rtnl.IFLA_NET_NS_FD, namespace.descriptor());
        return this;
    }

    /** No link-local IPv6 address is made when it comes up (addrgenmode none). */
    public LinkChange noLinkLocalAddress() {
        return ipv6AddressMode(Rtnl.IN6_ADDR_GEN_MODE_NONE);
    }

    /** @param mode as in {@link LinkInfo#ipv6AddressMode}; a negative one changes nothing */
    public LinkChange ipv6AddressMode(int mode) {
        if (mode >= 0) {
            request.begin(Rtnl.IFLA_AF_SPEC)
                    .begin(Rtnl.AF_INET6)
                    .putByte(Rtnl.IFLA_INET6_ADDR_GEN_MODE, mode)
                    .end()
                    .end();
        }
        return this;
    }

    Request request() {
        return request.linkFlags(flags, change);
    }
}
