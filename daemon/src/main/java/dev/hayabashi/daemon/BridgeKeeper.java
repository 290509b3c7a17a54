package dev.hayabashi.daemon;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.GatewayConfig;
import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.config.SnoopingConfig;
import dev.hayabashi.config.StpConfig;
import dev.hayabashi.daemon.apply.StepFailure;
import dev.hayabashi.daemon.events.EventJournal;
import dev.hayabashi.daemon.events.EventSource;
import dev.hayabashi.daemon.gateway.GatewayException;
import dev.hayabashi.daemon.gateway.GatewayServices;
import dev.hayabashi.daemon.gateway.HostNetworks;
import dev.hayabashi.daemon.gateway.HostSide;
import dev.hayabashi.daemon.observe.BridgeWatch;
import dev.hayabashi.daemon.runtime.AutoAttach;
import dev.hayabashi.daemon.runtime.BridgeHandOver;
import dev.hayabashi.daemon.runtime.KeptBridge;
import dev.hayabashi.daemon.runtime.PortOpenException;
import dev.hayabashi.daemon.runtime.PortTemplate;
import dev.hayabashi.daemon.runtime.RunningBridge;
import dev.hayabashi.daemon.runtime.TakenPort;
import dev.hayabashi.daemon.runtime.TapIoDevices;
import dev.hayabashi.stp.StpParameterException;
import dev.hayabashi.tapio.drops.KernelDropReader;
import dev.hayabashi.tapio.loop.FrameLoop;
import dev.hayabashi.tapio.loop.FrameLoops;
import dev.hayabashi.tapio.sys.NativeFd;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes bridges run and stop with all that belongs to them: what a killed daemon left, ports, gateway and NAT, auto-attach. Each
 * method of {@link Keeper} does all or nothing. On the control thread.
 */
final class BridgeKeeper implements Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(BridgeKeeper.class);

    /** The time after a start belongs to the guests that wait for it. */
    private static final long FIRST_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path stateDir;
    private final FrameLoops loops;
    // By bridge: the loop that owns it.
    private final Map<String, FrameLoop> owners = new HashMap<>();
    private final Executor controlThread;
    private final EventJournal journal;
    private final List<RunningBridge> bridges;
    private final HostSide host;
    private final KernelDropReader kernelDrops;
    private final Map<String, AutoAttach> attachers = new HashMap<>();
    // By bridge: ports that are here because a TAP appeared, not because somebody configured them.
    private final Map<String, Set<String>> autoAttached = new HashMap<>();

    /**
     * @param bridges where running bridges are kept; changed here only
     * @throws GatewayException when the state directory cannot be read
     */
    BridgeKeeper(
            HayabashiConfig config,
            FrameLoops loops,
            Executor controlThread,
            EventJournal journal,
            List<RunningBridge> bridges)
            throws GatewayException {
        this.stateDir = Path.of(config.stateDir());
        this.loops = loops;
        this.controlThread = controlThread;
        this.journal = journal;
        this.bridges = bridges;
        this.host = HostSide.open(config);
        this.kernelDrops = new KernelDropReader(loops::dropMeters, FIRST_LOOK_NANOS);
    }

    /** Has what the kernel has lost at ports looked at now. Any thread but an event loop. */
    void lookAtKernelDrops() {
        kernelDrops.lookNow();
    }

    /**
     * Starts all bridges of a configuration.
     *
     * @return what failed, a line each, with the place in the file; the caller is to stop everything then
     */
    List<String> startAll(HayabashiConfig config) {
        Places places = new Places(config);
        List<String> failures = new ArrayList<>();
        Set<String> tables = HostSide.tables();
        for (BridgeConfig bridge : config.bridges()) {
            try {
                removeLeftoverPorts(bridge);
            } catch (StepFailure e) {
                failures.add(Places.withHint("bridge " + bridge.name() + ": " + e.getMessage(), e.hint()));
                continue;
            }
            RunningBridge running = create(bridge);
            try {
                raiseGateway(running, bridge);
            } catch (StepFailure e) {
                failures.add(places.bridge(bridge, "gateway") + Places.withHint(e.getMessage(), e.hint()));
            }
            for (PortConfig port : bridge.ports()) {
                try {
                    running.startPort(port);
                } catch (PortOpenException e) {
                    failures.add(places.port(bridge, port)
                            + Places.withHint(failed(bridge.name(), port, e.getMessage()), e.hint()));
                }
            }
            // Last: a port of the file that waits for such a TAP is not to be taken for one that appeared.
            attach(running, bridge.autoAttach());
        }
        for (BridgeConfig bridge : config.bridges()) {
            try {
                removeLeftoverTable(bridge, tables);
            } catch (StepFailure e) {
                failures.add(Places.withHint("bridge " + bridge.name() + ": " + e.getMessage(), e.hint()));
            }
        }
        return failures;
    }

    /** Stops everything; what the daemon made is removed, persistent TAPs stay. */
    void stopAll() {
        kernelDrops.close();
        attachers.values().forEach(AutoAttach::close);
        host.close();
        bridges.forEach(RunningBridge::close);
    }

    // ---- another process goes on ----

    /**
     * What another process needs to go on with all bridges.
     *
     * @param last nothing changes any more afterwards; all bridges are paused
     * @throws PortOpenException when one of them cannot be handed over
     */
    List<KeptBridge> keep(boolean last) throws PortOpenException {
        List<KeptBridge> kept = new ArrayList<>();
        for (RunningBridge bridge : bridges) {
            kept.add(bridge.handOver().keep(last));
        }
        return kept;
    }

    /** Ports that are here because a TAP appeared, by bridge. */
    Map<String, List<String>> autoAttached() {
        Map<String, List<String>> names = new HashMap<>();
        autoAttached.forEach((bridge, ports) -> names.put(bridge, List.copyOf(ports)));
        return names;
    }

    /** No port is read and no link change is heard any more when this returns. */
    void pause() {
        loops.all().forEach(loop -> loop.eventLoop().submit(loop.links()::pause).syncUninterruptibly());
        bridges.forEach(bridge -> bridge.handOver().pause());
        // A look that is under way counts here; the other process makes the next one.
        kernelDrops.settle();
    }

    /** Nobody has taken over: goes on. */
    void resume() {
        for (RunningBridge bridge : bridges) {
            GatewayServices services = null;
            if (bridge.handOver().isSuspended()) {
                try {
                    services = services(bridge, bridge.config());
                } catch (GatewayException e) {
                    LOG.error(
                            "{} goes on without its services: {}; {}",
                            bridge.config().name(),
                            e.getMessage(),
                            e.hint());
                }
            }
            bridge.handOver().resume(services);
        }
        loops.all()
                .forEach(loop -> loop.eventLoop().submit(loop.links()::resume).syncUninterruptibly());
    }

    /**
     * Goes on with a bridge of another process.
     *
     * @param bridge its configuration, with numbered ports
     * @param kept what it knew
     * @param descriptors of its ports that have one, in the order of {@code kept}; those used are taken out
     * @param automatic its ports that came by auto-attach
     */
    void takeOver(BridgeConfig bridge, KeptBridge kept, Deque<NativeFd> descriptors, List<String> automatic)
            throws PortOpenException, GatewayException {
        RunningBridge running = create(bridge);
        TapIoDevices devices = new TapIoDevices(owner(bridge.name()), controlThread);
        Map<String, PortTemplate> templates = new HashMap<>();
        for (String name : kept.templates()) {
            PortConfig template = BridgeHandOver.configured(bridge, name);
            PortTemplate placed = devices.takeOverTemplate(running, template, descriptors.remove());
            templates.put(name, placed);
            running.handOver().placeTemplate(placed);
        }
        List<TakenPort> taken = new ArrayList<>();
        for (KeptBridge.Member member : kept.ports()) {
            PortConfig port = running.handOver().configOf(bridge, member);
            int mtuBytes = port.link().mtu().orElse(bridge.mtu());
            boolean ipv6 = !port.name().equals(bridge.name())
                    || bridge.gateway().flatMap(GatewayConfig::ipv6).isPresent();
            NativeFd listener = member.device().listens() ? descriptors.remove() : null;
            NativeFd fd = member.device().present() ? descriptors.remove() : null;
            PortTemplate template = member.template().map(templates::get).orElse(null);
            taken.add(new TakenPort(
                    port,
                    template != null
                            ? template.takeOver(port.name(), member.device(), fd)
                            : devices.takeOver(bridge.name(), port, mtuBytes, ipv6, member.device(), listener, fd)));
        }
        running.handOver().takeOver(kept, taken, bridge.gateway().isPresent() ? services(running, bridge) : null);
        autoAttached.put(bridge.name(), new HashSet<>(automatic));
        attach(running, bridge.autoAttach());
    }

    /** The other process cannot go on any more: what it would have to go on with in the middle is read and written too. */
    void begin() {
        bridges.forEach(bridge -> bridge.handOver().begin());
    }

    /** What a bridge that was taken over needs of the host, which has it already: it is looked after from here on. */
    void raiseHost(BridgeConfig bridge) throws GatewayException {
        if (bridge.gateway().isPresent()) {
            host.raise(bridge);
        }
    }

    private GatewayServices services(RunningBridge running, BridgeConfig bridge) throws GatewayException {
        return GatewayServices.open(
                bridge,
                running.gatewayMac(),
                stateDir,
                owner(bridge.name()).eventLoop(),
                FrameLoop.memory(),
                running::serviceEvent);
    }

    @Override
    public boolean isAutoAttached(String bridge, String port) {
        return autoAttached.getOrDefault(bridge, Set.of()).contains(port);
    }

    @Override
    public void adopt(String bridge, String port) {
        Set<String> automatic = autoAttached.get(bridge);
        if (automatic != null) {
            automatic.remove(port);
        }
    }

    @Override
    public void addBridge(BridgeConfig bridge) throws StepFailure {
        removeLeftoverPorts(bridge);
        removeLeftoverTable(bridge, HostSide.wantsTable(bridge) ? Set.of() : HostSide.tables());
        RunningBridge running = create(bridge);
        try {
            raiseGateway(running, bridge);
            for (PortConfig port : bridge.ports()) {
                addPort(bridge.name(), port);
            }
        } catch (StepFailure | RuntimeException e) {
            stop(running);
            throw e;
        }
        attach(running, bridge.autoAttach());
    }

    @Override
    public void removeBridge(BridgeConfig bridge, boolean keepPersistent) {
        RunningBridge running = running(bridge.name());
        if (!keepPersistent) {
            running.config().ports().forEach(port -> running.removePort(port.name(), false));
        }
        stop(running);
    }

    private void stop(RunningBridge running) {
        String name = running.config().name();
        AutoAttach attacher = attachers.remove(name);
        if (attacher != null) {
            attacher.close();
        }
        autoAttached.remove(name);
        bridges.remove(running);
        owners.remove(name);
        running.close();
        host.lower(name);
    }

    @Override
    public void addPort(String bridge, PortConfig port) throws StepFailure {
        try {
            running(bridge).addPort(port);
        } catch (PortOpenException e) {
            throw new StepFailure(failed(bridge, port, e.getMessage()), e.hint());
        }
    }

    @Override
    public void removePort(String bridge, String port) {
        running(bridge).removePort(port, false);
        adopt(bridge, port);
    }

    @Override
    public void changePort(String bridge, PortConfig port) throws StepFailure {
        try {
            running(bridge).changePort(port);
        } catch (PortOpenException e) {
            throw new StepFailure(failed(bridge, port, e.getMessage()), e.hint());
        } catch (StpParameterException e) {
            throw new StepFailure(failed(bridge, port, e.getMessage()), "");
        }
    }

    @Override
    public void changeStp(String bridge, StpConfig stp) throws StepFailure {
        try {
            running(bridge).changeStp(stp);
        } catch (StpParameterException e) {
            throw new StepFailure("spanning tree of " + bridge + ": " + e.getMessage(), "");
        }
    }

    @Override
    public void changeSnooping(String bridge, SnoopingConfig snooping) {
        running(bridge).changeSnooping(snooping);
    }

    @Override
    public void startGateway(BridgeConfig bridge) throws StepFailure {
        RunningBridge running = running(bridge.name());
        Optional<GatewayConfig> before = running.config().gateway();
        running.gateway(bridge.gateway());
        try {
            raiseGateway(running, bridge);
        } catch (StepFailure e) {
            running.stopGateway();
            running.gateway(before);
            throw e;
        }
    }

    @Override
    public void stopGateway(String bridge) {
        RunningBridge running = running(bridge);
        running.stopGateway();
        running.gateway(Optional.empty());
        host.lower(bridge);
    }

    @Override
    public void autoAttach(String bridge, Optional<String> pattern) {
        AutoAttach attacher = attachers.remove(bridge);
        if (attacher != null) {
            attacher.close();
        }
        running(bridge).autoAttach(pattern);
        attach(running(bridge), pattern);
    }

    private RunningBridge create(BridgeConfig bridge) {
        BridgeWatch watch = new BridgeWatch(new EventSource(journal, bridge.name(), Clock.systemUTC()));
        FrameLoop owner = loops.next();
        owners.put(bridge.name(), owner);
        RunningBridge running = new RunningBridge(
                bridge, new TapIoDevices(owner, controlThread), owner.eventLoop(), FrameLoop.memory(), watch);
        bridges.add(running);
        return running;
    }

    private void removeLeftoverPorts(BridgeConfig bridge) throws StepFailure {
        try {
            TapIoDevices.removeLeftovers(bridge).forEach(what -> logLeftover(bridge, what));
        } catch (PortOpenException e) {
            throw new StepFailure(String.valueOf(e.getMessage()), e.hint());
        }
    }

    private void removeLeftoverTable(BridgeConfig bridge, Set<String> present) throws StepFailure {
        try {
            host.removeLeftovers(bridge, present).ifPresent(what -> logLeftover(bridge, what));
        } catch (GatewayException e) {
            throw new StepFailure(String.valueOf(e.getMessage()), e.hint());
        }
    }

    private static void logLeftover(BridgeConfig bridge, String what) {
        LOG.info("{}: removed what an earlier daemon left: {}", bridge.name(), what);
    }

    private void raiseGateway(RunningBridge running, BridgeConfig bridge) throws StepFailure {
        Optional<GatewayConfig> gateway = bridge.gateway();
        if (gateway.isEmpty()) {
            return;
        }
        try {
            HostNetworks.refuseClash(bridge.name(), gateway.get());
            GatewayServices services = services(running, bridge);
            GatewayServices.warmUp(bridge, running.gatewayMac(), FrameLoop.memory());
            running.startGateway(services);
            host.raise(bridge);
        } catch (GatewayException e) {
            throw new StepFailure(String.valueOf(e.getMessage()), e.hint());
        } catch (PortOpenException e) {
            throw new StepFailure("gateway of " + bridge.name() + ": " + e.getMessage(), e.hint());
        }
    }

    private void attach(RunningBridge running, Optional<String> pattern) {
        String name = running.config().name();
        pattern.ifPresent(names -> attachers.put(
                name,
                new AutoAttach(
                        running,
                        names,
                        owner(name),
                        controlThread,
                        autoAttached.computeIfAbsent(name, bridge -> new HashSet<>()))));
    }

    private FrameLoop owner(String bridge) {
        FrameLoop owner = owners.get(bridge);
        if (owner == null) {
            throw new IllegalStateException("bridge " + bridge + " has no event loop");
        }
        return owner;
    }

    private RunningBridge running(String bridge) {
        return bridges.stream()
                .filter(each -> each.config().name().equals(bridge))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("bridge " + bridge + " does not run"));
    }

    private static String failed(String bridge, PortConfig port, @Nullable String message) {
        return "port '" + port.name() + "' on " + bridge + ": " + message;
    }
}
