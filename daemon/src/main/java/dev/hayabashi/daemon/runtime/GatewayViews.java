package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.config.GatewayConfig;
import dev.hayabashi.daemon.api.GatewayView;
import dev.hayabashi.daemon.api.LeaseView;
import dev.hayabashi.daemon.gateway.GatewayServices;
import dev.hayabashi.services.dhcp.Lease;
import dev.hayabashi.services.dhcp.MessageType;
import dev.hayabashi.services.wire.Ipv4;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From a look at a running gateway to what the control API says. */
public final class GatewayViews {
    private GatewayViews() {}

    /** The gateway of a bridge; null for none. */
    static @Nullable GatewayView gateway(RunningBridge running) {
        GatewayConfig config = running.config().gateway().orElse(null);
        if (config == null) {
            return null;
        }
        return running.askGateway(services -> new GatewayView(
                        config.address().toString(),
                        config.ipv6().map(Object::toString).orElse(null),
                        MacAddress.format(running.gatewayMac()),
                        config.nat(),
                        config.isolated(),
                        dhcp(services),
                        dns(services)))
                .orElse(null);
    }

    private static GatewayView.@Nullable DhcpView dhcp(GatewayServices services) {
        return services.dhcp()
                .map(engine -> new GatewayView.DhcpView(
                        services.poolSize(),
                        engine.leases().size(),
                        engine.counters().sentCount(MessageType.OFFER),
                        engine.counters().sentCount(MessageType.ACK),
                        engine.counters().sentCount(MessageType.NAK),
                        engine.pendingAcks()))
                .orElse(null);
    }

    private static GatewayView.@Nullable DnsView dns(GatewayServices services) {
        return services.dns()
                .map(engine -> new GatewayView.DnsView(
                        engine.settings().domain(),
                        engine.counters().queries(),
                        engine.counters().forwarded(),
                        engine.counters().cacheHits(),
                        engine.counters().failures()))
                .orElse(null);
    }

    /** Active leases of a bridge by address. */
    public static List<LeaseView> leases(RunningBridge running) {
        List<Lease> leases =
                new ArrayList<>(running.askGateway(GatewayServices::leases).orElse(List.of()));
        leases.sort(Comparator.comparing(Lease::address, Integer::compareUnsigned));
        return leases.stream().map(lease -> view(running, lease)).toList();
    }

    private static LeaseView view(RunningBridge running, Lease lease) {
        return new LeaseView(
                running.config().name(),
                Ipv4.format(lease.address()),
                MacAddress.format(lease.mac()),
                lease.hostName(),
                lease.clientId().isEmpty() ? null : lease.clientId().replaceAll("(..)(?!$)", "$1:"),
                lease.port(),
                lease.startedWallMillis() / 1000,
                lease.leaseSeconds(),
                lease.isInfinite() ? 0 : lease.endsWallMillis() / 1000);
    }

    /** Ends a lease; false when there is none of that address. */
    public static boolean free(RunningBridge running, int address) {
        return running.askGateway(services -> services.free(address)).orElse(false);
    }
}
