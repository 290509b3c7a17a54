package dev.hayabashi.config;

import org.jspecify.annotations.Nullable;

/** Reads one port. */
final class PortReader {
    /** Stands for a name or kind that was wrong or missing, while the rest of the port is checked. */
    private static final PortConfig UNKNOWN = PortConfig.of("?", PortKind.TAP);

    private final Fields<PortConfig> in;
    private final Problems problems;
    private final PortConfig base;
    // What the port would be with nothing said but its profile, before and after.
    private final PortConfig before;
    private final PortConfig after;

    private PortReader(Fields<PortConfig> in, PortConfig base, Problems problems) {
        this.in = in;
        this.base = base;
        this.problems = problems;
        PortProfile profile =
                in.isNull(PortKeys.PROFILE) ? PortProfile.of(base.kind()) : in.get(PortKeys.PROFILE, base);
        this.before = PortConfig.of(base.name(), base.kind(), base.profile());
        this.after = PortConfig.of(base.name(), base.kind(), profile);
    }

    /**
     * Reads a port of a file or request.
     *
     * @param from the port that the document changes; null when it describes a new one
     */
    static PortConfig read(Fields<PortConfig> in, @Nullable PortConfig from, Problems problems) {
        PortConfig named = from == null ? UNKNOWN : from;
        String name = in.get(PortKeys.NAME, named);
        PortKind kind = in.get(PortKeys.KIND, named);
        if (from == null) {
            require(in, PortKeys.NAME, "write 'name: vm0'", problems);
            require(in, PortKeys.KIND, "write 'kind: vm', 'tap' or 'netdev'", problems);
            return new PortReader(in, PortConfig.of(name, kind), problems).port();
        }
        if (!name.equals(from.name()) && !in.isBroken(PortKeys.NAME)) {
            problems.add(
                    in.at(PortKeys.NAME),
                    "the name of port '" + from.name() + "' cannot be changed",
                    "remove the" + " port and add another one");
        }
        if (kind != from.kind() && !in.isBroken(PortKeys.KIND)) {
            problems.add(
                    in.at(PortKeys.KIND),
                    "the kind of port '" + from.name() + "' cannot be changed",
                    "remove the" + " port and add another one");
        }
        return new PortReader(in, from, problems).port();
    }

    private static void require(Fields<PortConfig> in, Key<PortConfig, ?> key, String hint, Problems problems) {
        if (!in.has(key)) {
            problems.add(in.at(), "a port needs a " + key.name(), hint);
        }
    }

    private PortConfig port() {
        PortConfig port = new PortConfig(
                base.name(),
                base.kind(),
                get(PortKeys.NUMBER),
                link(),
                stp(),
                relay(),
                after.profile(),
                guards(),
                vlan());
        new PortChecks(in, port, problems).run();
        return port;
    }

    private PortLink link() {
        return new PortLink(
                get(PortKeys.OWNER),
                get(PortKeys.NETNS),
                get(PortKeys.ADDRESS),
                get(PortKeys.MAC),
                get(PortKeys.MTU),
                get(PortKeys.PATH),
                get(PortKeys.QUEUE));
    }

    private PortStp stp() {
        return new PortStp(
                get(PortKeys.EDGE),
                get(PortKeys.BPDU_GUARD),
                get(PortKeys.BPDU_GUARD_RECOVERY),
                get(PortKeys.BPDU_FILTER),
                get(PortKeys.ROOT_GUARD),
                get(PortKeys.TCN_GUARD),
                get(PortKeys.LOOP_GUARD),
                get(PortKeys.BRIDGE_ASSURANCE),
                get(PortKeys.POINT_TO_POINT),
                get(PortKeys.PATH_COST),
                get(PortKeys.PRIORITY));
    }

    private PortRelay relay() {
        return new PortRelay(
                get(PortKeys.ISOLATED),
                get(PortKeys.LEARNING),
                get(PortKeys.FLOOD),
                get(PortKeys.MULTICAST_FLOOD),
                get(PortKeys.BROADCAST_FLOOD),
                get(PortKeys.MAC_LIMIT),
                get(PortKeys.LOCKED),
                get(PortKeys.STICKY),
                get(PortKeys.STATIC));
    }

    private PortVlan vlan() {
        return new PortVlan(get(PortKeys.VLAN), get(PortKeys.VLANS));
    }

    private PortGuards guards() {
        return new PortGuards(
                get(PortKeys.STORM_CONTROL),
                get(PortKeys.RATE_LIMIT),
                get(PortKeys.DHCP_GUARD),
                get(PortKeys.RA_GUARD),
                get(PortKeys.IP_SOURCE_GUARD),
                get(PortKeys.SOURCE_ADDRESSES),
                get(PortKeys.LOOP_DETECTION),
                get(PortKeys.TRANSPARENT));
    }

    /** What nobody has set follows the profile to its new value; what differs from the old one's was somebody's decision. */
    private <T> T get(Key<PortConfig, T> key) {
        return in.get(key, in.isNull(key) || key.same(base, before) ? after : base);
    }
}
