package dev.hayabashi.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules between ports and between bridges: what must be unique, and what must fit. */
final class CrossChecks {
    /** Number of a gateway's port: the last one, so that the ports of a file are numbered from 1. */
    static final int GATEWAY_PORT_NUMBER = 4095;

    private static final int DHCP_MIN_MTU = 576;

    private final Problems problems;
    /** What each record was read from, by identity: two records may be equal. Empty when there was no document. */
    private final IdentityHashMap<Object, Fields<?>> origins;

    CrossChecks(Problems problems, IdentityHashMap<Object, Fields<?>> origins) {
        this.problems = problems;
        this.origins = origins;
    }

    void run(List<BridgeConfig> bridges) {
        Map<String, Position> bridgeNames = new HashMap<>();
        for (BridgeConfig b : bridges) {
            Position at = at(b, Keys.BRIDGE_NAME);
            Position first = bridgeNames.putIfAbsent(b.name(), at);
            if (first != null && !isBroken(b, Keys.BRIDGE_NAME)) {
                problems.add(at, "bridge '" + b.name() + "' is there twice", "the first one is at " + first);
            }
        }
        Map<String, Position> portNames = new HashMap<>();
        for (BridgeConfig b : bridges) {
            for (PortConfig p : b.ports()) {
                name(p, bridgeNames, portNames);
                mtu(b, p);
                vlans(b, p);
            }
            paths(b, b.ports());
            numbers(b);
            statics(b);
            b.gateway().ifPresent(g -> gateway(b, g));
        }
        networks(bridges);
    }

    private void vlans(BridgeConfig b, PortConfig p) {
        if (!b.vlanFiltering() && !p.vlan().isDefault()) {
            Key<PortConfig, ?> key = p.vlan().tagged().isEmpty() ? PortKeys.VLAN : PortKeys.VLANS;
            problems.add(
                    at(p, key),
                    "'" + key.name() + "' has no effect: " + b.name() + " does not filter by VLAN",
                    "write 'vlan-filtering: true' in the bridge, or remove it");
        }
    }

    private void gateway(BridgeConfig b, GatewayConfig g) {
        if (g.mac().isPresent() && g.mac().equals(b.mac())) {
            problems.add(at(b, Keys.BRIDGE_MAC), "the gateway of " + b.name() + " has the same mac", "choose another");
        }
        if (g.dhcp().isPresent() && b.mtu() < DHCP_MIN_MTU && !isBroken(b, Keys.BRIDGE_MTU)) {
            problems.add(
                    at(b, Keys.BRIDGE_MTU),
                    "mtu " + b.mtu() + " is too small for DHCP",
                    "every client takes messages of " + DHCP_MIN_MTU + " octets (RFC 2131 section 2)");
        }
        for (PortConfig p : b.ports()) {
            if (p.number().isPresent() && p.number().getAsInt() == GATEWAY_PORT_NUMBER) {
                problems.add(
                        at(p, PortKeys.NUMBER),
                        "number " + GATEWAY_PORT_NUMBER + " is that of the gateway",
                        "write one of 1.." + (GATEWAY_PORT_NUMBER - 1));
            }
        }
    }

    /** Two gateways in one network: the host would not know behind which a guest is. */
    private void networks(List<BridgeConfig> bridges) {
        for (int i = 0; i < bridges.size(); i++) {
            BridgeConfig b = bridges.get(i);
            for (BridgeConfig other : bridges.subList(0, i)) {
                if (b.gateway().isPresent() && other.gateway().isPresent()) {
                    Ipv4Range mine = Ipv4Range.network(b.gateway().get().address());
                    Ipv4Range theirs = Ipv4Range.network(other.gateway().get().address());
                    if (mine.overlaps(theirs)) {
                        problems.add(
                                at(b, Keys.BRIDGE_NAME),
                                "the networks of the gateways of '" + other.name() + "' and '" + b.name() + "' overlap",
                                "give one of them another 'address'");
                    }
                }
            }
        }
    }

    /** Commands name a port without its bridge, and netdevs share one name space. */
    private void name(PortConfig p, Map<String, Position> bridges, Map<String, Position> ports) {
        Fields<?> in = origins.get(p);
        if (isBroken(p, PortKeys.NAME) || (in != null && !has(p, PortKeys.NAME))) {
            return;
        }
        Position at = at(p, PortKeys.NAME);
        Position first = ports.putIfAbsent(p.name(), at);
        if (first != null) {
            problems.add(at, "port '" + p.name() + "' is there twice", place("the first one is at ", first));
        }
        if (bridges.containsKey(p.name())) {
            problems.add(at, "port '" + p.name() + "' is named like a bridge", "choose another name");
        }
    }

    private void mtu(BridgeConfig b, PortConfig p) {
        int mtu = p.link().mtu().orElse(b.mtu());
        if (mtu > b.mtu() && !isBroken(b, Keys.BRIDGE_MTU)) {
            problems.add(
                    at(p, PortKeys.MTU),
                    "mtu " + mtu + " of port '" + p.name() + "' is more than the bridge's " + b.mtu(),
                    "raise the mtu of the bridge");
        }
    }

    private void paths(BridgeConfig b, List<PortConfig> ports) {
        for (int i = 0; i < ports.size(); i++) {
            PortConfig p = ports.get(i);
            for (PortConfig other : ports.subList(0, i)) {
                boolean related = p.isTemplateOf(other) || other.isTemplateOf(p);
                if (p.link().path().isPresent()
                        && p.link().path().equals(other.link().path())
                        && !related) {
                    problems.add(
                            at(p, PortKeys.PATH),
                            "port '" + other.name() + "' on " + b.name() + " has the same path",
                            "write another path, or one port with '*' in its name for many clients");
                }
            }
        }
    }

    private void numbers(BridgeConfig b) {
        Map<Integer, Position> seen = new HashMap<>();
        for (PortConfig p : b.ports()) {
            if (p.number().isPresent()) {
                Position at = at(p, PortKeys.NUMBER);
                Position first = seen.putIfAbsent(p.number().getAsInt(), at);
                if (first != null) {
                    problems.add(
                            at,
                            "number " + p.number().getAsInt() + " is taken by another port",
                            place("the first one is at ", first));
                }
            }
        }
    }

    private void statics(BridgeConfig b) {
        Map<MacAddress, String> seen = new HashMap<>();
        for (PortConfig p : b.ports()) {
            Set<MacAddress> once = new HashSet<>(p.relay().staticMacs());
            for (MacAddress m : once) {
                String first = seen.putIfAbsent(m, p.name());
                if (first != null) {
                    problems.add(
                            at(p, PortKeys.STATIC),
                            "static address " + m + " is behind port '" + first + "' already",
                            "an address is behind one port");
                }
            }
        }
    }

    private static String place(String before, Position at) {
        return at.equals(Position.NONE) ? "" : before + at;
    }

    @SuppressWarnings("unchecked")
    private <R> Position at(R record, Key<R, ?> key) {
        Fields<R> in = (Fields<R>) origins.get(record);
        return in == null ? Position.NONE : in.at(key);
    }

    @SuppressWarnings("unchecked")
    private <R> boolean isBroken(R record, Key<R, ?> key) {
        Fields<R> in = (Fields<R>) origins.get(record);
        return in != null && in.isBroken(key);
    }

    @SuppressWarnings("unchecked")
    private <R> boolean has(R record, Key<R, ?> key) {
        Fields<R> in = (Fields<R>) origins.get(record);
        return in == null || in.has(key);
    }
}
