package dev.hayabashi.daemon.doctor;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.Cidr;
import dev.hayabashi.config.GatewayConfig;
import dev.hayabashi.config.HayabashiConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.daemon.api.BridgeView;
import dev.hayabashi.daemon.api.GatewayView;
import dev.hayabashi.daemon.api.StatusView;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The bridges that are looked after.
 *
 * @param bridges bridges with their ports
 */
public record Setup(List<BridgeSetup> bridges) {
    public Setup {
        bridges = List.copyOf(bridges);
    }

    /**
     * A bridge.
     *
     * @param gateway IPv4 address of its gateway; empty for an isolated segment
     * @param nat whether its guests hide behind the host
     * @param ipv6 whether its gateway has an IPv6 address
     * @param autoAttach pattern of names of TAPs that become ports; empty when there is none or it is not known
     */
    public record BridgeSetup(
            String name,
            int mtu,
            Optional<Cidr> gateway,
            boolean nat,
            boolean ipv6,
            Optional<String> autoAttach,
            List<PortSetup> ports) {
        public BridgeSetup {
            ports = List.copyOf(ports);
        }

        /** The port of the gateway included. */
        Stream<PortSetup> portsHere() {
            return ports.stream().filter(port -> port.netns().isEmpty());
        }
    }

    /**
     * A port.
     *
     * @param kind {@code tap}, {@code vm}, {@code netdev} or {@code stream}
     * @param netdev its netdev
     * @param netns namespace of the netdev; empty for that of the daemon
     * @param mtu largest packet
     */
    public record PortSetup(String name, String kind, String netdev, Optional<String> netns, int mtu) {
        /** Whether its netdev is a TAP that somebody opens by name. */
        boolean isTap() {
            return kind.equals("tap") || kind.equals("vm");
        }
    }

    /** What runs. */
    public static Setup of(StatusView status) {
        return new Setup(status.bridges().stream().map(Setup::bridge).toList());
    }

    /** What a file would make run. */
    public static Setup of(HayabashiConfig config) {
        return new Setup(config.bridges().stream().map(Setup::bridge).toList());
    }

    private static BridgeSetup bridge(BridgeView bridge) {
        GatewayView gateway = bridge.gateway();
        return new BridgeSetup(
                bridge.name(),
                bridge.mtu(),
                gateway == null ? Optional.empty() : Cidr.parse(gateway.address()),
                gateway != null && gateway.nat(),
                gateway != null && gateway.ipv6() != null,
                Optional.empty(),
                bridge.ports().stream()
                        .map(port -> new PortSetup(
                                port.name(), port.kind(), port.netdev(), Optional.ofNullable(port.netns()), port.mtu()))
                        .toList());
    }

    private static BridgeSetup bridge(BridgeConfig bridge) {
        Optional<GatewayConfig> gateway = bridge.gateway();
        return new BridgeSetup(
                bridge.name(),
                bridge.mtu(),
                gateway.map(GatewayConfig::address),
                gateway.map(GatewayConfig::nat).orElse(false),
                gateway.flatMap(GatewayConfig::ipv6).isPresent(),
                bridge.autoAttach(),
                bridge.ports().stream().map(port -> port(bridge, port)).toList());
    }

    private static PortSetup port(BridgeConfig bridge, PortConfig port) {
        return new PortSetup(
                port.name(),
                port.kind().name().toLowerCase(Locale.ROOT),
                port.name(),
                port.link().netns(),
                port.link().mtu().orElse(bridge.mtu()));
    }
}
