package dev.hayabashi.bridgecore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * IGMP and MLD snooping (RFC 4541): frames to a group leave by the ports that its members and routers are behind.
 *
 * <p>{@link #judge} is asked about each multicast frame before it floods. It remembers for the frame at hand who may have it,
 * which {@link #mayLeave} tells for each port in turn. What always floods: groups of the link (224.0.0.0/24, ff00::/14), among
 * them those of neighbour discovery; what is not IP, or tagged while the bridge does not filter; and everything in a VLAN where
 * nobody asks for members or not all had the time to answer.
 *
 * <p>Data frames allocate nothing. Joins do, within limits for the bridge and for each port.
 */
final class MulticastSnooper {
    /** What becomes of a frame. */
    enum Verdict {
        /** To all ports. */
        FLOOD,
        /** To those that {@link #mayLeave}. */
        LISTENERS,
        /** A report that no port needs to hear: the bridge has, and that is all. */
        HEARD,
        /** It claims to come from a router, and the port is not for routers. */
        REFUSED
    }

    private static final long SECOND = 1_000_000_000L;

    /** Last member query interval and count (RFC 3376 clauses 8.8 and 8.9). */
    private static final long LAST_MEMBER_NANOS = SECOND;

    private static final int LAST_MEMBER_QUERIES = 2;

    private final RelayState state;
    private final Egress egress;
    private final MulticastSettings settings;
    private final MulticastQuery query;
    private final MulticastMessage message = new MulticastMessage();
    private final GroupTable groups;
    private final int[] groupsOfPort = new int[MacTable.MAX_PORT + 1];
    // By key; two for each VLAN in which something was seen.
    private final @Nullable MulticastDomain[] domains =
            new @Nullable MulticastDomain[2 * (VlanMembership.MAX_VLAN + 2)];
    private final List<MulticastDomain> present = new ArrayList<>();
    // Ports that began to forward a short time ago: they get everything, because nobody behind them was asked yet.
    private final PortTimers unsettled = new PortTimers();
    private long refusedJoins;

    // Of the frame at hand.
    private @Nullable MulticastDomain domain;
    private @Nullable MulticastGroup group;
    private boolean isReport;

    MulticastSnooper(RelayState state, Egress egress, MulticastSettings settings, DirectMemory.Allocator allocator) {
        this.state = state;
        this.egress = egress;
        this.settings = settings;
        query = new MulticastQuery(settings, state.settings.address(), allocator);
        groups = new GroupTable(settings.groupLimit(), state.settings.hashSeed());
    }

    MulticastSettings settings() {
        return settings;
    }

    /** Looks at an admitted frame to a group address other than broadcast, its tag taken out. */
    Verdict judge(BridgePort in, Frame frame, boolean rehearsal, long nowNanos) {
        MulticastMessage.Kind kind = message.read(frame);
        if (kind == MulticastMessage.Kind.OTHER) {
            return Verdict.FLOOD;
        }
        MulticastDomain here = domain(state.vlans == null ? 0 : state.vlans.vlan(), message.isIpv6(), nowNanos);
        return switch (kind) {
            case QUERY, ROUTER_HELLO -> ofRouter(here, in, kind, rehearsal, nowNanos);
            case REPORT -> report(here, in, rehearsal, nowNanos);
            default -> data(here, nowNanos);
        };
    }

    /** Whether the frame that was judged last may leave by a port. */
    boolean mayLeave(int port) {
        MulticastDomain here = domain;
        MulticastGroup members = group;
        if (here == null || (members != null && members.members.has(port)) || here.routers.has(port)) {
            return true;
        }
        return isReport ? here.askers.has(port) : unsettled.has(port);
    }

    private Verdict data(MulticastDomain here, long nowNanos) {
        if (isOfTheLink(message.isIpv6(), message.groupHigh(), message.groupLow()) || !here.isComplete(nowNanos)) {
            return Verdict.FLOOD;
        }
        domain = here;
        group = groups.find(here, message.groupHigh(), message.groupLow());
        isReport = false;
        return Verdict.LISTENERS;
    }

    private Verdict ofRouter(
            MulticastDomain here, BridgePort in, MulticastMessage.Kind kind, boolean rehearsal, long nowNanos) {
        if (!in.hearsMulticastRouters()) {
            return Verdict.REFUSED;
        }
        if (rehearsal) {
            return Verdict.FLOOD;
        }
        if (kind == MulticastMessage.Kind.ROUTER_HELLO) {
            here.heardRouter(in.number(), nowNanos);
            return Verdict.FLOOD;
        }
        // An IPv4 query of the bridge comes from 0.0.0.0, which loses against everybody.
        long high = here.ipv6 ? 0xfe80_0000_0000_0000L : 0;
        long low = here.ipv6 ? MulticastQuery.interfaceId(state.settings.address()) : 0;
        here.heardQuery(in.number(), message, high, low, nowNanos);
        MulticastGroup asked = message.isGeneralQuery() || message.leavesTimersAlone()
                ? null
                : groups.find(here, message.groupHigh(), message.groupLow());
        if (asked != null) {
            long until = nowNanos + LAST_MEMBER_QUERIES * message.maxResponseNanos();
            for (int i = 0; i < asked.members.count(); i++) {
                asked.members.lower(asked.members.number(i), until, 0);
            }
        }
        return Verdict.FLOOD;
    }

    private Verdict report(MulticastDomain here, BridgePort in, boolean rehearsal, long nowNanos) {
        if (!rehearsal) {
            for (MulticastMessage.Change change = message.nextRecord(); change != null; change = message.nextRecord()) {
                boolean counts = isGroup(here.ipv6, message.groupHigh(), message.groupLow())
                        && !isOfTheLink(here.ipv6, message.groupHigh(), message.groupLow());
                if (counts && change == MulticastMessage.Change.JOIN) {
                    join(here, in.number(), nowNanos);
                } else if (counts && change == MulticastMessage.Change.LEAVE) {
                    leave(here, in, nowNanos);
                }
            }
        }
        if (!here.isComplete(nowNanos)) {
            return Verdict.FLOOD;
        }
        domain = here;
        group = null;
        isReport = true;
        // Hosts must not hear the reports of others, or they keep back their own (RFC 4541 clause 2.1.1).
        return here.routers.isEmpty() && here.askers.isEmpty() ? Verdict.HEARD : Verdict.LISTENERS;
    }

    private void join(MulticastDomain here, int port, long nowNanos) {
        MulticastGroup joined = groups.find(here, message.groupHigh(), message.groupLow());
        boolean isMember = joined != null && joined.members.has(port);
        boolean hasRoom = groupsOfPort[port] < settings.portGroupLimit()
                && (joined != null || groups.count() < settings.groupLimit());
        if (!isMember && !hasRoom) {
            refusedJoins++;
            return;
        }
        if (joined == null) {
            joined = groups.add(here, message.groupHigh(), message.groupLow());
        }
        if (joined.members.set(port, nowNanos + here.membershipNanos())) {
            groupsOfPort[port]++;
        }
    }

    private void leave(MulticastDomain here, BridgePort in, long nowNanos) {
        MulticastGroup left = groups.find(here, message.groupHigh(), message.groupLow());
        int port = in.number();
        if (left == null || !left.members.has(port)) {
            return;
        }
        boolean isAlone = in.settings().learning() && state.macTable.learnedCount(port) <= 1;
        if (settings.fastLeave() && isAlone) {
            left.members.remove(port);
            groupsOfPort[port]--;
            if (left.members.isEmpty()) {
                groups.remove(left);
            }
            return;
        }
        // Where another one asks it hears of the leave, and its question lowers the time.
        boolean asks = here.isOwnQuerier()
                && left.members.lower(
                        port, nowNanos + LAST_MEMBER_QUERIES * LAST_MEMBER_NANOS, LAST_MEMBER_QUERIES - 1);
        if (asks) {
            ask(here, in, left.high, left.low, LAST_MEMBER_NANOS);
        }
    }

    private static boolean isGroup(boolean ipv6, long high, long low) {
        return ipv6 ? high >>> 56 == 0xff : low >>> 28 == 0xe;
    }

    /** 224.0.0.0/24; of IPv6 the scopes up to the link, which hold all nodes and all of neighbour discovery. */
    private static boolean isOfTheLink(boolean ipv6, long high, long low) {
        return ipv6 ? ((high >>> 48) & 0xf) <= 2 : low >>> 8 == 0xe0_0000;
    }

    private MulticastDomain domain(int vlan, boolean ipv6, long nowNanos) {
        int key = (vlan << 1) | (ipv6 ? 1 : 0);
        MulticastDomain here = domains[key];
        if (here == null) {
            here = new MulticastDomain(vlan, ipv6, settings, nowNanos);
            add(here);
        }
        return here;
    }

    private void add(MulticastDomain here) {
        domains[here.key()] = here;
        present.add(here);
    }

    /** A port begins to forward: who is behind it is asked with the next tick, and gets everything until it had time to answer. */
    void portOpened(BridgePort port, long nowNanos) {
        unsettled.set(port.number(), nowNanos + SECOND + settings.responseNanos(), 1);
    }

    /** A port is gone, or has no link: so are the members behind it. */
    void portClosed(int port, long nowNanos) {
        unsettled.remove(port);
        present.forEach(here -> here.forget(port, nowNanos));
        if (groupsOfPort[port] > 0) {
            groups.sweep(any -> any.members.remove(port));
            groupsOfPort[port] = 0;
        }
    }

    /** Stations may be behind other ports now. */
    void topologyChanged(long nowNanos) {
        present.forEach(here -> here.topologyChanged(nowNanos));
    }

    /** Once a second: asks where it is time, and forgets who has not answered. */
    void tick(long nowNanos) {
        if (state.vlans == null) {
            domain(0, false, nowNanos);
            domain(0, true, nowNanos);
        }
        groups.sweep(any -> sweep(any, nowNanos));
        BridgePort[] ports = state.ports.all();
        for (MulticastDomain here : present) {
            if (here.tick(nowNanos)) {
                for (BridgePort port : ports) {
                    ask(here, port, 0, 0, settings.responseNanos());
                }
            }
        }
        for (int i = unsettled.count() - 1; i >= 0; i--) {
            BridgePort port = state.ports.get(unsettled.number(i));
            if (port != null && unsettled.ask(i)) {
                greet(port);
            }
        }
        unsettled.expire(nowNanos);
    }

    private void greet(BridgePort port) {
        for (MulticastDomain here : present) {
            if (here.isOwnQuerier()) {
                ask(here, port, 0, 0, settings.responseNanos());
            }
        }
    }

    private void sweep(MulticastGroup swept, long nowNanos) {
        PortTimers members = swept.members;
        for (int i = members.count() - 1; i >= 0; i--) {
            int number = members.number(i);
            BridgePort port = state.ports.get(number);
            if (members.isOver(i, nowNanos)) {
                members.removeAt(i);
                groupsOfPort[number]--;
            } else if (port != null && members.ask(i)) {
                ask(swept.domain, port, swept.high, swept.low, LAST_MEMBER_NANOS);
            }
        }
    }

    private void ask(MulticastDomain here, BridgePort port, long high, long low, long responseNanos) {
        if (!port.isForwarding()) {
            return;
        }
        Frame frame = query.of(here.ipv6, high, low, responseNanos);
        Frame leaving = state.vlans == null ? frame : state.vlans.ofOwn(port, frame, here.vlan);
        if (leaving != null) {
            egress.put(port, leaving);
        }
    }

    /** What is known, for {@link #takeOver}. */
    KeptMulticast keep() {
        List<KeptMulticast.Group> all = new ArrayList<>();
        groups.sweep(any -> all.add(
                new KeptMulticast.Group(any.domain.vlan, any.domain.ipv6, any.high, any.low, any.members.keep())));
        return new KeptMulticast(
                present.stream().map(MulticastDomain::keep).toList(), all, unsettled.keep(), refusedJoins);
    }

    /**
     * Goes on with what another process knew, instead of what is known here. Ports that have lost their link since have lost the
     * members behind them.
     */
    void takeOver(KeptMulticast kept, long nowNanos) {
        IntPredicate wanted = number -> {
            BridgePort port = state.ports.get(number);
            return port != null && port.isLinkUp();
        };
        Arrays.fill(domains, null);
        present.clear();
        groups.sweep(any -> any.members.clear());
        Arrays.fill(groupsOfPort, 0);
        for (KeptMulticast.Domain each : kept.domains()) {
            add(new MulticastDomain(each, settings, wanted, nowNanos));
        }
        for (KeptMulticast.Group each : kept.groups()) {
            MulticastGroup group = groups.add(domain(each.vlan(), each.ipv6(), nowNanos), each.high(), each.low());
            group.members.takeOver(each.members(), wanted);
            for (int i = 0; i < group.members.count(); i++) {
                groupsOfPort[group.members.number(i)]++;
            }
        }
        groups.sweep(any -> {});
        unsettled.clear();
        unsettled.takeOver(kept.unsettled(), wanted);
        refusedJoins = kept.refusedJoins();
    }

    long refusedJoins() {
        return refusedJoins;
    }

    int groupCount() {
        return groups.count();
    }

    MulticastSnapshot snapshot(long nowNanos) {
        List<MulticastSnapshot.Domain> shown = new ArrayList<>();
        for (MulticastDomain here : present) {
            List<Integer> routers = new ArrayList<>();
            for (int i = 0; i < here.routers.count(); i++) {
                routers.add(here.routers.number(i));
            }
            shown.add(new MulticastSnapshot.Domain(
                    here.vlan,
                    here.ipv6,
                    here.isOwnQuerier(),
                    here.otherPort(),
                    here.otherHigh(),
                    here.otherLow(),
                    here.isComplete(nowNanos),
                    routers.stream().sorted().toList()));
        }
        List<MulticastSnapshot.Group> all = new ArrayList<>();
        groups.sweep(any -> all.add(new MulticastSnapshot.Group(
                any.domain.vlan, any.domain.ipv6, any.high, any.low, members(any.members, nowNanos))));
        return new MulticastSnapshot(List.copyOf(shown), List.copyOf(all), refusedJoins);
    }

    private static List<MulticastSnapshot.Member> members(PortTimers members, long nowNanos) {
        List<MulticastSnapshot.Member> shown = new ArrayList<>();
        for (int i = 0; i < members.count(); i++) {
            double seconds = Math.max(0, members.untilNanos(i) - nowNanos) / (double) SECOND;
            shown.add(new MulticastSnapshot.Member(members.number(i), seconds));
        }
        shown.sort(java.util.Comparator.comparingInt(MulticastSnapshot.Member::portNumber));
        return List.copyOf(shown);
    }
}
