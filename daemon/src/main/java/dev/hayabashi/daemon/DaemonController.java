package dev.hayabashi.daemon;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.ConfigReader;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.daemon.api.ApiException;
import dev.hayabashi.daemon.api.ConfigView;
import dev.hayabashi.daemon.api.FdbView;
import dev.hayabashi.daemon.api.GroupsView;
import dev.hayabashi.daemon.api.LeaseView;
import dev.hayabashi.daemon.api.PlanView;
import dev.hayabashi.daemon.api.PortView;
import dev.hayabashi.daemon.api.StatusView;
import dev.hayabashi.daemon.api.StpView;
import dev.hayabashi.daemon.control.Controller;
import dev.hayabashi.daemon.runtime.GatewayViews;
import dev.hayabashi.daemon.runtime.GroupViews;
import dev.hayabashi.daemon.runtime.PortOpenException;
import dev.hayabashi.daemon.runtime.RunningBridge;
import dev.hayabashi.daemon.runtime.StpViews;
import dev.hayabashi.daemon.runtime.Views;
import dev.hayabashi.services.wire.Ipv4;
import dev.hayabashi.stp.StpParameterException;
import dev.hayabashi.tapio.loop.EngineChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers the control API from the running bridges. One control thread calls it. */
final class DaemonController implements Controller {
    private static final String REQUEST = "request";
    private static final double NANOS_PER_SECOND = 1e9;

    private final LiveConfig config;
    private final Bridges bridges;
    private final EngineChoice engine;
    private final int eventLoops;
    private final String socket;
    private final Supplier<@Nullable String> metrics;
    private final @Nullable String configFile;
    private final Runnable lookAtKernelDrops;
    private final long readyNanos = System.nanoTime();

    /**
     * @param engine how frames are read and written
     * @param eventLoops threads that do so
     * @param socket path of the control socket
     * @param metrics address of the read-only listener, null when there is none
     * @param lookAtKernelDrops has counters brought up to date that are the kernel's
     */
    DaemonController(
            LiveConfig config,
            Bridges bridges,
            EngineChoice engine,
            int eventLoops,
            String socket,
            Supplier<@Nullable String> metrics,
            @Nullable String configFile,
            Runnable lookAtKernelDrops) {
        this.lookAtKernelDrops = lookAtKernelDrops;
        this.config = config;
        this.bridges = bridges;
        this.engine = engine;
        this.eventLoops = eventLoops;
        this.socket = socket;
        this.metrics = metrics;
        this.configFile = configFile;
    }

    @Override
    public StatusView status() {
        lookAtKernelDrops.run();
        return new StatusView(
                Version.CURRENT,
                ProcessHandle.current().pid(),
                (System.nanoTime() - readyNanos) / NANOS_PER_SECOND,
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                engine.engine().label(),
                engine.reason().orElse(null),
                eventLoops,
                socket,
                metrics.get(),
                configFile,
                bridges.all().stream().map(Views::bridge).toList());
    }

    @Override
    public List<PortView> ports(@Nullable String bridge) {
        lookAtKernelDrops.run();
        return bridges.selected(bridge).stream()
                .flatMap(running -> Views.ports(running).stream())
                .toList();
    }

    @Override
    public PortView port(@Nullable String bridge, String name) {
        return ports(bridge).stream()
                .filter(port -> port.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Bridges.noPort(name));
    }

    @Override
    public PortView addPort(@Nullable String bridge, String body) {
        PortConfig port = readPort(body);
        RunningBridge running = bridges.one(bridge);
        if (bridges.all().stream().anyMatch(b -> b.portConfig(port.name()) != null)) {
            throw ApiException.conflict(
                    "port '" + port.name() + "' exists",
                    "change it with `hayabashi port set " + port.name() + "`, or remove it first");
        }
        return apply(running, port);
    }

    @Override
    public PortView putPort(@Nullable String bridge, String name, String body) {
        PortConfig port = readPort(body);
        if (!port.name().equals(name)) {
            throw ApiException.badRequest(
                    "the path says port '" + name + "' and the body says '" + port.name() + "'", "use one name");
        }
        RunningBridge running = bridges.all().stream()
                .filter(b -> b.portConfig(name) != null)
                .findFirst()
                .orElseGet(() -> bridges.one(bridge));
        PortConfig current = running.portConfig(name);
        PortConfig wanted = current != null && port.number().isEmpty()
                ? port.withNumber(current.number().orElseThrow())
                : port;
        return wanted.equals(current) ? view(running, name) : apply(running, wanted);
    }

    @Override
    public PortView patchPort(@Nullable String bridge, String name, String body) {
        RunningBridge running = bridges.owner(bridge, name);
        PortConfig current = running.portConfig(name);
        if (current == null) {
            throw Bridges.noPort(name);
        }
        PortConfig changed;
        try {
            changed = ConfigReader.patchPort(REQUEST, body, current);
        } catch (ConfigException e) {
            throw bad(e);
        }
        if (!changed.name().equals(name)) {
            throw ApiException.badRequest(
                    "a port cannot change its name from '" + name + "' to '" + changed.name() + "'",
                    "remove it and add another");
        }
        return changed.equals(current) ? view(running, name) : apply(running, changed);
    }

    @Override
    public PortView removePort(@Nullable String bridge, String name) {
        RunningBridge running = bridges.owner(bridge, name);
        PortView view = view(running, name);
        running.removePort(name, false);
        return view;
    }

    @Override
    public List<FdbView> fdb(@Nullable String bridge, @Nullable String port) {
        if (port != null
                && bridges.all().stream().noneMatch(b -> b.config().name().equals(port))) {
            bridges.owner(bridge, port);
        }
        return bridges.selected(bridge).stream()
                .flatMap(running -> Views.fdb(running, port).stream())
                .toList();
    }

    @Override
    public List<GroupsView> groups(@Nullable String bridge) {
        return bridges.selected(bridge).stream().map(GroupViews::of).toList();
    }

    @Override
    public int flushFdb(@Nullable String bridge, @Nullable String port) {
        if (port != null) {
            return bridges.owner(bridge, port).flush(port);
        }
        return bridges.selected(bridge).stream()
                .mapToInt(running -> running.flush(null))
                .sum();
    }

    @Override
    public List<StpView> stp(@Nullable String bridge) {
        return bridges.selected(bridge).stream().map(StpViews::of).toList();
    }

    @Override
    public PortView mcheck(@Nullable String bridge, String name) {
        RunningBridge running = bridges.owner(bridge, name);
        if (!running.mcheck(name)) {
            throw ApiException.conflict(
                    "no spanning tree runs on " + running.config().name(),
                    "`hayabashi stp set --mode rstp` switches it on");
        }
        return view(running, name);
    }

    @Override
    public PortView clearErrDisable(@Nullable String bridge, String name) {
        RunningBridge running = bridges.owner(bridge, name);
        if (!running.clearErrDisable(name)) {
            throw ApiException.conflict("port '" + name + "' is not err-disabled", "`hayabashi stp` shows its state");
        }
        return view(running, name);
    }

    @Override
    public List<StpView> clearStpCounters(@Nullable String bridge, @Nullable String port) {
        List<RunningBridge> asked = port == null ? bridges.selected(bridge) : List.of(bridges.owner(bridge, port));
        for (RunningBridge running : asked) {
            if (!running.clearStpCounters(port) && port != null) {
                throw ApiException.conflict(
                        "no spanning tree runs on " + running.config().name(),
                        "`hayabashi stp set --mode rstp` switches it on");
            }
        }
        return asked.stream().map(StpViews::of).toList();
    }

    @Override
    public StpView patchStp(@Nullable String bridge, String body) {
        RunningBridge running = bridges.one(bridge);
        try {
            running.changeStp(
                    ConfigReader.patchStp(REQUEST, body, running.config().stp()));
        } catch (ConfigException e) {
            throw bad(e);
        } catch (StpParameterException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()), "");
        }
        return StpViews.of(running);
    }

    @Override
    public List<LeaseView> leases(@Nullable String bridge) {
        return bridges.selected(bridge).stream()
                .flatMap(running -> GatewayViews.leases(running).stream())
                .toList();
    }

    @Override
    public LeaseView freeLease(@Nullable String bridge, String address) {
        for (RunningBridge running : bridges.selected(bridge)) {
            for (LeaseView lease : GatewayViews.leases(running)) {
                if (lease.address().equals(address) && GatewayViews.free(running, Ipv4.parse(address))) {
                    return lease;
                }
            }
        }
        throw ApiException.notFound("there is no lease of " + address, "`hayabashi leases` lists them");
    }

    @Override
    public ConfigView config() {
        return config.view();
    }

    @Override
    public PlanView plan(String source, String body) {
        return config.plan(source, body);
    }

    @Override
    public PlanView apply(String source, String body) {
        return config.apply(source, body);
    }

    private PortView apply(RunningBridge running, PortConfig port) {
        checkAsAWhole(running, port);
        try {
            running.changePort(port);
        } catch (PortOpenException e) {
            throw ApiException.conflict(
                    "port '" + port.name() + "' on " + running.config().name() + ": " + e.getMessage(), e.hint());
        } catch (StpParameterException e) {
            throw ApiException.badRequest("port '" + port.name() + "': " + e.getMessage(), "");
        }
        return view(running, port.name());
    }

    /** The rules that concern several ports: the same check that a whole file would get. */
    private void checkAsAWhole(RunningBridge running, PortConfig port) {
        List<BridgeConfig> whole = new ArrayList<>();
        for (RunningBridge each : bridges.all()) {
            BridgeConfig bridge = each.config();
            if (each == running) {
                List<PortConfig> ports = new ArrayList<>(bridge.ports());
                ports.removeIf(p -> p.name().equals(port.name()));
                ports.add(port);
                bridge = bridge.withPorts(ports);
            }
            whole.add(bridge);
        }
        try {
            ConfigReader.check(REQUEST, config.inForce().withBridges(whole));
        } catch (ConfigException e) {
            throw bad(e);
        }
    }

    private static PortConfig readPort(String body) {
        try {
            return ConfigReader.readPort(REQUEST, body);
        } catch (ConfigException e) {
            throw bad(e);
        }
    }

    private static ApiException bad(ConfigException e) {
        return ApiException.badRequest(String.valueOf(e.getMessage()), "");
    }

    private static PortView view(RunningBridge running, String name) {
        return Views.ports(running).stream()
                .filter(port -> port.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Bridges.noPort(name));
    }
}
