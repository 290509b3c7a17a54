package dev.hayabashi.tapio.netlink;

import dev.hayabashi.tapio.sys.NativeCallException;
import java.util.LinkedHashSet;
import java.util.Set;

/** The tables of nftables in a network namespace, asked of the kernel: running nft for that takes as long as opening ports. */
public final class PacketFilterTables {
    /** Family {@code ip}. */
    public static final int IPV4 = 2;

    /** Family {@code ip6}. */
    public static final int IPV6 = 10;

    private static final int NETLINK_NETFILTER = 12;
    private static final int NFT_MSG_GETTABLE = (10 << 8) | 1;
    private static final int NFTA_TABLE_NAME = 1;
    private static final int NFGENMSG_BYTES = 4;

    private PacketFilterTables() {}

    /**
     * The names of a family's tables in the namespace of the calling thread.
     *
     * @param family {@link #IPV4} or {@link #IPV6}
     * @throws NativeCallException when the kernel knows no nftables, or refuses, as it does without CAP_NET_ADMIN
     */
    public static Set<String> names(int family) {
        Set<String> names = new LinkedHashSet<>();
        try (NetlinkSocket socket = NetlinkSocket.open(NETLINK_NETFILTER)) {
            // struct nfgenmsg: family in its first octet, the others 0.
            Request request = new Request(NFT_MSG_GETTABLE, 0).octets(family, 0, 0, 0);
            NetlinkSocket.Outcome outcome = socket.dump(request, walk -> {
                Attributes attributes = walk.attributes(NFGENMSG_BYTES);
                while (attributes.next()) {
                    if (attributes.type() == NFTA_TABLE_NAME) {
                        names.add(attributes.string());
                    }
                }
            });
            if (outcome.error() != 0) {
                throw NativeCallException.of("NFT_MSG_GETTABLE", "nftables", outcome.error(), outcome.text());
            }
            return names;
        }
    }
}
