package dev.hayabashi.daemon.gateway;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.GatewayConfig;
import dev.hayabashi.config.HayabashiConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the gateways of a daemon change on the host, and give back. On the control thread. */
public final class HostSide implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostSide.class);

    private final HostSysctls sysctls;
    private final List<String> tables = new ArrayList<>();

    private HostSide(HostSysctls sysctls) {
        this.sysctls = sysctls;
    }

    /**
     * Takes over what a daemon that was killed has changed; what no gateway needs any more is given back at once.
     *
     * @throws GatewayException when the state directory cannot be read
     */
    public static HostSide open(HayabashiConfig config) throws GatewayException {
        HostSide host = new HostSide(HostSysctls.open(Path.of(config.stateDir())));
        if (config.bridges().stream().allMatch(bridge -> bridge.gateway().isEmpty())) {
            host.sysctls.close();
        }
        return host;
    }

    /** The NAT tables that are there now: what {@link #removeLeftovers} goes by. On any thread. */
    public static Set<String> tables() {
        return NatTable.present();
    }

    /**
     * Removes the NAT table of a bridge that a killed daemon has left, when the bridge has no use for it any more. One that
     * is still wanted is replaced by {@link #raise} without a gap.
     *
     * @param present what was there before this daemon made any
     * @return what was removed, if anything
     */
    public Optional<String> removeLeftovers(BridgeConfig bridge, Set<String> present) throws GatewayException {
        if (wantsTable(bridge) || !NatTable.isThere(bridge.name(), present)) {
            return Optional.empty();
        }
        NatTable.remove(bridge.name());
        return Optional.of("table ip " + NatTable.name(bridge.name()));
    }

    /** Whether there is to be a table for a bridge. */
    public static boolean wantsTable(BridgeConfig bridge) {
        return bridge.gateway().map(g -> g.nat() || g.isolated()).orElse(false);
    }

    /**
     * Lets the guests of a bridge out, with NAT where it is wanted, or shuts them in.
     *
     * @throws GatewayException when the host refuses
     */
    public void raise(BridgeConfig bridge) throws GatewayException {
        GatewayConfig gateway = bridge.gateway().orElseThrow();
        if (gateway.nat() || gateway.isolated()) {
            // First the rules: there must be no moment in which packets leave with addresses that nobody can answer.
            NatTable.install(bridge.name(), gateway);
            tables.add(bridge.name());
        }
        if (gateway.isolated()) {
            return;
        }
        sysctls.forwardIpv4();
        if (gateway.ipv6().isPresent()) {
            sysctls.forwardIpv6();
        }
    }

    /** Takes the NAT of a bridge away; forwarding stays as long as the daemon runs. Never throws. */
    public void lower(String bridge) {
        if (tables.remove(bridge)) {
            removeTable(bridge);
        }
    }

    private static void removeTable(String bridge) {
        try {
            NatTable.remove(bridge);
        } catch (GatewayException e) {
            LOG.warn("{}; {}", e.getMessage(), e.hint());
        }
    }

    /** Gives everything back. Never throws; what cannot be given back is logged. */
    @Override
    public void close() {
        sysctls.close();
        tables.forEach(HostSide::removeTable);
        tables.clear();
    }
}
