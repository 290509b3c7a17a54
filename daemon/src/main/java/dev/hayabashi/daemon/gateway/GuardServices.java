package dev.hayabashi.daemon.gateway;

import dev.hayabashi.bridgecore.Bridge;
import dev.hayabashi.bridgecore.BridgePort;
import dev.hayabashi.bridgecore.Frame;
import dev.hayabashi.bridgecore.ServiceHandler;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.services.BridgeServices;
import dev.hayabashi.services.spi.ServiceEvent;
import dev.hayabashi.services.spi.ServiceHost;
import dev.hayabashi.services.spi.ServicePort;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The DHCP and router advertisement guards of a bridge without a gateway. Takes the services' place while some port is guarded,
 * and leaves it empty otherwise. Owned by the bridge's event loop.
 */
public final class GuardServices implements ServiceHandler {
    private final Bridge bridge;
    private final BridgeServices services;
    private final Set<Integer> guarded = new HashSet<>();

    /** @param events hears of servers and routers that were shut out */
    public GuardServices(Bridge bridge, Consumer<ServiceEvent> events) {
        this.bridge = bridge;
        this.services = new BridgeServices(new Silent(events));
    }

    /** A port is there, or has changed. */
    public void portAdded(int number, PortConfig port) {
        boolean dhcp = port.guards().dhcpGuard();
        boolean ra = port.guards().raGuard();
        services.portAdded(new ServicePort(number, port.name(), !dhcp && !ra, false, dhcp, ra));
        if (dhcp || ra) {
            guarded.add(number);
        } else {
            guarded.remove(number);
        }
        sit();
    }

    /** A port is gone. */
    public void portRemoved(int number, long nowNanos) {
        services.portRemoved(number, nowNanos);
        guarded.remove(number);
        sit();
    }

    private void sit() {
        bridge.services(guarded.isEmpty() ? null : this);
    }

    @Override
    public Fate received(BridgePort in, Frame frame, long nowNanos) {
        return switch (services.receive(frame, in.number(), nowNanos, 0)) {
            case PASS, CONSUMED -> Fate.PASS;
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
        return received(in, frame, nowNanos);
    }

    /** Without engines nothing is ever sent. */
    private record Silent(Consumer<ServiceEvent> events) implements ServiceHost {
        @Override
        public void send(int portNumber, ByteBuffer frame) {
            throw new IllegalStateException("guards send nothing");
        }

        @Override
        public void flood(ByteBuffer frame) {
            throw new IllegalStateException("guards send nothing");
        }

        @Override
        public void event(ServiceEvent event) {
            events.accept(event);
        }
    }
}
