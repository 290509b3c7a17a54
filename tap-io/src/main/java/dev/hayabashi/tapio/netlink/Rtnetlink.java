package dev.hayabashi.tapio.netlink;

import dev.hayabashi.tapio.sys.Errno;
import dev.hayabashi.tapio.sys.NativeCallException;
import dev.hayabashi.tapio.sys.NetNamespace;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Links and addresses of one network namespace: that of the thread which opened it. Blocking, not thread-safe, meant to
 * be closed after a few requests.
 *
 * <p>Every method throws {@link NativeCallException} with the kernel's own words when it refuses.
 */
public final class Rtnetlink implements AutoCloseable {
    private final NetlinkSocket socket;

    private Rtnetlink(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Opens a client for the calling thread's namespace. */
    public static Rtnetlink open() {
        return new Rtnetlink(NetlinkSocket.open());
    }

    NetlinkSocket socket() {
        return socket;
    }

    /** The netdev of this name. */
    public Optional<LinkInfo> link(String name) {
        return get(
                name,
                new Request(Rtnl.RTM_GETLINK, 0)
                        .link(Rtnl.AF_UNSPEC, 0, 0, 0)
                        .putInt(Rtnl.IFLA_EXT_MASK, Rtnl.RTEXT_FILTER_SKIP_STATS)
                        .putString(Rtnl.IFLA_IFNAME, name));
    }

    /** The netdev with this index. */
    public Optional<LinkInfo> link(int ifindex) {
        return get(
                "ifindex " + ifindex,
                new Request(Rtnl.RTM_GETLINK, 0)
                        .link(Rtnl.AF_UNSPEC, ifindex, 0, 0)
                        .putInt(Rtnl.IFLA_EXT_MASK, Rtnl.RTEXT_FILTER_SKIP_STATS));
    }

    private Optional<LinkInfo> get(String about, Request request) {
        List<LinkInfo> found = new ArrayList<>();
        NetlinkSocket.Outcome outcome = socket.query(
                request, walk -> LinkParser.parse(walk, LinkInfo.OWN_NAMESPACE).ifPresent(found::add));
        if (outcome.error() == Errno.ENODEV.code()) {
            return Optional.empty();
        }
        if (outcome.error() != 0) {
            throw NativeCallException.of("RTM_GETLINK", about, outcome.error(), outcome.text());
        }
        return found.stream().findFirst();
    }

    /** The kernel's counters of a netdev; empty when there is none with this index. */
    public Optional<LinkStatistics> statistics(int ifindex) {
        return statistics(LinkInfo.OWN_NAMESPACE, ifindex);
    }

    /**
     * The kernel's counters of a netdev; empty when there is none with this index, or no such namespace any more.
     *
     * @param namespaceId {@link LinkInfo#OWN_NAMESPACE}, or an id from {@link #namespaceId}
     */
    public Optional<LinkStatistics> statistics(int namespaceId, int ifindex) {
        List<LinkStatistics> found = new ArrayList<>();
        Request request = new Request(Rtnl.RTM_GETLINK, 0).link(Rtnl.AF_UNSPEC, ifindex, 0, 0);
        if (namespaceId != LinkInfo.OWN_NAMESPACE) {
            request.putInt(Rtnl.IFLA_TARGET_NETNSID, namespaceId);
        }
        NetlinkSocket.Outcome outcome =
                socket.query(request, walk -> LinkStatistics.parse(walk).ifPresent(found::add));
        boolean namespaceGone = namespaceId != LinkInfo.OWN_NAMESPACE && outcome.error() == Errno.EINVAL.code();
        if (outcome.error() != 0 && outcome.error() != Errno.ENODEV.code() && !namespaceGone) {
            throw NativeCallException.of("RTM_GETLINK", "ifindex " + ifindex, outcome.error(), outcome.text());
        }
        return found.stream().findFirst();
    }

    /** The kernel's counters of all netdevs of the namespace, by index; a fifth of the work of {@link #links}. */
    public void allStatistics(BiConsumer<Integer, LinkStatistics> each) {
        NetlinkSocket.Outcome outcome =
                socket.dump(new Request(Rtnl.RTM_GETSTATS, 0).statistics(0, Rtnl.IFLA_STATS_FILTER_LINK_64), walk -> {
                    if (walk.type() == Rtnl.RTM_NEWSTATS && walk.bodyLength() >= Rtnl.IF_STATS_MSG_BYTES) {
                        int ifindex = walk.buffer().getInt(walk.body() + Integer.BYTES);
                        LinkStatistics.parseStats(walk).ifPresent(statistics -> each.accept(ifindex, statistics));
                    }
                });
        if (outcome.error() != 0) {
            throw NativeCallException.of("RTM_GETSTATS", "all links", outcome.error(), outcome.text());
        }
    }

    /** All netdevs of the namespace. */
    public List<LinkInfo> links() {
        List<LinkInfo> found = new ArrayList<>();
        Request request = new Request(Rtnl.RTM_GETLINK, 0)
                .link(Rtnl.AF_UNSPEC, 0, 0, 0)
                .putInt(Rtnl.IFLA_EXT_MASK, Rtnl.RTEXT_FILTER_SKIP_STATS);
        NetlinkSocket.Outcome outcome = socket.dump(
                request, walk -> LinkParser.parse(walk, LinkInfo.OWN_NAMESPACE).ifPresent(found::add));
        if (outcome.error() != 0) {
            throw NativeCallException.of("RTM_GETLINK", "all links", outcome.error(), outcome.text());
        }
        return found;
    }

    /**
     * Changes a netdev.
     *
     * @param name for messages
     */
    public void change(String name, LinkChange change) {
        socket.request("RTM_SETLINK", name, change.request());
    }

    /** Deletes a netdev; one that is gone already is fine. */
    public void delete(String name, int ifindex) {
        NetlinkSocket.Outcome outcome =
                socket.tryRequest(new Request(Rtnl.RTM_DELLINK, 0).link(Rtnl.AF_UNSPEC, ifindex, 0, 0));
        if (outcome.error() != 0 && outcome.error() != Errno.ENODEV.code()) {
            throw NativeCallException.of("RTM_DELLINK", name, outcome.error(), outcome.text());
        }
    }

    /** Creates a pair of veth netdevs. */
    public void addVethPair(String name, String peer) {
        Request request = new Request(Rtnl.RTM_NEWLINK, Rtnl.NLM_F_CREATE | Rtnl.NLM_F_EXCL)
                .link(Rtnl.AF_UNSPEC, 0, 0, 0)
                .putString(Rtnl.IFLA_IFNAME, name)
                .begin(Rtnl.IFLA_LINKINFO)
                .putString(Rtnl.IFLA_INFO_KIND, "veth")
                .begin(Rtnl.IFLA_INFO_DATA)
                .begin(Rtnl.VETH_INFO_PEER)
                .link(Rtnl.AF_UNSPEC, 0, 0, 0)
                .putString(Rtnl.IFLA_IFNAME, peer)
                .end()
                .end()
                .end();
        socket.request("RTM_NEWLINK", name, request);
    }

    /**
     * Gives a netdev an IPv4 or IPv6 address. IPv6 addresses skip duplicate detection, so that they serve at once.
     *
     * @return false when it had the address already
     */
    public boolean addAddress(String name, int ifindex, InterfaceAddress address) {
        InetAddress ip = address.address();
        boolean v4 = ip instanceof Inet4Address;
        Request request = new Request(Rtnl.RTM_NEWADDR, Rtnl.NLM_F_CREATE | Rtnl.NLM_F_EXCL)
                .address(v4 ? Rtnl.AF_INET : Rtnl.AF_INET6, address.prefixLength(), v4 ? 0 : Rtnl.IFA_F_NODAD, ifindex)
                .put(Rtnl.IFA_LOCAL, ip.getAddress())
                .put(Rtnl.IFA_ADDRESS, ip.getAddress());
        if (v4 && address.prefixLength() < 31) {
            request.put(Rtnl.IFA_BROADCAST, address.broadcast());
        }
        NetlinkSocket.Outcome outcome = socket.tryRequest(request);
        if (outcome.error() != 0 && outcome.error() != Errno.EEXIST.code()) {
            throw NativeCallException.of("RTM_NEWADDR", name + " " + address, outcome.error(), outcome.text());
        }
        return outcome.error() == 0;
    }

    /** Takes an address away; one that is not there is fine. */
    public void removeAddress(String name, int ifindex, InterfaceAddress address) {
        boolean v4 = address.address() instanceof Inet4Address;
        Request request = new Request(Rtnl.RTM_DELADDR, 0)
                .address(v4 ? Rtnl.AF_INET : Rtnl.AF_INET6, address.prefixLength(), 0, ifindex)
                .put(Rtnl.IFA_LOCAL, address.address().getAddress());
        NetlinkSocket.Outcome outcome = socket.tryRequest(request);
        if (outcome.error() != 0
                && outcome.error() != Errno.EADDRNOTAVAIL.code()
                && outcome.error() != Errno.ENODEV.code()) {
            throw NativeCallException.of("RTM_DELADDR", name + " " + address, outcome.error(), outcome.text());
        }
    }

    /**
     * Id by which this namespace knows {@code other}; one is assigned where there is none. It lasts as long as the other
     * namespace.
     */
    public int namespaceId(NetNamespace other) {
        int known = findNamespaceId(other);
        if (known >= 0) {
            return known;
        }
        NetlinkSocket.Outcome outcome = socket.tryRequest(new Request(Rtnl.RTM_NEWNSID, 0)
                .generic()
                .putInt(Rtnl.NETNSA_NSID, -1)
                .putInt(Rtnl.NETNSA_FD, other.descriptor()));
        if (outcome.error() != 0 && outcome.error() != Errno.EEXIST.code()) {
            throw NativeCallException.of("RTM_NEWNSID", other.name(), outcome.error(), outcome.text());
        }
        return findNamespaceId(other);
    }

    private int findNamespaceId(NetNamespace other) {
        int[] found = {LinkInfo.OWN_NAMESPACE};
        Request request = new Request(Rtnl.RTM_GETNSID, 0).generic().putInt(Rtnl.NETNSA_FD, other.descriptor());
        NetlinkSocket.Outcome outcome = socket.query(request, walk -> {
            Attributes attributes = walk.attributes(Rtnl.RTGENMSG_BYTES);
            while (attributes.next()) {
                if (attributes.type() == Rtnl.NETNSA_NSID) {
                    found[0] = attributes.intValue(LinkInfo.OWN_NAMESPACE);
                }
            }
        });
        if (outcome.error() != 0) {
            throw NativeCallException.of("RTM_GETNSID", other.name(), outcome.error(), outcome.text());
        }
        return found[0];
    }

    @Override
    public void close() {
        socket.close();
    }
}
