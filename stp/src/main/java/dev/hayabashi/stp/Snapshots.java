package dev.hayabashi.stp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Makes the immutable records that are shown to the world. */
final class Snapshots {
    private Snapshots() {}

    static BridgeStatus bridge(Bridge bridge, long nowNanos) {
        Port rootPort = bridge.rootPort;
        Times t = bridge.rootTimes;
        BridgeStatus.LastTopologyChange last = bridge.lastTopologyChange;
        return new BridgeStatus(
                bridge.parameters.forceVersion(),
                new BridgeId(bridge.bridgeId),
                new BridgeId(bridge.rootPriority.root()),
                bridge.rootPriority.cost(),
                rootPort == null ? 0 : rootPort.number,
                rootPort == null ? null : new PortId(rootPort.portId),
                t.messageAge(),
                new BridgeStatus.TimesInForce(bridge.bridgeTimes.helloTime(), t.maxAge(), t.forwardDelay()),
                bridge.parameters.times(),
                bridge.parameters,
                bridge.rootChanges,
                bridge.topologyChanges,
                last == null
                        ? null
                        : new BridgeStatus.LastTopologyChange(
                                last.port(), last.local(), last.atNanos(), nowNanos - last.atNanos()),
                bridge.tallies.topologyChanges != 0,
                bridge.shortAgeingSeconds != 0,
                bridge.lateTicks,
                bridge.trace.maximum());
    }

    static PortStatus port(Port port, long nowNanos) {
        PriorityVector v = port.portPriority;
        return new PortStatus(
                port.number,
                new PortId(port.portId),
                port.macAddress,
                port.linkUp,
                port.role,
                port.gate,
                port.roleReason,
                port.stateReason.text(),
                nowNanos - port.stateSinceNanos,
                port.portPathCost,
                port.parameters.pathCost() == 0,
                new PortStatus.Designated(
                        new BridgeId(v.root()), v.cost(), new BridgeId(v.bridge()), new PortId(v.port())),
                port.operEdge,
                port.operPointToPoint,
                port.sendRSTP ? ForceVersion.RSTP : ForceVersion.STP,
                port.parameters,
                Collections.unmodifiableSet(port.guards.inconsistencies()),
                port.guards.errDisable(),
                port.counters.forwardTransitions,
                port.counters.blockingTransitions,
                port.counters.bpdus(),
                port.counters.guardHits(),
                port.counters.flushes(),
                new PortStatus.Variables(timers(port), flags(port), machines(port)));
    }

    private static Map<String, Integer> timers(Port port) {
        Map<String, Integer> m = new LinkedHashMap<>();
        m.put("edgeDelayWhile", port.edgeDelayWhile);
        m.put("fdWhile", port.fdWhile);
        m.put("helloWhen", port.helloWhen);
        m.put("mdelayWhile", port.mdelayWhile);
        m.put("rbWhile", port.rbWhile);
        m.put("rcvdInfoWhile", port.rcvdInfoWhile);
        m.put("rrWhile", port.rrWhile);
        m.put("tcWhile", port.tcWhile);
        m.put("txCount", port.txCount);
        return Collections.unmodifiableMap(m);
    }

    private static Map<String, Boolean> flags(Port port) {
        Map<String, Boolean> m = new LinkedHashMap<>();
        m.put("portEnabled", port.portEnabled);
        m.put("learn", port.learn);
        m.put("learning", port.learning);
        m.put("forward", port.forward);
        m.put("forwarding", port.forwarding);
        m.put("proposing", port.proposing);
        m.put("proposed", port.proposed);
        m.put("agree", port.agree);
        m.put("agreed", port.agreed);
        m.put("sync", port.sync);
        m.put("synced", port.synced);
        m.put("reRoot", port.reRoot);
        m.put("disputed", port.disputed);
        m.put("selected", port.selected);
        m.put("updtInfo", port.updtInfo);
        m.put("sendRSTP", port.sendRSTP);
        m.put("newInfo", port.newInfo);
        m.put("tcAck", port.tcAck);
        return Collections.unmodifiableMap(m);
    }

    private static Map<String, String> machines(Port port) {
        Map<String, String> m = new LinkedHashMap<>();
        m.put("infoIs", port.infoIs.name().toLowerCase(Locale.ROOT));
        m.put(port.prx.name, port.prx.state.name());
        m.put(port.ppm.name, port.ppm.state.name());
        m.put(port.bdm.name, port.bdm.state.name());
        m.put(port.pim.name, port.pim.state.name());
        m.put(port.prt.name, port.prt.state.name());
        m.put(port.pst.name, port.pst.state.name());
        m.put(port.tcm.name, port.tcm.state.name());
        m.put(port.ptx.name, port.ptx.state.name());
        return Collections.unmodifiableMap(m);
    }
}
