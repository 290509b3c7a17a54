package dev.hayabashi.cli;

import dev.hayabashi.daemon.api.BridgeView;
import dev.hayabashi.daemon.api.GatewayView;
import dev.hayabashi.daemon.api.PortView;
import dev.hayabashi.daemon.api.StatusView;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hayabashi status}. */
@Command(name = "status", description = "Show the daemon and its bridges at a glance.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--json", description = "Print JSON for scripts.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        Output output = new Output(spec);
        ControlClient client = new ControlClient(socket);
        if (json) {
            output.json(client.get("/v1/status"));
            return ExitCode.DONE;
        }
        StatusView status = client.get("/v1/status", StatusView.class);
        output.line("hayabashi " + status.version() + ", pid " + status.pid() + ", up "
                + Output.duration(status.uptimeSeconds()) + ", " + status.io()
                + (status.eventLoops() > 1 ? " on " + status.eventLoops() + " event loops" : "") + ", "
                + status.java());
        output.line(
                "socket " + status.socket() + ", config " + (status.config() == null ? "defaults" : status.config()));
        if (status.ioReason() != null) {
            output.line("frames move by " + status.io() + ": " + status.ioReason());
        }
        for (BridgeView bridge : status.bridges()) {
            output.line("");
            printBridge(output, bridge);
        }
        return ExitCode.DONE;
    }

    private static void printGateway(Output output, GatewayView gateway) {
        GatewayView.DhcpView dhcp = gateway.dhcp();
        GatewayView.DnsView dns = gateway.dns();
        output.line("gateway " + gateway.address() + (gateway.ipv6() == null ? "" : " " + gateway.ipv6()) + "  "
                + gateway.mac() + "  " + (gateway.nat() ? "nat" : "routed")
                + (dhcp == null ? "" : "  leases " + dhcp.leases() + "/" + dhcp.poolSize())
                + (dns == null ? "" : "  dns ." + dns.domain() + ", " + Output.count(dns.queries()) + " queries"));
    }

    /** They are in none of the fates: the bridge never had those from ports, and those to ports have left it. */
    private static String kernelDrops(BridgeView bridge) {
        long fromPorts = bridge.ports().stream()
                .mapToLong(port -> port.kernelDrops().fromPort())
                .sum();
        long toPorts = bridge.ports().stream()
                .mapToLong(port -> port.kernelDrops().toPort())
                .sum();
        return fromPorts + toPorts == 0
                ? ""
                : "; lost in the kernel: " + Output.count(fromPorts) + " from ports, " + Output.count(toPorts)
                        + " to ports";
    }

    private static void printBridge(Output output, BridgeView bridge) {
        output.line("bridge " + bridge.name() + "  " + bridge.address() + "  stp " + bridge.stp() + "  mtu "
                + bridge.mtu() + "  MACs " + bridge.macTable().learned() + "/"
                + bridge.macTable().limit());
        BridgeView.FatesView frames = bridge.frames();
        output.line("frames " + Output.count(frames.received()) + " in: " + Output.count(frames.relayed())
                + " relayed, " + Output.count(frames.consumed()) + " for the bridge, " + Output.count(frames.dropped())
                + " dropped" + kernelDrops(bridge));
        BridgeView.ShortcutsView shortcuts = bridge.shortcuts();
        if (shortcuts != null) {
            output.line("shortcuts " + shortcuts.open().size() + " in the kernel, " + Output.count(shortcuts.frames())
                    + " frames by " + shortcuts.opened() + " so far");
            for (BridgeView.ShortcutView each : shortcuts.open()) {
                output.line("  " + each.source() + " on " + each.in() + " to " + each.destination() + " on "
                        + each.out() + ": " + Output.count(each.frames()) + " frames in "
                        + Output.duration(each.seconds()));
            }
        }
        GatewayView gateway = bridge.gateway();
        if (gateway != null) {
            printGateway(output, gateway);
        }
        Table table = PortsCommand.table(false);
        for (PortView port : bridge.ports()) {
            PortsCommand.row(table, port, false);
        }
        if (!table.isEmpty()) {
            output.table(table);
        }
    }
}
