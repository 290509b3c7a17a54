package dev.hayabashi.tapio.netlink;

import dev.hayabashi.tapio.sys.Errno;
import dev.hayabashi.tapio.sys.NativeCallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Shortcuts in the kernel: frames of one station to another leave by the netdev of the other as soon as they come in, ahead of the
 * {@link TrafficControl#redirect} that takes all others to us (docs/adr/0029).
 *
 * <p>A shortcut takes untagged IPv4 and IPv6 with TCP or UDP and nothing else: no fragments, no options or extension headers, and
 * none of the ports that services and guards look at. Those, and everything that is not looked into here, go our way.
 *
 * <pre>
 *   action mirred INDEX: redirect to the other VMM's TAP          counts what both protocols have sent through
 *   filter prio 0x4000 + 2 SLOT      ip    1 TCP, 5 UDP: INDEX    2 to 4 DHCP, DNS: our TAP
 *   filter prio 0x4000 + 2 SLOT + 1  ipv6  the same
 * </pre>
 *
 * <p>The action is an object of its own, so that its counters are still there when the filters are not: what they say once nothing
 * is bound to it any more is all that ever went this way. Priorities are one shortcut's own, so that one request takes all filters of
 * a protocol away at once.
 */
public final class ShortcutFilters implements ShortcutTable {
    /** Shortcuts that may begin at one netdev. */
    public static final int SLOTS = 32;

    // No filter, no netdev, no qdisc.
    private static final List<Integer> NOTHING_THERE =
            List.of(Errno.ENOENT.code(), Errno.ENODEV.code(), Errno.EINVAL.code());
    private static final int FIRST_PRIORITY = 0x4000;
    private static final int FIRST_INDEX = 0x4842_0000;
    private static final int INDEX_TRIES = 4096;
    private static final int MIRRED_BYTES = 28;
    // The kernel lets go of an action some time after the filter that led to it.
    private static final int UNBIND_TRIES = 200;
    private static final long UNBIND_NANOS = 5_000_000;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int DNS = 53;
    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV6_HEADER_BYTES = 40;

    private final Rtnetlink rtnetlink;
    private final String bridge;

    /** @param bridge name of the bridge that the shortcuts are for; those of another bridge are not touched */
    public ShortcutFilters(Rtnetlink rtnetlink, String bridge) {
        this.rtnetlink = rtnetlink;
        this.bridge = bridge;
    }

    @Override
    public int add(Way way) {
        int index = addAction(way);
        try {
            addFilters(way, index, Rtnl.ETH_P_IP, way.slot() * 2);
            addFilters(way, index, Rtnl.ETH_P_IPV6, way.slot() * 2 + 1);
        } catch (RuntimeException e) {
            try {
                removeFilters(way);
                removeAction(index);
            } catch (NativeCallException kept) {
                e.addSuppressed(kept);
            }
            throw e;
        }
        return index;
    }

    @Override
    public void removeFilters(Way way) {
        removeFilter(way.from(), Rtnl.ETH_P_IP, way.slot() * 2);
        removeFilter(way.from(), Rtnl.ETH_P_IPV6, way.slot() * 2 + 1);
    }

    @Override
    public boolean removeAction(int index) {
        int error = rtnetlink
                .socket()
                .tryRequest(new Request(Rtnl.RTM_DELACTION, 0)
                        .octets(0, 0, 0, 0)
                        .begin(Rtnl.TCA_ROOT_TAB)
                        .begin(1)
                        .putString(Rtnl.TCA_ACT_KIND, "mirred")
                        .putInt(Rtnl.TCA_ACT_INDEX, index)
                        .end()
                        .end())
                .error();
        return error == 0 || error == Errno.ENOENT.code();
    }

    @Override
    public Map<Integer, Count> counts() {
        Map<Integer, Count> found = new HashMap<>();
        byte[] cookie = RedirectCookie.ofShortcut(bridge);
        Request request = new Request(Rtnl.RTM_GETACTION, 0)
                .octets(0, 0, 0, 0)
                .begin(Rtnl.TCA_ROOT_TAB)
                .begin(1)
                .putString(Rtnl.TCA_ACT_KIND, "mirred")
                .end()
                .end()
                .put(Rtnl.TCA_ROOT_FLAGS, bitfield(Rtnl.TCA_FLAG_LARGE_DUMP_ON));
        rtnetlink.socket().dump(request, walk -> {
            Attributes root = walk.attributes(Rtnl.TCAMSG_BYTES);
            while (root.next()) {
                if (root.type() == Rtnl.TCA_ROOT_TAB) {
                    Attributes each = root.nested();
                    while (each.next()) {
                        ActionParser.parse(each.nested(), cookie, found);
                    }
                }
            }
        });
        return found;
    }

    /**
     * Takes away what a process that was killed has left.
     *
     * @param links where shortcuts may begin
     * @return names of those where there were some
     */
    public List<String> removeLeft(List<LinkInfo> links) {
        List<String> names = new ArrayList<>();
        // A shortcut's action is there before its filters, and gone after them.
        if (counts().isEmpty()) {
            return names;
        }
        TrafficControl trafficControl = new TrafficControl(rtnetlink, bridge);
        for (LinkInfo link : links) {
            int[] priorities = trafficControl.filters(link).stream()
                    .filter(TrafficControl.Filter::shortcut)
                    .mapToInt(TrafficControl.Filter::priority)
                    .distinct()
                    .toArray();
            for (int priority : priorities) {
                removePriority(link.ifindex(), priority);
            }
            if (priorities.length > 0) {
                names.add(link.name());
            }
        }
        for (int tries = 0; tries < UNBIND_TRIES && !removeActions(); tries++) {
            LockSupport.parkNanos(UNBIND_NANOS);
        }
        return names;
    }

    /** Whether none is left. */
    private boolean removeActions() {
        boolean none = true;
        for (int index : counts().keySet()) {
            none &= removeAction(index);
        }
        return none;
    }

    private void removePriority(int ifindex, int priority) {
        int protocol = (priority - FIRST_PRIORITY) % 2 == 0 ? Rtnl.ETH_P_IP : Rtnl.ETH_P_IPV6;
        removeFilter(ifindex, protocol, priority - FIRST_PRIORITY);
    }

    private void removeFilter(int ifindex, int protocol, int place) {
        NetlinkSocket.Outcome outcome = rtnetlink
                .socket()
                .tryRequest(new Request(Rtnl.RTM_DELTFILTER, 0)
                        .trafficControl(ifindex, 0, Rtnl.TC_H_MIN_INGRESS, info(protocol, place)));
        if (outcome.error() != 0 && !NOTHING_THERE.contains(outcome.error())) {
            throw NativeCallException.of("RTM_DELTFILTER", "ifindex " + ifindex, outcome.error(), outcome.text());
        }
    }

    private int addAction(Way way) {
        NetlinkSocket.Outcome outcome = new NetlinkSocket.Outcome(0, "");
        for (int index = FIRST_INDEX; index < FIRST_INDEX + INDEX_TRIES; index++) {
            Request request = new Request(Rtnl.RTM_NEWACTION, Rtnl.NLM_F_CREATE | Rtnl.NLM_F_EXCL)
                    .octets(0, 0, 0, 0)
                    .begin(Rtnl.TCA_ROOT_TAB);
            action(request, way.to(), index);
            outcome = rtnetlink.socket().tryRequest(request.end());
            if (outcome.error() == 0) {
                return index;
            }
            if (outcome.error() != Errno.EEXIST.code()) {
                break;
            }
        }
        throw NativeCallException.of("RTM_NEWACTION mirred", "ifindex " + way.to(), outcome.error(), outcome.text());
    }

    /** What must not take the shortcut goes in before what may, and is asked before it. */
    private void addFilters(Way way, int index, int protocol, int place) {
        boolean v4 = protocol == Rtnl.ETH_P_IP;
        int ports = v4 ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES;
        // 67 and 68, and with them six that nobody misses; 546 and 547.
        int dhcp = v4 ? 64 : 546;
        int dhcpMask = v4 ? 0xfff8 : 0xfffe;
        int info = info(protocol, place);
        addFilter(way, info, 2, FrameMatch.packet(v4, UDP).word(ports, dhcp << 16, dhcpMask << 16), way.ours(), 0);
        addFilter(way, info, 3, FrameMatch.packet(v4, UDP).word(ports, dhcp, dhcpMask), way.ours(), 0);
        addFilter(way, info, 4, FrameMatch.packet(v4, UDP).word(ports, DNS, 0xffff), way.ours(), 0);
        addFilter(way, info, 1, FrameMatch.packet(v4, TCP), way.to(), index);
        addFilter(way, info, 5, FrameMatch.packet(v4, UDP), way.to(), index);
    }

    /** @param index of an action that exists; 0 for one that ends with the filter */
    private void addFilter(Way way, int info, int node, FrameMatch match, int to, int index) {
        ByteBuffer selector = match.addresses(way.destination(), way.source()).selector();
        Request request = new Request(Rtnl.RTM_NEWTFILTER, Rtnl.NLM_F_CREATE | Rtnl.NLM_F_EXCL)
                .trafficControl(way.from(), node, Rtnl.TC_H_MIN_INGRESS, info)
                .putString(Rtnl.TCA_KIND, "u32")
                .begin(Rtnl.TCA_OPTIONS)
                .put(Rtnl.TCA_U32_SEL, selector)
                .begin(Rtnl.TCA_U32_ACT);
        action(request, to, index);
        rtnetlink
                .socket()
                .request(
                        "RTM_NEWTFILTER u32",
                        "ifindex " + way.from(),
                        request.end().end());
    }

    private void action(Request request, int to, int index) {
        ByteBuffer mirred = ByteBuffer.allocate(MIRRED_BYTES).order(ByteOrder.nativeOrder());
        mirred.putInt(0, index);
        mirred.putInt(8, Rtnl.TC_ACT_STOLEN);
        mirred.putInt(20, Rtnl.TCA_EGRESS_REDIR);
        mirred.putInt(24, to);
        request.begin(1)
                .putString(Rtnl.TCA_ACT_KIND, "mirred")
                .begin(Rtnl.TCA_ACT_OPTIONS)
                .put(Rtnl.TCA_MIRRED_PARMS, mirred)
                .end()
                .put(Rtnl.TCA_ACT_COOKIE, RedirectCookie.ofShortcut(bridge))
                .end();
    }

    private static int info(int protocol, int place) {
        return ((FIRST_PRIORITY + place) << 16) | Short.toUnsignedInt(bigEndian((short) protocol));
    }

    private static ByteBuffer bitfield(int bits) {
        return ByteBuffer.allocate(2 * Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(bits)
                .putInt(bits)
                .flip();
    }

    private static short bigEndian(short value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Short.reverseBytes(value);
    }
}
