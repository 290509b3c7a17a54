package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.BridgeSnapshot;
import dev.hayabashi.bridgecore.DropReason;
import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.bridgecore.MacTable;
import dev.hayabashi.bridgecore.PortSnapshot;
import dev.hayabashi.bridgecore.PortStatistics;
import dev.hayabashi.bridgecore.ShortcutSnapshot;
import dev.hayabashi.bridgecore.Shortcuts;
import dev.hayabashi.config.ConfigWriter;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.daemon.api.BridgeView;
import dev.hayabashi.daemon.api.FdbView;
import dev.hayabashi.daemon.api.KernelDropsView;
import dev.hayabashi.daemon.api.PortView;
import dev.hayabashi.daemon.api.TrafficView;
import dev.hayabashi.stp.ForceVersion;
import dev.hayabashi.stp.PortRole;
import dev.hayabashi.stp.PortStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From a look at a running bridge to what the control API says. */
public final class Views {
    private static final double NANOS_PER_SECOND = 1e9;

    private Views() {}

    /** A bridge with its ports. */
    public static BridgeView bridge(RunningBridge running) {
        RunningBridge.Look look = running.look(false);
        BridgeSnapshot snapshot = look.bridge();
        BridgeSnapshot.Fates fates = snapshot.fates();
        BridgeSnapshot.Copies copies = snapshot.copies();
        return new BridgeView(
                running.config().name(),
                MacAddress.format(snapshot.settings().address()),
                running.config().mtu(),
                running.config().stp().mode().name().toLowerCase(Locale.ROOT),
                snapshot.settings().ageingNanos() / NANOS_PER_SECOND,
                new BridgeView.MacTableView(
                        snapshot.learnedAddresses(),
                        snapshot.settings().macTableLimit(),
                        snapshot.stationMoves(),
                        snapshot.evictions()),
                new BridgeView.FatesView(fates.received(), fates.relayed(), fates.consumed(), fates.dropped()),
                new BridgeView.CopiesView(copies.made(), copies.sent(), copies.dropped(), copies.queued()),
                shortcuts(running, snapshot.shortcuts()),
                GatewayViews.gateway(running),
                ports(running, look));
    }

    private static BridgeView.@Nullable ShortcutsView shortcuts(
            RunningBridge running, BridgeSnapshot.ShortcutTotals totals) {
        if (!running.config().vmShortcuts()) {
            return null;
        }
        List<ShortcutSnapshot> open = running.ask(sight -> {
            Shortcuts shortcuts = sight.bridge().shortcuts();
            return shortcuts == null ? List.of() : shortcuts.snapshot(sight.nowNanos());
        });
        return new BridgeView.ShortcutsView(
                totals.opened(),
                totals.frames(),
                totals.bytes(),
                open.stream()
                        .map(each -> new BridgeView.ShortcutView(
                                MacAddress.format(each.source()),
                                MacAddress.format(each.destination()),
                                each.in(),
                                each.out(),
                                each.frames(),
                                each.bytes(),
                                each.ageNanos() / NANOS_PER_SECOND))
                        .toList());
    }

    /** The ports of a bridge. */
    public static List<PortView> ports(RunningBridge running) {
        return ports(running, running.look(false));
    }

    /** The MAC table of a bridge; of one port when {@code portName} is given. */
    public static List<FdbView> fdb(RunningBridge running, @Nullable String portName) {
        BridgeSnapshot snapshot = running.look(true).bridge();
        Map<Integer, String> names = new HashMap<>();
        names.put(MacTable.LOCAL_PORT, running.config().name());
        for (PortSnapshot port : snapshot.ports()) {
            names.put(port.settings().number(), port.settings().name());
        }
        List<FdbView> entries = new ArrayList<>();
        for (BridgeSnapshot.MacEntry entry : snapshot.macEntries()) {
            String name = names.getOrDefault(entry.portNumber(), "?");
            if (portName == null || portName.equals(name)) {
                entries.add(new FdbView(
                        running.config().name(),
                        MacAddress.format(entry.address()),
                        name,
                        entry.type().name().toLowerCase(Locale.ROOT),
                        entry.ageSeconds(),
                        entry.vlan()));
            }
        }
        return entries;
    }

    private static List<PortView> ports(RunningBridge running, RunningBridge.Look look) {
        Map<Integer, PortStatus> stp = new HashMap<>();
        if (look.stp() != null) {
            look.stp().ports().forEach(status -> stp.put(status.number(), status));
        }
        Map<String, RunningPort> known = new HashMap<>();
        running.ports().forEach(port -> known.put(port.config().name(), port));
        List<PortView> views = new ArrayList<>();
        for (PortSnapshot snapshot : look.bridge().ports()) {
            RunningPort port = known.get(snapshot.settings().name());
            if (port != null) {
                views.add(port(
                        running, port, snapshot, stp.get(snapshot.settings().number()), look.stp()));
            }
        }
        running.templates().forEach(template -> views.add(template(running, template.config())));
        return views;
    }

    private static PortView port(
            RunningBridge running,
            RunningPort port,
            PortSnapshot snapshot,
            @Nullable PortStatus status,
            @Nullable StpLook tree) {
        PortConfig config = port.config();
        PortStatistics statistics = snapshot.statistics();
        return new PortView(
                running.config().name(),
                config.name(),
                snapshot.settings().number(),
                config.kind().name().toLowerCase(Locale.ROOT),
                role(snapshot, status).jsonName(),
                state(snapshot, status, tree),
                status != null && status.operEdge(),
                snapshot.linkUp(),
                port.device().netdev(),
                port.device().netns(),
                snapshot.settings().mtuBytes(),
                snapshot.settings().isolated(),
                snapshot.learnedAddresses(),
                snapshot.queuedFrames(),
                port.device().lastError(),
                new TrafficView(
                        statistics.rxFrames(),
                        statistics.rxBytes(),
                        statistics.rxUnicast(),
                        statistics.rxMulticast(),
                        statistics.rxBroadcast()),
                new TrafficView(
                        statistics.txFrames(),
                        statistics.txBytes(),
                        statistics.txUnicast(),
                        statistics.txMulticast(),
                        statistics.txBroadcast()),
                drops(statistics),
                new KernelDropsView(
                        snapshot.kernelDrops().fromPort(),
                        snapshot.kernelDrops().toPort()),
                snapshot.loopDetected(),
                config.profile().name().toLowerCase(Locale.ROOT),
                ConfigWriter.resolved(config));
    }

    /** A template is no port of the bridge: it has neither number nor link, but a socket that is good to see. */
    private static PortView template(RunningBridge running, PortConfig config) {
        TrafficView nothing = new TrafficView(0, 0, 0, 0, 0);
        return new PortView(
                running.config().name(),
                config.name(),
                0,
                config.kind().name().toLowerCase(Locale.ROOT),
                PortRole.DISABLED.jsonName(),
                "disabled",
                false,
                false,
                config.link().path().orElse(""),
                null,
                config.link().mtu().orElse(running.config().mtu()),
                config.relay().isolated(),
                0,
                0,
                "a template: each client of the socket is a port of its own",
                nothing,
                nothing,
                Map.of(),
                KernelDropsView.NONE,
                false,
                config.profile().name().toLowerCase(Locale.ROOT),
                ConfigWriter.resolved(config));
    }

    /** Without a spanning tree a port that is up serves its segment, which is what "designated" means. */
    private static PortRole role(PortSnapshot snapshot, @Nullable PortStatus status) {
        if (status != null) {
            return status.role();
        }
        return snapshot.linkUp() ? PortRole.DESIGNATED : PortRole.DISABLED;
    }

    private static String state(PortSnapshot snapshot, @Nullable PortStatus status, @Nullable StpLook tree) {
        ForceVersion version = tree == null ? ForceVersion.RSTP : tree.bridge().version();
        return snapshot.state().displayName(version, role(snapshot, status));
    }

    private static Map<String, Long> drops(PortStatistics statistics) {
        Map<String, Long> drops = new LinkedHashMap<>();
        for (Map.Entry<DropReason, Long> drop : statistics.dropsByReason().entrySet()) {
            drops.put(drop.getKey().label(), drop.getValue());
        }
        return drops;
    }
}
