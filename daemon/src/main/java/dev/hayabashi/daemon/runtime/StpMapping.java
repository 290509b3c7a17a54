package dev.hayabashi.daemon.runtime;

import dev.hayabashi.bridgecore.MulticastSettings;
import dev.hayabashi.bridgecore.PortSettings;
import dev.hayabashi.bridgecore.VlanMembership;
import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.MacAddress;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.config.PortProfile;
import dev.hayabashi.config.PortRelay;
import dev.hayabashi.config.PortStp;
import dev.hayabashi.config.PortVlan;
import dev.hayabashi.config.SnoopingConfig;
import dev.hayabashi.config.StpConfig;
import dev.hayabashi.config.StpMode;
import dev.hayabashi.config.Tristate;
import dev.hayabashi.config.VlanRange;
import dev.hayabashi.stp.BridgeParameters;
import dev.hayabashi.stp.BridgeTimes;
import dev.hayabashi.stp.EdgeMode;
import dev.hayabashi.stp.ForceVersion;
import dev.hayabashi.stp.PathCostMethod;
import dev.hayabashi.stp.PointToPoint;
import dev.hayabashi.stp.PortParameters;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** From the records of the configuration file to those of the engines, which know nothing of each other. */
final class StpMapping {
    private StpMapping() {}

    static BridgeParameters bridge(BridgeConfig config, long address) {
        StpConfig stp = config.stp();
        return new BridgeParameters(
                address,
                stp.priority(),
                new BridgeTimes(stp.helloTimeSeconds(), stp.maxAgeSeconds(), stp.forwardDelaySeconds()),
                stp.txHoldCount(),
                stp.mode() == StpMode.STP ? ForceVersion.STP : ForceVersion.RSTP,
                stp.pathCostMethod() == dev.hayabashi.config.PathCostMethod.SHORT
                        ? PathCostMethod.SHORT
                        : PathCostMethod.LONG,
                stp.errDisableRecoverySeconds());
    }

    static PortParameters port(PortConfig config) {
        PortStp stp = config.stp();
        return PortParameters.DEFAULT
                .withPriority(stp.priority())
                .withPathCost(stp.pathCost())
                .withEdge(edge(stp.edge()))
                .withPointToPoint(pointToPoint(stp.pointToPoint()))
                .withBpduGuard(stp.bpduGuard())
                .withBpduFilter(stp.bpduFilter())
                .withRootGuard(stp.rootGuard())
                .withTcnGuard(stp.tcnGuard())
                .withLoopGuard(stp.loopGuard())
                .withNetworkPort(stp.bridgeAssurance());
    }

    static PortSettings relay(PortConfig config, int number, long address, int mtuBytes) {
        PortRelay relay = config.relay();
        return new PortSettings(
                config.name(),
                number,
                address,
                mtuBytes,
                relay.isolated(),
                relay.learning(),
                relay.sticky(),
                isLocked(config),
                relay.flood(),
                relay.multicastFlood(),
                relay.broadcastFlood(),
                relay.macLimit(),
                config.link().queueFrames(),
                relay.staticMacs().stream().map(MacAddress::value).toList(),
                ProtectionMapping.of(config),
                vlan(config.vlan()));
    }

    /** A port with profile {@code locked} whose addresses are known has those and no others; else the first one it shows. */
    private static boolean isLocked(PortConfig config) {
        PortRelay relay = config.relay();
        return relay.locked()
                || (config.profile() == PortProfile.LOCKED
                        && !relay.staticMacs().isEmpty());
    }

    private static VlanMembership vlan(PortVlan vlan) {
        BitSet tagged = new BitSet();
        for (VlanRange range : vlan.tagged()) {
            tagged.set(range.first(), range.last() + 1);
        }
        return new VlanMembership(vlan.nativeVlan(), tagged);
    }

    /** Null where the bridge does not snoop. */
    static @Nullable MulticastSettings snooping(SnoopingConfig config) {
        if (!config.enabled()) {
            return null;
        }
        return new MulticastSettings(
                config.querier(),
                TimeUnit.SECONDS.toNanos(config.queryIntervalSeconds()),
                TimeUnit.SECONDS.toNanos(config.queryResponseSeconds()),
                config.fastLeave(),
                config.groupLimit(),
                config.portGroupLimit());
    }

    private static EdgeMode edge(Tristate edge) {
        return switch (edge) {
            case TRUE -> EdgeMode.TRUE;
            case FALSE -> EdgeMode.FALSE;
            case AUTO -> EdgeMode.AUTO;
        };
    }

    private static PointToPoint pointToPoint(Tristate pointToPoint) {
        return switch (pointToPoint) {
            case TRUE -> PointToPoint.YES;
            case FALSE -> PointToPoint.NO;
            case AUTO -> PointToPoint.AUTO;
        };
    }
}
