package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.bridgecore.PortSnapshot;
import dev.hayabashi.daemon.api.StpView;
import dev.hayabashi.daemon.api.StpView.BpdusView;
import dev.hayabashi.daemon.api.StpView.ErrDisabledView;
import dev.hayabashi.daemon.api.StpView.StpPortView;
import dev.hayabashi.daemon.api.StpView.TimesView;
import dev.hayabashi.daemon.api.StpView.TopologyChangeView;
import dev.hayabashi.stp.BridgeId;
import dev.hayabashi.stp.BridgeStatus;
import dev.hayabashi.stp.BridgeTimes;
import dev.hayabashi.stp.PortParameters;
import dev.hayabashi.stp.PortStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From a look at a spanning tree to what the control API says. */
public final class StpViews {
    private static final double NANOS_PER_SECOND = 1e9;

    private StpViews() {}

    /** The spanning tree of a bridge. */
    public static StpView of(RunningBridge running) {
        RunningBridge.Look look = running.look(false);
        String name = running.config().name();
        StpLook stp = look.stp();
        if (stp == null) {
            return new StpView(
                    name, "off", null, null, false, null, 0, null, null, 0, 0, null, 0, 0, Map.of(), List.of());
        }
        Map<Integer, String> names = new HashMap<>();
        for (PortSnapshot port : look.bridge().ports()) {
            names.put(port.settings().number(), port.settings().name());
        }
        BridgeStatus bridge = stp.bridge();
        BridgeTimes own = bridge.own();
        return new StpView(
                name,
                bridge.version().jsonName(),
                id(bridge.bridgeId()),
                id(bridge.rootId()),
                bridge.isRoot(),
                bridge.isRoot() ? null : names.get(bridge.rootPort()),
                bridge.rootPathCost(),
                new TimesView(
                        bridge.times().helloTime(),
                        bridge.times().maxAge(),
                        bridge.times().forwardDelay()),
                new TimesView(own.helloTime(), own.maxAge(), own.forwardDelay()),
                bridge.parameters().txHoldCount(),
                bridge.topologyChanges(),
                topologyChange(bridge.lastTopologyChange(), names),
                bridge.rootChanges(),
                bridge.lateTicks(),
                byName(stp.flushes(), cause -> cause.jsonName()),
                stp.ports().stream().map(port -> port(port, stp, names)).toList());
    }

    private static @Nullable TopologyChangeView topologyChange(
            BridgeStatus.@Nullable LastTopologyChange change, Map<Integer, String> names) {
        return change == null
                ? null
                : new TopologyChangeView(
                        names.getOrDefault(change.port(), "?"), change.local(), change.agoNanos() / NANOS_PER_SECOND);
    }

    private static StpPortView port(PortStatus port, StpLook stp, Map<Integer, String> names) {
        PortStatus.Designated designated = port.designated();
        return new StpPortView(
                names.getOrDefault(port.number(), "?"),
                port.number(),
                port.id().toString(),
                port.role().jsonName(),
                port.roleReason(),
                port.state().displayName(stp.bridge().version(), port.role()),
                port.stateReason(),
                port.stateSinceNanos() / NANOS_PER_SECOND,
                port.pathCost(),
                id(designated.root()),
                designated.cost(),
                id(designated.bridge()),
                designated.port().toString(),
                port.operEdge(),
                port.parameters().edge().jsonName(),
                port.operPointToPoint(),
                port.spoken().jsonName(),
                guards(port.parameters()),
                port.inconsistencies().stream()
                        .map(inconsistency -> inconsistency.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList(),
                errDisabled(port.errDisable(), stp.atNanos()),
                port.forwardTransitions(),
                new BpdusView(
                        byName(port.bpdus().received(), kind -> kind.jsonName()),
                        byName(port.bpdus().sent(), kind -> kind.jsonName()),
                        byName(port.bpdus().rejected(), reason -> reason.name().toLowerCase(Locale.ROOT)),
                        port.bpdus().tcReceived(),
                        port.bpdus().tcSent()));
    }

    private static @Nullable ErrDisabledView errDisabled(PortStatus.@Nullable ErrDisable shut, long nowNanos) {
        return shut == null
                ? null
                : new ErrDisabledView(
                        "bpduguard",
                        shut.origin().text(),
                        (nowNanos - shut.origin().atNanos()) / NANOS_PER_SECOND,
                        shut.recoverySeconds());
    }

    private static List<String> guards(PortParameters parameters) {
        List<String> guards = new ArrayList<>();
        add(guards, parameters.bpduGuard(), "bpdu-guard");
        add(guards, parameters.bpduFilter(), "bpdu-filter");
        add(guards, parameters.rootGuard(), "root-guard");
        add(guards, parameters.tcnGuard(), "tcn-guard");
        add(guards, parameters.loopGuard(), "loop-guard");
        add(guards, parameters.networkPort(), "bridge-assurance");
        return guards;
    }

    private static void add(List<String> guards, boolean on, String name) {
        if (on) {
            guards.add(name);
        }
    }

    private static <K> Map<String, Long> byName(Map<K, Long> counters, Function<K, String> name) {
        Map<String, Long> byName = new TreeMap<>();
        counters.forEach((key, count) -> {
            if (count != 0) {
                byName.put(name.apply(key), count);
            }
        });
        return byName;
    }

    /** Priority in decimal, as it is configured, and the address with colons. */
    private static String id(BridgeId id) {
        return (id.priority() + id.systemIdExtension()) + "." + MacAddress.format(id.address());
    }
}
