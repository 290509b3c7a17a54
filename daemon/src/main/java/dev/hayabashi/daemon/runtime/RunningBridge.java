package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.BridgeSettings;
import dev.hayabashi.bridgecore.BridgeSnapshot;
import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.PortSettings;
import dev.hayabashi.bridgecore.RelayIo;
import dev.hayabashi.bridgecore.RelayPath;
import dev.hayabashi.bridgecore.SendResult;
import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.GatewayConfig;
import dev.hayabashi.config.MacAddress;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.config.ReservedPolicy;
import dev.hayabashi.config.SnoopingConfig;
import dev.hayabashi.config.StpConfig;
import dev.hayabashi.config.StpMode;
import dev.hayabashi.daemon.gateway.GatewayServices;
import dev.hayabashi.daemon.gateway.GuardServices;
import dev.hayabashi.daemon.observe.BridgeWatch;
import dev.hayabashi.daemon.observe.ObserverSeat;
import dev.hayabashi.services.dhcp.Lease;
import dev.hayabashi.services.spi.ServiceEvent;
import dev.hayabashi.stp.PortParameters;
import dev.hayabashi.stp.PortState;
import dev.hayabashi.stp.SpanningTree;
import dev.hayabashi.stp.StpEvent;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bridge that runs. Its public methods belong to the control thread; what they do to the bridge they do on its event loop.
 */
public final class RunningBridge {
    private static final Logger LOG = LoggerFactory.getLogger(RunningBridge.class);
    private static final long TICK_MILLIS = 1000;
    private static final long PAUSE_SECONDS = 5;

    /** A tick this late means that the process stood still; neighbours wait for at least three seconds before they move a tree. */
    private static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** VLAN of the gateway and its services. */
    private static final int SERVICE_VLAN = 1;

    private BridgeConfig config;
    private final PortDevices devices;
    private final LoopCalls calls;
    private final EventLoop loop;
    private final long address;
    private final Map<String, RunningPort> ports = new LinkedHashMap<>();
    // Names of ports that came by themselves, as clients of a template.
    private final Set<String> members = new HashSet<>();
    private final Map<String, PortTemplate> templates = new LinkedHashMap<>();
    private @Nullable RunningPort gatewayPort;
    private @Nullable GatewayServices gatewayServices;
    private boolean suspended;

    // Owned by the event loop.
    private final Bridge bridge;
    private @Nullable StpBinding stp;
    private final DirectMemory.Allocator allocator;
    private @Nullable ScheduledFuture<?> ticks;
    private final BridgeWatch watch;
    private final ObserverSeat seat;
    private final GuardServices guards;
    private @Nullable GatewayServices servicesOnLoop;
    private long tickDueNanos;
    // The loop's own list: the control thread's map must not be read there.
    private final List<RunningPort> onLoop = new ArrayList<>();

    /**
     * Starts a bridge without ports.
     *
     * @param config its configuration; {@code ports} is not looked at
     * @param loop the loop that will own it
     * @param watch is told of everything rare; owned by the loop from now on
     */
    public RunningBridge(
            BridgeConfig config,
            PortDevices devices,
            EventLoop loop,
            DirectMemory.Allocator allocator,
            BridgeWatch watch) {
        this.config = config.withPorts(List.of());
        this.devices = devices;
        this.calls = new LoopCalls(loop);
        this.loop = loop;
        this.allocator = allocator;
        this.address = config.mac().map(MacAddress::value).orElseGet(() -> Addresses.ofBridge(config.name()));
        this.bridge = new Bridge(
                new BridgeSettings(
                        config.name(),
                        address,
                        TimeUnit.SECONDS.toNanos(config.ageingTimeSeconds()),
                        config.macTableLimit(),
                        new SecureRandom().nextLong(),
                        config.stp().reserved() == ReservedPolicy.TRANSPARENT),
                watch,
                allocator);
        bridge.relays(devices.relays());
        this.watch = watch;
        this.seat = new ObserverSeat(bridge);
        if (config.vlanFiltering()) {
            bridge.vlanFiltering(true, SERVICE_VLAN);
        }
        this.guards = new GuardServices(bridge, this::serviceEvent);
        calls.run(() -> {
            if (config.stp().mode() != StpMode.OFF) {
                startSpanningTree(this.config);
            }
            bridge.multicastSnooping(StpMapping.snooping(config.snooping()));
            startTicks(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
        });
    }

    /** On the loop: ticks come from {@code dueNanos} on. */
    private void startTicks(long dueNanos) {
        stopTicks();
        long now = System.nanoTime();
        tickDueNanos = Math.max(now, dueNanos);
        ticks = loop.scheduleAtFixedRate(
                this::tick, tickDueNanos - now, TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS), TimeUnit.NANOSECONDS);
    }

    private void stopTicks() {
        if (ticks != null) {
            ticks.cancel(false);
        }
    }

    /** Configuration with the ports that are there now; clients of a template are not among them, the template is. */
    public BridgeConfig config() {
        List<PortConfig> configured = new ArrayList<>();
        ports.forEach((name, port) -> {
            if (!members.contains(name)) {
                configured.add(port.config());
            }
        });
        templates.values().forEach(template -> configured.add(template.config()));
        return config.withPorts(configured);
    }

    /** Ports in the order in which they were added, the gateway last. */
    Collection<RunningPort> ports() {
        List<RunningPort> all = new ArrayList<>(ports.values());
        if (gatewayPort != null) {
            all.add(gatewayPort);
        }
        return all;
    }

    /** Whether that is the port of the gateway, which comes and goes with the bridge. */
    public boolean isGateway(String name) {
        return gatewayPort != null && gatewayPort.config().name().equals(name);
    }

    /** MAC address of the gateway. */
    public long gatewayMac() {
        return config.gateway()
                .flatMap(GatewayConfig::mac)
                .map(MacAddress::value)
                .orElseGet(() -> Addresses.ofGateway(address));
    }

    /**
     * Opens the host's port on the segment and puts the services to work.
     *
     * @param services made for this bridge; closed by {@link #close}
     * @throws PortOpenException when the port cannot be had
     */
    public void startGateway(GatewayServices services) throws PortOpenException {
        calls.run(() -> serve(services));
        gatewayPort =
                open(gatewayConfig(), config.gateway().orElseThrow().ipv6().isPresent());
        BridgePort port = gatewayPort.port();
        calls.run(() -> bindGateway(port));
    }

    /** The port of the gateway as a configuration would say it. */
    public PortConfig gatewayConfig() {
        return GatewayPort.config(config.name(), config.gateway().orElseThrow(), gatewayMac());
    }

    private void bindGateway(BridgePort port) {
        GatewayPort.ipv6Addresses(config.gateway().orElseThrow(), gatewayMac())
                .forEach(ipv6 -> bridge.bindSource(port, ipv6.getLong(0), ipv6.getLong(8)));
    }

    /** On the loop, while the control thread waits. */
    private void serve(GatewayServices services) {
        gatewayServices = services;
        suspended = false;
        services.dhcpListener((port, type, client, given) -> watch.dhcp(port, type, client, given, System.nanoTime()));
        services.start(bridge, System.nanoTime());
        servicesOnLoop = services;
    }

    /** On the loop: a service tells something; it goes into the journal, and into the log. */
    public void serviceEvent(ServiceEvent event) {
        String port = null;
        if (event instanceof ServiceEvent.LeaseGranted granted) {
            port = granted.port();
            bindLeases(port, 0);
        } else if (event instanceof ServiceEvent.LeaseEnded ended) {
            port = ended.port();
            bindLeases(port, ended.address());
        }
        // PoolExhausted is pool.exhausted.
        String type = event.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", ".")
                .toLowerCase(Locale.ROOT);
        watch.service(type, port, event.message(), System.nanoTime());
        if (event.isWarning()) {
            LOG.warn("{}: {}", config.name(), event.message());
        } else {
            LOG.info("{}: {}", config.name(), event.message());
        }
    }

    /** The services of the gateway, if there is one. */
    public Optional<GatewayServices> gatewayServices() {
        return Optional.ofNullable(gatewayServices);
    }

    /** Asks the services something on the loop; empty without a gateway. */
    public <T> Optional<T> askGateway(Function<GatewayServices, T> question) {
        GatewayServices services = gatewayServices;
        return services == null ? Optional.empty() : Optional.of(calls.call(() -> question.apply(services)));
    }

    public @Nullable PortConfig portConfig(String name) {
        PortTemplate template = templates.get(name);
        if (template != null) {
            return template.config();
        }
        RunningPort port = ports.get(name);
        return port == null ? null : port.config();
    }

    /** What is shown as a port: one of the ports, or the gateway's. */
    public @Nullable PortConfig shownConfig(String name) {
        RunningPort gateway = gatewayPort;
        return gateway != null && isGateway(name) ? gateway.config() : portConfig(name);
    }

    /** The configured ports that stand for many. */
    public Collection<PortTemplate> templates() {
        return List.copyOf(templates.values());
    }

    /**
     * Opens a port and puts it to work. An edge port whose device has carrier forwards when this returns.
     *
     * @throws PortOpenException when the device cannot be had
     */
    public void addPort(PortConfig asked) throws PortOpenException {
        if (asked.isTemplate()) {
            templates.put(asked.name(), devices.openTemplate(this, asked));
            return;
        }
        PortConfig port = asked.number().isPresent() ? asked : asked.withNumber(lowestFreeNumber());
        ports.put(port.name(), open(port, true));
    }

    /**
     * Puts a port to work whose device is there: a client of a template.
     *
     * @throws PortOpenException when there is a port of the name; the device is the caller's to close then
     */
    void addMember(PortConfig member, PortDevice device) throws PortOpenException {
        if (ports.containsKey(member.name())) {
            throw new PortOpenException(
                    "there is a port of that name", "", new IllegalArgumentException(member.name()));
        }
        PortConfig port = member.withNumber(lowestFreeNumber());
        ports.put(port.name(), place(port, device, port.link().mtu().orElse(config.mtu())));
        members.add(port.name());
    }

    private RunningPort open(PortConfig port, boolean ipv6) throws PortOpenException {
        int mtuBytes = port.link().mtu().orElse(config.mtu());
        // What the spanning tree refuses is to be refused before a device is made.
        StpMapping.port(port);
        return place(port, devices.open(config.name(), port, mtuBytes, ipv6), mtuBytes);
    }

    private RunningPort place(PortConfig port, PortDevice device, int mtuBytes) {
        int number = port.number().orElseThrow();
        PortParameters parameters = StpMapping.port(port);
        RunningPort added = null;
        try {
            PortSettings settings = StpMapping.relay(port, number, Addresses.ofPort(address, number), mtuBytes);
            added = calls.call(() -> join(port, device, settings, parameters));
            device.start(new Deliveries(added.port()));
            return added;
        } catch (RuntimeException e) {
            device.close(false);
            RunningPort half = added;
            if (half != null) {
                calls.run(() -> leave(half));
            }
            throw e;
        }
    }

    /** On the loop: bridge, spanning tree and services take the port in, or none of them does. */
    private RunningPort join(PortConfig port, PortDevice device, PortSettings settings, PortParameters parameters) {
        long now = System.nanoTime();
        BridgePort bridgePort = bridge.addPort(settings, device.io(), now);
        RunningPort joining = new RunningPort(port, device, bridgePort);
        try {
            watch.portAdded(bridgePort, port.kind().name().toLowerCase(Locale.ROOT), now);
            StpBinding binding = stp;
            if (binding != null) {
                binding.tree().addPort(settings.number(), parameters, settings.address(), now);
            }
            onLoop.add(joining);
            served(joining);
            return joining;
        } catch (RuntimeException e) {
            leave(joining);
            throw e;
        }
    }

    /** On the loop: nobody knows the port any more. */
    private void leave(RunningPort port) {
        int number = port.port().number();
        onLoop.remove(port);
        StpBinding binding = stp;
        if (binding != null && Arrays.stream(binding.tree().portNumbers()).anyMatch(known -> known == number)) {
            binding.removePort(number, System.nanoTime());
        }
        if (gatewayServices != null) {
            gatewayServices.portRemoved(number);
        } else {
            guards.portRemoved(port.port().number(), System.nanoTime());
        }
        bridge.removePort(port.port());
        watch.portRemoved(port.port(), System.nanoTime());
    }

    /**
     * Changes a port. What can change while frames flow does so without losing one; other changes open the device anew.
     *
     * @throws PortOpenException when the device cannot be had as asked; the port is then as it was, unless the message says
     *     that it could not be had back
     */
    public void changePort(PortConfig changed) throws PortOpenException {
        PortTemplate template = templates.get(changed.name());
        if (template != null) {
            openAnew(template.config(), changed);
            return;
        }
        RunningPort current = ports.get(changed.name());
        if (current == null) {
            addPort(changed);
            return;
        }
        PortConfig numbered = changed.number().isPresent()
                ? changed
                : changed.withNumber(current.config().number().orElseThrow());
        if (!numbered.link().equals(current.config().link())
                || numbered.kind() != current.config().kind()
                || !numbered.number().equals(current.config().number())) {
            if (members.contains(changed.name())) {
                throw new PortOpenException(
                        "the port is a client of a shared socket and cannot be opened anew",
                        "change the port with '*' in its name",
                        new IllegalArgumentException(changed.name()));
            }
            openAnew(current.config(), numbered);
            return;
        }
        int number = current.port().number();
        RunningPort after = current.withConfig(numbered);
        PortParameters parameters = StpMapping.port(numbered);
        calls.run(() -> {
            PortSettings before = current.port().settings();
            bridge.changePort(
                    current.port(),
                    StpMapping.relay(numbered, number, before.address(), before.mtuBytes()),
                    System.nanoTime());
            if (stp != null) {
                stp.tree().configurePort(number, parameters, System.nanoTime());
            }
            onLoop.set(onLoop.indexOf(current), after);
            served(after);
            watch.portChanged(current.port(), "settings changed", System.nanoTime());
        });
        ports.put(changed.name(), after);
    }

    private void openAnew(PortConfig before, PortConfig after) throws PortOpenException {
        // A monitor may hold the TAP: it stays where the port stays of its kind.
        removePort(before.name(), before.kind() == after.kind());
        try {
            addPort(after);
        } catch (PortOpenException | RuntimeException e) {
            try {
                addPort(before);
            } catch (PortOpenException | RuntimeException again) {
                throw new PortOpenException(
                        e.getMessage() + "; the port as it was could not be had back either and is gone: "
                                + again.getMessage(),
                        "",
                        e);
            }
            throw e;
        }
    }

    /** Takes a port out of the bridge and removes what was made for it. */
    public void removePort(String name, boolean keepPersistent) {
        PortTemplate template = templates.remove(name);
        if (template != null) {
            template.close();
        }
        RunningPort port = ports.remove(name);
        members.remove(name);
        if (port != null) {
            close(port, keepPersistent);
        }
    }

    private void close(RunningPort port, boolean keepPersistent) {
        // The device first: the loss of its link is the last thing that bridge and spanning tree hear of it.
        port.device().close(keepPersistent);
        calls.run(() -> leave(port));
    }

    /** On the loop: the services hear of a port before its first frame. */
    private void served(RunningPort port) {
        // A router that guests are not to hear is none for multicast either.
        bridge.hearMulticastRouters(port.port(), !port.config().guards().raGuard());
        if (gatewayServices != null) {
            boolean isGateway = port.config().name().equals(config.name());
            gatewayServices.portAdded(port.port().number(), port.config(), isGateway);
            bindLeases(port.config().name(), 0);
        } else {
            guards.portAdded(port.port().number(), port.config());
        }
    }

    /** On the loop: tells the IP source guard what is leased to the stations behind a port, without the lease that ends now. */
    private void bindLeases(String portName, int ending) {
        GatewayServices services = gatewayServices;
        if (services == null) {
            return;
        }
        for (RunningPort port : onLoop) {
            if (port.config().name().equals(portName)) {
                int[] leased = services.leases().stream()
                        .filter(lease -> lease.port().equals(portName) && lease.address() != ending)
                        .mapToInt(Lease::address)
                        .toArray();
                bridge.bindSources(port.port(), leased);
            }
        }
    }

    /** Says what gateway the bridge has, before it is started and after it is stopped. */
    public void gateway(Optional<GatewayConfig> gateway) {
        config = config.withGateway(gateway);
    }

    /** Says what TAPs become ports; somebody else watches for them. */
    public void autoAttach(Optional<String> pattern) {
        config = config.withAutoAttach(pattern);
    }

    /** Stops the gateway; leases are kept on disk, other ports notice nothing. */
    public void stopGateway() {
        GatewayServices services = gatewayServices;
        if (services != null) {
            quietly(
                    "the services",
                    () -> calls.run(() -> {
                        servicesOnLoop = null;
                        services.stop();
                    }));
            gatewayServices = null;
            quietly("the lease log", services::close);
        }
        RunningPort gateway = gatewayPort;
        if (gateway != null) {
            quietly("the gateway", () -> close(gateway, false));
            gatewayPort = null;
        }
    }

    /** Stops the bridge; persistent devices stay for the monitors that hold them. What fails keeps nothing else from closing. */
    public void close() {
        stopGateway();
        templates.forEach((name, template) -> quietly("port " + name, template::close));
        templates.clear();
        for (String name : List.copyOf(ports.keySet())) {
            quietly("port " + name, () -> removePort(name, true));
        }
        calls.run(this::stopTicks);
    }

    // ---- another process goes on ----

    /** Reads from no port until {@link #resume}; frames wait in the descriptors. Returns when that is so. */
    public void pause() {
        // First: a client that came just now becomes a port, which is paused too.
        templates.values().forEach(PortTemplate::pause);
        List<Future<?>> pausing = calls.call(() ->
                onLoop.stream().<Future<?>>map(port -> port.device().pause()).toList());
        for (Future<?> each : pausing) {
            if (!each.awaitUninterruptibly(PAUSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a port did not stop reading within " + PAUSE_SECONDS + " s");
            }
        }
    }

    /**
     * What another process needs to go on with this bridge.
     *
     * @param last stops ticks and services in the same turn of the loop, so that nothing changes any more
     * @throws PortOpenException when a port cannot be handed over
     */
    public KeptBridge keep(boolean last) throws PortOpenException {
        Object kept = calls.call(() -> {
            try {
                return keepNow(last);
            } catch (PortOpenException e) {
                return e;
            }
        });
        if (kept instanceof PortOpenException e) {
            throw e;
        }
        GatewayServices services = gatewayServices;
        if (last && services != null) {
            // Whatever is to be written is on the disk before the other process reads it.
            services.close();
        }
        return (KeptBridge) kept;
    }

    private KeptBridge keepNow(boolean last) throws PortOpenException {
        long now = System.nanoTime();
        List<KeptBridge.Member> kept = new ArrayList<>();
        for (RunningPort port : onLoop) {
            kept.add(new KeptBridge.Member(
                    port.config().name(),
                    port.port().number(),
                    bridge.keepCounters(port.port()),
                    port.device().keep(),
                    templateOf(port.config().name())));
        }
        GatewayServices services = servicesOnLoop;
        if (last) {
            stopTicks();
            if (services != null) {
                services.suspend();
                suspended = true;
            }
        }
        StpBinding binding = stp;
        return new KeptBridge(
                config.name(),
                List.copyOf(templates.keySet()),
                kept,
                KeptAddresses.of(bridge.macTable(), now),
                bridge.keepCounters(),
                binding == null ? null : binding.tree().state(),
                bridge.keepMulticast(),
                binding == null ? Map.of() : binding.flushes());
    }

    private Optional<String> templateOf(String port) {
        return templates.values().stream()
                .filter(template -> template.hasMember(port))
                .map(template -> template.config().name())
                .findFirst();
    }

    /** Whether the services of the gateway have to be made anew for {@link #resume}. */
    public boolean isSuspended() {
        return suspended;
    }

    /** The descriptors of all templates and ports that have some, in the order of {@link KeptBridge}. */
    public List<Integer> descriptors() {
        return calls.call(() -> Stream.concat(
                        templates.values().stream().map(PortTemplate::listener),
                        onLoop.stream()
                                .flatMap(port -> Stream.of(
                                        port.device().listener(), port.device().descriptor())))
                .filter(fd -> fd >= 0)
                .toList());
    }

    /**
     * Nobody has taken over: goes on after {@link #pause}, and after {@link #keep} if that was the last one.
     *
     * @param services made anew for the gateway, when those that were have been suspended
     */
    public void resume(@Nullable GatewayServices services) {
        calls.run(() -> {
            if (services != null) {
                serve(services);
                onLoop.forEach(this::served);
            }
            startTicks(nextTickNanos());
            onLoop.forEach(port -> port.device().resume());
        });
        templates.values().forEach(PortTemplate::resume);
    }

    private long nextTickNanos() {
        StpBinding binding = stp;
        return binding == null ? System.nanoTime() : binding.tree().nextTickNanos();
    }

    /**
     * Goes on with a bridge of another process, in one turn of the loop: no port reads before all are there and the tree is.
     *
     * @param taken its ports in its order, the gateway's among them
     * @param services for its gateway; null without
     */
    public void takeOver(KeptBridge kept, List<TakenPort> taken, @Nullable GatewayServices services) {
        calls.run(() -> {
            StpBinding fresh = stp;
            stp = null;
            if (services != null) {
                serve(services);
            }
            List<RunningPort> joined = new ArrayList<>();
            taken.forEach(each -> joined.add(join(each)));
            kept.ports().stream().filter(port -> port.template().isPresent()).forEach(port -> members.add(port.name()));
            if (fresh != null) {
                takeTreeOver(kept, joined);
            }
            long now = System.nanoTime();
            KeptAddresses.into(bridge.macTable(), kept.addresses(), now);
            Map<Integer, Map<String, Long>> counted = new HashMap<>();
            kept.ports().forEach(port -> counted.put(port.number(), port.counters()));
            bridge.takeOverCounters(kept.counters(), counted);
            joined.forEach(port -> {
                port.device().startNow(new Deliveries(port.port()));
                watch.takenOver(port.port(), now);
            });
            // Ports that forward anew and a tree that moved would have everybody asked again: neither has happened.
            bridge.takeOverMulticast(kept.multicast(), now);
            startTicks(nextTickNanos());
        });
    }

    /** Before {@link #takeOver}: a template that another process had. */
    public void placeTemplate(PortTemplate template) {
        templates.put(template.config().name(), template);
    }

    /** After {@link #takeOver}, once the other process cannot go on any more: sockets are read and written too. */
    public void begin() {
        calls.run(() -> onLoop.forEach(port -> port.device().begin()));
        templates.values().forEach(PortTemplate::resume);
    }

    /** What a port of another process was asked for; its gateway's, or one of {@code all}, or a client's of one of them. */
    public PortConfig configOf(BridgeConfig all, KeptBridge.Member member) {
        if (member.number() == GatewayPort.NUMBER && all.gateway().isPresent()) {
            return gatewayConfig();
        }
        PortConfig configured = configured(all, member.template().orElse(member.name()));
        return (member.template().isPresent() ? StreamTemplate.memberConfig(configured, member.name()) : configured)
                .withNumber(member.number());
    }

    /** The port or template of a name. */
    public static PortConfig configured(BridgeConfig all, String name) {
        return all.ports().stream()
                .filter(port -> port.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "bridge " + all.name() + " has a port " + name + " that is not in its configuration"));
    }

    /** Lets go of the bridge as it is: nothing is closed, and it does nothing any more. */
    void abandon() {
        calls.run(this::stopTicks);
    }

    private RunningPort join(TakenPort taken) {
        PortConfig port = taken.config();
        int number = port.number().orElseThrow();
        PortSettings settings = StpMapping.relay(
                port,
                number,
                Addresses.ofPort(address, number),
                port.link().mtu().orElse(config.mtu()));
        RunningPort joined = join(port, taken.device(), settings, StpMapping.port(port));
        // The control thread waits for this turn of the loop.
        if (number == GatewayPort.NUMBER) {
            gatewayPort = joined;
            bindGateway(joined.port());
        } else {
            ports.put(port.name(), joined);
        }
        return joined;
    }

    private void takeTreeOver(KeptBridge kept, List<RunningPort> joined) {
        if (kept.tree() == null) {
            throw new IllegalArgumentException("bridge " + kept.name() + " has no spanning tree to be taken over");
        }
        List<SpanningTree.ResumedPort> resumed = joined.stream()
                .map(port -> new SpanningTree.ResumedPort(
                        port.port().number(),
                        StpMapping.port(port.config()),
                        port.port().settings().address()))
                .toList();
        long now = System.nanoTime();
        StpBinding binding = StpBinding.takeOver(
                bridge,
                StpMapping.bridge(config, address),
                kept.tree(),
                resumed,
                kept.flushes(),
                allocator,
                stpListener(config),
                now);
        stp = binding;
        bridge.spanningTree(binding, false);
    }

    private void quietly(String what, Runnable closing) {
        try {
            closing.run();
        } catch (RuntimeException e) {
            LOG.warn("{} of {} could not be closed cleanly: {}", what, config.name(), e.toString());
        }
    }

    /** Forgets learned addresses of a port, or of all. Returns how many. */
    public int flush(@Nullable String portName) {
        if (portName == null) {
            return calls.call(() -> bridge.macTable().flushAll());
        }
        RunningPort port = ports.get(portName);
        return port == null
                ? 0
                : calls.call(() -> bridge.macTable().flushPort(port.port().number()));
    }

    /** See {@link dev.hayabashi.stp.SpanningTree#mcheck}; false when no spanning tree runs or there is no such port. */
    public boolean mcheck(String portName) {
        RunningPort port = ports.get(portName);
        return port != null
                && calls.call(() -> {
                    if (stp == null) {
                        return false;
                    }
                    stp.tree().mcheck(port.port().number(), System.nanoTime());
                    return true;
                });
    }

    /** Opens a port that BPDU guard has shut; false when it was not shut. */
    public boolean clearErrDisable(String portName) {
        RunningPort port = ports.get(portName);
        return port != null
                && calls.call(() ->
                        stp != null && stp.tree().clearErrDisable(port.port().number(), System.nanoTime()));
    }

    /** Counters of a port, or of all when {@code portName} is null, begin at zero; false when no spanning tree runs. */
    public boolean clearStpCounters(@Nullable String portName) {
        return calls.call(() -> {
            StpBinding binding = stp;
            if (binding == null) {
                return false;
            }
            for (RunningPort port : onLoop) {
                if (portName == null || port.config().name().equals(portName)) {
                    binding.clearCounters(port.port().number(), System.nanoTime());
                }
            }
            return true;
        });
    }

    /**
     * Changes the spanning tree while frames flow: parameters in one step, or the tree switched on or off.
     *
     * @throws dev.hayabashi.stp.StpParameterException when the values do not go together; nothing has changed then
     */
    public void changeStp(StpConfig changed) {
        BridgeConfig after = config.withStp(changed);
        calls.run(() -> {
            boolean wanted = changed.mode() != StpMode.OFF;
            boolean transparent = changed.reserved() == ReservedPolicy.TRANSPARENT;
            if (stp != null && wanted) {
                stp.tree().configure(StpMapping.bridge(after, address), System.nanoTime());
            } else if (wanted) {
                startSpanningTree(after);
            } else {
                stopSpanningTree(transparent);
            }
        });
        config = after;
    }

    /** Changes multicast snooping; what was known of groups is forgotten and asked for anew. */
    public void changeSnooping(SnoopingConfig changed) {
        calls.run(() -> bridge.multicastSnooping(StpMapping.snooping(changed)));
        config = config.withSnooping(changed);
    }

    /** One look at everything, taken in one turn of the loop. */
    Look look(boolean withMacEntries) {
        return calls.call(() -> {
            long now = System.nanoTime();
            StpBinding binding = stp;
            return new Look(bridge.snapshot(withMacEntries, now), binding == null ? null : StpLook.take(binding, now));
        });
    }

    /** Answers a question on the loop and hands the answer over; what it throws is thrown here. */
    public <T> T ask(Function<Sight, T> question) {
        return calls.call(() -> question.apply(sight()));
    }

    /** Does something on the loop soon, from any thread. */
    public void tell(Consumer<Sight> task) {
        calls.later(() -> task.accept(sight()));
    }

    private Sight sight() {
        StpBinding binding = stp;
        return new Sight(
                bridge,
                binding == null ? null : binding.tree(),
                binding == null ? Map.of() : binding.flushes(),
                watch,
                seat,
                servicesOnLoop,
                System.nanoTime());
    }

    private int lowestFreeNumber() {
        boolean[] taken = new boolean[GatewayPort.NUMBER];
        for (RunningPort port : ports.values()) {
            int number = port.config().number().orElseThrow();
            if (number < taken.length) {
                taken[number] = true;
            }
        }
        for (int number = 1; number < taken.length; number++) {
            if (!taken[number]) {
                return number;
            }
        }
        throw new IllegalStateException("bridge " + config.name() + " has 4094 ports already");
    }

    private void startSpanningTree(BridgeConfig wanted) {
        long now = System.nanoTime();
        StpBinding binding =
                new StpBinding(bridge, StpMapping.bridge(wanted, address), allocator, stpListener(wanted), now);
        stp = binding;
        bridge.spanningTree(binding, false);
        for (RunningPort port : onLoop) {
            // Closed before the tree knows it: what was open without a tree must not stay so.
            bridge.setState(port.port(), PortState.DISABLED);
            binding.tree()
                    .addPort(
                            port.port().number(),
                            StpMapping.port(port.config()),
                            port.port().settings().address(),
                            now);
            if (port.port().isLinkUp()) {
                binding.linkChanged(port.port(), true, now);
            }
        }
    }

    private Consumer<StpEvent> stpListener(BridgeConfig of) {
        return event -> {
            LOG.info("{}: {}", of.name(), event.text());
            watch.stp(event);
        };
    }

    private void stopSpanningTree(boolean relayReserved) {
        if (stp != null) {
            stp.close();
            stp = null;
        }
        bridge.spanningTree(null, relayReserved);
        for (RunningPort port : onLoop) {
            setState(port.port(), port.port().isLinkUp(), System.nanoTime());
        }
    }

    /** A periodic task that throws is never run again: a mistake must not stop the spanning tree's clock. */
    private void tick() {
        try {
            tickNow();
        } catch (RuntimeException e) {
            LOG.error(
                    "{}: a tick met a fault; please report this",
                    bridge.settings().name(),
                    e);
        }
    }

    private void tickNow() {
        StpBinding binding = stp;
        long now = System.nanoTime();
        bridge.time(now);
        if (binding != null) {
            if (now - binding.tree().nextTickNanos() > TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS / 2)) {
                // The process was stopped: what neighbours said meanwhile waits in the descriptors. Hear it first.
                onLoop.forEach(port -> port.device().drain());
            }
            binding.tick(now);
        }
        bridge.tick(now);
        watch.tick(now, Math.max(0, now - tickDueNanos));
        tickDueNanos += TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
    }

    private void carrier(BridgePort port, boolean up, long now) {
        bridge.time(now);
        watch.carrier(port, up, now);
        bridge.linkChanged(port, up);
        StpBinding binding = stp;
        if (binding != null) {
            binding.linkChanged(port, up, now);
        } else {
            setState(port, up, now);
        }
    }

    /** Opens or shuts a gate that no spanning tree minds. */
    private void setState(BridgePort port, boolean open, long now) {
        PortState state = open ? PortState.FORWARDING : PortState.DISABLED;
        bridge.setState(port, state);
        watch.stateWithoutTree(port, state, now);
    }

    /** What is seen in one turn of the loop. */
    record Look(BridgeSnapshot bridge, @Nullable StpLook stp) {}

    private final class Deliveries implements PortDevice.Listener {
        private final BridgePort port;

        Deliveries(BridgePort port) {
            this.port = port;
        }

        @Override
        public void frame(Frame frame, long nowNanos) {
            if (nowNanos - tickDueNanos > STANDSTILL_NANOS && leadsToABridge(nowNanos)) {
                bridge.receiveLate(port, frame, nowNanos);
            } else {
                bridge.receive(port, frame, nowNanos);
            }
        }

        /** What waits behind an edge port can have gone no other way. */
        private boolean leadsToABridge(long nowNanos) {
            StpBinding binding = stp;
            return binding != null
                    && !binding.tree().portStatus(port.number(), nowNanos).operEdge();
        }

        @Override
        public void badLength(Frame frame, long nowNanos) {
            bridge.receiveBadLength(port, frame, nowNanos);
        }

        @Override
        public void client(String what, String text, long nowNanos) {
            watch.client(port, what, text, nowNanos);
        }

        @Override
        public boolean writable(long nowNanos) {
            bridge.time(nowNanos);
            return bridge.writable(port);
        }

        @Override
        public void sendFailed(Frame frame, SendResult result, long nowNanos) {
            bridge.time(nowNanos);
            bridge.sendFailed(port, frame, result);
        }

        @Override
        public RelayPath relayPath(int relay) {
            return bridge.relayPath(port, relay);
        }

        @Override
        public void relayIo(@Nullable RelayIo io) {
            bridge.relayIo(port, io);
        }

        @Override
        public void carrier(boolean up, long nowNanos) {
            RunningBridge.this.carrier(port, up, nowNanos);
        }
    }
}
