package dev.hayabashi.daemon.apply;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.ConfigChange;
import dev.hayabashi.config.ConfigDiff;
import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.daemon.api.PlanView.ChangeView;
import dev.hayabashi.daemon.api.PlanView.KeyView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lays out the way from what runs to what is wanted. */
public final class Planner {
    private static final String AT_ONCE = "at-once";
    private static final String LINK_INTERRUPTED = "link-interrupted";

    private final HayabashiConfig before;
    private final HayabashiConfig after;
    private final List<ChangeView> views = new ArrayList<>();
    private final List<String> restarts = new ArrayList<>();
    // In the order in which they are taken.
    private final List<Step> opened = new ArrayList<>();
    private final List<Step> hot = new ArrayList<>();
    private final List<Step> closed = new ArrayList<>();
    private final List<Step> reopened = new ArrayList<>();

    private Planner(HayabashiConfig before, HayabashiConfig after) {
        this.before = before;
        this.after = after;
    }

    /**
     * Plans.
     *
     * @param running what runs; every port has its number
     * @param wanted what is wanted; a port without a number keeps the one that it has
     */
    public static Plan plan(HayabashiConfig running, HayabashiConfig wanted) {
        return new Planner(running, numbered(running, wanted)).plan();
    }

    private static HayabashiConfig numbered(HayabashiConfig running, HayabashiConfig wanted) {
        List<BridgeConfig> bridges = new ArrayList<>();
        for (BridgeConfig bridge : wanted.bridges()) {
            Optional<BridgeConfig> now = running.bridge(bridge.name());
            List<PortConfig> ports = new ArrayList<>();
            Set<Integer> asked = bridge.ports().stream()
                    .flatMap(port -> port.number().stream().boxed())
                    .collect(Collectors.toSet());
            for (PortConfig port : bridge.ports()) {
                Optional<Integer> number = now.flatMap(b -> b.port(port.name()))
                        .filter(p -> p.kind() == port.kind() && port.number().isEmpty())
                        .flatMap(p -> p.number().stream().boxed().findFirst())
                        .filter(n -> !asked.contains(n));
                ports.add(number.map(port::withNumber).orElse(port));
            }
            bridges.add(bridge.withPorts(ports));
        }
        return wanted.withBridges(bridges);
    }

    private Plan plan() {
        List<ConfigChange> changes = ConfigDiff.between(before, after);
        Set<String> rebuilt = changes.stream()
                .filter(ConfigChange.BridgeChanged.class::isInstance)
                .map(ConfigChange.BridgeChanged.class::cast)
                .filter(change -> change.keys().stream().anyMatch(Planner::isCold))
                .map(change -> change.after().name())
                .collect(Collectors.toSet());
        for (ConfigChange change : changes) {
            if (change instanceof ConfigChange.BridgeRemoved c) {
                closed.add(new Step.RemoveBridge(c.bridge(), false));
                show("remove", c.bridge().name(), null, List.of(), LINK_INTERRUPTED, "");
            } else if (change instanceof ConfigChange.BridgeAdded c) {
                reopened.add(new Step.AddBridge(after.bridge(c.bridge().name()).orElseThrow(), false));
                show("add", c.bridge().name(), null, List.of(), AT_ONCE, "");
            } else if (change instanceof ConfigChange.BridgeChanged c) {
                bridgeChanged(c, rebuilt.contains(c.after().name()));
            } else if (change instanceof ConfigChange.PortRemoved c) {
                show("remove", c.bridge(), c.port().name(), List.of(), LINK_INTERRUPTED, "");
                if (!rebuilt.contains(c.bridge())) {
                    closed.add(new Step.RemovePort(c.bridge(), c.port()));
                }
            } else if (change instanceof ConfigChange.PortAdded c) {
                show("add", c.bridge(), c.port().name(), List.of(), AT_ONCE, "kind " + word(c.port()));
                if (!rebuilt.contains(c.bridge())) {
                    portAdded(c);
                }
            } else if (change instanceof ConfigChange.PortChanged c) {
                portChanged(c, rebuilt.contains(c.bridge()));
            } else if (change instanceof ConfigChange.DaemonChanged c) {
                c.keys().forEach(key -> restarts.add(c.section() + ": " + key));
                show("change", null, null, keys(c.keys()), "restart", "takes a restart of the daemon");
            }
        }
        List<Step> steps = new ArrayList<>(opened);
        steps.addAll(hot);
        steps.addAll(closed);
        steps.addAll(reopened);
        return new Plan(steps, views, restarts);
    }

    private void bridgeChanged(ConfigChange.BridgeChanged change, boolean rebuild) {
        BridgeConfig was = change.before();
        BridgeConfig wanted = change.after();
        String name = wanted.name();
        if (rebuild) {
            closed.add(new Step.RemoveBridge(was, true));
            reopened.add(new Step.AddBridge(wanted, true));
            show("change", name, null, keys(change.keys()), LINK_INTERRUPTED, "made anew with all its ports");
            return;
        }
        if (!was.stp().equals(wanted.stp())) {
            hot.add(new Step.ChangeStp(name, was.stp(), wanted.stp()));
        }
        if (!was.snooping().equals(wanted.snooping())) {
            hot.add(new Step.ChangeSnooping(name, was.snooping(), wanted.snooping()));
        }
        boolean gateway = !was.gateway().equals(wanted.gateway());
        if (gateway) {
            if (was.gateway().isPresent()) {
                closed.add(new Step.StopGateway(was));
            }
            if (wanted.gateway().isPresent()) {
                reopened.add(new Step.StartGateway(wanted));
            }
        }
        if (!was.autoAttach().equals(wanted.autoAttach())) {
            hot.add(new Step.ChangeAutoAttach(name, was.autoAttach(), wanted.autoAttach()));
        }
        show(
                "change",
                name,
                null,
                keys(change.keys()),
                gateway ? "gateway-restarted" : AT_ONCE,
                gateway ? "the gateway starts anew, links of guests stay" : "");
    }

    private void portAdded(ConfigChange.PortAdded change) {
        PortConfig port = change.port();
        // What is still in use by something that goes can be had only after it is gone.
        boolean nameTaken =
                before.bridges().stream().anyMatch(b -> b.port(port.name()).isPresent());
        if (before.bridge(change.bridge()).isEmpty()) {
            // It comes with its bridge.
            return;
        }
        boolean asksForMore =
                port.number().isPresent() || !port.relay().staticMacs().isEmpty();
        boolean free = !nameTaken && !asksForMore;
        (free ? opened : reopened).add(new Step.AddPort(change.bridge(), port));
    }

    private void portChanged(ConfigChange.PortChanged change, boolean rebuild) {
        PortConfig was = change.before();
        PortConfig wanted = change.after();
        boolean reopen = !was.link().equals(wanted.link()) || !was.number().equals(wanted.number());
        show(
                "change",
                change.bridge(),
                wanted.name(),
                keys(change.keys()),
                reopen ? LINK_INTERRUPTED : AT_ONCE,
                reopen ? "its device is opened anew" : "");
        if (rebuild) {
            return;
        }
        if (reopen) {
            closed.add(new Step.RemovePort(change.bridge(), was));
            reopened.add(new Step.AddPort(change.bridge(), wanted));
        } else {
            hot.add(new Step.ChangePort(change.bridge(), was, wanted));
        }
    }

    /** Keys that a bridge takes only when it is made. */
    private static boolean isCold(ConfigChange.KeyChange key) {
        String name = key.key();
        return !name.startsWith("stp.")
                && !name.startsWith("multicast-snooping.")
                && !name.startsWith("gateway")
                && !name.equals("auto-attach");
    }

    private static List<KeyView> keys(List<ConfigChange.KeyChange> keys) {
        return keys.stream()
                .map(key -> new KeyView(key.key(), key.before(), key.after()))
                .toList();
    }

    private static String word(PortConfig port) {
        return port.kind().name().toLowerCase(Locale.ROOT);
    }

    private void show(
            String action,
            @Nullable String bridge,
            @Nullable String port,
            List<KeyView> keys,
            String effect,
            String note) {
        views.add(new ChangeView(action, bridge, port, keys, effect, note));
    }
}
