package dev.hayabashi.config.libvirt;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.GatewayConfig;
import dev.hayabashi.config.MacAddress;
import dev.hayabashi.config.Names;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.config.PortKind;
import dev.hayabashi.config.Problems;
import dev.hayabashi.config.StpConfig;
import dev.hayabashi.config.StpMode;
import dev.hayabashi.config.libvirt.Remarks.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code <network>}; {@link ServicesReader} reads what answers on the gateway's address. */
final class NetworkReader {
    private static final Set<String> REFUSED_MODES = Set.of("passthrough", "private", "vepa", "hostdev");
    private static final int MIN_MTU = 68;
    private static final int MAX_MTU = 65_535;

    /** Longest forward delay that the kernel takes (BR_MAX_FORWARD_DELAY), and the one that it makes of less than 2 s. */
    private static final int MAX_DELAY_SECONDS = 30;

    private static final int KERNEL_MIN_DELAY_SECONDS = 2;

    private final XmlElement network;
    private final Remarks remarks;
    private final Problems problems;

    /** What {@code <forward>} asks for. */
    private enum Mode {
        NAT,
        ROUTE,
        ISOLATED,
        BRIDGE,
        REFUSED
    }

    NetworkReader(XmlElement network, Remarks remarks, Problems problems) {
        this.network = network;
        this.remarks = remarks;
        this.problems = problems;
    }

    BridgeConfig read() {
        title();
        Mode mode = forward();
        String name = bridgeName(mode);
        int mtu = network.child("mtu").map(this::mtu).orElse(BridgeConfig.DEFAULT.mtu());
        StpConfig stp = stp(mode);
        Optional<GatewayConfig> gateway =
                mode == Mode.BRIDGE || mode == Mode.REFUSED ? Optional.empty() : gateway(mode);
        List<PortConfig> ports = mode == Mode.BRIDGE ? uplinks() : List.of();
        profiles();
        network.children().forEach(this::unknown);
        BridgeConfig d = BridgeConfig.DEFAULT;
        return new BridgeConfig(
                name,
                mtu,
                d.ageingTimeSeconds(),
                d.mac(),
                d.macTableLimit(),
                stp,
                gateway,
                d.autoAttach(),
                ports,
                false,
                d.snooping(),
                false);
    }

    private void title() {
        String name = network.child("name").map(XmlElement::text).orElse("");
        String uuid = network.child("uuid").map(u -> " (uuid " + u.text() + ")").orElse("");
        remarks.add(Place.FILE, "Made by `hayabashi import libvirt` from the network '" + name + "'" + uuid + ".");
        network.child("title").ifPresent(t -> remarks.add(Place.FILE, t.text()));
        network.child("description").ifPresent(t -> remarks.add(Place.FILE, t.text()));
        network.child("metadata")
                .ifPresent(m -> remarks.add(Place.FILE, m, "data of other programs; they do not read this file."));
        if (network.child("bridge").isPresent()) {
            String shown = name.matches("[A-Za-z0-9._-]+") ? name : "NETWORK";
            remarks.add(
                    Place.FILE,
                    "Stop libvirt's network first: both have the same device and address. `virsh net-destroy " + shown
                            + "; virsh net-autostart --disable " + shown + "`");
        }
        if (network.get("ipv6").filter("yes"::equals).isPresent()) {
            remarks.add(
                    Place.BRIDGE,
                    "line " + network.at().line() + ", ipv6='yes': guests always reach each other over IPv6 here.");
        }
        network.get("trustGuestRxFilters")
                .ifPresent(value -> remarks.add(
                        Place.BRIDGE,
                        "line " + network.at().line() + ", trustGuestRxFilters='" + value
                                + "': addresses are learned from frames, whatever filters a guest sets."));
    }

    private Mode forward() {
        Optional<XmlElement> found = network.child("forward");
        if (found.isEmpty()) {
            return Mode.ISOLATED;
        }
        XmlElement forward = found.get();
        String mode = forward.get("mode").orElse("nat");
        if (REFUSED_MODES.contains(mode)) {
            problems.add(
                    forward.at("mode"),
                    "forward mode '" + mode + "' gives guests a device of the host without a bridge between them",
                    "there is nothing for a bridge to do; keep libvirt's network, or use mode nat, route or bridge");
            return Mode.REFUSED;
        }
        boolean routed = mode.equals("route") || mode.equals("open");
        if (!mode.equals("nat") && !routed && !mode.equals("bridge")) {
            problems.add(forward.at("mode"), "'" + mode + "' is no forward mode", "known: nat, route, open, bridge");
            return Mode.REFUSED;
        }
        if (mode.equals("bridge")) {
            return Mode.BRIDGE;
        }
        device(forward);
        if (mode.equals("open")) {
            remarks.add(
                    Place.GATEWAY,
                    forward,
                    "no rule is made for this network, as libvirt makes none for it; forwarding is turned on.");
        }
        forward.child("nat").ifPresent(this::nat);
        return routed ? Mode.ROUTE : Mode.NAT;
    }

    private void device(XmlElement forward) {
        List<XmlElement> named = new ArrayList<>(forward.all("interface"));
        if (forward.get("dev").isPresent()) {
            named.add(0, forward);
        }
        for (XmlElement element : named) {
            remarks.add(
                    Place.GATEWAY,
                    element,
                    "guests leave by whatever device the host's routes name; `ip rule add iif BRIDGE lookup TABLE` with a"
                            + " route by " + element.get("dev").orElse("that device") + " in TABLE binds them to one.");
        }
    }

    private void nat(XmlElement nat) {
        if (nat.get("ipv6").filter("yes"::equals).isPresent()) {
            remarks.add(Place.GATEWAY, nat, "IPv6 is routed here and never translated.");
        }
        for (XmlElement child : nat.children()) {
            boolean usual = child.name().equals("port")
                    && child.get("start").filter("1024"::equals).isPresent()
                    && child.get("end").filter("65535"::equals).isPresent();
            if (!usual) {
                remarks.add(
                        Place.GATEWAY,
                        child,
                        "guests leave with the address of the device that they leave by, and ports as the kernel chooses.");
            }
        }
    }

    private String bridgeName(Mode mode) {
        Optional<XmlElement> bridge = network.child("bridge");
        Optional<String> name = bridge.flatMap(b -> b.get("name"));
        if (mode == Mode.BRIDGE) {
            bridge.ifPresent(b -> remarks.add(
                    Place.BRIDGE,
                    b,
                    "a bridge of the kernel cannot be a port. Move its uplink here as `{name: eth0, kind: netdev}`, or join"
                            + " the two: `ip link add " + "hb-up type veth peer name hb-up0; ip link set hb-up0 master "
                            + name.orElse("br0")
                            + " up; ip link set hb-up up` and a port `{name: hb-up, kind: netdev}`."));
            return BridgeConfig.DEFAULT.name();
        }
        if (name.isEmpty()) {
            remarks.add(Place.BRIDGE, "The document names no bridge; libvirt would choose virbr0, virbr1, …");
            return BridgeConfig.DEFAULT.name();
        }
        Names.interfaceName(name.get())
                .ifPresent(wrong ->
                        problems.add(bridge.orElseThrow().at("name"), "'" + name.get() + "' is no device name", wrong));
        bridge.orElseThrow()
                .get("zone")
                .ifPresent(zone -> remarks.add(
                        Place.GATEWAY,
                        bridge.orElseThrow(),
                        "put the device into its firewalld zone yourself: `firewall-cmd --zone=" + zone
                                + " --change-interface=" + name.get() + "`."));
        bridge.orElseThrow()
                .get("macTableManager")
                .filter("libvirt"::equals)
                .ifPresent(m -> remarks.add(
                        Place.BRIDGE,
                        bridge.orElseThrow(),
                        "for the same at a port of a guest, write `learning: false`, `flood: false` and `static: [its"
                                + " MAC]`."));
        return name.get();
    }

    private int mtu(XmlElement mtu) {
        Optional<Integer> size = number(mtu, "size");
        if (size.isEmpty() || size.get() < MIN_MTU || size.get() > MAX_MTU) {
            problems.add(mtu.at("size"), "an mtu is a number of " + MIN_MTU + ".." + MAX_MTU);
            return BridgeConfig.DEFAULT.mtu();
        }
        return size.get();
    }

    private StpConfig stp(Mode mode) {
        StpConfig usual = StpConfig.DEFAULT;
        Optional<XmlElement> bridge = network.child("bridge");
        if (mode == Mode.BRIDGE || bridge.isEmpty()) {
            return usual;
        }
        XmlElement element = bridge.get();
        String on = element.get("stp").orElse("on");
        if (!on.equals("on") && !on.equals("off")) {
            problems.add(element.at("stp"), "stp is on or off, not '" + on + "'");
            return usual;
        }
        Optional<Integer> given = number(element, "delay");
        int delay = given.orElse(0);
        if (element.get("delay").isPresent() && (given.isEmpty() || delay < 0)) {
            problems.add(element.at("delay"), "a delay is a number of seconds");
            return usual;
        }
        if (on.equals("off")) {
            remarks.add(
                    Place.STP,
                    "libvirt had spanning tree off. Nothing waits for it here: guests' ports forward at once with it on"
                            + " too, and a loop is cut. Remove this line unless something needs it.");
            return new StpConfig(
                    StpMode.OFF,
                    usual.priority(),
                    usual.helloTimeSeconds(),
                    usual.maxAgeSeconds(),
                    usual.forwardDelaySeconds(),
                    usual.txHoldCount(),
                    usual.pathCostMethod(),
                    usual.errDisableRecoverySeconds(),
                    usual.reserved());
        }
        String written =
                element.get("delay").isPresent() ? "delay='" + delay + "'" : "no delay, which means delay='0',";
        if (delay < KERNEL_MIN_DELAY_SECONDS) {
            remarks.add(
                    Place.STP,
                    "What libvirt's stp='on' with " + written
                            + " really did: not no delay. With spanning tree on the kernel"
                            + " makes anything below 2 s 2 s, and a port spends it twice, listening and learning: each guest"
                            + " was deaf for 4 s after its TAP came up, and its first DISCOVER was lost.");
        } else {
            int each = Math.min(delay, MAX_DELAY_SECONDS);
            remarks.add(
                    Place.STP,
                    "What libvirt's stp='on' with " + written
                            + " did: a port spends the delay twice, listening and learning,"
                            + " so each guest was deaf for " + 2 * each + " s after its TAP came up.");
        }
        remarks.add(
                Place.STP,
                "Here spanning tree is on and a guest's port is an edge port: it forwards at once, until a BPDU comes in"
                        + " there. Uplinks wait for `forward-delay`, "
                        + usual.forwardDelaySeconds()
                        + " s, only where no bridge answers their proposal.");
        return usual;
    }

    private Optional<GatewayConfig> gateway(Mode mode) {
        Optional<MacAddress> mac = network.child("mac").flatMap(this::mac);
        ServicesReader services = new ServicesReader(network, mode == Mode.ISOLATED, remarks, problems);
        Optional<GatewayConfig> gateway = services.gateway(mode == Mode.NAT, mac);
        if (gateway.isEmpty()) {
            remarks.add(
                    Place.BRIDGE,
                    "The network has no IPv4 address of the host: guests reach each other and nothing else.");
        }
        return gateway;
    }

    private Optional<MacAddress> mac(XmlElement element) {
        Optional<MacAddress> mac =
                element.get("address").flatMap(MacAddress::parse).filter(m -> !m.isGroup());
        if (mac.isEmpty()) {
            problems.add(element.at("address"), "a MAC address of a station is like 52:54:00:12:34:56");
        }
        return mac;
    }

    private List<PortConfig> uplinks() {
        List<PortConfig> ports = new ArrayList<>();
        XmlElement forward = network.child("forward").orElseThrow();
        List<XmlElement> named = new ArrayList<>(forward.all("interface"));
        if (forward.get("dev").isPresent() && named.isEmpty()) {
            named.add(forward);
        }
        for (XmlElement element : named) {
            String device = element.get("dev").orElse("");
            if (Names.interfaceName(device).isPresent()) {
                problems.add(element.at("dev"), "'" + device + "' is no device name");
            } else if (ports.stream().noneMatch(p -> p.name().equals(device))) {
                ports.add(PortConfig.of(device, PortKind.NETDEV));
            }
        }
        if (ports.size() > 1) {
            remarks.add(
                    Place.PORTS,
                    "libvirt gave each guest one of these devices; here all of them are uplinks of one bridge, and the"
                            + " spanning tree closes those that lead to the same network.");
        }
        if (!ports.isEmpty()) {
            remarks.add(
                    Place.PORTS,
                    "The host's own addresses on such a device go on to work; the bridge only sees its frames.");
        }
        network.all("ip").forEach(ip -> remarks.add(Place.BRIDGE, ip, "a bridged network has no address of the host."));
        return ports;
    }

    /** What this version has no profiles for. */
    private void profiles() {
        for (XmlElement group : network.all("portgroup")) {
            remarks.add(
                    Place.PORTS,
                    group,
                    "there are no groups of ports; write what is in it ("
                            + String.join(
                                    ", ",
                                    group.children().stream()
                                            .map(XmlElement::name)
                                            .toList())
                            + ") at each port that had it.");
        }
        for (XmlElement vlan : network.all("vlan")) {
            remarks.add(Place.PORTS, vlan, "VLANs are not filtered in this version; tagged frames pass unchanged.");
        }
        for (XmlElement port : network.all("port")) {
            if (port.get("isolated").filter("yes"::equals).isPresent()) {
                remarks.add(Place.PORTS, port, "write `isolated: true` at each port of a guest.");
            }
        }
        for (XmlElement bandwidth : network.all("bandwidth")) {
            remarks.add(
                    Place.BRIDGE,
                    bandwidth,
                    "rates are not limited in this version; `tc` on the bridge's device does it.");
        }
        for (XmlElement virtualPort : network.all("virtualport")) {
            problems.add(
                    virtualPort.at(),
                    "a virtual port of type '" + virtualPort.get("type").orElse("") + "' belongs to another switch",
                    "keep that switch, or remove the element to have this bridge instead");
        }
        for (XmlElement route : network.all("route")) {
            String to = route.get("address").orElse("ADDRESS")
                    + route.get("prefix")
                            .map(p -> "/" + p)
                            .orElse(route.get("netmask").map(m -> "/" + m).orElse(""));
            remarks.add(
                    Place.GATEWAY,
                    route,
                    "routes of the host are the host's: `ip route add " + to + " via "
                            + route.get("gateway").orElse("GATEWAY") + "` once the bridge is up.");
        }
    }

    private static final Set<String> KNOWN = Set.of(
            "name",
            "uuid",
            "title",
            "description",
            "metadata",
            "forward",
            "bridge",
            "mtu",
            "mac",
            "portgroup",
            "vlan",
            "port",
            "bandwidth",
            "virtualport",
            "route",
            "domain",
            "dns",
            "ip",
            "dnsmasq:options");

    private void unknown(XmlElement element) {
        if (!KNOWN.contains(element.name())) {
            remarks.add(Place.BRIDGE, element, "not known to this version.");
        }
    }

    private static Optional<Integer> number(XmlElement element, String attribute) {
        return element.get(attribute).filter(n -> n.matches("[0-9]{1,6}")).map(Integer::valueOf);
    }
}
