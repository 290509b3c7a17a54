package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.daemon.gateway.GatewayServices;
import dev.hayabashi.daemon.gateway.GuardServices;
import dev.hayabashi.daemon.observe.BridgeWatch;
import dev.hayabashi.services.dhcp.Lease;
import dev.hayabashi.services.spi.ServiceEvent;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What answers and watches hosts on a bridge: a gateway's services, or where there is none the guards alone. On the loop. */
final class SegmentServices {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentServices.class);

    private final String name;
    private final Bridge bridge;
    private final BridgeWatch watch;
    private final List<RunningPort> ports;
    private final GuardServices guards;
    private @Nullable GatewayServices gateway;

    /** @param ports the loop's list of them */
    SegmentServices(String name, Bridge bridge, BridgeWatch watch, List<RunningPort> ports) {
        this.name = name;
        this.bridge = bridge;
        this.watch = watch;
        this.ports = ports;
        this.guards = new GuardServices(bridge, this::event);
    }

    /** The services of the gateway, if there is one. */
    @Nullable GatewayServices gateway() {
        return gateway;
    }

    /** They begin, with the ports that are there already. */
    void begin(GatewayServices services) {
        gateway = services;
        services.dhcpListener((port, type, client, given) -> watch.dhcp(port, type, client, given, System.nanoTime()));
        services.start(bridge, System.nanoTime());
        ports.forEach(this::added);
    }

    /** They end; guards that need none go on. */
    void end() {
        GatewayServices ending = gateway;
        if (ending != null) {
            try {
                ending.stop();
            } finally {
                gateway = null;
                // A guest must not be a server in the meantime.
                ports.forEach(this::added);
            }
        }
    }

    /** Another process goes on with them. */
    void suspend() {
        if (gateway != null) {
            gateway.suspend();
        }
    }

    /** A port is there, or has changed; they hear of it before its first frame. */
    void added(RunningPort port) {
        // A router that guests are not to hear is none for multicast either.
        bridge.hearMulticastRouters(port.port(), !port.config().guards().raGuard());
        if (gateway != null) {
            boolean isGateway = port.config().name().equals(name);
            gateway.portAdded(port.port().number(), port.config(), isGateway);
            bindLeases(port.config().name(), 0);
        } else {
            guards.portAdded(port.port().number(), port.config());
        }
    }

    /** A port is there no more. */
    void removed(int number) {
        if (gateway != null) {
            gateway.portRemoved(number);
        } else {
            guards.portRemoved(number, System.nanoTime());
        }
    }

    /** A service tells something; it goes into the journal, and into the log. */
    void event(ServiceEvent event) {
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
            LOG.warn("{}: {}", name, event.message());
        } else {
            LOG.info("{}: {}", name, event.message());
        }
    }

    /** Tells the IP source guard what is leased to the stations behind a port, without the lease that ends now. */
    private void bindLeases(String portName, int ending) {
        GatewayServices leasing = gateway;
        if (leasing == null) {
            return;
        }
        for (RunningPort port : ports) {
            if (port.config().name().equals(portName)) {
                int[] leased = leasing.leases().stream()
                        .filter(lease -> lease.port().equals(portName) && lease.address() != ending)
                        .mapToInt(Lease::address)
                        .toArray();
                bridge.bindSources(port.port(), leased);
            }
        }
    }
}
