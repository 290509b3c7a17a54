package dev.hayabashi.daemon;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.ConfigReader;
import dev.hayabashi.config.ConfigWriter;
import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.daemon.api.ApiException;
import dev.hayabashi.daemon.api.ConfigView;
import dev.hayabashi.daemon.api.PlanView;
import dev.hayabashi.daemon.apply.Applier;
import dev.hayabashi.daemon.apply.Plan;
import dev.hayabashi.daemon.apply.Planner;
import dev.hayabashi.daemon.apply.StepFailure;
import dev.hayabashi.daemon.events.EventSource;
import dev.hayabashi.daemon.runtime.RunningBridge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration in force: plans changes of it and makes them. On the control thread, except {@link #inForce}. */
final class LiveConfig {
    private static final Logger LOG = LoggerFactory.getLogger(LiveConfig.class);

    private final Keeper keeper;
    private final List<RunningBridge> bridges;
    private final EventSource events;
    private final Optional<Path> file;
    private volatile HayabashiConfig config;

    /**
     * @param config what was started
     * @param file where it was read; empty for the defaults
     * @param events hears of changes
     */
    LiveConfig(
            HayabashiConfig config,
            Optional<Path> file,
            Keeper keeper,
            List<RunningBridge> bridges,
            EventSource events) {
        this.config = config;
        this.file = file;
        this.keeper = keeper;
        this.bridges = bridges;
        this.events = events;
    }

    /** The configuration that was last read and applied; what was changed by hand since is not in it. */
    HayabashiConfig inForce() {
        return config;
    }

    /** What runs now, as a file would say it. */
    ConfigView view() {
        HayabashiConfig now = config.withBridges(
                bridges.stream().map(bridge -> configured(bridge, Set.of())).toList());
        return new ConfigView(config.positions().source(), ConfigWriter.write(now));
    }

    /** What runs now, with the ports that came by auto-attach, as a file would say it. */
    String everything() {
        return ConfigWriter.write(
                config.withBridges(bridges.stream().map(RunningBridge::config).toList()));
    }

    /** Says what a document would change. */
    PlanView plan(String source, String text) {
        return view(source, false, planOf(read(source, text)));
    }

    /** Makes what runs be what a document says, all or nothing. */
    PlanView apply(String source, String text) {
        HayabashiConfig wanted = read(source, text);
        Plan plan = planOf(wanted);
        if (!plan.restarts().isEmpty()) {
            throw ApiException.conflict(
                    String.join("; ", plan.restarts()) + ": this takes a restart; nothing was changed",
                    "restart the daemon, or put the old value back");
        }
        try {
            new Applier(keeper).apply(plan);
        } catch (StepFailure e) {
            tell("config.refused", source + " was not applied: " + e.getMessage());
            throw ApiException.conflict(String.valueOf(e.getMessage()), e.hint());
        }
        wanted.bridges().forEach(bridge -> bridge.ports().forEach(port -> keeper.adopt(bridge.name(), port.name())));
        config = wanted;
        if (!plan.changes().isEmpty()) {
            tell("config.applied", source + " applied: " + plan.changes().size() + " changes");
        }
        return view(source, true, plan);
    }

    /** Reads the file again that was read at the start, and applies it; the log says how that went. */
    void reload() {
        if (file.isEmpty()) {
            LOG.warn("SIGHUP: the daemon runs on defaults; there is no file to read");
            return;
        }
        reload("SIGHUP", file.get());
    }

    /** After a hand-over: makes what was taken over be what the file says. */
    void applyFile() {
        file.ifPresent(path -> reload("takeover", path));
    }

    private void reload(String why, Path from) {
        String source = from.toString();
        try {
            PlanView done = apply(source, ConfigReader.text(from));
            LOG.info("{}: {}: {} changes", why, source, done.changes().size());
        } catch (ConfigException e) {
            LOG.error("{}: {}", why, e.getMessage());
        } catch (ApiException e) {
            LOG.error(
                    "{}: {}: {} {}",
                    why,
                    source,
                    e.fault().faultMessage(),
                    e.fault().hint());
        }
    }

    private void tell(String type, String text) {
        LOG.info("{}", text);
        events.emit(type, null, text, Map.of(), System.nanoTime());
    }

    private Plan planOf(HayabashiConfig wanted) {
        Set<String> named = new HashSet<>();
        wanted.bridges().forEach(bridge -> bridge.ports().forEach(port -> named.add(port.name())));
        List<BridgeConfig> running = new ArrayList<>();
        bridges.forEach(bridge -> running.add(configured(bridge, named)));
        return Planner.plan(config.withBridges(running), wanted);
    }

    /** A bridge without the ports that auto-attach brought, but for those that are named. */
    private BridgeConfig configured(RunningBridge bridge, Set<String> named) {
        BridgeConfig now = bridge.config();
        List<PortConfig> ports = now.ports().stream()
                .filter(port -> !keeper.isAutoAttached(now.name(), port.name()) || named.contains(port.name()))
                .toList();
        return now.withPorts(ports);
    }

    private static PlanView view(String source, boolean applied, Plan plan) {
        return new PlanView(source, applied, plan.changes());
    }

    private static HayabashiConfig read(String source, String text) {
        try {
            return ConfigReader.read(source, text);
        } catch (ConfigException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()), "");
        }
    }
}
