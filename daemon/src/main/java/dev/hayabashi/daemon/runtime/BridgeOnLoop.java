package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.BridgeSettings;
import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.PortSettings;
import dev.hayabashi.bridgecore.Shortcuts;
import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.config.ReservedPolicy;
import dev.hayabashi.config.SnoopingConfig;
import dev.hayabashi.config.StpMode;
import dev.hayabashi.daemon.observe.BridgeWatch;
import dev.hayabashi.daemon.observe.ObserverSeat;
import dev.hayabashi.stp.PortParameters;
import dev.hayabashi.stp.SpanningTree;
import dev.hayabashi.tapio.OpenPort.ShortcutEnd;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of a running bridge its event loop owns: the data plane, the spanning tree, the services, and the loop's own list of
 * ports. But for the constructor everything here is called on the loop; {@link RunningBridge} is the control thread's side.
 */
final class BridgeOnLoop {
    private static final Logger LOG = LoggerFactory.getLogger(BridgeOnLoop.class);

    /** VLAN of the gateway and its services. */
    private static final int SERVICE_VLAN = 1;

    private final String name;
    private final Bridge bridge;
    private final BridgeWatch watch;
    private final ObserverSeat seat;
    private final Seconds seconds;
    // The control thread's maps must not be read here.
    private final List<RunningPort> ports = new ArrayList<>();
    private final BridgeTree tree;
    private final SegmentServices services;
    private final @Nullable KernelShortcuts kernelShortcuts;

    /** @param address of the bridge */
    BridgeOnLoop(
            BridgeConfig config,
            long address,
            PortDevices devices,
            EventLoop loop,
            DirectMemory.Allocator allocator,
            BridgeWatch watch) {
        this.name = config.name();
        this.watch = watch;
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
        this.seat = new ObserverSeat(bridge);
        if (config.vlanFiltering()) {
            bridge.vlanFiltering(true, SERVICE_VLAN);
        }
        this.tree = new BridgeTree(name, address, bridge, watch, allocator, ports);
        this.services = new SegmentServices(name, bridge, watch, ports);
        this.kernelShortcuts = config.vmShortcuts() ? shortcuts(loop) : null;
        this.seconds = new Seconds(loop, this::tick);
    }

    /** The first turn. */
    void begin(BridgeConfig config) {
        if (config.stp().mode() != StpMode.OFF) {
            tree.start(config);
        }
        changeSnooping(config.snooping());
        seconds.start(System.nanoTime() + Seconds.TICK_NANOS);
    }

    private KernelShortcuts shortcuts(EventLoop loop) {
        KernelShortcuts kernel = new KernelShortcuts(
                name,
                loop,
                KernelShortcuts.Kernel.of(name),
                this::shortcutEnd,
                port -> tree.leadsToABridge(port, System.nanoTime()));
        kernel.answer(bridge.shortcuts(kernel));
        return kernel;
    }

    private @Nullable ShortcutEnd shortcutEnd(BridgePort port) {
        for (RunningPort running : ports) {
            if (running.port() == port) {
                return running.device().shortcutEnd();
            }
        }
        return null;
    }

    /** Shortcuts of the port, or of all when it is null, are being closed when this returns; no others come before {@link #resumeShortcuts}. */
    void endShortcuts(@Nullable BridgePort port) {
        Shortcuts shortcuts = bridge.shortcuts();
        if (shortcuts == null) {
            return;
        }
        if (port == null) {
            shortcuts.suspend();
        } else {
            shortcuts.leave(port);
        }
    }

    void resumeShortcuts() {
        Shortcuts shortcuts = bridge.shortcuts();
        if (shortcuts != null) {
            shortcuts.resume();
        }
    }

    /** Shortcuts that are being closed. */
    int closingShortcuts() {
        Shortcuts shortcuts = bridge.shortcuts();
        return shortcuts == null ? 0 : shortcuts.closing();
    }

    /** Nothing happens by itself any more. */
    void stopTicks() {
        seconds.stop();
        if (kernelShortcuts != null) {
            kernelShortcuts.end();
        }
    }

    /** Time goes on where the spanning tree stopped. */
    void resumeTicks() {
        SpanningTree engine = tree.engine();
        seconds.start(engine == null ? System.nanoTime() : engine.nextTickNanos());
    }

    List<RunningPort> ports() {
        return ports;
    }

    BridgeTree tree() {
        return tree;
    }

    SegmentServices services() {
        return services;
    }

    /** Bridge, spanning tree and services take the port in, or none of them does. */
    RunningPort join(PortConfig port, PortDevice device, PortSettings settings, PortParameters parameters) {
        long now = System.nanoTime();
        BridgePort bridgePort = bridge.addPort(settings, device.io(), now);
        RunningPort joining = new RunningPort(port, device, bridgePort);
        try {
            watch.portAdded(bridgePort, port.kind().name().toLowerCase(Locale.ROOT), now);
            tree.added(bridgePort, parameters, now);
            ports.add(joining);
            services.added(joining);
            return joining;
        } catch (RuntimeException e) {
            leave(joining);
            throw e;
        }
    }

    /** Nobody knows the port any more. */
    void leave(RunningPort port) {
        int number = port.port().number();
        ports.remove(port);
        tree.removed(number, System.nanoTime());
        services.removed(number);
        bridge.removePort(port.port());
        watch.portRemoved(port.port(), System.nanoTime());
    }

    /** Takes over what can change while frames flow. */
    void change(RunningPort current, RunningPort after, PortParameters parameters) {
        PortSettings before = current.port().settings();
        long now = System.nanoTime();
        bridge.changePort(
                current.port(),
                StpMapping.relay(after.config(), current.port().number(), before.address(), before.mtuBytes()),
                now);
        tree.changed(current.port(), parameters, now);
        ports.set(ports.indexOf(current), after);
        services.added(after);
        watch.portChanged(current.port(), "settings changed", System.nanoTime());
    }

    /** Where a port's device delivers. */
    PortDevice.Listener deliveries(BridgePort port) {
        return new PortDeliveries(this, bridge, watch, seconds, port);
    }

    /** A port's device has carrier, or has none any more. */
    void carrier(BridgePort port, boolean up, long now) {
        bridge.time(now);
        watch.carrier(port, up, now);
        bridge.linkChanged(port, up);
        tree.carrier(port, up, now);
    }

    private void tick(long now, long lateNanos) {
        try {
            tickNow(now, lateNanos);
        } catch (RuntimeException e) {
            // A mistake must not stop the spanning tree's clock.
            LOG.error("{}: a tick met a fault; please report this", name, e);
        }
    }

    private void tickNow(long now, long lateNanos) {
        StpBinding binding = tree.binding();
        bridge.time(now);
        if (binding != null) {
            if (now - binding.tree().nextTickNanos() > Seconds.TICK_NANOS / 2) {
                // The process was stopped: what neighbours said meanwhile waits in the descriptors. Hear it first.
                ports.forEach(port -> port.device().drain());
            }
            binding.tick(now);
        }
        bridge.tick(now);
        watch.tick(now, lateNanos);
    }

    /** Forgets the addresses of a port, or of all when it is null; how many. */
    int flush(@Nullable BridgePort port) {
        return port == null ? bridge.macTable().flushAll() : bridge.macTable().flushPort(port.number());
    }

    /** Addresses of 16 octets that the gateway may use, whatever the IP source guard knows. */
    void bindGateway(BridgePort port, List<ByteBuffer> ipv6Addresses) {
        ipv6Addresses.forEach(ipv6 -> bridge.bindSource(port, ipv6.getLong(0), ipv6.getLong(8)));
    }

    void changeSnooping(SnoopingConfig changed) {
        bridge.multicastSnooping(StpMapping.snooping(changed));
    }

    RunningBridge.Look look(boolean withMacEntries) {
        long now = System.nanoTime();
        StpBinding binding = tree.binding();
        return new RunningBridge.Look(
                bridge.snapshot(withMacEntries, now), binding == null ? null : StpLook.take(binding, now));
    }

    Sight sight() {
        return new Sight(bridge, tree.engine(), tree.flushes(), watch, seat, services.gateway(), System.nanoTime());
    }

    /**
     * What another process needs to go on with this bridge.
     *
     * @param templates names of the bridge's templates
     * @param templateOf which of them a port is a client of
     * @param last stops ticks and services in the same turn, so that nothing changes any more
     * @throws PortOpenException when a port cannot be handed over
     */
    KeptBridge keep(List<String> templates, Function<String, Optional<String>> templateOf, boolean last)
            throws PortOpenException {
        long now = System.nanoTime();
        List<KeptBridge.Member> kept = new ArrayList<>();
        for (RunningPort port : ports) {
            kept.add(new KeptBridge.Member(
                    port.config().name(),
                    port.port().number(),
                    bridge.keepCounters(port.port()),
                    port.device().keep(),
                    templateOf.apply(port.config().name())));
        }
        if (last) {
            seconds.stop();
            services.suspend();
        }
        SpanningTree engine = tree.engine();
        return new KeptBridge(
                name,
                templates,
                kept,
                KeptAddresses.of(bridge.macTable(), now),
                bridge.keepCounters(),
                engine == null ? null : engine.state(),
                bridge.keepMulticast(),
                tree.flushes());
    }

    /**
     * Goes on with a bridge of another process, in one turn: no port reads before all are there and the tree is.
     *
     * @param config of the bridge
     * @param joining has its ports join in its order
     */
    void takeOver(BridgeConfig config, KeptBridge kept, Supplier<List<RunningPort>> joining) {
        // The ports are to join no tree: the one of the other process knows them.
        tree.forget();
        List<RunningPort> joined = joining.get();
        if (config.stp().mode() != StpMode.OFF) {
            tree.takeOver(config, kept, joined);
        }
        long now = System.nanoTime();
        KeptAddresses.into(bridge.macTable(), kept.addresses(), now);
        Map<Integer, Map<String, Long>> counted = new HashMap<>();
        kept.ports().forEach(port -> counted.put(port.number(), port.counters()));
        bridge.takeOverCounters(kept.counters(), counted);
        joined.forEach(port -> {
            port.device().startNow(deliveries(port.port()));
            watch.takenOver(port.port(), now);
        });
        // Ports that forward anew and a tree that moved would have everybody asked again: neither has happened.
        bridge.takeOverMulticast(kept.multicast(), now);
        resumeTicks();
    }
}
