package dev.hayabashi.config;

import dev.hayabashi.config.Node.Entry;
import dev.hayabashi.config.Node.Mapping;
import dev.hayabashi.config.Node.Scalar;
import java.util.List;
import java.util.Map;

/** The keys of {@code multicast-snooping}, a map or {@code true} alone. */
final class SnoopingKeys {
    static final Key<SnoopingConfig, Boolean> ENABLED = new Key<>(
            "enabled",
            Types.BOOL,
            SnoopingConfig::enabled,
            "Whether frames to a group leave only by the ports that have joined it by IGMP or MLD, and by those that multicast"
                    + " routers are behind. `multicast-snooping: true` is short for `{enabled: true}`. Groups of the link"
                    + " (224.0.0.0/24, ff02::/16) always flood.");
    static final Key<SnoopingConfig, Boolean> QUERIER = new Key<>(
            "querier",
            Types.BOOL,
            SnoopingConfig::querier,
            "Whether the bridge asks for members itself while no other querier is heard. Without any querier everything floods.");
    static final Key<SnoopingConfig, Integer> QUERY_INTERVAL = new Key<>(
            "query-interval",
            Types.duration(2, 31_744),
            SnoopingConfig::queryIntervalSeconds,
            "Time between two general queries of the bridge. Who does not answer two of them is no member any more.");
    static final Key<SnoopingConfig, Integer> QUERY_RESPONSE_INTERVAL = new Key<>(
            "query-response-interval",
            Types.duration(1, 12),
            SnoopingConfig::queryResponseSeconds,
            "Time that hosts have to answer a general query; less than `query-interval`.");
    static final Key<SnoopingConfig, Boolean> FAST_LEAVE = new Key<>(
            "fast-leave",
            Types.BOOL,
            SnoopingConfig::fastLeave,
            "Whether a leave counts at once on a port that one station is behind; else the port is asked first, which takes"
                    + " two seconds.");
    static final Key<SnoopingConfig, Integer> GROUP_LIMIT = new Key<>(
            "group-limit",
            Types.integer(1, 65_536),
            SnoopingConfig::groupLimit,
            "Most groups of the bridge. Joins beyond it are refused and counted.");
    static final Key<SnoopingConfig, Integer> PORT_GROUP_LIMIT = new Key<>(
            "port-group-limit",
            Types.integer(1, 65_536),
            SnoopingConfig::portGroupLimit,
            "Most groups that one port can join.");

    static final Section<SnoopingConfig> SECTION = new Section<>(
            "multicast-snooping",
            List.of(
                    ENABLED,
                    QUERIER,
                    QUERY_INTERVAL,
                    QUERY_RESPONSE_INTERVAL,
                    FAST_LEAVE,
                    GROUP_LIMIT,
                    PORT_GROUP_LIMIT),
            Map.of(),
            Map.ofEntries(
                    Map.entry("mcastsnooping", "enabled"),
                    Map.entry("on", "enabled"),
                    Map.entry("mcastquerier", "querier"),
                    Map.entry("mcastqueryinterval", "query-interval"),
                    Map.entry("interval", "query-interval"),
                    Map.entry("mcastqueryresponseinterval", "query-response-interval"),
                    Map.entry("responseinterval", "query-response-interval"),
                    Map.entry("mcastfastleave", "fast-leave"),
                    Map.entry("mcasthashmax", "group-limit"),
                    Map.entry("limit", "group-limit")),
            s -> SnoopingConfig.DEFAULT);

    private SnoopingKeys() {}

    /** Makes {@code multicast-snooping: true} what it is short for. */
    static Node expand(Node node) {
        return node instanceof Scalar s && !s.isNull()
                ? new Mapping(s.at(), List.of(new Entry(s.at(), ENABLED.name(), s)))
                : node;
    }

    static SnoopingConfig read(Fields<SnoopingConfig> in, SnoopingConfig base, Problems problems) {
        SnoopingConfig snooping = new SnoopingConfig(
                in.get(ENABLED, base),
                in.get(QUERIER, base),
                in.get(QUERY_INTERVAL, base),
                in.get(QUERY_RESPONSE_INTERVAL, base),
                in.get(FAST_LEAVE, base),
                in.get(GROUP_LIMIT, base),
                in.get(PORT_GROUP_LIMIT, base));
        if (snooping.queryResponseSeconds() >= snooping.queryIntervalSeconds()
                && !in.isBroken(QUERY_INTERVAL)
                && !in.isBroken(QUERY_RESPONSE_INTERVAL)) {
            problems.add(
                    in.at(in.has(QUERY_RESPONSE_INTERVAL) ? QUERY_RESPONSE_INTERVAL : QUERY_INTERVAL),
                    "'query-response-interval' must be less than 'query-interval', but "
                            + snooping.queryResponseSeconds() + " is not less than " + snooping.queryIntervalSeconds(),
                    "lower query-response-interval, or raise query-interval");
        }
        return snooping;
    }
}
