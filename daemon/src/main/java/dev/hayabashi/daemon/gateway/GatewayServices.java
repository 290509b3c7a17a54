package dev.hayabashi.daemon.gateway;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.ServiceHandler;
import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.DhcpConfig;
import dev.hayabashi.config.GatewayConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.services.BridgeServices;
import dev.hayabashi.services.WarmUp;
import dev.hayabashi.services.dhcp.DhcpEngine;
import dev.hayabashi.services.dhcp.Lease;
import dev.hayabashi.services.dhcp.LeaseChange;
import dev.hayabashi.services.dns.DnsEngine;
import dev.hayabashi.services.dns.HostNames;
import dev.hayabashi.services.dns.Resolver;
import dev.hayabashi.services.ra.RaEngine;
import dev.hayabashi.services.spi.ServiceEvent;
import dev.hayabashi.services.spi.ServiceHost;
import dev.hayabashi.services.spi.ServicePort;
import dev.hayabashi.services.spi.Verdict;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The engines of one gateway on the event loop of its bridge. {@link #open} and {@link #close} are for the control thread;
 * everything else is for the loop.
 */
public final class GatewayServices implements ServiceHandler, ServiceHost {
    private static final long TICK_MILLIS = 100;
    private static final long RESOLVER_WATCH_SECONDS = 2;

    /** A twentieth of a second on an old machine; code that ran so often is compiled. */
    private static final int WARM_UP_ROUNDS = 250;

    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

    private final EventLoop loop;
    private final ServiceSettings settings;
    private final GatewayConfig gateway;
    private final @Nullable LeaseFile leaseFile;
    private final List<LeaseChange> restored;
    private final @Nullable SystemResolvers resolvers;
    private final List<Resolver> firstResolvers;
    private final Consumer<ServiceEvent> events;
    private final Frame outgoing;
    private final BridgeServices services = new BridgeServices(this);
    private final ResolverSockets sockets;
    private @Nullable DhcpListener dhcpListener;
    private @Nullable Bridge bridge;
    private @Nullable DhcpEngine dhcp;
    private @Nullable DnsEngine dns;
    private @Nullable RaEngine ra;
    private @Nullable ScheduledFuture<?> ticks;
    private @Nullable ScheduledFuture<?> resolverWatch;

    private GatewayServices(
            EventLoop loop,
            ServiceSettings settings,
            GatewayConfig gateway,
            LeaseFile.@Nullable Opened leases,
            @Nullable SystemResolvers resolvers,
            DirectMemory.Allocator allocator,
            Consumer<ServiceEvent> events) {
        this.loop = loop;
        this.settings = settings;
        this.gateway = gateway;
        this.leaseFile = leases == null ? null : leases.file();
        this.restored = leases == null ? List.of() : leases.changes();
        this.resolvers = resolvers;
        this.firstResolvers = resolvers == null ? List.of() : resolvers.now();
        this.events = events;
        this.sockets = new ResolverSockets(loop);
        DirectMemory memory = allocator.allocate(Frame.MEMORY_BYTES);
        this.outgoing = new Frame(memory.buffer(), memory.address());
    }

    /**
     * Reads the leases and makes ready; nothing is served before {@link #start}. Blocks.
     *
     * @param config the bridge; it has a gateway
     * @param mac address of the gateway
     * @param stateDir where leases are kept
     * @param events hears, on the loop, what an operator may want to know
     */
    public static GatewayServices open(
            BridgeConfig config,
            long mac,
            Path stateDir,
            EventLoop loop,
            DirectMemory.Allocator allocator,
            Consumer<ServiceEvent> events)
            throws GatewayException {
        GatewayConfig gateway = config.gateway().orElseThrow();
        ServiceSettings.check(config);
        LeaseFile.@Nullable Opened leases =
                gateway.dhcp().isPresent() ? LeaseFile.open(stateDir, config.name(), loop) : null;
        SystemResolvers resolvers = gateway.dns()
                .map(dns -> new SystemResolvers(
                        RESOLV_CONF, dns.forward(), gateway.address().address()))
                .orElse(null);
        ServiceSettings settings = new ServiceSettings(config, gateway, mac);
        return new GatewayServices(loop, settings, gateway, leases, resolvers, allocator, events);
    }

    /** Lets the JVM see the code of the services of a bridge before a guest has to wait for it. */
    public static void warmUp(BridgeConfig config, long mac, DirectMemory.Allocator allocator) {
        GatewayConfig gateway = config.gateway().orElseThrow();
        gateway.dhcp()
                .ifPresent(dhcp ->
                        WarmUp.run(new ServiceSettings(config, gateway, mac).dhcp(dhcp), allocator, WARM_UP_ROUNDS));
    }

    /** Puts the engines to work on a bridge. */
    public void start(Bridge on, long nowNanos) {
        bridge = on;
        gateway.dhcp().ifPresent(config -> startDhcp(config, nowNanos));
        startDns();
        settings.ra().ifPresent(config -> {
            ra = new RaEngine(config, this, new SecureRandom().nextLong(), nowNanos);
            services.ra(ra);
        });
        on.services(this);
        ticks = loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void startDhcp(DhcpConfig config, long nowNanos) {
        LeaseFile file = leaseFile;
        if (file == null) {
            throw new IllegalStateException("a DHCP server has a lease log");
        }
        DhcpEngine engine = new DhcpEngine(settings.dhcp(config), this, file);
        engine.restore(restored, nowNanos, System.currentTimeMillis());
        file.start(
                new LeaseFile.Completion() {
                    @Override
                    public void persisted(long token) {
                        engine.persisted(token, System.nanoTime());
                    }

                    @Override
                    public void failed(long token, String reason) {
                        engine.persistFailed(token, reason);
                    }
                },
                () -> engine.snapshot(System.nanoTime(), System.currentTimeMillis()));
        dhcp = engine;
        services.dhcp(engine);
    }

    private void startDns() {
        gateway.dns().ifPresent(config -> {
            DhcpEngine leases = dhcp;
            HostNames names = leases == null ? new NoNames() : BridgeServices.namesOf(leases);
            DnsEngine engine = new DnsEngine(settings.dns(config, firstResolvers), names, sockets);
            sockets.start(new ResolverSockets.Answers() {
                @Override
                public void answered(long token, ByteBuffer message) {
                    engine.answered(token, message, System.nanoTime());
                }

                @Override
                public void failed(long token) {
                    engine.failed(token, System.nanoTime());
                }
            });
            dns = engine;
            services.dns(engine);
            watchResolvers(resolved -> engine.reconfigure(settings.dns(config, resolved)));
        });
    }

    private void watchResolvers(Consumer<List<Resolver>> use) {
        SystemResolvers system = resolvers;
        if (system != null) {
            // Reading a file may block: not on the loop.
            resolverWatch = GlobalEventExecutor.INSTANCE.scheduleWithFixedDelay(
                    () -> system.changed().ifPresent(changed -> loop.execute(() -> use.accept(changed))),
                    RESOLVER_WATCH_SECONDS,
                    RESOLVER_WATCH_SECONDS,
                    TimeUnit.SECONDS);
        }
    }

    private static final class NoNames implements HostNames {
        @Override
        public int addressOf(String hostName) {
            return 0;
        }

        @Override
        public Optional<String> nameOf(int address) {
            return Optional.empty();
        }
    }

    /** A port is there, or has changed. */
    public void portAdded(int number, PortConfig port, boolean isGateway) {
        // A guest's port is not to be believed; what the host or its network is behind may have servers.
        boolean trusted = isGateway || !port.kind().isGuest();
        services.portAdded(new ServicePort(
                number,
                port.name(),
                trusted,
                !isGateway,
                port.guards().dhcpGuard(),
                port.guards().raGuard()));
    }

    /** A port is gone. */
    public void portRemoved(int number) {
        services.portRemoved(number, System.nanoTime());
    }

    @Override
    public Fate received(BridgePort in, Frame frame, long nowNanos) {
        Verdict verdict = services.receive(frame, in.number(), nowNanos, System.currentTimeMillis());
        return switch (verdict) {
            case PASS -> Fate.PASS;
            case CONSUMED -> Fate.CONSUMED;
            case DROP_DHCP_GUARD -> Fate.DROP_DHCP_GUARD;
            case DROP_RA_GUARD -> Fate.DROP_RA_GUARD;
        };
    }

    @Override
    public boolean mayConcern(Frame frame) {
        return BridgeServices.mayConcern(frame);
    }

    @Override
    public Fate receivedElsewhere(BridgePort in, Frame frame, long nowNanos) {
        return switch (services.guard(frame, in.number())) {
            case PASS, CONSUMED -> Fate.PASS;
            case DROP_DHCP_GUARD -> Fate.DROP_DHCP_GUARD;
            case DROP_RA_GUARD -> Fate.DROP_RA_GUARD;
        };
    }

    @Override
    public void send(int portNumber, ByteBuffer frame) {
        Bridge on = bridge;
        BridgePort port = on == null ? null : on.port(portNumber);
        if (on != null && port != null) {
            on.send(port, wrapped(frame));
        }
    }

    @Override
    public void flood(ByteBuffer frame) {
        Bridge on = bridge;
        if (on != null) {
            on.flood(wrapped(frame));
        }
    }

    /** The memory in front of the Ethernet frame stays zero: no offload is asked for. */
    private Frame wrapped(ByteBuffer frame) {
        int bytes = frame.remaining();
        outgoing.memory().put(Frame.VNET_HEADER_BYTES, frame, frame.position(), bytes);
        outgoing.received(Frame.VNET_HEADER_BYTES + bytes);
        return outgoing;
    }

    /** Hears of every DHCP message; see {@link ServiceHost#dhcpMessage}. On the loop. */
    @FunctionalInterface
    public interface DhcpListener {
        void message(int portNumber, String type, long client, int address);
    }

    /** Says who hears of DHCP messages; on the loop, before {@link #start}. */
    public void dhcpListener(DhcpListener listener) {
        dhcpListener = listener;
    }

    @Override
    public void dhcpMessage(int portNumber, String type, long client, int address) {
        DhcpListener listener = dhcpListener;
        if (listener != null) {
            listener.message(portNumber, type, client, address);
        }
    }

    @Override
    public void event(ServiceEvent event) {
        events.accept(event);
    }

    private void tick() {
        services.tick(System.nanoTime(), System.currentTimeMillis());
    }

    /** Active leases; none when there is no DHCP server. */
    public List<Lease> leases() {
        return dhcp == null ? List.of() : dhcp.leases();
    }

    /** Ends a lease; false when there is none. */
    public boolean free(int address) {
        return dhcp != null && dhcp.free(address, System.nanoTime(), System.currentTimeMillis());
    }

    /** The DHCP server, if there is one. */
    public Optional<DhcpEngine> dhcp() {
        return Optional.ofNullable(dhcp);
    }

    /** The name server, if there is one. */
    public Optional<DnsEngine> dns() {
        return Optional.ofNullable(dns);
    }

    /** Addresses for clients without a reservation. */
    public int poolSize() {
        return gateway.dhcp().map(settings::poolSize).orElse(0);
    }

    /** Stops to serve; on the loop. */
    public void stop() {
        if (ra != null) {
            ra.farewell(System.nanoTime());
        }
        suspend();
    }

    /** Stops to serve without a farewell to the guests, because another process goes on; on the loop. */
    public void suspend() {
        if (ticks != null) {
            ticks.cancel(false);
        }
        if (resolverWatch != null) {
            resolverWatch.cancel(false);
        }
        sockets.close();
        Bridge on = bridge;
        if (on != null) {
            on.services(null);
        }
        bridge = null;
    }

    /** Lets go of the lease log, after {@link #stop}. Blocks. */
    public void close() {
        if (leaseFile != null) {
            leaseFile.close();
        }
    }
}
