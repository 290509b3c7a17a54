package dev.hayabashi.tapio.netlink;

import java.util.Optional;

/** Turns RTM_NEWLINK and RTM_DELLINK into {@link LinkInfo}. */
final class LinkParser {
    private int namespaceId;
    private String name = "";
    private int mtuBytes;
    private long address;
    private int masterIfindex;
    private int txQueueLength;
    private int carrierUps;
    private String kind = "";
    private String slaveKind = "";
    private String alias = "";
    private String qdisc = "";
    private int ipv6AddressMode = -1;
    private Optional<TunInfo> tun = Optional.empty();

    private LinkParser(int namespaceId) {
        this.namespaceId = namespaceId;
    }

    /**
     * Reads the message that {@code walk} stands on.
     *
     * @param namespaceId where it came from; an IFLA_TARGET_NETNSID in the message overrides it
     * @return empty when it is too short or names no netdev
     */
    static Optional<LinkInfo> parse(MessageWalk walk, int namespaceId) {
        // family 7 (AF_BRIDGE) messages are about bridge ports and repeat a link only in part.
        if (walk.bodyLength() < Rtnl.IFINFOMSG_BYTES || walk.buffer().get(walk.body()) != Rtnl.AF_UNSPEC) {
            return Optional.empty();
        }
        LinkParser parser = new LinkParser(namespaceId);
        Attributes attributes = walk.attributes(Rtnl.IFINFOMSG_BYTES);
        while (attributes.next()) {
            parser.take(attributes);
        }
        int ifindex = walk.buffer().getInt(walk.body() + 4);
        int flags = walk.buffer().getInt(walk.body() + 8);
        boolean ethernet = walk.buffer().getShort(walk.body() + 2) == Rtnl.ARPHRD_ETHER;
        return parser.name.isEmpty() || ifindex <= 0
                ? Optional.empty()
                : Optional.of(parser.link(ifindex, ethernet, flags));
    }

    private void take(Attributes attribute) {
        switch (attribute.type()) {
            case Rtnl.IFLA_IFNAME -> name = attribute.string();
            case Rtnl.IFLA_MTU -> mtuBytes = attribute.intValue(0);
            case Rtnl.IFLA_ADDRESS -> address = attribute.macAddress(0);
            case Rtnl.IFLA_MASTER -> masterIfindex = attribute.intValue(0);
            case Rtnl.IFLA_TXQLEN -> txQueueLength = attribute.intValue(0);
            case Rtnl.IFLA_CARRIER_UP_COUNT -> carrierUps = attribute.intValue(0);
            case Rtnl.IFLA_IFALIAS -> alias = attribute.string();
            case Rtnl.IFLA_QDISC -> qdisc = attribute.string();
            case Rtnl.IFLA_TARGET_NETNSID -> namespaceId = attribute.intValue(namespaceId);
            case Rtnl.IFLA_LINKINFO -> takeKind(attribute.nested());
            case Rtnl.IFLA_AF_SPEC -> takeFamilies(attribute.nested());
            default -> {
                // Statistics, hardware details and what newer kernels add.
            }
        }
    }

    private void takeFamilies(Attributes family) {
        while (family.next()) {
            Attributes attribute = family.nested();
            while (family.type() == Rtnl.AF_INET6 && attribute.next()) {
                if (attribute.type() == Rtnl.IFLA_INET6_ADDR_GEN_MODE) {
                    ipv6AddressMode = attribute.byteValue(-1);
                }
            }
        }
    }

    private void takeKind(Attributes attribute) {
        while (attribute.next()) {
            switch (attribute.type()) {
                case Rtnl.IFLA_INFO_KIND -> kind = attribute.string();
                case Rtnl.IFLA_INFO_SLAVE_KIND -> slaveKind = attribute.string();
                case Rtnl.IFLA_INFO_DATA -> {
                    if (kind.equals("tun")) {
                        tun = Optional.of(TunInfo.parse(attribute.nested()));
                    }
                }
                default -> {
                    // Kind-specific data of the master.
                }
            }
        }
    }

    private LinkInfo link(int ifindex, boolean ethernet, int flags) {
        return new LinkInfo(
                namespaceId,
                ifindex,
                name,
                ethernet,
                (flags & Rtnl.IFF_UP) != 0,
                (flags & Rtnl.IFF_LOWER_UP) != 0,
                carrierUps,
                (flags & Rtnl.IFF_NOARP) != 0,
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
}
