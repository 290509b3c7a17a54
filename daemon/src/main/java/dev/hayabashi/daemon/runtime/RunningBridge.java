package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.BridgeSnapshot;
import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.PortSettings;
import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.GatewayConfig;
import dev.hayabashi.config.MacAddress;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.config.SnoopingConfig;
import dev.hayabashi.config.StpConfig;
import dev.hayabashi.daemon.gateway.GatewayServices;
import dev.hayabashi.daemon.observe.BridgeWatch;
import dev.hayabashi.services.spi.ServiceEvent;
import dev.hayabashi.stp.PortParameters;
import dev.hayabashi.stp.SpanningTree;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bridge that runs. Its public methods belong to the control thread; what they do to the bridge they do on its event loop.
 */
public final class RunningBridge {
    private static final Logger LOG = LoggerFactory.getLogger(RunningBridge.class);

    private static final long SHORTCUT_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long SHORTCUT_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private BridgeConfig config;
    private final PortDevices devices;
    private final LoopCalls calls;
    private final long address;
    private final BridgeOnLoop onLoop;
    private final Map<String, RunningPort> ports = new LinkedHashMap<>();
    // Names of ports that came by themselves, as clients of a template.
    private final Set<String> members = new HashSet<>();
    private final Map<String, PortTemplate> templates = new LinkedHashMap<>();
    private @Nullable RunningPort gatewayPort;
    private @Nullable GatewayServices gatewayServices;
    private final BridgeHandOver handOver;

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
        this.address = config.mac().map(MacAddress::value).orElseGet(() -> Addresses.ofBridge(config.name()));
        this.onLoop = new BridgeOnLoop(config, address, devices, loop, allocator, watch);
        this.handOver = new BridgeHandOver(this, onLoop, calls);
        calls.run(() -> onLoop.begin(this.config));
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
        calls.run(() -> placeServices(services));
        gatewayPort =
                open(gatewayConfig(), config.gateway().orElseThrow().ipv6().isPresent(), devices::open);
        BridgePort port = gatewayPort.port();
        calls.run(() -> onLoop.bindGateway(port, gatewayIpv6Addresses()));
    }

    /** The port of the gateway as a configuration would say it. */
    public PortConfig gatewayConfig() {
        return GatewayPort.config(config.name(), config.gateway().orElseThrow(), gatewayMac());
    }

    private List<ByteBuffer> gatewayIpv6Addresses() {
        return GatewayPort.ipv6Addresses(config.gateway().orElseThrow(), gatewayMac());
    }

    /** On the loop: a service tells something; it goes into the journal, and into the log. */
    public void serviceEvent(ServiceEvent event) {
        onLoop.services().event(event);
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
        addPort(asked, devices::open);
    }

    /**
     * As {@link #addPort}, when the daemon starts: a netdev that does not exist yet is waited for.
     *
     * @throws PortOpenException when the device cannot be had for another reason
     */
    public void startPort(PortConfig asked) throws PortOpenException {
        addPort(asked, devices::openOrAwait);
    }

    private void addPort(PortConfig asked, Opening opening) throws PortOpenException {
        if (asked.isTemplate()) {
            templates.put(asked.name(), devices.openTemplate(this, asked));
            return;
        }
        PortConfig port = asked.number().isPresent() ? asked : asked.withNumber(lowestFreeNumber());
        ports.put(port.name(), open(port, true, opening));
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

    /** {@link PortDevices#open}, or one that is more patient. */
    @FunctionalInterface
    private interface Opening {
        PortDevice open(String bridge, PortConfig port, int mtuBytes, boolean ipv6) throws PortOpenException;
    }

    private RunningPort open(PortConfig port, boolean ipv6, Opening opening) throws PortOpenException {
        int mtuBytes = port.link().mtu().orElse(config.mtu());
        // What the spanning tree refuses is to be refused before a device is made.
        StpMapping.port(port);
        return place(port, opening.open(config.name(), port, mtuBytes, ipv6), mtuBytes);
    }

    private RunningPort place(PortConfig port, PortDevice device, int mtuBytes) {
        int number = port.number().orElseThrow();
        PortParameters parameters = StpMapping.port(port);
        RunningPort added = null;
        try {
            PortSettings settings = StpMapping.relay(port, number, Addresses.ofPort(address, number), mtuBytes);
            added = calls.call(() -> onLoop.join(port, device, settings, parameters));
            device.start(onLoop.deliveries(added.port()));
            return added;
        } catch (RuntimeException e) {
            device.close(false);
            RunningPort half = added;
            if (half != null) {
                calls.run(() -> onLoop.leave(half));
            }
            throw e;
        }
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
        RunningPort after = current.withConfig(numbered);
        // What the spanning tree refuses is to be refused before anything has changed.
        PortParameters parameters = StpMapping.port(numbered);
        calls.run(() -> onLoop.change(current, after, parameters));
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
        endShortcuts(port.port());
        // The device first: the loss of its link is the last thing that bridge and spanning tree hear of it.
        port.device().close(keepPersistent);
        calls.run(() -> onLoop.leave(port));
    }

    /**
     * Ends the shortcuts of a port that leaves, or all, and no others come, when it is null. Returns when nothing takes
     * them any more and what did is counted.
     */
    void endShortcuts(@Nullable BridgePort port) {
        if (config.vmShortcuts()) {
            calls.run(() -> onLoop.endShortcuts(port));
            awaitShortcuts();
        }
    }

    /** Returns when shortcuts that are being closed are no more; to be called where frames were to be seen from some moment on. */
    public void awaitShortcuts() {
        if (!config.vmShortcuts()) {
            return;
        }
        long begun = System.nanoTime();
        while (calls.call(onLoop::closingShortcuts) > 0) {
            if (System.nanoTime() - begun > SHORTCUT_PATIENCE_NANOS) {
                LOG.warn("{}: the kernel does not let go of a shortcut", config.name());
                return;
            }
            LockSupport.parkNanos(SHORTCUT_POLL_NANOS);
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
            quietly("the services", () -> calls.run(() -> onLoop.services().end()));
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
        quietly("the shortcuts", () -> endShortcuts(null));
        stopGateway();
        templates.forEach((name, template) -> quietly("port " + name, template::close));
        templates.clear();
        for (String name : List.copyOf(ports.keySet())) {
            quietly("port " + name, () -> removePort(name, true));
        }
        calls.run(onLoop::stopTicks);
    }

    /** How another process goes on with this bridge, or this one with another's. */
    public BridgeHandOver handOver() {
        return handOver;
    }

    /** A template that another process had. */
    void placeTemplate(PortTemplate template) {
        templates.put(template.config().name(), template);
    }

    /**
     * On the loop, while the control thread waits: a port of another process joins.
     *
     * @param isMember whether it came by itself, as the client of a template
     */
    RunningPort join(TakenPort taken, boolean isMember) {
        PortConfig port = taken.config();
        int number = port.number().orElseThrow();
        PortSettings settings = StpMapping.relay(
                port,
                number,
                Addresses.ofPort(address, number),
                port.link().mtu().orElse(config.mtu()));
        RunningPort joined = onLoop.join(port, taken.device(), settings, StpMapping.port(port));
        if (number == GatewayPort.NUMBER) {
            gatewayPort = joined;
            onLoop.bindGateway(joined.port(), gatewayIpv6Addresses());
        } else {
            ports.put(port.name(), joined);
        }
        if (isMember) {
            members.add(port.name());
        }
        return joined;
    }

    /** On the loop, while the control thread waits: the gateway's services are these from now on. */
    void placeServices(GatewayServices services) {
        gatewayServices = services;
        onLoop.services().begin(services);
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
            return calls.call(() -> onLoop.flush(null));
        }
        RunningPort port = ports.get(portName);
        return port == null ? 0 : calls.call(() -> onLoop.flush(port.port()));
    }

    /** See {@link SpanningTree#mcheck}; false when no spanning tree runs or there is no such port. */
    public boolean mcheck(String portName) {
        RunningPort port = ports.get(portName);
        return port != null
                && calls.call(() -> {
                    SpanningTree engine = onLoop.tree().engine();
                    if (engine == null) {
                        return false;
                    }
                    engine.mcheck(port.port().number(), System.nanoTime());
                    return true;
                });
    }

    /** Opens a port that BPDU guard has shut; false when it was not shut. */
    public boolean clearErrDisable(String portName) {
        RunningPort port = ports.get(portName);
        return port != null
                && calls.call(() -> {
                    SpanningTree engine = onLoop.tree().engine();
                    return engine != null && engine.clearErrDisable(port.port().number(), System.nanoTime());
                });
    }

    /** Counters of a port, or of all when {@code portName} is null, begin at zero; false when no spanning tree runs. */
    public boolean clearStpCounters(@Nullable String portName) {
        return calls.call(() -> onLoop.tree().clearCounters(portName));
    }

    /**
     * Changes the spanning tree while frames flow: parameters in one step, or the tree switched on or off.
     *
     * @throws dev.hayabashi.stp.StpParameterException when the values do not go together; nothing has changed then
     */
    public void changeStp(StpConfig changed) {
        BridgeConfig after = config.withStp(changed);
        calls.run(() -> onLoop.tree().change(after));
        config = after;
    }

    /** Changes multicast snooping; what was known of groups is forgotten and asked for anew. */
    public void changeSnooping(SnoopingConfig changed) {
        calls.run(() -> onLoop.changeSnooping(changed));
        config = config.withSnooping(changed);
    }

    /** One look at everything, taken in one turn of the loop. */
    Look look(boolean withMacEntries) {
        return calls.call(() -> onLoop.look(withMacEntries));
    }

    /** Answers a question on the loop and hands the answer over; what it throws is thrown here. */
    public <T> T ask(Function<Sight, T> question) {
        return calls.call(() -> question.apply(onLoop.sight()));
    }

    /** Does something on the loop soon, from any thread. */
    public void tell(Consumer<Sight> task) {
        calls.later(() -> task.accept(onLoop.sight()));
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

    /** What is seen in one turn of the loop. */
    record Look(BridgeSnapshot bridge, @Nullable StpLook stp) {}
}
