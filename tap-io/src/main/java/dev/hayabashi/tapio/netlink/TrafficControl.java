package dev.hayabashi.tapio.netlink;

import dev.hayabashi.tapio.sys.Errno;
import dev.hayabashi.tapio.sys.NativeCallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Redirects at the ingress of a netdev: every frame that it receives leaves by another netdev, before the host's own stack
 * sees it (tc's clsact or ingress qdisc, a filter that matches everything, action mirred egress redirect).
 *
 * <p>Each filter of ours has the priority {@link #PRIORITY} and a {@link RedirectCookie}, so that a later daemon can take
 * away exactly what a killed one left.
 */
public final class TrafficControl {
    /** Priority of our filters: "HB". Filters of others come before or after it, as their own priority says. */
    static final int PRIORITY = 0x4842;

    private static final int FILTER_INFO = PRIORITY << 16 | Short.toUnsignedInt(bigEndian((short) Rtnl.ETH_P_ALL));
    private static final int TC_U32_TERMINAL = 1;
    private static final int U32_SELECTOR_BYTES = 16;
    private static final int MIRRED_BYTES = 28;
    private static final List<String> CLASSIFIERS = List.of("matchall", "u32");
    private static final List<String> QDISCS = List.of("clsact", "ingress");

    private final Rtnetlink rtnetlink;
    private final String bridge;

    /** @param bridge name of the bridge that the redirects are for; those of another bridge are not touched */
    public TrafficControl(Rtnetlink rtnetlink, String bridge) {
        this.rtnetlink = rtnetlink;
        this.bridge = bridge;
    }

    /**
     * A filter at the ingress of a netdev.
     *
     * @param priority 1 is first
     * @param classifier kind such as {@code u32}
     * @param ours whether this program has made it for this bridge
     * @param shortcut whether it is part of one of this bridge's {@link ShortcutFilters}
     * @param qdiscOurs whether this program has made the qdisc that it hangs on
     * @param frames frames that its action has seen
     * @param bytes bytes of those frames
     * @param drops frames that its action could not pass on
     */
    public record Filter(
            int priority,
            String classifier,
            boolean ours,
            boolean shortcut,
            boolean qdiscOurs,
            long frames,
            long bytes,
            long drops) {}

    /**
     * Sends everything that {@code from} receives out of {@code to}. An own redirect that is there already is replaced.
     *
     * @throws NativeCallException when the kernel has no ingress qdisc, no classifier or no mirred
     */
    public void redirect(LinkInfo from, LinkInfo to) {
        boolean left = qdiscOurs(from);
        if (hasOurs(from)) {
            removeFilter(from);
        }
        boolean made = addQdisc(from);
        try {
            addFilter(from, to, RedirectCookie.of(bridge, made || left));
        } catch (RuntimeException e) {
            if (made) {
                removeQdisc(from);
            }
            throw e;
        }
    }

    /** Takes our redirect off {@code from}, and the qdisc if we made it; what is not there is fine. */
    public void removeRedirect(LinkInfo from) {
        if (!hasOurs(from)) {
            return;
        }
        boolean qdiscOurs = qdiscOurs(from);
        removeFilter(from);
        // Somebody else may have hung a filter onto our qdisc meanwhile; it then stays for them.
        if (qdiscOurs && filters(from).isEmpty()) {
            removeQdisc(from);
        }
    }

    /** The redirect that was made for this bridge, with its counters. */
    public Optional<Filter> redirectOf(LinkInfo from) {
        return filters(from).stream().filter(Filter::ours).findFirst();
    }

    /** True when {@code from} has a redirect that was made for this bridge. */
    public boolean hasOurs(LinkInfo from) {
        return redirectOf(from).isPresent();
    }

    private boolean qdiscOurs(LinkInfo from) {
        return redirectOf(from).map(Filter::qdiscOurs).orElse(false);
    }

    /** The filters at the ingress of a netdev, ours and others'. */
    public List<Filter> filters(LinkInfo link) {
        List<Filter> found = new ArrayList<>();
        Request request =
                new Request(Rtnl.RTM_GETTFILTER, 0).trafficControl(link.ifindex(), 0, Rtnl.TC_H_MIN_INGRESS, 0);
        rtnetlink.socket().dump(request, walk -> {
            if (walk.type() == Rtnl.RTM_NEWTFILTER && walk.bodyLength() >= Rtnl.TCMSG_BYTES) {
                FilterParser.parse(walk, bridge).ifPresent(found::add);
            }
        });
        return found;
    }

    /** Makes the qdisc; false when there is one already. */
    private boolean addQdisc(LinkInfo link) {
        NetlinkSocket.Outcome outcome = new NetlinkSocket.Outcome(0, "");
        for (String kind : QDISCS) {
            outcome = rtnetlink
                    .socket()
                    .tryRequest(new Request(Rtnl.RTM_NEWQDISC, Rtnl.NLM_F_CREATE | Rtnl.NLM_F_EXCL)
                            .trafficControl(link.ifindex(), Rtnl.TC_H_CLSACT_HANDLE, Rtnl.TC_H_CLSACT, 0)
                            .putString(Rtnl.TCA_KIND, kind));
            if (outcome.error() == 0) {
                return true;
            }
            if (outcome.error() == Errno.EEXIST.code()) {
                return false;
            }
        }
        throw NativeCallException.of("RTM_NEWQDISC clsact", link.name(), outcome.error(), outcome.text());
    }

    private void removeQdisc(LinkInfo link) {
        rtnetlink
                .socket()
                .tryRequest(new Request(Rtnl.RTM_DELQDISC, 0)
                        .trafficControl(link.ifindex(), Rtnl.TC_H_CLSACT_HANDLE, Rtnl.TC_H_CLSACT, 0));
    }

    private void addFilter(LinkInfo from, LinkInfo to, byte[] cookie) {
        NetlinkSocket.Outcome outcome = new NetlinkSocket.Outcome(0, "");
        for (String classifier : CLASSIFIERS) {
            outcome = rtnetlink.socket().tryRequest(filter(from, to, classifier, cookie));
            if (outcome.error() == 0) {
                return;
            }
        }
        throw NativeCallException.of(
                "RTM_NEWTFILTER u32 mirred", from.name() + " to " + to.name(), outcome.error(), outcome.text());
    }

    private static Request filter(LinkInfo from, LinkInfo to, String classifier, byte[] cookie) {
        Request request = new Request(Rtnl.RTM_NEWTFILTER, Rtnl.NLM_F_CREATE | Rtnl.NLM_F_EXCL)
                .trafficControl(from.ifindex(), 0, Rtnl.TC_H_MIN_INGRESS, FILTER_INFO)
                .putString(Rtnl.TCA_KIND, classifier)
                .begin(Rtnl.TCA_OPTIONS);
        if (classifier.equals("u32")) {
            // No key at all matches every frame, also one too short for a key to look into.
            ByteBuffer selector = ByteBuffer.allocate(U32_SELECTOR_BYTES);
            selector.put(0, (byte) TC_U32_TERMINAL);
            request.put(Rtnl.TCA_U32_SEL, selector).begin(Rtnl.TCA_U32_ACT);
        } else {
            request.begin(Rtnl.TCA_MATCHALL_ACT);
        }
        return request.begin(1)
                .putString(Rtnl.TCA_ACT_KIND, "mirred")
                .begin(Rtnl.TCA_ACT_OPTIONS)
                .put(Rtnl.TCA_MIRRED_PARMS, mirred(to))
                .end()
                .put(Rtnl.TCA_ACT_COOKIE, cookie)
                .end()
                .end()
                .end();
    }

    /** struct tc_mirred. */
    private static ByteBuffer mirred(LinkInfo to) {
        ByteBuffer parameters = ByteBuffer.allocate(MIRRED_BYTES).order(ByteOrder.nativeOrder());
        parameters.putInt(8, Rtnl.TC_ACT_STOLEN);
        parameters.putInt(20, Rtnl.TCA_EGRESS_REDIR);
        parameters.putInt(24, to.ifindex());
        return parameters;
    }

    private void removeFilter(LinkInfo link) {
        rtnetlink
                .socket()
                .tryRequest(new Request(Rtnl.RTM_DELTFILTER, 0)
                        .trafficControl(link.ifindex(), 0, Rtnl.TC_H_MIN_INGRESS, FILTER_INFO));
    }

    private static short bigEndian(short value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Short.reverseBytes(value);
    }
}
