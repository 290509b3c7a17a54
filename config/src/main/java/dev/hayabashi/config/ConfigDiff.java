package dev.hayabashi.config;

import dev.hayabashi.config.ConfigChange.BridgeAdded;
import dev.hayabashi.config.ConfigChange.BridgeChanged;
import dev.hayabashi.config.ConfigChange.BridgeRemoved;
import dev.hayabashi.config.ConfigChange.DaemonChanged;
import dev.hayabashi.config.ConfigChange.KeyChange;
import dev.hayabashi.config.ConfigChange.PortAdded;
import dev.hayabashi.config.ConfigChange.PortChanged;
import dev.hayabashi.config.ConfigChange.PortRemoved;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What has to be done to get from one configuration to another. What did not change is not mentioned: whoever applies
 * the result does not touch it. Removals come first, so that names and numbers are free again for additions.
 */
public final class ConfigDiff {
    private ConfigDiff() {}

    /** The changes from one configuration to another, in the order in which they may be applied; empty when equal. */
    public static List<ConfigChange> between(HayabashiConfig before, HayabashiConfig after) {
        List<ConfigChange> removed = new ArrayList<>();
        List<ConfigChange> rest = new ArrayList<>();
        for (BridgeConfig b : before.bridges()) {
            if (after.bridge(b.name()).isEmpty()) {
                removed.add(new BridgeRemoved(b));
            }
        }
        for (BridgeConfig b : after.bridges()) {
            Optional<BridgeConfig> old = before.bridge(b.name());
            if (old.isPresent()) {
                bridge(old.get(), b, removed, rest);
            } else {
                rest.add(new BridgeAdded(b.withPorts(List.of())));
                b.ports().forEach(p -> rest.add(new PortAdded(b.name(), p)));
            }
        }
        daemon(before, after, rest);
        removed.addAll(rest);
        return List.copyOf(removed);
    }

    /** The keys of a port that differ; empty when the two are equal. */
    public static List<KeyChange> keys(PortConfig before, PortConfig after) {
        return keys("", PortKeys.SECTION, before, after);
    }

    /** The keys of a bridge's spanning tree that differ; empty when the two are equal. */
    public static List<KeyChange> keys(StpConfig before, StpConfig after) {
        return keys("", Keys.STP, before, after);
    }

    private static void bridge(
            BridgeConfig before, BridgeConfig after, List<ConfigChange> removed, List<ConfigChange> rest) {
        List<KeyChange> keys = new ArrayList<>(keys("", Keys.BRIDGE, before, after));
        keys.addAll(keys("mac-table.", Keys.MAC_TABLE, before, after));
        keys.addAll(keys("stp.", Keys.STP, before.stp(), after.stp()));
        keys.addAll(keys("multicast-snooping.", SnoopingKeys.SECTION, before.snooping(), after.snooping()));
        keys.addAll(gateway(before.gateway(), after.gateway()));
        if (!keys.isEmpty()) {
            rest.add(new BridgeChanged(before, after, List.copyOf(keys)));
        }
        for (PortConfig p : before.ports()) {
            Optional<PortConfig> now = after.port(p.name());
            if (now.isEmpty() || now.get().kind() != p.kind()) {
                removed.add(new PortRemoved(before.name(), p));
            }
        }
        for (PortConfig p : after.ports()) {
            Optional<PortConfig> old = before.port(p.name());
            if (old.isEmpty() || old.get().kind() != p.kind()) {
                rest.add(new PortAdded(after.name(), p));
            } else if (!old.get().equals(p)) {
                rest.add(new PortChanged(after.name(), old.get(), p, keys(old.get(), p)));
            }
        }
    }

    private static List<KeyChange> gateway(Optional<GatewayConfig> before, Optional<GatewayConfig> after) {
        if (before.isEmpty() || after.isEmpty()) {
            return before.equals(after)
                    ? List.of()
                    : List.of(new KeyChange("gateway", addressOf(before), addressOf(after)));
        }
        GatewayConfig b = before.get();
        GatewayConfig a = after.get();
        List<KeyChange> keys = new ArrayList<>(keys("gateway.", GatewayKeys.GATEWAY, b, a));
        keys.addAll(section("gateway.dhcp", GatewayKeys.DHCP, b.dhcp(), a.dhcp()));
        String hostsBefore = b.dhcp().map(d -> d.hosts().size() + " hosts").orElse("");
        String hostsAfter = a.dhcp().map(d -> d.hosts().size() + " hosts").orElse("");
        boolean sameHosts = b.dhcp().map(DhcpConfig::hosts).equals(a.dhcp().map(DhcpConfig::hosts));
        if (b.dhcp().isPresent() && a.dhcp().isPresent() && !sameHosts) {
            keys.add(new KeyChange("gateway.dhcp.hosts", hostsBefore, hostsAfter));
        }
        keys.addAll(section("gateway.dns", GatewayKeys.DNS, b.dns(), a.dns()));
        return keys;
    }

    private static String addressOf(Optional<GatewayConfig> gateway) {
        return gateway.map(g -> g.address().toString()).orElse("");
    }

    private static <R> List<KeyChange> section(String name, Section<R> section, Optional<R> before, Optional<R> after) {
        if (before.isPresent() && after.isPresent()) {
            return keys(name + ".", section, before.get(), after.get());
        }
        return before.equals(after)
                ? List.of()
                : List.of(new KeyChange(name, before.isPresent() ? "on" : "", after.isPresent() ? "on" : ""));
    }

    private static void daemon(HayabashiConfig before, HayabashiConfig after, List<ConfigChange> rest) {
        List<KeyChange> file = keys("", Keys.FILE, before, after);
        if (!file.isEmpty()) {
            rest.add(new DaemonChanged("file", file));
        }
        List<KeyChange> metrics = keys("", Keys.METRICS, before.metrics(), after.metrics());
        if (!metrics.isEmpty()) {
            rest.add(new DaemonChanged("metrics", metrics));
        }
        List<KeyChange> control = keys("", Keys.CONTROL, before.control(), after.control());
        if (!control.isEmpty()) {
            rest.add(new DaemonChanged("control", control));
        }
    }

    private static <R> List<KeyChange> keys(String prefix, Section<R> section, R before, R after) {
        List<KeyChange> changes = new ArrayList<>();
        for (Key<R, ?> key : section.keys()) {
            if (!key.same(before, after)) {
                changes.add(new KeyChange(
                        prefix + key.name(),
                        key.write(before).map(String::valueOf).orElse(""),
                        key.write(after).map(String::valueOf).orElse("")));
            }
        }
        return List.copyOf(changes);
    }
}
